package rules

import (
	"slices"
	"time"
)

// Arm gives the profile a timer for each rule that wakes by the clock, and
// takes away those that the book no longer has, or has at another time. One
// that is overdue is kept: it came due while we were away. It tells whether
// the profile changed.
func (d *Decider) Arm(now time.Time, p *Profile) (changed bool) {
	before := len(p.Timers)
	p.Timers = slices.DeleteFunc(p.Timers, func(t Timer) bool {
		if t.Kind != ClockTimer {
			return false
		}
		r := d.rules[t.Name]
		return r == nil || r.Mode.Kind == Off || t.Due.After(now) && !t.Due.Equal(r.When.next(now, d.book.Calendar))
	})
	changed = len(p.Timers) != before
	for _, r := range d.clocks {
		if !slices.ContainsFunc(p.Timers, func(t Timer) bool { return t.Kind == ClockTimer && t.Name == r.ID }) {
			changed = d.set(now, p, r) || changed
		}
	}
	return changed
}

// set is the timer of a clock rule's next time, if there is one.
func (d *Decider) set(now time.Time, p *Profile, r *Rule) bool {
	due := r.When.next(now, d.book.Calendar)
	if due.IsZero() {
		return false
	}
	p.Timers = append(p.Timers, Timer{Kind: ClockTimer, Name: r.ID, Due: due, Since: now})
	return true
}

// ring wakes a rule whose time has come, once for all of its times that were
// missed, and sets the next.
func (a *answer) ring(r *Rule, timer Timer) {
	a.set(a.now, a.p, r)
	a.wake(r, cause{at: timer.Due, occurrence: millis(timer.Due), facts: []string{"it was " + a.day(timer.Due)}})
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
	case LabelGained, Enter, ZoneChanged, Mentioned, Leave, TraitReaches, StampOf:
		return time.Time{}
	}
	if due.After(c.Closes) {
		return time.Time{}
	}
	return due
}
