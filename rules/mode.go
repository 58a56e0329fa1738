package rules

import (
	"strconv"

	"foyer/beacons"
	"foyer/rules/experiment"
)

// ModeKind is how far a rule is in force.
type ModeKind int

// The modes of a rule.
const (
	Live   ModeKind = iota // it acts
	Shadow                 // it decides, and records what it would have done
	Off                    // it never wakes
)

// Mode is how far a rule is in force, and for whom. The zero Mode is live for
// everybody.
type Mode struct {
	Kind ModeKind
	// Share of the people for whom a live rule wakes, 0..1; 0 = everybody. Who is
	// in a share is in every larger one.
	Share float64
}

// Barred says in plain words why the rule's mode keeps it from a person; ""
// when it does not. Such a rule does not wake for them, and nothing of it is
// recorded: a rule that is tried with a few would fill the log with the others.
func (r *Rule) Barred(person beacons.Person) string {
	switch {
	case r.Mode.Kind == Off:
		return "the rule is switched off"
	case r.Mode.Share > 0 && !experiment.HeldOut("mode|"+r.ID, r.Mode.Share, person):
		return "the rule is live for " + strconv.FormatFloat(100*r.Mode.Share, 'g', 4, 64) + " % of the people, by lot, and they are not among them"
	}
	return ""
}

// Account is the name under which limits count what a rule did: a shadow's
// deeds count for nothing but the shadow itself.
func (r *Rule) Account() string {
	if r.Mode.Kind == Shadow {
		return ShadowOf(r.ID)
	}
	return r.ID
}

// ShadowOf is the account of a rule while it is in shadow.
func ShadowOf(rule string) string { return "shadow|" + rule }
