package locate

import (
	"testing"
	"time"

	"foyer/beacons"
)

// speak lets anchors be heard in turn, once a second each, with the errors
// given to their clocks, and says where the person is in the end.
func speak(s *story, seconds int, zone beacons.Zone, wrong map[beacons.Anchor]time.Duration) beacons.Zone {
	var got Answer
	for range seconds {
		for _, a := range hall().Anchors {
			if rssi, heard := at(zone)[a.ID]; heard {
				got = s.e.Hear(&s.track, beacons.Sighting{Tag: "b1", Anchor: a.ID, At: s.now.Add(wrong[a.ID]), RSSI: rssi})
			}
		}
		s.now = s.now.Add(time.Second)
	}
	return got.Zone
}

func TestWrongClockOfOneGatewayIsFoundAndCorrected(t *testing.T) {
	for _, wrong := range []time.Duration{2 * time.Minute, -2 * time.Minute, 20 * time.Second, -20 * time.Second} {
		s := tell(t)
		clocks := map[beacons.Anchor]time.Duration{"bar-2": wrong}
		speak(s, 40, "bar", clocks)
		if got := speak(s, 10, "stage", clocks); got != "stage" {
			t.Errorf("a clock off by %v, then 10 s at the stage: zone %q, want stage", wrong, got)
		}
		if late := s.now.UnixMilli() - s.track.heard; late < 0 || late > 2000 {
			t.Errorf("a clock off by %v: the newest sighting is %d ms old, want 0 to 2000", wrong, late)
		}
		if got := time.Duration(s.e.anchors[s.e.index["bar-2"]].clock.skew) * time.Millisecond; apartBy(int64(got), int64(wrong)) > int64(time.Second) {
			t.Errorf("a clock off by %v is believed to be off by %v", wrong, got)
		}
	}
}

func TestReplayedBufferOfOneGatewayIsNoWrongClock(t *testing.T) {
	s := tell(t)
	speak(s, 30, "bar", nil)
	for i := range 120 { // two minutes, sent in one
		speak(s, 1, "bar", map[beacons.Anchor]time.Duration{"bar-2": time.Duration(i/2-120) * time.Second})
	}
	if got := s.e.anchors[s.e.index["bar-2"]].clock.skew; got != 0 {
		t.Errorf("a buffer of two minutes, replayed at twice the speed: the clock is believed to be off by %d ms, want 0", got)
	}
}

func TestQuietVenueAccusesNobody(t *testing.T) {
	s := tell(t)
	for i := range 200 {
		a := hall().Anchors[i%6]
		s.e.Hear(&s.track, beacons.Sighting{Tag: "b1", Anchor: a.ID, At: s.now, RSSI: -70})
		s.now = s.now.Add(time.Duration(5+i%40) * time.Second)
	}
	for i, a := range s.e.anchors {
		if a.clock != (clock{}) {
			t.Errorf("a tag heard now and then: the clock of %s is doubted: %+v", s.e.plan.Anchors[i].ID, a.clock)
		}
	}
}

func TestSilenceOfOneBusyAnchorIsNoticed(t *testing.T) {
	e, now := New(hall()), noon
	tracks := make([]Track, 20)
	for i := range 60 {
		for k := range tracks {
			for _, a := range []beacons.Anchor{"bar-1", "bar-2", "stage-1"} {
				if a != "bar-1" || i < 40 {
					tag := beacons.Tag([]byte{'b', byte('a' + k)})
					e.Hear(&tracks[k], beacons.Sighting{Tag: tag, Anchor: a, At: now, RSSI: at("bar")[a]})
				}
			}
		}
		now = now.Add(time.Second)
	}
	if !e.anchors[e.index["bar-1"]].silent || e.anchors[e.index["bar-2"]].silent {
		t.Fatalf("20 s after bar-1 fell silent: %+v, want bar-1 alone silent", e.off)
	}
	for k := range tracks {
		if got := e.Check(&tracks[k], now).Zone; got != "bar" {
			t.Errorf("20 s after bar-1 fell silent, tag %d is in %q, want bar", k, got)
		}
	}
	e.Hear(&tracks[0], beacons.Sighting{Tag: "ba", Anchor: "bar-1", At: now, RSSI: -60})
	if len(e.off) != 0 {
		t.Errorf("bar-1 hears again, and %v are off, want none", e.off)
	}
}
