// Package experiment compares two or more ways to say or do something, fairly,
// at the size of one event. It tosses a coin for each person that falls the
// same everywhere and always, counts who was shown what and who then did what
// was hoped for, says before the start how little can be seen, and says
// while it runs and at the end what is known, in one plain sentence.
//
// It promises that somebody who looks after every person, all day, sees a clear
// gain or loss where there is none in at most one of twenty experiments,
// however small or uneven the groups are. The one look at the end may be wrong
// in one of twenty too, and a verdict of the day can end as not proven (either
// is wrong in 7 of 100, measured with 400 people). It never looks at a clock,
// keeps nothing between calls, and knows neither rules nor profiles.
package experiment

import (
	"errors"
	"fmt"
	"math"
	"time"

	"foyer/beacons"
)

// Variant names one way of saying or doing, such as "playful".
type Variant string

// The variants of a Holdout.
const (
	Held Variant = "held" // gets nothing
	Told Variant = "told" // gets what the rules give
)

// Arm is a variant and how many of the tosses it gets, as a part of all weights.
type Arm struct {
	Variant Variant
	Weight  int // 1 or more
}

// Design is what is settled before the first person is exposed. A change of
// arms or weights makes another experiment: give it another ID, or what was
// counted so far is judged by chances that were never tossed.
type Design struct {
	// Salt is the event, so that each event tosses anew.
	Salt string
	// ID is the experiment. Two IDs toss independently.
	ID string
	// Arms in the order written: all others are compared with the first. The
	// order does not change who is in which.
	Arms []Arm
	// Within is how long after the exposure a success counts.
	Within time.Duration
	// Ends is when the last person may be exposed, such as the event's end.
	Ends time.Time
	// Did says what somebody who succeeds did, such as "redeemed it"; "" = "did it".
	Did string
}

const mostWeight = 1_000_000_000

// Validate joins all that is wrong with the design, in words for its author.
func (d Design) Validate() error {
	var problems []error
	say := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	say(d.ID == "", "an experiment needs an id")
	say(len(d.Arms) < 2, "an experiment needs two variants or more; this one has %d", len(d.Arms))
	say(d.Within <= 0, "an experiment needs a time within which a success counts, such as 4h")
	seen := map[Variant]bool{}
	for _, a := range d.Arms {
		say(a.Variant == "", "a variant needs a name")
		say(seen[a.Variant], "the variant %q is there twice", a.Variant)
		say(a.Weight < 1 || a.Weight > mostWeight, "the weight of %q is %d; it must be a whole number from 1 to %d", a.Variant, a.Weight, mostWeight)
		seen[a.Variant] = true
	}
	return errors.Join(problems...)
}

// Holdout is the design of a policy's holdout: share of the people, 0 < share < 1
// and taken to the millionth, are Held and get nothing. A larger share under the
// same salt holds out the same people and some more. Within, Ends and Did are
// still to be set before a success can be counted.
func Holdout(salt string, share float64) Design {
	held := int(math.Round(share * 1e6))
	return Design{Salt: salt, ID: "policy.holdout", Arms: []Arm{{Held, held}, {Told, 1_000_000 - held}}}
}

// HeldOut tells whether a person is held out; so is nobody at a share of 0 and
// everybody at 1.
func HeldOut(salt string, share float64, person beacons.Person) bool {
	return Holdout(salt, share).Assign(person) == Held
}

func (d Design) arm(v Variant) int {
	for i, a := range d.Arms {
		if a.Variant == v {
			return i
		}
	}
	return -1
}

// chance is the share of the tosses that fall on an arm.
func (d Design) chance(arm int) float64 {
	return float64(d.Arms[arm].Weight) / float64(d.weights())
}

func (d Design) weights() (sum uint64) {
	for _, a := range d.Arms {
		sum += uint64(max(0, a.Weight))
	}
	return sum
}

// doubt is how often a comparison may be wrong: one in twenty, shared by all
// comparisons of the design (Bonferroni).
func (d Design) doubt() float64 { return 0.05 / float64(max(1, len(d.Arms)-1)) }
