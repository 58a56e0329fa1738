package main

import (
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/wire"
)

func TestEveryAnchorOfThePlanIsListedHeardOrNot(t *testing.T) {
	plan := beacons.Plan{Anchors: []beacons.AnchorPlan{{ID: "a", Zone: "bar"}, {ID: "b", Zone: "bar"}, {ID: "c", Zone: "hall", Beacon: "x-1-1"}}}
	at := time.Date(2026, 5, 9, 20, 0, 0, 0, time.UTC)
	e := newEars()
	e.note(at, &wire.Message{Sightings: []beacons.Sighting{{Anchor: "a"}, {Anchor: "a"}, {Anchor: "c"}, {Anchor: "a"}}})
	e.note(at, &wire.Message{Kind: wire.HealthKind, Health: wire.Health{Anchor: "b", Alive: false}})
	list := e.list(plan, time.UTC)
	if len(list) != 3 {
		t.Fatalf("the list of a plan with three anchors: got %v", list)
	}
	if a := list[0]; a.Sightings != 3 || !a.Heard.Equal(at) || a.Dead {
		t.Errorf("the anchor that was heard of three times: got %+v", a)
	}
	if b := list[1]; b.Sightings != 0 || !b.Heard.IsZero() || !b.Dead {
		t.Errorf("the anchor that died unheard: got %+v, want never heard and dead", b)
	}
	if c := list[2]; c.Sightings != 1 || !c.Beacon {
		t.Errorf("the beacon: got %+v, want one sighting", c)
	}
	e.note(at, &wire.Message{Kind: wire.HealthKind, Health: wire.Health{Anchor: "b", Alive: true}})
	e.at = time.Time{}
	if b := e.list(plan, time.UTC)[1]; b.Dead {
		t.Error("the anchor that came back: got dead, want alive")
	}
}
