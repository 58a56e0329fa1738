package experiment

import (
	"cmp"
	"slices"
	"time"

	"foyer/beacons"
)

// Exposure says that a person was in an experiment. It is small (under 100
// bytes as JSON), so that it can be saved with the person.
type Exposure struct {
	Person  beacons.Person `json:"p,omitempty"` // "" once forgotten
	Variant Variant        `json:"v"`
	// At is when the rule acted, or would have acted for somebody held out.
	At time.Time `json:"at"`
	// Success is the first success in time; zero = none.
	Success time.Time `json:"s,omitzero"`
}

// Trial is an experiment with the people in it. All figures are worked out anew
// from the exposures, so a saved Trial, or one built with Add from exposures
// saved with each person, reads the same as the one that ran.
type Trial struct {
	Design Design `json:"-"` // comes from the book
	// Exposures are in the order of time, then of person.
	Exposures []Exposure `json:"x"`
	// Dropped counts people left out because two of them were one person.
	Dropped int `json:"d,omitempty"`
}

// Expose notes that the rule acted for a person, or would have acted if they
// were not held out: after every condition, consent and limit, and not before,
// or people whom nothing could change thin out the result. Only the first time
// counts; it tells whether this was it.
func (t *Trial) Expose(person beacons.Person, at time.Time) bool {
	return t.Add(Exposure{Person: person, Variant: t.Design.Assign(person), At: at})
}

// Add puts back an exposure that was saved. It tells whether it was new; a
// person has one, and a forgotten person is taken as a new one.
func (t *Trial) Add(e Exposure) bool {
	if t.find(e.Person) != nil {
		return false
	}
	i, _ := slices.BinarySearchFunc(t.Exposures, e, func(a, b Exposure) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Person, b.Person))
	})
	t.Exposures = slices.Insert(t.Exposures, i, e)
	return true
}

// Succeed notes that a person did what was hoped for. It counts once, from the
// exposure to Within after it; it tells whether it did.
func (t *Trial) Succeed(person beacons.Person, at time.Time) bool {
	e := t.find(person)
	if e == nil || !e.Success.IsZero() || at.Before(e.At) || at.After(e.At.Add(t.Design.Within)) {
		return false
	}
	e.Success = at
	return true
}

// Merge says that two people turned out to be one. If both were exposed, both
// are dropped, also when they were in the same variant: pairs that agree are
// more frequent in the larger variant, so keeping only those tilts the shares.
func (t *Trial) Merge(from, into beacons.Person) {
	old := t.find(from)
	switch {
	case old == nil || from == into:
	case t.find(into) == nil:
		saved := *old
		t.drop(from)
		saved.Person = into
		t.Add(saved)
	default:
		t.drop(from)
		t.drop(into)
		t.Dropped += 2
	}
}

// Forget takes a person's name out and leaves the count: if those whom a wording
// drove away took their answer with them, it would look better than it is.
func (t *Trial) Forget(person beacons.Person) {
	if e := t.find(person); e != nil {
		e.Person = ""
	}
}

func (t *Trial) drop(person beacons.Person) {
	t.Exposures = slices.DeleteFunc(t.Exposures, func(e Exposure) bool { return e.Person == person })
}

func (t *Trial) find(person beacons.Person) *Exposure {
	if person == "" {
		return nil
	}
	for i := range t.Exposures {
		if t.Exposures[i].Person == person {
			return &t.Exposures[i]
		}
	}
	return nil
}

// Count is how a variant does.
type Count struct {
	Variant Variant
	Shown   int // people exposed
	Judged  int // of these, people whose time to succeed is over
	// Succeeded are people of Judged who succeeded. Who succeeds early waits for
	// their time to be over like everybody, or success would always look frequent.
	Succeeded int
}

func (c Count) part() Part { return Part{c.Succeeded, c.Judged} }

// Counts is how each arm does, in the order of the design.
func (t *Trial) Counts(now time.Time) []Count {
	counts := make([]Count, len(t.Design.Arms))
	for i, a := range t.Design.Arms {
		counts[i].Variant = a.Variant
	}
	for _, e := range t.Exposures {
		arm := t.Design.arm(e.Variant)
		if arm < 0 {
			continue // a variant that was edited away
		}
		counts[arm].Shown++
		if t.judged(e, now) {
			counts[arm].Judged++
			if !e.Success.IsZero() {
				counts[arm].Succeeded++
			}
		}
	}
	return counts
}

func (t *Trial) judged(e Exposure, now time.Time) bool { return !now.Before(e.At.Add(t.Design.Within)) }
