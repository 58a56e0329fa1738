package rules

import (
	"math"
	"time"

	"foyer/beacons"
)

// openTally begins to count a trait for a visit that has just begun.
func (a *answer) openTally(t *Trait, v beacons.Visit) {
	switch t.Measure {
	case CountVisits, CountZones:
		a.arm(t, v.From.Add(t.AtLeast), v.From)
	case SumMinutes:
		tally := a.p.tally(t.Name)
		tally.Last = v.From
		a.arm(t, nextWhole(tally.Value, v.From), v.From)
	case CountSponsors: // counted from stamps
	}
}

// tally counts a dwell that was reached at timer.Due and shown at `at`.
func (a *answer) tally(t *Trait, timer Timer, at time.Time) {
	place := a.book.Calendar.Place
	tally := a.p.tally(t.Name)
	before := tally.Value
	switch t.Measure {
	case CountVisits:
		spaced := tally.Last.IsZero() || timer.Due.Sub(tally.Last) >= t.AtMostEvery
		if spaced && t.Window.Holds(timer.Due, place) {
			tally.Value++
			tally.Last = timer.Due
		}
	case SumMinutes:
		accrue(tally, t.Window, at, place)
		a.arm(t, nextWhole(tally.Value, at), timer.Since)
	case CountZones:
		if t.Window.Holds(timer.Due, place) {
			tally.distinct(string(a.p.Visit.Zone))
		}
	case CountSponsors: // counted from stamps
	}
	a.reach(t, before, tally.Value, timer.Due)
}

// closeTallies adds what the ended visit still owes to sums.
func (a *answer) closeTallies(v beacons.Visit) {
	for _, t := range a.counted[v.Zone] {
		if t.Measure == SumMinutes {
			tally := a.p.tally(t.Name)
			before := tally.Value
			accrue(tally, t.Window, v.To, a.book.Calendar.Place)
			a.reach(t, before, tally.Value, v.To)
		}
	}
}

func accrue(tally *Tally, w Window, to time.Time, place *time.Location) {
	if tally.Last.IsZero() || !to.After(tally.Last) {
		return
	}
	minutes := tally.Value + w.Overlap(tally.Last, to, place).Minutes()
	// A millionth of a minute is no time; without this, thirty minutes may
	// add up to 29.999999999.
	minutes = math.Round(minutes*1e6) / 1e6
	if math.Floor(minutes) > math.Floor(tally.Value) {
		tally.Whole = whole(minutes, w, to, place)
	}
	tally.Value = minutes
	tally.Last = to
}

// whole is when a sum of minutes that stood at `to` was last whole. Where the
// window closed in the minute since, that is taken for then.
func whole(minutes float64, w Window, to time.Time, place *time.Location) time.Time {
	over := time.Duration((minutes - math.Floor(minutes)) * float64(time.Minute))
	if at := to.Add(-over); w.Overlap(at, to, place) == over {
		return at
	}
	return to
}

// nextWhole is when a sum of minutes that grows from now on is next whole.
func nextWhole(minutes float64, from time.Time) time.Time {
	missing := math.Floor(minutes) + 1 - minutes
	return from.Add(time.Duration(missing * float64(time.Minute)))
}

func (a *answer) arm(t *Trait, due, since time.Time) {
	a.p.Timers = append(a.p.Timers, Timer{Kind: TallyTimer, Name: t.Name, Due: due, Since: since})
}

// tally finds or makes the tally of a trait.
func (p *Profile) tally(trait string) *Tally {
	for i := range p.Tallies {
		if p.Tallies[i].Trait == trait {
			return &p.Tallies[i]
		}
	}
	p.Tallies = append(p.Tallies, Tally{Trait: trait})
	return &p.Tallies[len(p.Tallies)-1]
}
