package hue

import (
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/firmware-sim/bridge"
)

func TestBridgeWithoutAKeyBeginsWhenSomebodyPairs(t *testing.T) {
	clock := newHand()
	sim := serve(t, bridge.Config{TLS: true, Now: clock.Now})
	s := &stage{t, clock, sim, driver(t, Config{URL: sim.URL(), Zones: both(), Timeout: time.Second}, clock)}
	if _, err := s.hue.want(inRed()); !devices.IsPermanent(err) {
		t.Errorf("light to a bridge without a key: got %v, want that it cannot be", err)
	}
	s.pass(10 * time.Second)
	if h := s.hue.Health(); h.Up || s.hue.Paired() || !strings.Contains(h.Problem, "There is no key to the bridge at 127.0.0.1:") {
		t.Errorf("health without a key: got %+v, want what to do", h)
	}
	if c := s.sim.Counters(); c.Reads+c.Sent != 0 {
		t.Errorf("without a key: got %+v, want nothing asked", c)
	}
	s.sim.PressLink()
	got, err := Pair(t.Context(), s.sim.URL(), devices.Machine{}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.hue.Use(Paired{Key: got.Key}); err == nil {
		t.Error("https without a pin: got no error")
	}
	if err := s.hue.Use(got); err != nil {
		t.Fatalf("use what pairing gave: %v", err)
	}
	s.pass(8 * time.Second)
	if h := s.hue.Health(); !h.Up || !s.hue.Paired() {
		t.Errorf("health when paired: got %+v, want up", h)
	}
	if n := wears(s.sim, "1", "#ff0000"); n < 4 {
		t.Errorf("lamps in what was wanted before: got %d, want the 4 that can", n)
	}
}

func TestForgottenKeyIsReplacedWhileWeRun(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.pass(3 * time.Second)
	s.sim.Forget(s.sim.Key())
	s.pass(5 * time.Second)
	if s.hue.Paired() {
		t.Error("after the bridge forgot our key: got paired, want not")
	}
	s.sim.PressLink()
	got, err := Pair(t.Context(), s.sim.URL(), devices.Machine{}, func(string) {})
	if err == nil {
		err = s.hue.Use(got)
	}
	if err != nil {
		t.Fatal(err)
	}
	w := s.begin(inBlue())
	s.pass(5 * time.Second)
	if err, ended := w.ended(); !ended || err != nil || !s.hue.Paired() {
		t.Errorf("light with the new key: got ended %v, %v, want done", ended, err)
	}
}
