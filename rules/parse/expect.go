package parse

import (
	"reflect"
	"slices"

	"foyer/rules"
)

// play is what a test must know of a rule.
type play struct {
	person bool     // it is about one person
	does   []string // its steps
}

func (b *builder) play(r *rulePart, at setting) {
	p := play{person: at.person}
	for i := range r.Then {
		for _, d := range doings(&r.Then[i].Value) {
			p.does = append(p.does, d.key)
		}
	}
	b.plays[r.ID.Value] = p
}

// expects reads one answer that a test waits for.
func (b *builder) expects(in *Located[expectPart], t *rules.Test) rules.Expect {
	e := &in.Value
	at, _ := b.moment(&e.stagePart)
	out := rules.Expect{
		Line: in.At.Line, Column: in.At.Column, At: at, Within: e.At.Value.within,
		Who: b.who(&e.stagePart, t), Rule: e.Rule.Value,
	}
	rule := b.ruled(&e.Rule)
	b.outcome(in, &out)
	if rule == nil {
		return out
	}
	b.can(e, rule)
	switch about := b.plays[rule.ID].person; {
	case about && !e.Who.Written():
		b.say(in.At, "missing-key", "`who` is missing here.", hint("Write the id of one of the test's people."))
	case !about && e.Who.Written():
		b.say(e.Who.At, "no-person", "The rule `"+rule.ID+"` is about a zone, not about a person.", hint("Remove `who`."))
	case !about && (e.Held.Written() || e.Dropped.Written()):
		b.say(in.At, "not-supported", "Of a rule about a zone a test sees only what it does.", hint("Write `does`."))
	}
	return out
}

// outcome reads which of the three ends is expected.
func (b *builder) outcome(in *Located[expectPart], out *rules.Expect) {
	e := &in.Value
	switch does, held, dropped := e.Does.Written(), e.Held.Written(), e.Dropped.Written(); {
	case does && (held || dropped):
		b.say(e.Does.At, "one-of", "A rule does something, or is held or dropped.", hint("Keep one of them."))
	case held && dropped:
		b.say(e.Dropped.At, "one-of", "A rule is `held` or `dropped`, not both.", hint("Keep one of the two."))
	case held:
		out.Outcome, out.Because = rules.Held, e.Held.Value
	case dropped:
		out.Outcome, out.Because = rules.Dropped, e.Dropped.Value
	case does:
		out.Outcome = rules.Done
		for i := range e.Does.Value {
			out.Does = append(out.Does, e.Does.Value[i].Value)
		}
	case in.Good():
		b.say(in.At, "missing-key", "This does not say what is expected.", hint("Write `does: [...]`, `held: \"why\"` or `dropped: \"why\"`; an empty list is nothing."))
	}
}

// can checks that the rule has the steps that are expected of it.
func (b *builder) can(e *expectPart, rule *rules.Rule) {
	known := fieldsOf(reflect.TypeFor[thenPart]()).names()
	for i := range e.Does.Value {
		step := &e.Does.Value[i]
		switch {
		case !step.Good():
		case !slices.Contains(known, step.Value):
			b.say(step.At, "unknown-word", "A rule cannot do `"+step.Value+"`.", meantOr(step.At, step.Value, b.plays[rule.ID].does, "This one does"))
		case !slices.Contains(b.plays[rule.ID].does, step.Value):
			b.say(step.At, "never", "The rule `"+rule.ID+"` has no step `"+step.Value+"`.", hint("It does "+listed(b.plays[rule.ID].does)+"."))
		}
	}
}

// untested warns once about all rules that no test looks at, where there are tests.
func (b *builder) untested() {
	var left []string
	for i := range b.in.Rules {
		if id := b.in.Rules[i].Value.ID.Value; !b.looked(id) {
			left = append(left, id)
		}
	}
	if len(b.in.Tests) > 0 && len(left) > 0 {
		b.warn(b.in.Tests[0].At, "untested", "No test looks at "+listed(left)+".")
	}
}

func (b *builder) looked(id string) bool {
	return slices.ContainsFunc(b.in.Tests, func(t Located[testPart]) bool {
		return slices.ContainsFunc(t.Value.Expect, func(e Located[expectPart]) bool { return e.Value.Rule.Value == id }) ||
			slices.Contains(namesOf(t.Value.Total), id)
	})
}
