package rules

import "slices"

// Refusal is a rule of the file that is not in the book, because it, or
// something it names, holds a mistake.
type Refusal struct {
	ID      string // "" when that is the mistake
	Title   string
	Line    int
	Because string // what else holds the mistake; "" = the rule itself

	after int // how many rules of the book stand before it in the file
}

// Needs are the names that a rule or a label stands on.
type Needs struct{ Names, Rewards []string } // Names are traits and labels

// Refuse takes every rule out of the book that bad finds a mistake with, and
// remembers it.
func (b *Book) Refuse(bad func(i int, r *Rule) (because string, refused bool)) {
	all := b.Rules
	b.Rules = nil
	for i := range all {
		because, refused := bad(i, &all[i])
		if !refused {
			b.Rules = append(b.Rules, all[i])
			continue
		}
		b.Refused = append(b.Refused, Refusal{ID: all[i].ID, Title: all[i].Title, Line: all[i].Line, Because: because, after: len(b.Rules)})
	}
}

// Keep is the book in which every rule that was refused goes on in its last
// good version, with the traits, labels and rewards that it names. Where the
// new book has one of these names, its meaning is the new one; when the name
// now stands for something else, the old rule cannot go on. Kept are the rules
// that do; the others stay in Refused. Neither book is changed.
func (b *Book) Keep(last *Book) (whole *Book, kept []string) {
	next := *b
	if last == nil {
		return &next, nil
	}
	next.Traits, next.Labels, next.Pools = slices.Clone(b.Traits), slices.Clone(b.Labels), slices.Clone(b.Pools)
	next.Rules, next.Refused = slices.Clone(b.Rules), nil
	for _, refusal := range b.Refused {
		old := last.before(refusal, b)
		if old == nil || next.rule(old.ID) != nil || !next.borrow(last, old.Needs) {
			next.Refused = append(next.Refused, refusal)
			continue
		}
		next.Rules = slices.Insert(next.Rules, refusal.after+len(kept), *old)
		kept = append(kept, old.ID)
	}
	return &next, kept
}

// before is the last good version of a rule that was refused; one that lost
// its id, or has another's, is known by its title, or because it alone is
// missing.
func (b *Book) before(refusal Refusal, next *Book) *Rule {
	if known := b.rule(refusal.ID); known != nil && next.rule(refusal.ID) == nil {
		return known
	}
	var missing []*Rule
	for i := range b.Rules {
		r := &b.Rules[i]
		if next.rule(r.ID) == nil && !slices.ContainsFunc(next.Refused, func(o Refusal) bool { return o.ID == r.ID }) {
			missing = append(missing, r)
		}
	}
	if i := slices.IndexFunc(missing, func(r *Rule) bool { return r.Title == refusal.Title }); i >= 0 {
		return missing[i]
	}
	if refusal.ID == "" && len(missing) == 1 {
		return missing[0]
	}
	return nil
}

func (b *Book) rule(id string) *Rule {
	if i := slices.IndexFunc(b.Rules, func(r Rule) bool { return r.ID == id }); i >= 0 {
		return &b.Rules[i]
	}
	return nil
}

// borrow takes over from the last book what of the needs is not here. It takes
// all, or nothing and tells that it cannot.
func (b *Book) borrow(last *Book, needs Needs) bool {
	was := *b
	for _, name := range needs.Names {
		if !b.borrowName(last, name) {
			*b = was
			return false
		}
	}
	for _, name := range needs.Rewards {
		if !b.borrowReward(last, name) {
			*b = was
			return false
		}
	}
	return true
}

// borrowName takes over a trait, or a label after what it stands on.
func (b *Book) borrowName(last *Book, name string) bool {
	trait := func(t Trait) bool { return t.Name == name }
	label := func(l Label) bool { return l.Name == name }
	if i := slices.IndexFunc(last.Traits, trait); i >= 0 {
		if !slices.ContainsFunc(b.Traits, trait) && !slices.ContainsFunc(b.Labels, label) {
			b.Traits = append(b.Traits, last.Traits[i])
		}
		return slices.ContainsFunc(b.Traits, trait)
	}
	i := slices.IndexFunc(last.Labels, label)
	if i >= 0 && !slices.ContainsFunc(b.Traits, trait) && !slices.ContainsFunc(b.Labels, label) {
		if !b.borrow(last, last.Labels[i].Needs) {
			return false
		}
		b.Labels = append(b.Labels, last.Labels[i])
	}
	return slices.ContainsFunc(b.Labels, label)
}

func (b *Book) borrowReward(last *Book, name string) bool {
	called := func(p Pool) bool { return p.Name == name }
	here, there := slices.IndexFunc(b.Pools, called), slices.IndexFunc(last.Pools, called)
	switch {
	case there < 0:
		return false
	case here < 0:
		b.Pools = append(b.Pools, last.Pools[there])
		return true
	}
	now, was := &b.Pools[here], &last.Pools[there]
	return (now.Stock > 0) == (was.Stock > 0) && (now.Draw == nil) == (was.Draw == nil)
}
