package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
)

func TestBareWireIsUnderstoodByMosquitto(t *testing.T) {
	broker := brokertest.Start(t)
	heard := make(chan link.Delivery, 100)
	l, up := connect(link.Options{URL: broker.URL, Client: "ear", Subscribe: []link.Filter{{Topic: "x/#"}}, Hear: func(d link.Delivery) { d.Body = slices.Clone(d.Body); heard <- d }})
	ctx, party := start(t.Context(), l.Run)
	<-up
	w, err := dialPipe(ctx, broker.URL, "bare")
	if err != nil {
		t.Fatal(err)
	}
	sizes := []int{0, 1, 100, 119, 120, 121, 122, 127, 128, 5000, 16_370, 16_380, 16_390, 300_000} // lengths of 1, 2 and 3 bytes
	for i, n := range sizes {
		if err := w.publish(text(nil, "x/"+strconv.Itoa(i)), bytes.Repeat([]byte{'a'}, n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.flush(); err != nil {
		t.Fatal(err)
	}
	for i, n := range sizes {
		select {
		case d := <-heard:
			if d.Topic != "x/"+strconv.Itoa(i) || len(d.Body) != n || d.QoS != 0 {
				t.Errorf("published %d bytes on x/%d: got %d on %s at QoS %d", n, i, len(d.Body), d.Topic, d.QoS)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("published %d bytes on x/%d: got nothing in 10 s", n, i)
		}
	}
	if err := w.close(); err != nil {
		t.Error(err)
	}
	if err := party.leave(); err != nil {
		t.Error(err)
	}
}

func TestLoadAddsUp(t *testing.T) {
	broker := brokertest.Start(t)
	for _, test := range []struct{ loses, per, code int }{{0, 1, 0}, {0, 20, 0}, {777, 1, 1}} {
		sit := sit(t, broker.URL, test.loses)
		code, out, errs := do(t, "load", "--broker", broker.URL, "--tags", "200", "--rate", "2000", "--seconds", "1",
			"--per-message", strconv.Itoa(test.per), "--walk-every", "1s", "--connections", "1", "--json")
		var r result
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatalf("load: exit %d, %s%s: %v", code, out, errs, err)
		}
		lost := r.Sent - r.Accepted
		if code != test.code || r.Sent != 2000 || lost != uint64(test.code) || len(sit.refused) > 0 {
			t.Errorf("a controller that loses one in %d: got exit %d, %d sent, %d lost, refused %v, want exit %d, 2000, %d and none",
				test.loses, code, r.Sent, lost, sit.refused, test.code, test.code)
		}
		if r.Latency.Messages == 0 || r.Latency.P50 > r.Latency.Max || r.Walks == 0 {
			t.Errorf("got %+v, want latencies and walks", r)
		}
		if per := float64(r.Sent) / float64(r.Messages); test.per == 20 && per < 4 {
			t.Errorf("20 sightings a message of 200 tags: got %.1f on average, want most of what is near one gateway", per)
		}
		sit.leave()
	}
}

func TestCrowdLosesNothingWhenTheBrokerDies(t *testing.T) {
	broker := brokertest.Start(t)
	d := sit(t, broker.URL, 0)
	report := filepath.Join(t.TempDir(), "report.json")
	go func() {
		<-time.After(1500 * time.Millisecond)
		broker.Restart()
	}()
	code, out, errs := do(t, "crowd", "--broker", broker.URL, "--busy", "--people", "30", "--speed", "60", "--for", "3s", "--report", report)
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("crowd: exit %d, %s%s: %v", code, out, errs, err)
	}
	var r told
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	committed := uint64(0)
	for _, hi := range d.hi {
		committed += hi
	}
	if code != 0 || r.Unacked != 0 || r.Sent.Dropped != 0 || r.Sent.Resent == 0 || len(d.refused) > 0 {
		t.Errorf("crowd over a broker that died: got exit %d, %+v, %d unanswered, refused %v, want all answered, some sent twice", code, r.Sent, r.Unacked, d.refused)
	}
	if committed != r.Sent.Messages || d.numbered < 100 {
		t.Errorf("got %d messages committed in order, with %d sightings, want all %d", committed, d.numbered, r.Sent.Messages)
	}
	if len(r.Truth) == 0 || len(r.Rules) != 3 {
		t.Errorf("report: got %d visits and %d rules, want the truth and 3", len(r.Truth), len(r.Rules))
	}
}
