package rules

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/beacons"
)

// Crowd is what a rule may ask about everybody at once. It counts those who
// are followed and are not staff.
type Crowd interface {
	// Rank is the person's place by the whole value of the trait, 1 for the
	// best, among those who have any of it; equals stand in the order in which
	// they got there. 0 = the person has no place.
	Rank(trait string, person beacons.Person) int
	// Count is how many have the label.
	Count(label string) int
}

// Standing names one ranking: people by a trait, among those with a label. An
// empty label is everybody; an empty trait ranks by when the label was gained.
type Standing struct{ Trait, Label string }

// Standings are the rankings that the book's rules ask for, each once.
func (d *Decider) Standings() []Standing { return d.standings }

// stands notes what a rule asks of everybody.
func (d *Decider) stands(r *Rule) {
	for _, s := range r.Asks {
		if slices.Contains(d.standings, s) {
			continue
		}
		d.standings = append(d.standings, s)
		d.ranked[s.Trait], d.ranked[s.Label] = true, true
	}
}

// moved tells the floor that a trait or a label of the person has changed, if
// some rule ranks or counts by it.
func (a *answer) moved(name string) {
	if a.ranked[name] {
		a.floor.Stand(a.p)
	}
}

// Stands is where the profile belongs in a ranking; false = nowhere.
func (s Standing) Stands(p *Profile) (value float64, at time.Time, ok bool) {
	if p.Staff || !p.Agreed(Location) {
		return 0, time.Time{}, false
	}
	if s.Label != "" {
		i := slices.IndexFunc(p.Labels, func(g Gained) bool { return g.Label == s.Label })
		if i < 0 {
			return 0, time.Time{}, false
		}
		at = p.Labels[i].At
	}
	if s.Trait == "" {
		return 0, at, true
	}
	i := slices.IndexFunc(p.Tallies, func(t Tally) bool { return t.Trait == s.Trait })
	if i < 0 || p.Tallies[i].Value < 1 {
		return 0, time.Time{}, false
	}
	return math.Floor(p.Tallies[i].Value), p.Tallies[i].reached(), true
}

// reached is when the present whole value was reached.
func (t *Tally) reached() time.Time {
	if t.Whole.IsZero() {
		return t.Last
	}
	return t.Whole
}

// crowd is what a template may say about everybody; false = something else.
func (w *writer) crowd(name string) (text string, ok bool) {
	if trait, found := strings.CutPrefix(name, "rank."); found {
		if rank := w.a.floor.Rank(trait, w.a.p.Person); rank > 0 {
			return strconv.Itoa(rank), true
		}
		return "-", true
	}
	if label, found := strings.CutPrefix(name, "count."); found {
		return strconv.Itoa(w.a.floor.Count(label)), true
	}
	if name == "zone.people" {
		return strconv.Itoa(w.a.floor.People(w.zone())), true
	}
	return "", false
}

// zone is where the rule's cause was, or else where the person is.
func (w *writer) zone() beacons.Zone {
	if w.cause.zone != "" {
		return w.cause.zone
	}
	return w.a.p.here()
}
