package rules

import "time"

// Clocks are the rules that wake by the clock, in the order of the book. They
// wake once, for whoever they are for.
func (d *Decider) Clocks() []*Rule { return d.clocks }

// Next is the first time after t at which the clock wakes the rule while the
// event lasts; zero = never again.
func (d *Decider) Next(r *Rule, t time.Time) time.Time { return r.When.next(t, d.book.Calendar) }

// Rings tells whether t is one of the times at which the clock wakes the rule.
func (d *Decider) Rings(r *Rule, t time.Time) bool {
	return d.Next(r, t.Add(-time.Nanosecond)).Equal(t)
}

// OnTime is the call of a clock rule whose time has come.
func (d *Decider) OnTime(r *Rule, due time.Time) Call {
	return Call{Rule: r, At: due, Occurrence: millis(due), Fact: "it was " + due.In(d.book.Calendar.Place).Format("Mon 15:04")}
}

// next is the first time after t at which the clock wakes the rule while the
// event lasts; zero = never again.
func (w *When) next(t time.Time, c Calendar) (due time.Time) {
	switch w.Kind {
	case AtMoment:
		if due = w.At; !due.After(t) {
			return time.Time{}
		}
		return due
	case AtClock:
		if t.Before(c.Opens) {
			t = c.Opens.Add(-1)
		}
		due = NextClock(t, w.Clock, c.Place)
	case Every:
		passed := max(0, t.Sub(c.Opens))
		due = c.Opens.Add((passed/w.Every + 1) * w.Every)
	case LabelGained, Enter, ZoneChanged, Mentioned, Leave, TraitReaches, StampOf, Occupancy:
		return time.Time{}
	}
	if due.After(c.Closes) {
		return time.Time{}
	}
	return due
}
