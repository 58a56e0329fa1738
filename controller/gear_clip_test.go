package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/hue"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

// clipVenue is a venue with a stream on its stage and a scene in its bar, by one
// pretend bridge, and the gear of it running.
func clipVenue(t *testing.T) (*gear, config, *bridge.Bridge) {
	t.Helper()
	installTransport()
	// An address of this process alone, so that streams have the port of real bridges.
	own := fmt.Sprintf("127.77.%d.%d:0", os.Getpid()>>8&0xff, os.Getpid()&0xff|1)
	sim, err := bridge.Config{Addr: own, TLS: true, StreamPort: 2100}.Start()
	if err != nil {
		t.Fatalf("start a pretend bridge: %v", err)
	}
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	run := func(f func(context.Context) error) { wg.Go(func() { _ = f(ctx) }) }
	t.Cleanup(func() { cancel(); wg.Wait() })
	run(sim.Run)
	run(sim.Listen)
	c, said := litVenue(t, "  - {id: stage, zone: stage, kind: hue, bridge: "+sim.URL()+", group: \"2\", key: file:hue.key, mode: stream, area: Dance area}\n"+
		"  - {id: bar, zone: bar, kind: hue, bridge: "+sim.URL()+", group: Lounge, key: file:hue.key, mode: scene}\n")
	if len(said) != 0 {
		t.Fatalf("the venue: got %q", said)
	}
	g := &gear{start: time.Now()}
	if err := g.addLights(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	for _, f := range g.runs() {
		run(f)
	}
	return g, c, sim
}

func TestBridgeIsPairedThenLitBySceneAndByStream(t *testing.T) {
	g, c, sim := clipVenue(t)
	if text := g.lightings[0].health().Problem; !strings.Contains(text, "Pair again: foyer pair.") || g.lightings[0].pair() != sim.URL() {
		t.Errorf("before pairing: got %q, pair with %q, want what to do", text, g.lightings[0].pair())
	}
	sim.PressLink()
	paired, err := hue.Pair(t.Context(), sim.URL(), devices.Machine{}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(c.file), "hue.key"), paired.File(), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	people := []rules.Colour{"#ff2020", "#4060ff", "#20ff40"}
	drive := devices.Retry(g.light(), devices.Machine{}, devices.Patience[rules.Light]{Longest: time.Second, Tries: 60})
	for _, zone := range []beacons.Zone{"stage", "bar"} {
		tries := 0
		for err = drive.Do(ctx, rules.Light{Zone: zone, Colours: people}); devices.IsPermanent(err) && tries < 20; tries++ { // until it has taken its key
			_ = devices.Machine{}.Sleep(ctx, time.Second)
			err = drive.Do(ctx, rules.Light{Zone: zone, Colours: people})
		}
		if err != nil {
			t.Fatalf("light of %s after pairing: %v", zone, err)
		}
	}
	lamps := g.lamps()
	if len(lamps) != 16 {
		t.Errorf("lamps on the page: got %d, want 10 that are streamed to and 6 of a scene, each once", len(lamps))
	}
	for _, l := range lamps {
		if !l.Confirmed || !l.Reachable {
			t.Errorf("lamp on the page: got %+v, want it confirmed", l)
		}
	}
	if part := g.parts()[1]; part.State != "ok" || part.Text != "" {
		t.Errorf("part on the page: got %+v, want ok", part)
	}
	if found := lookClips(ctx, c); len(found) != 1 || found[0].Mark != well || !strings.Contains(found[0].Found, "16 lamps") {
		t.Errorf("doctor: got %+v, want it well with 16 lamps", found)
	}
}
