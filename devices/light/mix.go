package light

import (
	"cmp"
	"slices"

	"foyer/rules"
)

// MinPeople is how many favourites it takes before any is shown: nobody's
// colour can be read off a lamp while fewer are there.
const MinPeople = 3

// maxClusters bounds the colours shown at once: more are confetti, and nine is
// what a bridge takes as a palette.
const maxClusters = 9

// toRest bounds how often the answer is mixed again from itself, so that the
// same people a second later do not find another.
const toRest = 8

// maxWeight keeps sums finite whatever weights come in.
const maxWeight = 1e6

// Favourite is the favourite colour of one person, and how much it counts.
type Favourite struct {
	Colour rules.Colour
	Weight float64
}

// Even gives every colour the same weight.
func Even(colours []rules.Colour) []Favourite {
	out := make([]Favourite, len(colours))
	for i, c := range colours {
		out[i] = Favourite{Colour: c, Weight: 1}
	}
	return out
}

// Mix spreads the favourites of the people present over the lamps, one colour
// for each lamp, and nil when fewer than MinPeople have a colour. last is what
// the lamps wear now (nil = nothing known): the answer stays as near to it as
// the crowd allows, and a lamp whose change nobody would see keeps its colour
// exactly. The order of the favourites means nothing.
func Mix(people []Favourite, lamps int, last []Lab) []Lab {
	points := gather(people)
	if lamps <= 0 || len(points) == 0 {
		return nil
	}
	for range toRest {
		groups := cluster(points, min(lamps, len(points), maxClusters), last)
		next := settle(spread(groups, lamps), last)
		rests := slices.Equal(next, last)
		if last = next; rests {
			break
		}
	}
	return last
}

// point is one distinct colour, with the weight of all who like it.
type point struct {
	Lab
	weight float64
}

// gather folds equal favourites together, in an order that does not depend on
// who came first. It returns nothing when too few people would be behind it.
func gather(people []Favourite) []point {
	var points []point
	count := 0
	for _, f := range people {
		c, ok := Parse(f.Colour)
		if !ok || !(f.Weight > 0) {
			continue
		}
		count++
		points = append(points, point{c, min(f.Weight, maxWeight)})
	}
	if count < MinPeople {
		return nil
	}
	slices.SortFunc(points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.L, b.L), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.weight, b.weight))
	})
	return fold(points)
}

func fold(sorted []point) []point {
	out := sorted[:1]
	for _, p := range sorted[1:] {
		if top := &out[len(out)-1]; top.Lab == p.Lab {
			top.weight += p.weight
			continue
		}
		out = append(out, p)
	}
	return out
}
