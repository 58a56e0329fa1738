package venue

import (
	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/rank"
)

// ranking is one table that the rules ask for, and what it ranks by. Tables
// are never saved: they follow from the profiles.
type ranking struct {
	by    rules.Standing
	table *rank.Table
}

// rankAll makes the tables that the book asks for. One that the book before
// had too is still right.
func (v *Venue) rankAll() {
	before := v.ranks
	v.ranks = nil
	for _, by := range v.decider.Standings() {
		table := tableOf(before, by)
		if table == nil {
			table = v.ranked(by)
		}
		v.ranks = append(v.ranks, ranking{by, table})
	}
}

// ranked is a new table of everybody.
func (v *Venue) ranked(by rules.Standing) *rank.Table {
	table := rank.New()
	for _, m := range v.order {
		stand(table, by, &m.profile)
	}
	return table
}

func tableOf(rankings []ranking, by rules.Standing) *rank.Table {
	for _, r := range rankings {
		if r.by == by {
			return r.table
		}
	}
	return nil
}

func stand(table *rank.Table, by rules.Standing, p *rules.Profile) {
	if value, at, ok := by.Stands(p); ok {
		table.Set(p.Person, value, at)
	} else {
		table.Remove(p.Person)
	}
}

// Stand puts the person where they belong in every table, or takes them out.
func (v *Venue) Stand(p *rules.Profile) {
	for _, r := range v.ranks {
		stand(r.table, r.by, p)
	}
}

// Rank is the person's place by the trait among everybody; 0 = none.
func (v *Venue) Rank(trait string, person beacons.Person) int {
	if table := tableOf(v.ranks, rules.Standing{Trait: trait}); table != nil {
		return table.RankOf(person)
	}
	return 0
}

// Count is how many have the label.
func (v *Venue) Count(label string) int {
	if table := tableOf(v.ranks, rules.Standing{Label: label}); table != nil {
		return table.Len()
	}
	return 0
}
