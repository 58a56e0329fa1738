package locate

import (
	"math"
	"slices"
	"time"

	"foyer/beacons"
)

// Sample is one sighting whose truth somebody knows: a technician who walks
// through the zones with a badge, or a recording with a camera.
type Sample struct {
	beacons.Sighting
	Zone   beacons.Zone
	Spot   [2]float64 // metres, when Placed
	Placed bool       // Spot is known
}

const (
	exposure = 3 * time.Second // that make one print, of a lively tag ...
	longest  = 15 * time.Second
	sameSpot = 0.3 // metres that are no movement
	alike    = 2.5 // dB; prints of a zone that differ less are one spot
	otherTag = 1.5 // dB; how far one tag is louder than another
	ownError = 1.2 // dB; how far the levels of a spot may be off
)

// Learn makes a radio map from lessons, each a run of samples of one tag in the
// order of time. Where the plan tells where anchors hang, and samples tell their
// spot or the plan the areas of zones, the map also covers the places where
// nobody was, by what the plan says. The same lessons give the same
// map; without lessons the map is empty, and an engine that uses it goes by its
// plan.
func Learn(plan beacons.Plan, lessons [][]Sample) Map {
	l := newLearner(plan)
	var prints []print
	for _, lesson := range lessons {
		prints = append(prints, l.prints(lesson)...)
	}
	if len(prints) == 0 {
		return Map{}
	}
	m := Map{Anchors: l.anchors, Spots: l.gather(prints), Offset: otherTag, Floor: Silent}
	if surveyed(plan) {
		m.Spots = append(m.Spots, l.surface(prints)...)
	}
	return m
}

// learner knows the columns of the map.
type learner struct {
	plan    beacons.Plan
	anchors []beacons.Anchor
	at      [][2]float64
	zones   []beacons.Zone
	column  map[beacons.Anchor]int
}

func newLearner(plan beacons.Plan) *learner {
	l := &learner{plan: plan, column: make(map[beacons.Anchor]int)}
	for _, a := range plan.Anchors {
		if _, twice := l.column[a.ID]; !twice {
			l.column[a.ID] = len(l.anchors)
			l.anchors, l.at, l.zones = append(l.anchors, a.ID), append(l.at, a.At), append(l.zones, a.Zone)
		}
	}
	return l
}

// print is what was heard in one place for some seconds.
type print struct {
	zone    beacons.Zone
	at      [2]float64
	placed  bool
	guessed bool // at is where the plan would have it
	levels  []float32
	weight  float64 // seconds
}

// prints cuts a lesson into prints: a few seconds each, all of one zone; as
// long as the tag lies still in a known spot.
func (l *learner) prints(lesson []Sample) []print {
	var out []print
	span := l.span(lesson)
	for from := 0; from < len(lesson); {
		to := from + 1
		still := lesson[from].Placed
		for to < len(lesson) && lesson[to].Zone == lesson[from].Zone {
			still = still && apart(lesson[to].Spot, lesson[from].Spot) < sameSpot
			if pause := lesson[to].At.Sub(lesson[to-1].At); pause > longest || pause < 0 {
				break
			}
			if lesson[to].At.Sub(lesson[from].At) >= span && !still {
				break
			}
			to++
		}
		if p, ok := l.expose(lesson[from:to]); ok {
			out = append(out, p)
		}
		from = to
	}
	return out
}

// span is long enough for every anchor that hears the tag to be heard.
func (l *learner) span(lesson []Sample) time.Duration {
	count := make([]int, len(l.anchors))
	for _, s := range lesson {
		if c, known := l.column[s.Anchor]; known {
			count[c]++
		}
	}
	count = slices.DeleteFunc(count, func(n int) bool { return n == 0 })
	if len(count) == 0 {
		return exposure
	}
	slices.Sort(count)
	gap := lesson[len(lesson)-1].At.Sub(lesson[0].At) / time.Duration(count[len(count)/2])
	return min(max(exposure, 3*gap), longest)
}

// expose means the samples of one print; false when there is too little.
func (l *learner) expose(part []Sample) (print, bool) {
	p := print{zone: part[0].Zone, placed: true, levels: make([]float32, len(l.anchors))}
	p.weight = part[len(part)-1].At.Sub(part[0].At).Seconds()
	count := make([]float32, len(l.anchors))
	for _, s := range part {
		c, known := l.column[s.Anchor]
		if !known {
			continue
		}
		count[c]++
		p.levels[c] += levelOf(&s.Sighting)
		p.at[0] += s.Spot[0] / float64(len(part))
		p.at[1] += s.Spot[1] / float64(len(part))
		p.placed = p.placed && s.Placed
	}
	most := slices.Max(count)
	for c := range p.levels {
		// An anchor that heard one packet in ten hears nothing there.
		if count[c] > most/10 {
			p.levels[c] = max(Silent, p.levels[c]/count[c])
		} else {
			p.levels[c] = Silent
		}
	}
	return p, most > 0 && p.weight >= exposure.Seconds()/2 && p.zone != ""
}

// gather joins prints of a zone that are alike into spots.
func (l *learner) gather(prints []print) []Spot {
	var spots []Spot
	var seen []float32
	for _, p := range prints {
		best, least := -1, alike
		for i, s := range spots {
			if s.Zone == p.zone && s.Placed == p.placed {
				if d := unlike(s.Levels, p.levels); d < least {
					best, least = i, d
				}
			}
		}
		if best < 0 {
			spots = append(spots, Spot{Zone: p.zone, At: p.at, Placed: p.placed, Spread: ownError, Levels: slices.Clone(p.levels)})
			seen = append(seen, 1)
			continue
		}
		seen[best]++
		spots[best].blend(p, 1/seen[best])
	}
	return spots
}

// blend moves a spot towards a print.
func (s *Spot) blend(p print, share float32) {
	for i := range s.Levels {
		s.Levels[i] += share * (p.levels[i] - s.Levels[i])
	}
	for i := range s.At {
		s.At[i] += float64(share) * (p.at[i] - s.At[i])
	}
}

// zoneAt is the zone of a spot: by the plan's areas, or else that of the
// nearest print; where nobody was, as the plan has it.
func (l *learner) zoneAt(at [2]float64, prints []print) beacons.Zone {
	for _, z := range l.plan.Zones {
		if inside(z.Area, at) {
			return z.ID
		}
	}
	if !visited(prints, at) {
		return zoneOf(l.plan, at)
	}
	var zone beacons.Zone
	least := math.Inf(1)
	for _, p := range prints {
		if d := apart(p.at, at); p.placed && d < least {
			zone, least = p.zone, d
		}
	}
	return zone
}
