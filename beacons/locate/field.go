package locate

import (
	"cmp"
	"math"
	"slices"
)

const (
	noise     = 3.5 // dB; how far a heard level is from the truth of its spot
	again     = 0.4 // how much of what a spot is off by says the same in the next beat
	doubt     = 0.5 // how much a doubtful spot is held against itself
	step      = 1.2 // metres that somebody on the move goes in a beat, more or less
	reach     = 3.6 // metres; spots farther apart are no neighbours
	perMetre  = 4.0 // dB between two spots that count as a metre when no place is known
	scouts    = 24  // spots kept per anchor, to think of when it is loud
	neighbour = 64  // neighbours kept per spot; fewer would slow people down where spots are dense
)

// field is a radio map made ready for quick work: numbers in rows.
type field struct {
	zone   []uint16
	level  []float32         // spot x anchor
	weight []float32         // 1 / variance of a level, per spot
	width  []float32         // log of that variance against the usual one, halved
	quiet  [groups][]float32 // per spot: what it costs when a group hears nothing
	tilt   [groups][]float32 // per spot: the sum of those misses, for the tag's offset
	count  [groups]float32   // anchors in the group that the map knows
	mapped []bool            // per anchor
	offset float32           // dB² by which a tag may be louder than the map's, squared
	floor  float32           // dBm that stands for silence
	trust  float32           // how much the evidence of a beat counts against a measured map's
	near   [][]edge          // per spot
	tells  [groups][]bool    // per zone: whether being heard by a group can mean it
	scouts [][]uint16        // per anchor: the spots that hear it best of all
}

// edge leads to a neighbour; the weights of a spot sum to one.
type edge struct {
	to     uint16
	weight float32
}

// trustIn is how much the evidence of a beat counts on a learnt map: what the
// map is wrong by in a spot, it is wrong by in the next beat too.
func trustIn(m Map) float32 {
	var sum float32
	for _, s := range m.Spots {
		sum += noise * noise / (noise*noise + again*s.Spread*s.Spread)
	}
	return max(hunch, sum/float32(len(m.Spots)))
}

// lay makes a map ready, a measured one or a guess. Anchors and zones that the plan lacks are left out.
func (e *Engine) lay(m Map, trust float32, measured bool) {
	f := field{mapped: make([]bool, len(e.anchors)), scouts: make([][]uint16, len(e.anchors)), offset: m.Offset * m.Offset, floor: m.Floor, trust: trust}
	column := make([]int, len(e.anchors))
	for i, a := range m.Anchors {
		if j, known := e.index[a]; known {
			f.mapped[j], column[j] = true, i
		}
	}
	var kept []Spot
	for _, s := range m.Spots {
		if z, known := e.zoneIdx[s.Zone]; known && z != 0 && len(s.Levels) == len(m.Anchors) && len(kept) < math.MaxUint16 {
			kept = append(kept, s)
			f.add(e.anchors, z, s, column)
		}
	}
	for i, a := range e.anchors {
		if f.mapped[i] {
			f.count[a.group]++
		}
	}
	f.tell(e.anchors, len(e.zones))
	if measured {
		f.trial(kept)
	}
	f.join(kept)
	f.scout(len(e.anchors))
	e.field = f
	e.scratch.size(len(kept), len(e.zones))
}

// add appends one spot.
func (f *field) add(anchors []anchor, zone uint16, s Spot, column []int) {
	variance := noise*noise + s.Spread*s.Spread
	f.zone = append(f.zone, zone)
	f.weight = append(f.weight, 1/variance)
	f.width = append(f.width, doubt*float32(math.Log(float64(variance/(noise*noise))))/2)
	var quiet, tilt [groups]float32
	for i, a := range anchors {
		level := f.floor
		if f.mapped[i] {
			level = max(f.floor, s.Levels[column[i]])
		}
		f.level = append(f.level, level)
		miss := f.floor - level
		quiet[a.group] += miss * miss
		tilt[a.group] += miss
	}
	for g := range groups {
		f.quiet[g] = append(f.quiet[g], quiet[g])
		f.tilt[g] = append(f.tilt[g], tilt[g])
	}
}

// join finds the neighbours of every spot.
func (f *field) join(spots []Spot) {
	f.near = make([][]edge, len(spots))
	scale := min(1, step/max(spacing(spots), 1e-3))
	for i := range spots {
		var near []edge
		for j := range spots {
			if d := scale * metres(spots[i], spots[j]); d < reach {
				near = append(near, edge{uint16(j), float32(math.Exp(-d * d / (2 * step * step)))})
			}
		}
		f.near[i] = share(near)
	}
}

// share keeps the nearest neighbours and lets their weights sum to one.
func share(near []edge) []edge {
	slices.SortStableFunc(near, func(a, b edge) int { return cmp.Compare(b.weight, a.weight) })
	near = slices.Clip(near[:min(len(near), neighbour)])
	var sum float32
	for _, n := range near {
		sum += n.weight
	}
	for k := range near {
		near[k].weight /= sum
	}
	return near
}

// spacing is how far most spots are from the next one: a map may be coarser
// than a step, and people still go from one spot to the next.
func spacing(spots []Spot) float64 {
	var nearest []float64
	for i := range spots {
		best := math.Inf(1)
		for j := range spots {
			if i != j {
				best = min(best, metres(spots[i], spots[j]))
			}
		}
		nearest = append(nearest, best)
	}
	if len(nearest) < 2 {
		return 0
	}
	slices.Sort(nearest)
	return nearest[len(nearest)/2]
}

// metres is how far apart two spots are; by their levels if need be.
func metres(a, b Spot) float64 {
	if a.Placed && b.Placed {
		return apart(a.At, b.At)
	}
	return unlike(a.Levels, b.Levels) / perMetre
}

// unlike is how much two rows of levels differ, in dB, over the anchors that
// either hears.
func unlike(a, b []float32) float64 {
	var sum, n float64
	for i := range a {
		if a[i] > Silent || b[i] > Silent {
			d := float64(a[i] - b[i])
			sum, n = sum+d*d, n+1
		}
	}
	return math.Sqrt(sum / max(n, 1))
}

// scout lists for every anchor the spots that hear it best of all anchors.
func (f *field) scout(anchors int) {
	for s := range f.zone {
		row := f.level[s*anchors : (s+1)*anchors]
		best := 0
		for a := range row {
			if row[a] > row[best] {
				best = a
			}
		}
		if len(row) > 0 {
			f.scouts[best] = append(f.scouts[best], uint16(s))
		}
	}
	for a, all := range f.scouts {
		if len(all) > scouts {
			f.scouts[a] = evenly(all, scouts)
		}
	}
}

// evenly keeps n of the spots.
func evenly(all []uint16, n int) []uint16 {
	out := make([]uint16, n)
	for i := range out {
		out[i] = all[i*len(all)/n]
	}
	return out
}

// tell notes which zones the anchors of a group can tell from others: on a
// guessed map, those that have one of them. A weak beacon next door is no proof
// of a zone that has none.
func (f *field) tell(anchors []anchor, zones int) {
	for g := range f.tells {
		f.tells[g] = make([]bool, zones)
	}
	for _, a := range anchors {
		f.tells[a.group][a.zone] = true
	}
}

// trial notes that a zone can be told in which somebody was heard: a spot of it
// is known better than it is heard.
func (f *field) trial(spots []Spot) {
	for i, s := range spots {
		for g := range f.tells {
			f.tells[g][f.zone[i]] = f.tells[g][f.zone[i]] || s.Spread < noise
		}
	}
}
