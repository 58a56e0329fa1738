package parse

import (
	"slices"

	"foyer/rules"
)

// noPlace is the rank of who has none, in a condition: it comes after every
// place, so that `rank.x <= 3` does not hold for them.
const noPlace = 1_000_000_000

// declareCrowd adds what can be asked about everybody: the person's place by
// each trait, and how many have each label.
func (b *builder) declareCrowd(all names) {
	for i := range b.in.Traits {
		trait := b.in.Traits[i].Name
		all["rank."+trait] = name{sort: amount, asks: rules.Standing{Trait: trait}, absent: needsPlace, amount: func(a rules.Asked) float64 {
			return rankOf(a, trait)
		}}
	}
	for i := range b.in.Labels {
		label := b.in.Labels[i].Name
		all["count."+label] = name{sort: amount, asks: rules.Standing{Label: label}, label: label, absent: needsCrowd, amount: func(a rules.Asked) float64 {
			if a.Crowd == nil {
				return 0
			}
			return float64(a.Crowd.Count(label))
		}}
	}
}

func rankOf(a rules.Asked, trait string) float64 {
	if a.Crowd == nil || a.Person == nil {
		return noPlace
	}
	if rank := a.Crowd.Rank(trait, a.Person.Person); rank > 0 {
		return float64(rank)
	}
	return noPlace
}

func needsPlace(at setting) *slip {
	if !at.person {
		return &slip{code: "no-person", message: "A rule about a zone has no person, and only a person has a rank.", hint: "Use `count` and the name of a label, or zone.people."}
	}
	return needsCrowd(at)
}

// needsCrowd refuses what changes when others move in the condition of a
// label, which is asked when something happens to the person themselves.
func needsCrowd(at setting) *slip {
	if !at.label {
		return nil
	}
	return &slip{code: "no-crowd", message: "A label is judged when something happens to its own person, and this changes when others move.", hint: "Ask for it in the `if` of a rule."}
}

// asks notes a ranking that the rule needs.
func (b *builder) asks(s rules.Standing) {
	if s != (rules.Standing{}) && !slices.Contains(b.standings, s) {
		b.standings = append(b.standings, s)
	}
}

// crowded checks a name of a text that tells about everybody.
func (b *builder) crowded(place Pos, called string, at setting) {
	known := b.names[called]
	b.asks(known.asks)
	if known.label != "" {
		b.labelled[known.label] = true
	}
	if wrong := known.absent(at); wrong != nil {
		b.say(place, wrong.code, wrong.message, wrong.suggestion(place))
	}
}
