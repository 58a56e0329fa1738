package venue

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// What an answer can lack.
var (
	ErrNoPerson = errors.New("nobody is registered under this id, and no badge or phone is called so")
	ErrNoRule   = errors.New("no rule in force has this id")
)

// Explanation is what stands between a person, or a zone, and a rule at one moment.
type Explanation struct {
	Rule   *rules.Rule
	Person beacons.Person // "" in a rule about a zone
	Zone   beacons.Zone   // "" in a rule about a person
	Checks []rules.Check
	// Recount says of each ended visit, oldest first, and of the open one, why
	// it counted for the rule or not. It may be called from anywhere.
	Recount func(ended []beacons.Visit) []rules.Counted
	// Tally is the value of a trait as it was counted when it happened.
	Tally func(trait string) float64
	// Place is where the event is: its clocks show the times.
	Place *time.Location
}

// Verdict sums up what was decided and what stands in the way. The answers of
// a zone are not kept: its lamps are state.
func (x *Explanation) Verdict(decided []rules.Decision) string {
	if x.Zone != "" {
		return rules.Verdict(x.Checks)
	}
	return rules.Past(decided, x.Place) + " " + rules.Verdict(x.Checks)
}

// Doubt says that a recount of the visits comes to less than what was counted
// when they happened; "" when it does not. A stay counts as soon as it is long
// enough; the radio may find a moment later that they had left before.
func (x *Explanation) Doubt(counted []rules.Counted) string {
	last := map[string]float64{}
	for _, c := range counted {
		if c.For != "" {
			last[c.For] = c.Value
		}
	}
	for _, trait := range slices.Sorted(maps.Keys(last)) {
		if was := x.Tally(trait); was >= last[trait]+1 {
			return fmt.Sprintf(" %s came to %.0f when it was counted, and the visits below come to %.0f: a stay that had counted was found to be shorter afterwards, or is no longer kept.",
				trait, was, last[trait])
		}
	}
	return ""
}

// Gates of the venue, asked before any rule is.
const (
	followedGate rules.Gate = "followed"
	carriesGate  rules.Gate = "carries"
)

// Why explains what a rule does or does not do for somebody, by their
// registration's id, a badge or a phone. A rule about a zone needs nobody. It
// changes nothing.
func (v *Venue) Why(now time.Time, person, rule string) (Explanation, error) {
	r := v.decider.Rule(rule)
	if r == nil {
		return Explanation{}, ErrNoRule
	}
	a := Explanation{Rule: r, Place: v.decider.Book().Calendar.Place}
	if r.When.Kind == rules.ZoneChanged {
		a.Zone, a.Checks = r.When.Zone, v.decider.ExplainZone(now, r.When.Zone, r, v)
		a.Recount = func([]beacons.Visit) []rules.Counted { return nil }
		return a, nil
	}
	m := v.people[beacons.Person(person)]
	if m == nil {
		m = v.tags[beacons.Tag(person)]
	}
	if m == nil {
		return Explanation{}, ErrNoPerson
	}
	a.Person = m.profile.Person
	p := m.profile
	p.Heard = m.heard // which the profile learns with the next fact
	a.Checks = append(m.gates(), v.decider.Explain(now, &p, r, v)...)
	a.Recount, a.Tally = v.recount(now, m, r), p.Trait
	return a, nil
}

// gates are what the venue asks of a person before any rule is asked.
func (m *member) gates() (checks []rules.Check) {
	if !m.follow {
		checks = append(checks, rules.Check{
			Gate: followedGate, Asks: "may be followed", Because: "has not agreed to location: is counted, and followed nowhere", Would: "they agree to location",
		})
	}
	if len(m.tags) == 0 {
		checks = append(checks, rules.Check{
			Gate: carriesGate, Asks: "carries something that is heard", Because: "the registrations name no badge and no phone of theirs", Would: "they are given a badge",
		})
	}
	return checks
}

// recount holds what the venue knows at now, so that the history can be read
// elsewhere and later.
func (v *Venue) recount(now time.Time, m *member, r *rules.Rule) func([]beacons.Visit) []rules.Counted {
	decider, open, heard := v.decider, m.profile.Visit, m.heard
	return func(ended []beacons.Visit) []rules.Counted {
		visits := ended
		if open.Open() {
			visits = append(slices.Clip(visits), open)
		}
		return decider.Recount(r, visits, heard, now)
	}
}

// Left is how many of a pool can still be given, and why Take would refuse the
// person now.
func (v *Venue) Left(from rules.Pool, person beacons.Person, now time.Time) (left int, refusal string) {
	p := v.poolOf(from.Name)
	refusal, _ = v.Refuses(from, person, now)
	return p.left(from), refusal
}

// Refuses says why nothing of the pool can be given to the person, and whether
// that is because nothing is left for anybody.
func (v *Venue) Refuses(from rules.Pool, person beacons.Person, now time.Time) (refusal string, empty bool) {
	p := v.poolOf(from.Name)
	switch {
	case !from.Expires.IsZero() && now.After(from.Expires):
		return from.Name + " has expired", false
	case from.Draw != nil:
		return v.bars(from, person, now), false
	case from.PerPerson > 0 && p.held[person] >= from.PerPerson:
		return "already has as many of " + from.Name + " as one person may", false
	case p.left(from) == 0:
		return "nothing of " + from.Name + " is left", true
	}
	return "", false
}

// Book is the book in force.
func (v *Venue) Book() *rules.Book { return v.decider.Book() }
