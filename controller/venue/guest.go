package venue

import (
	"slices"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// Guest is what a person may see of themselves.
type Guest struct {
	FirstName string
	Consents  []rules.Purpose
	Browser   bool // their browser is told
	Rewards   []Held
}

// Held is something that a person was given, or that is on its way to them.
type Held struct {
	Pool string
	// Code is what they show; "" = an item, a place in a draw, or a code that
	// may still go back to its pool.
	Code      string
	State     CodeState
	At        time.Time
	HandOutAt string    // of an item, in words
	Expires   time.Time // zero = never
	Draw      bool
	Text      string // how the draw stands for them; "" = they won
	Rule      string // which gave it; "" = it is not known any more
}

// Guest is what the venue holds of a person; false = nobody is called so.
func (v *Venue) Guest(person beacons.Person) (Guest, bool) {
	m := v.people[person]
	if m == nil {
		return Guest{}, false
	}
	g := Guest{FirstName: m.profile.FirstName, Consents: slices.Clone(m.profile.Consents), Browser: m.profile.Browser != ""}
	for _, name := range v.poolNames("") {
		p := v.pools[name]
		if p.held[person] == 0 {
			continue
		}
		for _, code := range p.order {
			if c := p.codes[code]; c.State != CodeFree && c.Person == person {
				g.Rewards = append(g.Rewards, v.heldOf(m, c))
			}
		}
	}
	slices.SortStableFunc(g.Rewards, func(a, b Held) int { return b.At.Compare(a.At) })
	return g, true
}

func (v *Venue) heldOf(m *member, c *CodeMove) Held {
	terms := v.termsOf(c.Pool)
	h := Held{
		Pool: c.Pool, State: c.State, At: c.At, HandOutAt: terms.HandOutAt, Expires: terms.Expires, Draw: terms.Draw != nil, Rule: v.giver(m, c.Pool),
	}
	switch {
	case h.Draw:
		h.Text = v.prize(c.Pool, c.Code).Text
	case !v.items(c.Pool) && c.State != CodeReserved:
		h.Code = c.Code
	}
	return h
}
