package main

import (
	"context"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"foyer/beacons"
)

func TestBeatsReachThePageAndTheLampsOfTheFloor(t *testing.T) {
	var floor, bar atomic.Int64
	g := &gear{start: time.Now(), lightings: []lighting{
		{zones: []beacons.Zone{"stage"}, beat: func(beacons.Zone) { floor.Add(1) }},
		{zones: []beacons.Zone{"bar"}, beat: func(beacons.Zone) { bar.Add(1) }},
		{zones: []beacons.Zone{"stage"}}, // cannot
	}}
	listener := g.addBeats(djConfig{ID: "main", Zone: "stage", OS2L: "127.0.0.1:0"}, settings{log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- listener.Run(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: got %v, want nil", err)
		}
	}()
	desk := &desk{beats: listener}
	waitFor(t, "it listens", func() bool { return listener.Addr() != "" })
	program, err := net.Dial("tcp", listener.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = program.Close() }()
	if _, err := program.Write([]byte(`{"evt":"beat","change":false,"pos":1,"bpm":127.9}`)); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "a pulse of the floor", func() bool { return floor.Load() == 1 })
	if got := desk.bpm(); got != 128 || bar.Load() != 0 {
		t.Errorf("after one beat of the floor: got %v BPM and %d pulses in the bar, want 128 and none", got, bar.Load())
	}
	if d := g.devices(); len(d) != 4 || d[3].kind != "OS2L at 127.0.0.1:0" || d[3].figures()[1].Value != "1" {
		t.Errorf("devices: got %+v, want the listener with its beat", d)
	}
}

func TestWhereBeatsAreHeardIsChecked(t *testing.T) {
	for line, says := range map[string]string{
		"  - {id: main, zone: bar, os2l: 127.0.0.1}\n":                                                      "",
		"  - {id: main, zone: bar, os2l: \"0.0.0.0:9997\"}\n":                                               "",
		"  - {id: main, zone: bar, os2l: virtualdj}\n":                                                      "Where beats are heard is written as",
		"  - {id: main, zone: bar, os2l: \"127.0.0.1:70000\"}\n":                                            "Where beats are heard is written as",
		"  - {id: main, zone: bar, os2l: 127.0.0.1}\n  - {id: late, zone: bar, os2l: \"127.0.0.1:9996\"}\n": "The DJ `main` is heard there already",
	} {
		file := smallVenue(t, "dj:\n"+line)
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, problems := decodeConfig(file, source)
		if says == "" && len(problems) > 0 || says != "" && (len(problems) != 1 || !strings.Contains(problems[0].Message, says)) {
			t.Errorf("%s: got %+v, want %q", line, problems, says)
		}
	}
}
