package experiment

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Ratio compares how many people each variant got with how many the weights
// would give it. If they do not fit, something between toss and count is broken:
// a variant without its text, exposures lost, people who stop being counted.
type Ratio struct {
	// ChiSquare is the sum of (observed - expected)² / expected.
	ChiSquare float64
	// P is how often chance alone is as far off or farther, 0 to 1: exactly
	// (binomial) for two variants, by the chi-square distribution for more.
	P float64
	// Broken is P below 0.001, the threshold of GrowthBook.
	Broken bool
	// Sentence says so, or that the shares are as they should be.
	Sentence string
}

const broken = 0.001

// Ratio checks the shares of the people exposed so far. It is meant to be read
// on a page that is looked at again and again, so a single look at 0.001 is no
// promise for the whole day: of sound experiments with 400 people, one or two in
// a hundred are called broken at some moment, mostly an early one that passes.
func (t *Trial) Ratio(now time.Time) Ratio { return t.Design.ratio(t.Counts(now)) }

func (d Design) ratio(counts []Count) Ratio {
	all := 0
	for _, c := range counts {
		all += c.Shown
	}
	r := Ratio{P: 1, Sentence: "Nobody was in it yet."}
	if all == 0 {
		return r
	}
	for i, c := range counts {
		r.ChiSquare += square(float64(c.Shown)-d.expected(i, all)) / d.expected(i, all)
	}
	if len(counts) == 2 {
		r.P = binomialP(counts[0].Shown, all, d.chance(0))
	} else {
		r.P = chiSquareP(r.ChiSquare, len(counts)-1)
	}
	r.Broken = r.P < broken
	r.Sentence = "The groups are as large as the weights say."
	if r.Broken {
		r.Sentence = d.uneven(counts, all)
	}
	return r
}

func (d Design) uneven(counts []Count, all int) string {
	var groups []string
	for i, c := range counts {
		groups = append(groups, fmt.Sprintf("%q has %s where about %.0f belong", c.Variant, people(c.Shown), d.expected(i, all)))
	}
	return "Do not trust this experiment: " + strings.Join(groups, ", ") +
		". Chance does that less than once in 1,000 times, so people of one group are lost on the way."
}

func (d Design) expected(arm, all int) float64 { return float64(all) * d.chance(arm) }

// binomialP is how often n tosses with a chance give k or something as rare or
// rarer: the exact two-sided test (the rule of R's binom.test).
func binomialP(k, n int, chance float64) (p float64) {
	atMost := binomial(k, n, chance) * (1 + 1e-7) // equals may differ in the last digit
	for i := range n + 1 {
		if b := binomial(i, n, chance); b <= atMost {
			p += b
		}
	}
	return min(1, p)
}

func binomial(k, n int, chance float64) float64 {
	return math.Exp(logFactorial(n) - logFactorial(k) - logFactorial(n-k) +
		float64(k)*math.Log(chance) + float64(n-k)*math.Log1p(-chance))
}

func logFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}

// chiSquareP is the chance that a chi-square variable with a whole number of
// degrees of freedom, 1 or more, exceeds x (Abramowitz and Stegun 26.4.4, 26.4.5).
func chiSquareP(x float64, freedom int) float64 {
	if x <= 0 {
		return 1
	}
	a, p := 1.0, math.Exp(-x/2)
	if freedom%2 == 1 {
		a, p = 0.5, math.Erfc(math.Sqrt(x/2))
	}
	for ; a < float64(freedom)/2; a++ {
		log, _ := math.Lgamma(a + 1)
		p += math.Exp(a*math.Log(x/2) - x/2 - log)
	}
	return p
}

func square(x float64) float64 { return x * x }
