package light

import (
	"cmp"
	"math"
	"slices"
)

// portray gives every group that has a point its colour and weight, ordered by
// hue, so that lamps side by side wear neighbouring colours.
func portray(points []point, belongs []int, k int) []point {
	var out []point
	for group := range k {
		mean, weight := average(points, belongs, group)
		if weight == 0 {
			continue
		}
		out = append(out, point{likeness(points, belongs, group, mean), weight})
	}
	slices.SortFunc(out, func(a, b point) int {
		return cmp.Or(cmp.Compare(math.Atan2(a.B, a.A), math.Atan2(b.B, b.A)), cmp.Compare(a.L, b.L))
	})
	return out
}

// likeness is the colour that stands for a group: its mean, or a real
// favourite when the mean has gone grey.
func likeness(points []point, belongs []int, group int, mean Lab) Lab {
	chroma, weight := 0.0, 0.0
	for i, p := range points {
		if belongs[i] == group {
			chroma += p.Chroma() * p.weight
			weight += p.weight
		}
	}
	chroma /= weight
	if mean.Chroma() < faded*chroma {
		mean = medoid(points, belongs, group)
	}
	if own := mean.Chroma(); chroma > minChroma && own < minChroma && own > 0.01 {
		mean.A, mean.B = mean.A*minChroma/own, mean.B*minChroma/own
	}
	return mean.banded()
}

// medoid is the member that the others are nearest to; among equals the most
// colourful.
func medoid(points []point, belongs []int, group int) Lab {
	var best Lab
	least := math.Inf(1)
	for i, p := range points {
		if belongs[i] != group {
			continue
		}
		away := 0.0
		for j, q := range points {
			if belongs[j] == group {
				away += q.weight * Distance(p.Lab, q.Lab)
			}
		}
		if away < least-1e-9 || away < least+1e-9 && p.Chroma() > best.Chroma() {
			best, least = p.Lab, away
		}
	}
	return best
}

// spread gives every group its share of the lamps, at least one each. It deals
// lamp by lamp to the group that is owed most (Sainte-Laguë): unlike the
// largest remainder, a lamp more or a person more never takes from a third.
func spread(groups []point, lamps int) []Lab {
	has := make([]int, len(groups))
	for i := range groups {
		has[i] = 1
	}
	for range lamps - len(groups) {
		next, most := 0, -1.0
		for i, g := range groups {
			if owed := g.weight / float64(2*has[i]+1); owed > most {
				next, most = i, owed
			}
		}
		has[next]++
	}
	out := make([]Lab, 0, lamps)
	for i, g := range groups {
		out = append(out, slices.Repeat([]Lab{g.Lab}, has[i])...)
	}
	return out
}

// settle hands the colours to the lamps so that the lamps change least in
// all, and lets a lamp be when nobody would see the change.
func settle(colours, last []Lab) []Lab {
	if len(last) == 0 {
		return colours
	}
	known := min(len(last), len(colours))
	give := match(len(colours), func(lamp, colour int) float64 {
		if lamp >= known {
			return 0
		}
		return Distance(last[lamp], colours[colour])
	})
	out := make([]Lab, len(colours))
	for lamp, colour := range give {
		out[lamp] = colours[colour]
		if lamp < known && Distance(last[lamp], out[lamp]) < Imperceptible {
			out[lamp] = last[lamp]
		}
	}
	return out
}
