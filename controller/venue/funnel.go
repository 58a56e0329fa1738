package venue

import (
	"slices"
	"strings"
	"time"

	"foyer/beacons"
)

// Funnel is what became of a rule's pushes. Accepted is the push service's
// word, and never means that a phone has it; Shown and Opened are what phones
// tell; Redeemed are rewards that the rule gave and somebody handed in.
type Funnel struct {
	Accepted int `json:"a,omitempty"`
	Shown    int `json:"s,omitempty"`
	Opened   int `json:"o,omitempty"`
	Redeemed int `json:"r,omitempty"`
}

// funnelNote is the name of a rule's funnel among the notes.
const funnelNote = "funnel|"

// funnel counts something that became of a rule's push.
func (v *Venue) funnel(rule string, count func(*Funnel)) {
	f := v.funnels[rule]
	count(&f)
	v.funnels[rule] = f
	if !slices.Contains(v.flowed, rule) {
		v.flowed = append(v.flowed, rule)
	}
}

// shown counts a receipt, each once. What was opened was shown.
func (v *Venue) shown(in Shown) {
	rule, _, _ := strings.Cut(in.Push, "|")
	if v.once("shown|" + in.Push) {
		v.funnel(rule, func(f *Funnel) { f.Shown++ })
	}
	if in.Opened && v.once("opened|"+in.Push) {
		v.funnel(rule, func(f *Funnel) { f.Opened++ })
	}
}

// redeemedBy counts a reward that was handed in for the rule that gave it: the
// last one to act for the person that gives this reward.
func (v *Venue) redeemedBy(pool string, person beacons.Person) {
	m := v.people[person]
	if m == nil {
		return
	}
	if rule := v.giver(m, pool); rule != "" {
		v.funnel(rule, func(f *Funnel) { f.Redeemed++ })
	}
}

// giver is the rule that last acted for the person of those that give the reward.
func (v *Venue) giver(m *member, pool string) (rule string) {
	book := v.decider.Book()
	for i := range book.Rules {
		r := &book.Rules[i]
		for j := range r.Then {
			if r.Then[j].Reward == pool && newer(m, r.ID, rule) {
				rule = r.ID
			}
		}
	}
	return rule
}

// newer tells whether a rule has acted for the person, and after the other.
func newer(m *member, rule, than string) bool {
	at, before := m.lastDid(rule), m.lastDid(than)
	return !at.IsZero() && at.After(before)
}

// lastDid is when a rule last acted for the person; zero = never.
func (m *member) lastDid(rule string) (at time.Time) {
	for _, did := range m.profile.Did {
		if did.Rule == rule && len(did.Times) > 0 && did.Times[len(did.Times)-1].After(at) {
			at = did.Times[len(did.Times)-1]
		}
	}
	return at
}

// saveFunnels notes the funnels that have changed.
func (v *Venue) saveFunnels() {
	for _, rule := range v.flowed {
		remember(v, funnelNote+rule, v.funnels[rule])
	}
	v.flowed = v.flowed[:0]
}

// loadFunnels reads back what was saved of them.
func (v *Venue) loadFunnels() {
	for name := range v.notes {
		if rule, is := strings.CutPrefix(name, funnelNote); is {
			v.funnels[rule] = remembered[Funnel](v, name)
		}
	}
}
