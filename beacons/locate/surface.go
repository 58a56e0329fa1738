package locate

import (
	"math"
)

// Between the places that were visited, the levels of an anchor are taken to be
// a smooth surface: a straight line over the logarithm of the distance, and a
// Gaussian process over what is left. (Rasmussen and Williams, Gaussian
// Processes for Machine Learning, 2006, algorithm 2.1.)
const (
	pitch   = 0.9 // metres between the spots of the surface
	most    = 3000
	radius  = 2.5 // metres; no spots farther than that from all prints
	length  = 2.5 // metres over which the surface is alike
	ripple  = 4.0 // dB; how far it strays from the line
	grain   = 3.0 // dB; how far a print is from the surface
	support = 400 // prints; more are thinned out
	enough  = 10  // prints without which there is no surface
)

// between lays a grid of spots over the places that were visited.
func (l *learner) between(prints []print) []Spot {
	prints = thin(prints)
	if len(prints) < enough {
		return nil
	}
	kernel := newKernel(prints)
	lines := make([]line, len(l.anchors))
	weights := make([][]float64, len(l.anchors))
	for a := range l.anchors {
		lines[a] = fit(prints, a, l.at[a])
		rest := make([]float64, len(prints))
		for i, p := range prints {
			rest[i] = float64(p.levels[a]) - lines[a].at(p.at)
		}
		weights[a] = kernel.solve(rest)
	}
	var spots []Spot
	for _, at := range cover(prints) {
		near := kernel.near(at)
		s := Spot{Zone: l.zoneAt(at, prints), At: at, Placed: true, Spread: float32(kernel.doubt(near)), Levels: make([]float32, len(l.anchors))}
		for a := range s.Levels {
			s.Levels[a] = float32(max(Silent, lines[a].at(at)+dot(weights[a], near)))
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

// cover lists the points of a grid that are near a print; a wider grid when
// there would be too many.
func cover(prints []print) [][2]float64 {
	for gap := pitch; ; gap *= 1.5 {
		if points := grid(prints, gap); len(points) <= most {
			return points
		}
	}
}

func grid(prints []print, gap float64) [][2]float64 {
	low, high := prints[0].at, prints[0].at
	for _, p := range prints {
		for i := range low {
			low[i], high[i] = min(low[i], p.at[i]), max(high[i], p.at[i])
		}
	}
	var points [][2]float64
	for x := low[0] - gap/2; x <= high[0]+gap; x += gap {
		for y := low[1] - gap/2; y <= high[1]+gap; y += gap {
			for _, p := range prints {
				if apart(p.at, [2]float64{x, y}) <= radius {
					points = append(points, [2]float64{x, y})
					break
				}
			}
		}
	}
	return points
}

// line is a level over the logarithm of the distance.
type line struct {
	anchor      [2]float64
	level, fall float64
}

func (l line) at(p [2]float64) float64 {
	return l.level + l.fall*math.Log10(max(1, apart(p, l.anchor)))
}

// fit finds the line of one anchor by least squares; it never rises.
func fit(prints []print, a int, at [2]float64) line {
	var sx, sy, sxx, sxy float64
	for _, p := range prints {
		x, y := math.Log10(max(1, apart(p.at, at))), float64(p.levels[a])
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	n := float64(len(prints))
	fall := 0.0
	if spread := n*sxx - sx*sx; spread > 1e-9 {
		fall = min(0, (n*sxy-sx*sy)/spread)
	}
	return line{anchor: at, level: (sy - fall*sx) / n, fall: fall}
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
