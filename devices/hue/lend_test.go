package hue

import (
	"testing"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/firmware-sim/bridge"
)

func TestLentZoneIsLitByDoAloneUntilItIsLeft(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.hue = driver(t, Config{URL: s.sim.URL(), Key: s.sim.Key(), Zones: both(), Lent: []beacons.Zone{lounge}, Timeout: 10 * time.Second}, s.clock)
	s.pass(time.Second)
	if (Shards{s.hue}).Lights(lounge) || !(Shards{s.hue}).Lights(dance) {
		t.Error("shards: got the lent zone or not the other, want only the other")
	}
	if err := (Shards{s.hue}).Do(t.Context(), inRed()); !devices.IsPermanent(err) {
		t.Errorf("light of a lent zone to the shards: got %v, want that nothing lights it", err)
	}
	if n := len(s.hue.Lamps()); n != 10 {
		t.Errorf("lamps: got %d, want the 10 of the zone that is ours", n)
	}
	s.begin(inRed())
	s.pass(5 * time.Second)
	if n := wears(s.sim, "1", "#ff0000"); n < 4 {
		t.Errorf("lamps in red after Do: got %d, want the 4 that can", n)
	}
	s.hue.Leave(lounge)
	put(t, s.sim, "/lights/1/state", `{"on":false}`) // by whoever lights them now
	told := len(s.sim.Told())
	s.pass(time.Minute)
	if more := len(s.sim.Told()) - told; more != 0 {
		t.Errorf("commands to a zone that was left: got %d, want none", more)
	}
	s.begin(inBlue())
	s.pass(8 * time.Second)
	if n := wears(s.sim, "1", "#4060ff"); n < 4 {
		t.Errorf("lamps in blue when lit again: got %d, want the 4 that can", n)
	}
}
