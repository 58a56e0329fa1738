package locate

import (
	"testing"
	"time"

	"foyer/beacons"
)

// Whoever asks Check by a clock that is ahead of the sightings (a slow line, a
// gateway whose clock is behind) must not keep the sightings from counting.
func TestSightingsThatArriveLateStillPlaceAPerson(t *testing.T) {
	for _, lag := range []time.Duration{0, 2 * time.Second, 4 * time.Second, 8 * time.Second} {
		plan := beacons.Plan{Anchors: []beacons.AnchorPlan{{ID: "a", Zone: "za"}, {ID: "b", Zone: "zb"}}}
		e, track := New(plan), &Track{}
		start := time.Date(2026, 5, 9, 20, 0, 0, 0, time.UTC)
		var got Answer
		for i := range 20 {
			now := start.Add(time.Duration(i) * time.Second)
			e.Check(track, now)
			got = e.Hear(track, beacons.Sighting{Tag: "t", Anchor: "a", At: now.Add(-lag), RSSI: -60})
		}
		if got.Zone != "za" {
			t.Errorf("20 sightings, each %v late, with a look at the clock before each: got zone %q, want za", lag, got.Zone)
		}
	}
}
