package rules

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
)

// Counted is one visit and what a trait, or a rule, made of it.
type Counted struct {
	Zone  beacons.Zone `json:"zone"`
	From  time.Time    `json:"from"`
	To    time.Time    `json:"to"`
	Open  bool         `json:"open,omitempty"` // still there; To is when they were heard
	For   string       `json:"for"`            // the trait; "" = the rule itself
	Holds bool         `json:"holds"`          // it counted
	Value float64      `json:"value"`          // of the trait after it
	// Because says in plain words why it counted or not.
	Because string `json:"because"`
}

// Recount goes through a person's visits, oldest first, as the rule's traits
// and its `when` count them, and says of each why it counted or not. An open
// visit lasts until heard. Visits to other zones are left out.
func (d *Decider) Recount(r *Rule, visits []beacons.Visit, heard, now time.Time) (all []Counted) {
	a := answer{Decider: d, now: now}
	for _, t := range d.about(r) {
		all = append(all, a.recount(t, visits, heard)...)
	}
	all = append(all, a.stays(r, visits, heard)...)
	slices.SortStableFunc(all, func(x, y Counted) int { return x.From.Compare(y.From) })
	return all
}

// recount counts one trait over visits.
func (a *answer) recount(t *Trait, visits []beacons.Visit, heard time.Time) (all []Counted) {
	var tally Tally
	for _, v := range visits {
		if !slices.Contains(t.Zones, v.Zone) {
			continue
		}
		c := counted(v, t.Name, heard)
		switch t.Measure {
		case SumMinutes:
			a.sumVisit(t, &tally, &c)
		case CountVisits, CountZones:
			a.countVisit(t, &tally, &c)
		case CountSponsors: // counted from stamps
			continue
		}
		c.Value = tally.Value
		all = append(all, c)
	}
	return all
}

func (a *answer) countVisit(t *Trait, tally *Tally, c *Counted) {
	due := c.From.Add(t.AtLeast)
	since := due.Sub(tally.Last)
	switch {
	case due.After(c.To):
		c.Because = c.short(t.AtLeast)
	case t.Measure == CountZones && slices.Contains(tally.Of, string(c.Zone)):
		c.Because = "this zone counts already"
	case !tally.Last.IsZero() && since < t.AtMostEvery:
		c.Because = fmt.Sprintf("%s after the last counted one, %s are needed", Length(since), Length(t.AtMostEvery))
	case !t.Window.Holds(due, a.book.Calendar.Place):
		c.Because = "counts only" + t.Window.between()
	default:
		tally.Value++
		if tally.Last = due; t.Measure == CountZones {
			tally.Of, tally.Last = append(tally.Of, string(c.Zone)), time.Time{}
		}
		c.Holds, c.Because = true, fmt.Sprintf("counted at %s: %s is %s", a.moment(due), t.Name, number(tally.Value))
	}
}

func (a *answer) sumVisit(t *Trait, tally *Tally, c *Counted) {
	minutes := t.Window.Overlap(c.From, c.To, a.book.Calendar.Place).Minutes()
	tally.Value = math.Round((tally.Value+minutes)*1e6) / 1e6
	c.Holds = minutes > 0
	c.Because = fmt.Sprintf("%s minutes: %s is %s", tenth(minutes), t.Name, tenth(tally.Value))
	if minutes == 0 {
		c.Because = "no minute of it" + t.Window.between()
	}
}

func tenth(f float64) string { return number(math.Round(f*10) / 10) }

// counted begins to look at a visit. An open one has come as far as heard.
func counted(v beacons.Visit, by string, heard time.Time) Counted {
	c := Counted{Zone: v.Zone, From: v.From, To: v.To, Open: v.Open(), For: by}
	if c.Open {
		c.To = heard
	}
	return c
}

// short says how much of a dwell is missing.
func (c *Counted) short(atLeast time.Duration) string {
	stay := Length(c.To.Sub(c.From))
	if c.Open {
		return stay + " so far, " + Length(atLeast) + " are needed"
	}
	return stay + ", shorter than " + Length(atLeast)
}

// stays tells which visits were long enough to wake the rule by themselves.
func (a *answer) stays(r *Rule, visits []beacons.Visit, heard time.Time) (all []Counted) {
	if r.When.Kind != Enter && r.When.Kind != Leave {
		return nil
	}
	for _, v := range visits {
		if v.Zone != r.When.Zone {
			continue
		}
		c := counted(v, "", heard)
		due := v.From.Add(r.When.AtLeast)
		switch {
		case r.When.Kind == Leave && v.Open():
			c.Because = "has not left yet"
		case due.After(c.To):
			c.Because = c.short(r.When.AtLeast)
		case r.When.Kind == Leave:
			c.Holds, c.Because = true, "woke it by leaving at "+a.moment(v.To)
		default:
			c.Holds, c.Because = true, "woke it at "+a.moment(due)
		}
		all = append(all, c)
	}
	return all
}

// about are the traits that a rule depends on, directly or through labels.
func (d *Decider) about(r *Rule) (all []*Trait) {
	seen := map[string]bool{}
	var line func(c *Condition)
	name := func(called string) {
		if seen[called] {
			return
		}
		seen[called] = true
		if t := d.traits[called]; t != nil {
			all = append(all, t)
		}
		for i := range d.book.Labels {
			if l := &d.book.Labels[i]; l.Name == called {
				line(&l.If)
			}
		}
	}
	line = func(c *Condition) {
		for _, v := range c.values(Asked{Person: &Profile{}}) {
			if called, of := strings.CutPrefix(v.Name, "person."); of {
				name(called)
			}
		}
	}
	name(r.When.Label)
	name(r.When.Trait)
	for i := range r.If {
		line(&r.If[i])
	}
	return all
}
