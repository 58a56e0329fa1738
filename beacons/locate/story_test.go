package locate

import (
	"fmt"
	"testing"
	"time"

	"foyer/beacons"
)

// noon is when every story begins.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// hall is a venue of three zones, two anchors each, and a beacon for phones.
func hall() beacons.Plan {
	return beacons.Plan{
		Width: 30, Depth: 10,
		Zones: []beacons.ZonePlan{{ID: "bar"}, {ID: "stage"}, {ID: "lounge"}},
		Anchors: []beacons.AnchorPlan{
			{ID: "bar-1", Zone: "bar", At: [2]float64{2, 2}},
			{ID: "bar-2", Zone: "bar", At: [2]float64{8, 8}},
			{ID: "stage-1", Zone: "stage", At: [2]float64{12, 2}},
			{ID: "stage-2", Zone: "stage", At: [2]float64{18, 8}},
			{ID: "lounge-1", Zone: "lounge", At: [2]float64{22, 2}},
			{ID: "lounge-2", Zone: "lounge", At: [2]float64{28, 8}},
			{ID: "bar-b", Zone: "bar", At: [2]float64{5, 5}, Beacon: "u-1-1"},
			{ID: "stage-b", Zone: "stage", At: [2]float64{15, 5}, Beacon: "u-1-2"},
		},
	}
}

// story is one person, one engine and a clock.
type story struct {
	*testing.T
	e     *Engine
	track Track
	now   time.Time
	said  []Answer
}

func tell(t *testing.T) *story { return &story{T: t, e: New(hall()), now: noon} }

// note remembers every change of the answer.
func (s *story) note(a Answer) {
	if n := len(s.said); n == 0 || s.said[n-1] != a {
		s.said = append(s.said, a)
	}
}

// hear plays rounds of sightings, one round every gap, each anchor as loud as given.
func (s *story) hear(d, gap time.Duration, tag beacons.Tag, loud map[beacons.Anchor]float32) {
	s.Helper()
	for end := s.now.Add(d); s.now.Before(end); s.now = s.now.Add(gap) {
		for _, a := range hall().Anchors { // in the plan's order: a map has none
			if rssi, heard := loud[a.ID]; heard {
				s.note(s.e.Hear(&s.track, beacons.Sighting{Tag: tag, Anchor: a.ID, At: s.now, RSSI: rssi}))
			}
		}
	}
}

// wait lets time pass as a venue does: Check whenever it is due.
func (s *story) wait(d time.Duration) {
	end := s.now.Add(d)
	for due := s.e.Due(&s.track); !due.IsZero() && !due.After(end); due = s.e.Due(&s.track) {
		if due.After(s.now) {
			s.now = due
		}
		s.note(s.e.Check(&s.track, s.now))
	}
	s.now = end
	s.note(s.e.Check(&s.track, end))
}

// in fails unless the person is said to be in the zone.
func (s *story) in(what string, want beacons.Zone) {
	s.Helper()
	if got := s.e.Check(&s.track, s.now); got.Zone != want {
		s.Fatalf("%s: zone %q, want %q (said so far: %s)", what, got.Zone, want, s.log())
	}
}

func (s *story) log() string {
	out := ""
	for _, a := range s.said {
		out += fmt.Sprintf(" %q@%.1fs", a.Zone, a.Since.Sub(noon).Seconds())
	}
	return out
}

// at is how loud the anchors are to somebody in the zone.
func at(z beacons.Zone) map[beacons.Anchor]float32 {
	switch z {
	case "bar":
		return map[beacons.Anchor]float32{"bar-1": -58, "bar-2": -62, "stage-1": -74, "stage-2": -82}
	case "stage":
		return map[beacons.Anchor]float32{"stage-1": -60, "stage-2": -63, "bar-2": -75, "lounge-1": -76}
	case "lounge":
		return map[beacons.Anchor]float32{"lounge-1": -61, "lounge-2": -60, "stage-2": -76, "stage-1": -84}
	}
	return nil
}
