package experiment

import (
	"math"
	"time"
)

// Verdict is what is known about a variant.
type Verdict string

// The verdicts. While an experiment runs there are only the first three.
const (
	TooEarly  Verdict = ""
	ClearGain Verdict = "clear gain"
	ClearLoss Verdict = "clear loss"
	NotProven Verdict = "not proven" // at the end only
)

// Comparison is what is known about a variant against the first one.
type Comparison struct {
	Variant, Against Variant
	Verdict          Verdict
	// Evidence is the e-value so far: 1 says nothing, 20 (times the number of
	// comparisons) is proof. Those of events with a salt each may be multiplied.
	Evidence float64
	// More is about how many more people the proof takes while it is too early,
	// if all stays as it is; 0 = too early to say even that, or not needed.
	More int
	// Difference, in the share of successes, is where the difference likely
	// lies (19 times in 20). It is zero until the experiment is over: an
	// interval that is watched promises too much.
	Difference Interval
	// Sentence says all of it.
	Sentence string
}

// Reading is what may be said about an experiment at a moment.
type Reading struct {
	Over        bool // Ends and the last person's time to succeed have passed
	Counts      []Count
	Ratio       Ratio
	Comparisons []Comparison // one less than arms
	Dropped     int          // people left out because two of them were one
}

// Read says what is known now. Until the end it says so only by the exact
// evidence, so it may be called after each person; then by the difference and
// its interval. It takes about 0.1 ms with 400 people and grows with them. No
// verdict is given while the ratio is broken.
func (t *Trial) Read(now time.Time) Reading {
	d := t.Design
	r := Reading{
		Over: !d.Ends.IsZero() && !now.Before(d.Ends.Add(d.Within)), Counts: t.Counts(now), Dropped: t.Dropped,
	}
	r.Ratio = d.ratio(r.Counts)
	for i := 1; i < len(d.Arms); i++ {
		r.Comparisons = append(r.Comparisons, t.compare(i, now, r))
	}
	return r
}

func (t *Trial) compare(arm int, now time.Time, r Reading) Comparison {
	e := t.weigh(arm, now)
	a, b := r.Counts[arm], r.Counts[0]
	c := Comparison{Variant: a.Variant, Against: b.Variant, Evidence: math.Exp(e.log)}
	switch {
	case r.Ratio.Broken:
		c.Sentence = "No verdict: the groups are not as large as they should be."
	case r.Over:
		c.Difference = Newcombe(a.part(), b.part(), 1-t.Design.doubt())
		c.Verdict = verdict(c.Difference)
		c.Sentence = t.Design.final(a, b, c)
	default:
		c.Verdict = e.verdict
		if c.Verdict == TooEarly {
			c.More = roundly(e.more(), a.Judged+b.Judged)
		}
		c.Sentence = t.Design.running(a, b, c)
	}
	return c
}

// weigh bets on all people of two arms whose time is over, by order of exposure.
func (t *Trial) weigh(arm int, now time.Time) *evidence {
	arms := t.Design.Arms
	e := newEvidence(arms[0].Weight, arms[arm].Weight, t.Design.doubt())
	for _, x := range t.Exposures {
		if !t.judged(x, now) {
			break // and so are all after it
		}
		switch x.Variant {
		case arms[0].Variant:
			e.add(0, !x.Success.IsZero())
		case arms[arm].Variant:
			e.add(1, !x.Success.IsZero())
		}
	}
	return e
}

func verdict(difference Interval) Verdict {
	switch {
	case difference.Low > 0:
		return ClearGain
	case difference.High < 0:
		return ClearLoss
	default:
		return NotProven
	}
}

// roundly is a number of people to say with "about", in tens; 0 when too few
// people were seen to guess, or when it is so many that it says "alike".
func roundly(more float64, seen int) int {
	if seen < 20 || more > 10*float64(seen) {
		return 0
	}
	return max(10, int(math.Round(more/10))*10)
}
