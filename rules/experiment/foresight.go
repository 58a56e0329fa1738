package experiment

import (
	"fmt"
	"math"
	"strings"
)

// Plan is what an organizer expects before the start.
type Plan struct {
	People int     // for whom the rule will act or would have acted, not all guests
	Base   float64 // share of them who will succeed in the first arm, 0 to 1
}

// Smallest is the smallest difference between the first arm and any other, as a
// share (0.19 is 19 points), that is seen at the end four times in five: 80 %
// power, two-sided 5 % (shared by the comparisons), the base rate's variance in
// both arms, taken as at least that of 5 %: the normal approximation, with a and
// b people z √(base (1 - base) (1/a + 1/b)), z = 1.960 + 0.842. It is infinite
// with nobody to expect.
func (d Design) Smallest(p Plan) float64 {
	worst := 0.0
	for i := 1; i < len(d.Arms); i++ {
		worst = max(worst, d.smallest(p, d.chance(0), d.chance(i)))
	}
	return worst
}

func (d Design) smallest(p Plan, a, b float64) float64 {
	n, base := float64(max(0, p.People)), min(max(p.Base, 0.05), 0.95)
	spread := math.Sqrt(base * (1 - base) * (1/(n*a) + 1/(n*b)))
	return (quantile(1-d.doubt()/2) + quantile(0.8)) * spread
}

// Foresee says what the plan can show, and what would show more, in a sentence
// or two for the organizer.
func (d Design) Foresee(p Plan) string {
	least := d.Smallest(p)
	start := fmt.Sprintf("With about %s and %s, ", people(p.People), d.split())
	if p.People <= 0 || least > max(p.Base, 1-p.Base) {
		return start + "no change can be seen: these are too few people. Read the result over several events."
	}
	other := p.Base + least
	if other > 1 {
		other = p.Base - least
	}
	said := fmt.Sprintf("only a change of %s or more can be seen: %s becoming %s would be noticed four times in five.",
		points(least), percent(p.Base), percent(other))
	return start + said + d.advice(p, least)
}

// advice is what would show a smaller difference, if anything.
func (d Design) advice(p Plan, least float64) string {
	var ways []string
	even := 1 / float64(len(d.Arms))
	if better := d.smallest(p, even, even); least-better >= 0.01 {
		ways = append(ways, fmt.Sprintf("%s (%s)", d.evenly(), points(better)))
	}
	if least > 0.1 {
		ways = append(ways, "read the result over several events")
	}
	if len(ways) == 0 {
		return ""
	}
	return " To see a smaller one, " + strings.Join(ways, ", or ") + "."
}

func (d Design) evenly() string {
	if d.holdsOut() {
		return "hold out 50 %"
	}
	return "give each variant the same weight"
}

func (d Design) split() string {
	if d.holdsOut() {
		return percent(d.chance(0)) + " held out"
	}
	var shares []string
	for i, a := range d.Arms {
		shares = append(shares, fmt.Sprintf("%q for %s", a.Variant, percent(d.chance(i))))
	}
	last := len(shares) - 1
	return strings.Join(shares[:last], ", ") + " and " + shares[last]
}

func (d Design) holdsOut() bool { return len(d.Arms) == 2 && d.Arms[0].Variant == Held }
