package rules

import (
	"strconv"
	"time"

	"foyer/beacons"
)

// Crossings are the rules that wake when a zone holds more or fewer people
// than a bound.
func (d *Decider) Crossings(zone beacons.Zone) []*Rule { return d.crossed[zone] }

// Beyond tells whether so many people are beyond the bound.
func (w *When) Beyond(people int) bool {
	if w.Below > 0 {
		return people < w.Below
	}
	return people > w.Above
}

// bound is the bound in words.
func (w *When) bound() string {
	if w.Below > 0 {
		return "fewer than " + strconv.Itoa(w.Below) + " people"
	}
	return "more than " + strconv.Itoa(w.Above) + " people"
}

// Bound names what a rule watches, so that a rule with another bound does not
// go on where this one was.
func (w *When) Bound() string { return string(w.Zone) + " " + w.bound() }

// Crossed is the call of a rule whose zone has crossed its bound.
func (d *Decider) Crossed(r *Rule, at time.Time, people int) Call {
	return Call{
		Rule: r, At: at, Occurrence: millis(at), Zone: r.When.Zone,
		Fact: r.When.bound() + " in " + string(r.When.Zone) + " (" + strconv.Itoa(people) + ")",
	}
}

// ofZone tells whether the rule is about a zone and nobody in particular.
func (r *Rule) ofZone() bool {
	return r.ForEach.None() && (r.When.Kind == ZoneChanged || r.When.Kind == Occupancy)
}
