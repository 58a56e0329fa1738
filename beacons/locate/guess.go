package locate

import (
	"math"
	"slices"

	"foyer/beacons"
)

// guess lays prints that tell no place where the plan would have them in their
// zone, so that they, too, correct what the plan says of the zone. Where the
// plan does not say how far the zones reach, there is nothing to guess by.
func (l *learner) guess(prints []print) []print {
	if !surveyed(l.plan) || !l.drawn(prints) {
		return prints
	}
	spots := draw(l.plan, math.MaxInt)
	prints = slices.Clone(prints)
	for i := range prints {
		if !prints[i].placed {
			prints[i].lay(spots)
		}
	}
	return prints
}

// drawn tells whether the plan says how far every zone reaches that somebody
// was heard in.
func (l *learner) drawn(prints []print) bool {
	area := make(map[beacons.Zone]bool)
	for _, z := range l.plan.Zones {
		area[z.ID] = len(z.Area) > 0
	}
	return !slices.ContainsFunc(prints, func(p print) bool { return !area[p.zone] })
}

// lay gives the print the place of the spot of its zone that explains it best.
func (p *print) lay(spots []Spot) {
	least := math.Inf(1)
	for _, s := range spots {
		if s.Zone != p.zone {
			continue
		}
		if m := misfit(p.levels, s.Levels); m < least {
			least, p.at, p.placed, p.guessed = m, s.At, true, true
		}
	}
}

// misfit is how badly a spot of the plan explains levels, dB²; the tag may be
// louder or softer than we think.
func misfit(heard, levels []float32) float64 {
	var square, sum float64
	for i := range heard {
		miss := float64(max(weakest, heard[i]) - max(weakest, levels[i]))
		square, sum = square+miss*miss, sum+miss
	}
	return square - sum*sum/(noise*noise/(anyTag*anyTag)+float64(len(heard)))
}
