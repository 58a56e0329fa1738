package hue

import (
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/firmware-sim/bridge"
)

func TestBridgeIsKnownByItsCertificate(t *testing.T) {
	sim := serve(t, bridge.Config{TLS: true})
	sim.PressLink()
	got, err := Pair(t.Context(), sim.URL(), devices.Machine{}, func(string) {})
	if err != nil || !strings.HasPrefix(got.Pin, "001788fffe000001:") {
		t.Fatalf("pair over TLS: got %+v, %v, want a pin that begins with the bridge's id", got, err)
	}
	b := driver(t, Config{URL: sim.URL(), Key: got.Key, Pin: got.Pin, Zones: both()}, devices.Machine{})
	run(t, b)
	if err := b.Do(t.Context(), colours(lounge, "#ff0000", "#00ff00", "#0000ff")); err != nil {
		t.Errorf("light over TLS: %v", err)
	}
}

func TestOtherCertificateIsRefused(t *testing.T) {
	first, second := serve(t, bridge.Config{TLS: true}), serve(t, bridge.Config{TLS: true})
	first.PressLink()
	got, err := Pair(t.Context(), first.URL(), devices.Machine{}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	clock := newHand()
	b := driver(t, Config{URL: second.URL(), Key: second.Key(), Pin: got.Pin, Zones: both()}, clock)
	s := &stage{t, clock, second, b}
	w := s.begin(colours(lounge, "#ff0000", "#00ff00", "#0000ff"))
	s.pass(3 * time.Second)
	if err, ended := w.ended(); !ended || err == nil || devices.OutcomeOf(err) != devices.Refused {
		t.Errorf("light to a bridge with another certificate: got %v, want it not sent", err)
	}
	if h := b.Health(); h.Up || !strings.Contains(h.Problem, "another certificate") {
		t.Errorf("health: got %+v, want down and why", h)
	}
	if c := second.Counters(); c.Sent+c.Reads != 0 {
		t.Errorf("the other bridge was told: got %+v, want nothing", c)
	}
	if _, err := New(Config{URL: second.URL(), Key: "k"}, clock, quiet()); err == nil {
		t.Error("https without a pin: got no error")
	}
}
