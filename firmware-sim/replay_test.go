package main

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/beacons/wire"
)

// shared is the folder of recorded data beside the checkout.
func shared(t *testing.T, path string) string {
	t.Helper()
	full := filepath.Join("..", "..", "shared", "data", path)
	if _, err := os.Stat(full); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the recorded data is needed: %v", err)
		}
		t.Skipf("the recorded data is needed beside the checkout: %v", err)
	}
	return full
}

func TestCaptureArrivesAsItWas(t *testing.T) {
	file := shared(t, "espresense-capture/stationary.jsonl")
	broker := brokertest.Start(t)
	heard := make(chan link.Delivery, 5000)
	l, up := connect(link.Options{URL: broker.URL, Client: "ear", Subscribe: []link.Filter{{Topic: "espresense/#"}}, Hear: func(d link.Delivery) { d.Body = slices.Clone(d.Body); heard <- d }})
	_, party := start(t.Context(), l.Run)
	<-up
	code, out, errs := do(t, "replay", "--broker", broker.URL, "--speed", "max", file)
	if code != 0 || !strings.Contains(out, "1693 of 1693 messages") {
		t.Fatalf("replay: got exit %d, %s%s, want 0 and 1693 messages", code, out, errs)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		select {
		case d := <-heard:
			if !strings.Contains(lines.Text(), string(d.Body)) || !strings.Contains(lines.Text(), `"`+d.Topic+`"`) {
				t.Fatalf("got %s %s, want that of %s", d.Topic, d.Body, lines.Text())
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("got nothing in 10 s, want %s", lines.Text())
		}
	}
	if err := party.leave(); err != nil {
		t.Error(err)
	}
}

func TestWalksAreNativeSightingsOfTwelveAnchors(t *testing.T) {
	start := time.Date(2026, 5, 9, 9, 0, 0, 0, time.UTC)
	list, err := recordings([]string{shared(t, "tetam")}, "office", start)
	if err != nil {
		t.Fatal(err)
	}
	plan := beacons.Plan{}
	anchors := map[string]bool{}
	for _, r := range list {
		if name := r.Topic[strings.LastIndexByte(r.Topic, '/')+1:]; !anchors[name] {
			anchors[name] = true
			plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(name)})
		}
	}
	decoder := wire.NewDecoder("office", plan, wire.Producers{})
	tags := map[beacons.Tag]time.Time{}
	last, absurd := time.Duration(0), 0
	for i, r := range list {
		var m wire.Message
		err := decoder.Decode(start.Add(r.after), r.Topic, r.Body, false, &m)
		if refusal, is := errors.AsType[wire.Refusal](err); is && refusal.Reason == wire.BadRSSI {
			absurd++ // the recording has some at +42 dBm
			continue
		}
		if err != nil || len(m.Sightings) != 1 {
			t.Fatalf("message %d, %s %s: %v", i, r.Topic, r.Body, err)
		}
		if s := m.Sightings[0]; r.after < last || !s.At.Equal(start.Add(r.after)) {
			t.Fatalf("message %d: got %s after %s, at %s, want in order and at %s", i, r.after, last, s.At, start.Add(r.after))
		}
		last = r.after
		tags[m.Sightings[0].Tag] = m.Sightings[0].At
	}
	if absurd > 20 {
		t.Errorf("got %d sightings of an absurd level, want the few of the recording", absurd)
	}
	if len(list) != 11_308 || len(anchors) != 12 || len(tags) != 6 {
		t.Errorf("six walks: got %d sightings, %d anchors, %d tags, want 11308, 12 and 6", len(list), len(anchors), len(tags))
	}
}

func TestReplayKeepsTheRecordedTiming(t *testing.T) {
	file := filepath.Join(t.TempDir(), "w.csv")
	if err := os.WriteFile(file, []byte("t_s,receiver,rssi_dbm\n10.0,gw-1,-60\n10.4,gw-1,-61\n11.2,gw-2,-62\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	broker := brokertest.Start(t)
	times := make(chan time.Time, 3)
	l, up := connect(link.Options{URL: broker.URL, Client: "ear", Subscribe: []link.Filter{{Topic: "foyer/#"}}, Hear: func(link.Delivery) { times <- time.Now() }})
	_, party := start(t.Context(), l.Run)
	<-up
	if code, out, errs := do(t, "replay", "--broker", broker.URL, "--speed", "2", file); code != 0 {
		t.Fatalf("replay: got exit %d, %s%s", code, out, errs)
	}
	first, second, third := <-times, <-times, <-times
	if a, b := second.Sub(first), third.Sub(second); a < 150*time.Millisecond || b < 350*time.Millisecond || third.Sub(first) > 3*time.Second {
		t.Errorf("0.4 s and 0.8 s at twice the speed: got %s and %s, want about 200 and 400 ms", a, b)
	}
	if err := party.leave(); err != nil {
		t.Error(err)
	}
}

func TestBadRecordingsSayWhereTheyAreBad(t *testing.T) {
	for name, content := range map[string]string{
		"a.jsonl": "{\n", "b.csv": "t_s,receiver\n1,x\n", "c.csv": "t_s,receiver,rssi_dbm\nnoon,x,-1\n", "d.txt": "x", "e.csv": "",
	} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := recordings([]string{file}, "v", time.Now()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s with %q: got %v, want an error that names it", name, content, err)
		}
	}
}
