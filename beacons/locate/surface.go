package locate

import (
	"math"
	"slices"
)

// All over the venue, the levels of an anchor are taken to be a smooth surface:
// what the plan says, corrected, and a Gaussian process over what is left. Near
// the places that were visited it goes by what was heard there; away from them
// it goes back to the plan, and says so by its spread. (Rasmussen and Williams,
// Gaussian Processes for Machine Learning, 2006, algorithm 2.1.)
const (
	pitch   = 0.9 // metres between the spots of the surface
	most    = 3000
	radius  = 2.5 // metres; prints so near tell what zone a spot is in
	length  = 2.5 // metres over which the surface is alike
	ripple  = 6.0 // dB; how far it strays from the line
	grain   = 3.0 // dB; how far a print is from the surface
	astray  = 5.0 // dB; the same, of a print whose place is guessed, beside
	support = 400 // prints; more are thinned out
	enough  = 10  // prints without which there is no surface
)

// surface lays a grid of spots over the venue.
func (l *learner) surface(prints []print) []Spot {
	prints = thin(l.guess(prints))
	if len(prints) < enough {
		return nil
	}
	kernel := newKernel(prints)
	lines := l.lines(kernel)
	weights := make([][]float64, len(l.anchors))
	for a := range lines {
		weights[a] = kernel.solve(kernel.rest(lines[a], a))
	}
	var spots []Spot
	for _, at := range l.cover(prints) {
		zone := l.zoneAt(at, prints)
		if zone == "" {
			continue
		}
		near := kernel.near(at)
		s := Spot{Zone: zone, At: at, Placed: true, Spread: float32(kernel.doubt(near)), Levels: make([]float32, len(l.anchors))}
		for a := range s.Levels {
			s.Levels[a] = float32(max(Silent, lines[a].at(at, zone)+dot(weights[a], near)))
		}
		spots = append(spots, s)
	}
	return spots
}

// thin keeps the placed prints, evenly, when there are too many to solve for.
func thin(prints []print) []print {
	var placed []print
	for _, p := range prints {
		if p.placed {
			placed = append(placed, p)
		}
	}
	var out []print
	for i := range placed {
		if i*support/len(placed) != (i-1)*support/len(placed) || len(placed) <= support {
			out = append(out, placed[i])
		}
	}
	return out
}

// cover lists the points of a grid over the venue and around the prints; a
// wider grid when there would be too many.
func (l *learner) cover(prints []print) [][2]float64 {
	for gap := pitch; ; gap *= 1.5 {
		if points := l.grid(prints, gap); len(points) <= most {
			return points
		}
	}
}

func (l *learner) grid(prints []print, gap float64) [][2]float64 {
	low, high := bounds(l.plan)
	inner, outer := low, high
	for _, p := range prints {
		for i := range low {
			low[i], high[i] = min(low[i], p.at[i]), max(high[i], p.at[i])
		}
	}
	var points [][2]float64
	for x := low[0] - gap/2; x <= high[0]+gap; x += gap {
		for y := low[1] - gap/2; y <= high[1]+gap; y += gap {
			at := [2]float64{x, y}
			if x > inner[0] && x < outer[0] && y > inner[1] && y < outer[1] || visited(prints, at) {
				points = append(points, at)
			}
		}
	}
	return points
}

// visited tells whether a print was made near a point.
func visited(prints []print, at [2]float64) bool {
	return slices.ContainsFunc(prints, func(p print) bool { return apart(p.at, at) <= radius })
}

// kernel is how alike the prints' places are, factored.
type kernel struct {
	prints []print
	factor [][]float64 // Cholesky, lower
}

func newKernel(prints []print) *kernel {
	k := &kernel{prints: prints}
	for i, p := range prints {
		row := k.near(p.at)
		row[i] += grain * grain
		if p.guessed {
			row[i] += astray * astray
		}
		k.factor = append(k.factor, row)
	}
	cholesky(k.factor)
	return k
}

// near is how alike a place is to that of every print.
func (k *kernel) near(at [2]float64) []float64 {
	out := make([]float64, len(k.prints))
	for i, p := range k.prints {
		d := apart(p.at, at) / length
		out[i] = ripple * ripple * math.Exp(-d*d/2)
	}
	return out
}

// doubt is the deviation of the surface at a place, dB.
func (k *kernel) doubt(near []float64) float64 {
	return math.Sqrt(max(0, ripple*ripple-dot(k.solve(near), near)))
}

func (k *kernel) solve(y []float64) []float64 {
	x := append([]float64(nil), y...)
	for i, row := range k.factor {
		x[i] = (x[i] - dot(row[:i], x)) / row[i]
	}
	for i := len(x) - 1; i >= 0; i-- {
		x[i] /= k.factor[i][i]
		for j := range i {
			x[j] -= k.factor[i][j] * x[i]
		}
	}
	return x
}

// cholesky factors a positive definite matrix in place.
func cholesky(m [][]float64) {
	for i := range m {
		for j := range i {
			m[i][j] = (m[i][j] - dot(m[i][:j], m[j])) / m[j][j]
		}
		m[i][i] = math.Sqrt(max(m[i][i]-dot(m[i][:i], m[i]), 1e-9))
	}
}

// dot multiplies as many as a has.
func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}
