package light

import "math"

const (
	rounds = 10 // of k-means: enough to settle, and a bound
	// sameSeed is the distance at which two lamp colours of before were one
	// cluster: a cluster drifts while some of its lamps keep their colour.
	sameSeed = 2 * Imperceptible
	// stranger is how far a favourite must be from its cluster before a cluster
	// is taken from two that look alike and given to it.
	stranger = 0.10
	// minChroma is the least chroma a cluster of colourful people shows.
	minChroma = 0.08
	// faded is the share of its members' chroma a mean must keep; a mean that
	// keeps less is grey, and a real favourite is shown in its place.
	faded = 0.6
)

// cluster sorts points into k groups: weighted k-means in OKLab, started from
// the colours of before so that the answer is stable over time.
func cluster(points []point, k int, last []Lab) []point {
	centres := widen(points, heaviest(points, seeds(last), k), k)
	belongs := make([]int, len(points))
	for range k {
		assign(points, centres, belongs)
		if !admit(points, centres, belongs) {
			break
		}
	}
	for range rounds {
		moved := assign(points, centres, belongs)
		recentre(points, centres, belongs)
		if !moved {
			break
		}
	}
	return portray(points, belongs, k)
}

// seeds are the colours the lamps wear, near ones counted once.
func seeds(last []Lab) []Lab {
	var out []Lab
	for _, c := range last {
		if _, d := nearest(c, out); d > sameSeed {
			out = append(out, c)
		}
	}
	return out
}

// heaviest keeps the k seeds that most weight lies nearest to.
func heaviest(points []point, seeds []Lab, k int) []Lab {
	for len(seeds) > k {
		weight := make([]float64, len(seeds))
		for _, p := range points {
			i, _ := nearest(p.Lab, seeds)
			weight[i] += p.weight
		}
		least := 0
		for i, w := range weight {
			if w < weight[least] {
				least = i
			}
		}
		seeds = append(seeds[:least:least], seeds[least+1:]...)
	}
	return seeds
}

// widen adds the farthest points until there are k centres. The first of all
// is the favourite of most.
func widen(points []point, centres []Lab, k int) []Lab {
	if len(centres) == 0 {
		best := points[0]
		for _, p := range points {
			if p.weight > best.weight {
				best = p
			}
		}
		centres = append(centres, best.Lab)
	}
	for len(centres) < k {
		far, most := points[0].Lab, -1.0
		for _, p := range points {
			if _, d := nearest(p.Lab, centres); d > most {
				far, most = p.Lab, d
			}
		}
		centres = append(centres, far)
	}
	return centres
}

// assign gives every point to its nearest centre and tells whether any moved.
func assign(points []point, centres []Lab, belongs []int) bool {
	moved := false
	for i, p := range points {
		at, _ := nearest(p.Lab, centres)
		moved = moved || at != belongs[i]
		belongs[i] = at
	}
	return moved
}

// admit makes a minority visible: when a favourite is a stranger in its
// cluster while two clusters look alike, those two become one and the freed
// one goes to the stranger. It tells whether it did.
func admit(points []point, centres []Lab, belongs []int) bool {
	a, b, apart := closest(points, centres, belongs)
	odd, far := -1, stranger
	if apart == 0 { // it costs nobody anything
		far = Imperceptible
	}
	for i, p := range points {
		if d := Distance(p.Lab, centres[belongs[i]]); d > far {
			odd, far = i, d
		}
	}
	if odd < 0 || b < 0 || far < 2*apart {
		return false
	}
	centres[a] = middle(centres[a], centres[b])
	centres[b] = points[odd].Lab
	return true
}

// closest finds the two most alike centres; a centre without a point comes
// first, as its own twin, because nothing is lost with it.
func closest(points []point, centres []Lab, belongs []int) (a, b int, apart float64) {
	used := make([]bool, len(centres))
	for i := range points {
		used[belongs[i]] = true
	}
	a, b, apart = -1, -1, math.Inf(1)
	for i := range centres {
		if !used[i] {
			return i, i, 0
		}
		if j, d := nearestOther(centres, i); j >= 0 && d < apart {
			a, b, apart = j, i, d
		}
	}
	return a, b, apart
}

func nearestOther(centres []Lab, i int) (int, float64) {
	best, least := -1, math.Inf(1)
	for j, c := range centres {
		if d := Distance(c, centres[i]); j != i && d < least {
			best, least = j, d
		}
	}
	return best, least
}

func middle(a, b Lab) Lab { return Lab{(a.L + b.L) / 2, (a.A + b.A) / 2, (a.B + b.B) / 2} }

// recentre moves every centre to the weighted mean of its points; one without
// points stays where it is.
func recentre(points []point, centres []Lab, belongs []int) {
	for k := range centres {
		if mean, weight := average(points, belongs, k); weight > 0 {
			centres[k] = mean
		}
	}
}

func average(points []point, belongs []int, k int) (Lab, float64) {
	var sum Lab
	weight := 0.0
	for i, p := range points {
		if belongs[i] == k {
			sum = Lab{sum.L + p.L*p.weight, sum.A + p.A*p.weight, sum.B + p.B*p.weight}
			weight += p.weight
		}
	}
	if weight == 0 {
		return Lab{}, 0
	}
	return Lab{sum.L / weight, sum.A / weight, sum.B / weight}, weight
}

// nearest finds the centre nearest to c; -1 and infinity when there is none.
func nearest(c Lab, centres []Lab) (int, float64) {
	best, least := -1, math.Inf(1)
	for i, other := range centres {
		if d := Distance(c, other); d < least {
			best, least = i, d
		}
	}
	return best, least
}
