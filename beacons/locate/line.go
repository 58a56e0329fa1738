package locate

import (
	"math"

	"foyer/beacons"
)

// wrong is how far the plan may be wrong of an anchor's levels: dB at 1 m, and
// dB a decade.
type wrong struct{ level, fall float64 }

// line is a level over the logarithm of the distance, and a wall around the
// anchor's zone.
type line struct {
	place       [2]float64
	zone        beacons.Zone
	level, fall float64
}

// lineOf is what the plan says of an anchor.
func (l *learner) lineOf(a int) line {
	return line{place: l.at[a], zone: l.zones[a], level: oneM, fall: -slope}
}

// decades is the logarithm of the distance.
func (l line) decades(p [2]float64) float64 { return math.Log10(max(1, apart(p, l.place))) }

func (l line) at(p [2]float64, zone beacons.Zone) float64 {
	level := l.level + l.fall*l.decades(p)
	if zone != l.zone {
		level -= barrier
	}
	return max(Silent, level)
}

// lines are what the plan says of the anchors, corrected: first all alike, for
// that is learnt from everything, then each by itself.
func (l *learner) lines(k *kernel) []line {
	lines := make([]line, len(l.anchors))
	for a := range lines {
		lines[a] = l.lineOf(a)
	}
	k.correct(lines, 0, wrong{8, 8})
	for a := range lines {
		k.correct(lines[a:a+1], a, wrong{3, 2})
	}
	return lines
}

// correct moves the lines of the anchors from first on, all alike, as far as
// what was heard outweighs what we believed. Prints near each other tell much
// the same, as the kernel says: a walk along one wall is no survey.
// (Generalized least squares with a prior; Rasmussen and Williams, 2.7.)
func (k *kernel) correct(lines []line, first int, w wrong) {
	m := [][]float64{{1 / (w.level * w.level), 0}, {0, 1 / (w.fall * w.fall)}}
	x := make([]float64, 2)
	for n, line := range lines {
		features := [2][]float64{make([]float64, len(k.prints)), make([]float64, len(k.prints))}
		rest := k.rest(line, first+n)
		for i, p := range k.prints {
			features[0][i], features[1][i] = 1, line.decades(p.at)
		}
		for i := range features {
			told := k.solve(features[i])
			x[i] += dot(told, rest)
			for j := range features {
				m[i][j] += dot(told, features[j])
			}
		}
	}
	cholesky(m)
	x = (&kernel{factor: m}).solve(x)
	for i := range lines {
		lines[i].level += x[0]
		lines[i].fall = min(0, lines[i].fall+x[1]) // it never rises
	}
}

// rest is what a line leaves unexplained of an anchor's levels.
func (k *kernel) rest(l line, a int) []float64 {
	out := make([]float64, len(k.prints))
	for i, p := range k.prints {
		out[i] = float64(p.levels[a]) - l.at(p.at, p.zone)
	}
	return out
}
