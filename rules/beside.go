package rules

import (
	"encoding/json"
	"slices"
)

// Beside is the book with what a draft would change tried in shadow beside it:
// each rule that is new or other in the draft, under the id that called gives
// it. Left are the rules that cannot be tried so, because a trait, a label or a
// reward they name means something else in the book, or because they answer
// for a zone with lamps, which a shadow cannot show. Neither book is changed.
func (b *Book) Beside(draft *Book, called func(rule string) string) (whole *Book, left []string) {
	next := *b
	next.Traits, next.Labels, next.Pools = slices.Clone(b.Traits), slices.Clone(b.Labels), slices.Clone(b.Pools)
	next.Rules = slices.Clone(b.Rules)
	for i := range draft.Rules {
		r := draft.Rules[i]
		if known := b.rule(r.ID); r.Mode.Kind == Off || known != nil && known.sense() == r.sense() && b.alike(draft, r.Needs) {
			continue
		}
		if r.When.Kind == ZoneChanged && r.ForEach.None() || !b.alike(draft, r.Needs) || !next.borrow(draft, r.Needs) {
			left = append(left, r.ID)
			continue
		}
		r.ID, r.Mode = called(r.ID), Mode{Kind: Shadow}
		next.Rules = append(next.Rules, r)
	}
	return &next, left
}

// sense is all that a rule says, but for its title and place.
func (r *Rule) sense() string {
	plain := *r
	plain.Title, plain.Line, plain.If = "", 0, nil
	plain.Then = slices.Clone(r.Then)
	for i := range plain.Then {
		plain.Then[i].Line = 0
	}
	if r.Experiment != nil {
		e := *r.Experiment
		e.Line = 0
		plain.Experiment = &e
	}
	sources := make([]string, len(r.If))
	for i, c := range r.If {
		sources[i] = c.Source
	}
	return sense(plain) + sense(sources)
}

// alike tells whether whatever stands under these names in both books is the
// same in both.
func (b *Book) alike(other *Book, needs Needs) bool {
	for _, name := range needs.Names {
		if !b.alikeName(other, name) {
			return false
		}
	}
	for _, name := range needs.Rewards {
		called := func(p Pool) bool { return p.Name == name }
		here, there := slices.IndexFunc(b.Pools, called), slices.IndexFunc(other.Pools, called)
		if here >= 0 && there >= 0 && ((b.Pools[here].Stock > 0) != (other.Pools[there].Stock > 0) || (b.Pools[here].Draw == nil) != (other.Pools[there].Draw == nil)) {
			return false
		}
	}
	return true
}

func (b *Book) alikeName(other *Book, name string) bool {
	trait := func(t Trait) bool { return t.Name == name }
	label := func(l Label) bool { return l.Name == name }
	mine, theirs := slices.IndexFunc(b.Traits, trait), slices.IndexFunc(other.Traits, trait)
	if mine >= 0 && theirs >= 0 {
		one, two := b.Traits[mine], other.Traits[theirs]
		one.Line, two.Line = 0, 0
		return sense(one) == sense(two)
	}
	here, there := slices.IndexFunc(b.Labels, label), slices.IndexFunc(other.Labels, label)
	if here >= 0 && there >= 0 {
		l := &other.Labels[there]
		return b.Labels[here].If.Source == l.If.Source && b.alike(other, l.Needs)
	}
	// One that only one of them has is taken over, or not asked for.
	return (mine >= 0 || theirs >= 0) != (here >= 0 || there >= 0)
}

// sense is a text of a value in which nothing can be compared otherwise; what
// the rules hold always encodes.
func sense(of any) string {
	body, err := json.Marshal(of)
	if err != nil {
		return err.Error()
	}
	return string(body)
}
