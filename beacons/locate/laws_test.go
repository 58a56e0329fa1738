package locate

import (
	"slices"
	"testing"
	"time"
	"unsafe"

	"foyer/beacons"

	"pgregory.net/rapid"
)

// drawSightings draws sightings of any order, loudness and pauses.
func drawSightings(t *rapid.T) []beacons.Sighting {
	anchors := []beacons.Anchor{"bar-1", "bar-2", "stage-1", "lounge-2", "bar-b", "stage-b", "unknown"}
	now := noon
	out := make([]beacons.Sighting, rapid.IntRange(1, 300).Draw(t, "sightings"))
	for i := range out {
		now = now.Add(time.Duration(rapid.IntRange(-3000, 20_000).Draw(t, "pause")) * time.Millisecond)
		out[i] = beacons.Sighting{
			Tag:      rapid.SampledFrom([]beacons.Tag{"badge", "phone", "second phone"}).Draw(t, "tag"),
			Anchor:   rapid.SampledFrom(anchors).Draw(t, "anchor"),
			At:       now,
			RSSI:     float32(rapid.IntRange(-127, 20).Draw(t, "rssi")),
			Distance: float32(rapid.IntRange(0, 30).Draw(t, "distance")),
			Power:    int8(rapid.IntRange(-90, 0).Draw(t, "power")),
		}
	}
	return out
}

// play gives every answer, and how the track ends.
func play(in []beacons.Sighting) ([]Answer, Track) {
	e, t := New(hall()), Track{}
	out := make([]Answer, 0, len(in))
	for _, s := range in {
		out = append(out, e.Hear(&t, s))
	}
	return out, t
}

func TestReplayGivesTheSameAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSightings(t)
		first, a := play(in)
		second, b := play(in)
		if a != b {
			t.Fatalf("two plays end as\n%+v\n%+v", a, b)
		}
		for i := range first {
			if first[i] != second[i] {
				t.Fatalf("sighting %d: %+v, then %+v", i, first[i], second[i])
			}
		}
	})
}

func TestSinceIsNeverInTheFutureNorGoesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, track := New(hall()), Track{}
		var newest, since time.Time
		for i, s := range drawSightings(t) {
			if s.At.After(newest) {
				newest = s.At
			}
			heard := track.heard
			got := e.Hear(&track, s)
			if track.heard < heard && e.suspects() { // an anchor's clock was found out: what it said is taken back
				since = got.Since
			}
			if got.Since.After(newest) || got.Since.Before(since) {
				t.Fatalf("sighting %d: since %v, want between %v and %v", i, got.Since, since, newest)
			}
			since = got.Since
		}
	})
}

// suspects tells whether any anchor's clock is, or may be, ahead.
func (e *Engine) suspects() bool {
	return slices.ContainsFunc(e.anchors, func(a anchor) bool { return a.clock.skew > 0 || a.clock.votes > 0 && a.clock.guess > 0 })
}

func TestEverybodyLeavesInTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, track := New(hall()), Track{}
		newest := noon
		for _, s := range drawSightings(t) {
			e.Hear(&track, s)
			if s.At.After(newest) {
				newest = s.At
			}
		}
		if got := e.Check(&track, newest.Add(301*time.Second)); got.Zone != "" {
			t.Fatalf("five minutes after the last sighting: %+v, want unknown", got)
		}
		if due := e.Due(&track); !due.IsZero() {
			t.Fatalf("due %v for somebody gone, want never", due)
		}
	})
}

func TestDueIsAlwaysLaterThanTheCheckItFollows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, track := New(hall()), Track{}
		for _, s := range drawSightings(t) {
			e.Hear(&track, s)
			for range 200 {
				due := e.Due(&track)
				if due.IsZero() {
					break
				}
				if got := e.Check(&track, due); !e.Due(&track).IsZero() && !e.Due(&track).After(due) {
					t.Fatalf("check at %v (%+v) is due again at %v", due, got, e.Due(&track))
				}
				if track.zone != 0 && rapid.Bool().Draw(t, "enough") {
					break
				}
			}
		}
	})
}

func TestTrackIsCompact(t *testing.T) {
	if size := unsafe.Sizeof(Track{}); size > 1024 {
		t.Errorf("a track takes %d bytes, want at most 1024", size)
	}
}

func TestBeliefsStayAShareOfOneWhateverIsHeard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, track := New(roomy(rapid.SampledFrom([]int{3, 20}).Draw(t, "anchors"))), Track{}
		now := noon
		for range rapid.IntRange(1, 200).Draw(t, "sightings") {
			now = now.Add(time.Duration(rapid.IntRange(1, 3000).Draw(t, "pause")) * time.Millisecond)
			a := rapid.IntRange(0, len(e.anchors)-1).Draw(t, "anchor")
			level := rapid.SampledFrom([]float32{-1e6, -127, -60, 20, 1e6}).Draw(t, "rssi")
			e.Hear(&track, beacons.Sighting{Tag: "b", Anchor: e.plan.Anchors[a].ID, At: now, RSSI: level})
			var sum float32
			for i := range int(track.beliefs) {
				sum += track.mass[i]
			}
			if track.beliefs > 0 && (sum < 0.99 || sum > 1.01) {
				t.Fatalf("%d beliefs sum to %v, want 1", track.beliefs, sum)
			}
		}
	})
}
