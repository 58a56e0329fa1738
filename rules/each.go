package rules

import (
	"time"

	"foyer/beacons"
)

// Each says for whom a rule acts that wakes once for many; the zero Each is
// everybody who is followed, or nobody if the rule is about a zone.
type Each struct {
	Top       int // the best so many by By among those with Among, of those for whom it can act
	By, Among string
	In        beacons.Zone // everybody in it
	With      string       // everybody with the label
}

// None tells whether nobody is chosen.
func (e Each) None() bool { return e == Each{} }

// Standing is the ranking that the choice needs; false = it needs none.
func (e Each) Standing() (Standing, bool) {
	return Standing{Trait: e.By, Label: e.Among}, e.Top > 0
}

// Call is one occurrence of a rule that wakes once for many people.
type Call struct {
	Rule       *Rule
	At         time.Time
	Occurrence string
	Zone       beacons.Zone // of the occurrence, if it has one
	Fact       string
	// Named says that the person is among those whom the rule means by name,
	// such as the best three: there is a record even if it is not about them.
	Named bool
	// Often says that occurrences come one after the other, as when a zone
	// changes: there is a record only of those for whom the rule may act.
	Often bool
}

// Call wakes a rule for one of many people. Nothing is recorded of who is not
// meant, because they are staff or a condition does not hold: a clock would
// fill the records with everybody who is not there.
func (d *Decider) Call(now time.Time, p *Profile, c Call, floor Floor) []Decision {
	a := answer{Decider: d, now: now, p: p, floor: floor}
	why := cause{at: c.At, occurrence: c.Occurrence, zone: c.Zone, facts: []string{c.Fact}}
	if c.Often && a.refusal(c.Rule, why) != "" || !c.Named && (p.Staff || c.Rule.conditions(a.asked(why)) != "") {
		return nil
	}
	a.waits() // what is due too goes by priority
	a.wake(c.Rule, why)
	a.answer()
	return a.decisions
}
