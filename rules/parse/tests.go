package parse

import (
	"fmt"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// tests reads the examples that stand beside the rules.
func (b *builder) tests() {
	for i := range b.in.Tests {
		in := &b.in.Tests[i]
		before := len(b.problems)
		t := b.test(in, b.in.Tests[:i])
		t.Line, t.Column = in.At.Line, in.At.Column
		if in.Good() && !Failed(b.problems[before:]) {
			b.book.Tests = append(b.book.Tests, t)
		}
	}
}

func (b *builder) test(whole *Located[testPart], others []Located[testPart]) rules.Test {
	in := &whole.Value
	out := rules.Test{Name: in.Name.Value}
	if in.Name.Good() && slices.ContainsFunc(others, func(t Located[testPart]) bool { return t.Value.Name.Value == out.Name }) {
		b.say(in.Name.At, "duplicate", "Two tests have this name.", hint("Give one of them another."))
	}
	for i := range in.People {
		b.actor(&in.People[i].Value, &out)
	}
	for i := range in.Given {
		if g, ok := b.happens(&in.Given[i], &out); ok {
			out.Given = append(out.Given, g)
		}
	}
	slices.SortStableFunc(out.Given, func(a, z rules.Given) int { return a.At.Compare(z.At) })
	for i := range in.Expect {
		out.Expect = append(out.Expect, b.expects(&in.Expect[i], &out))
	}
	for i := range in.Total {
		e := &in.Total[i]
		b.ruled(&Located[string]{Value: e.Name, At: e.Key, good: true})
		out.Totals = append(out.Totals, rules.Total{Line: e.Key.Line, Column: e.Key.Column, Rule: e.Name, Times: e.Value.Value})
	}
	if whole.Good() && len(in.Expect)+len(in.Total) == 0 {
		b.say(in.Name.At, "missing-key", "This test expects nothing.", hint("Write `expect` or `expect_total`."))
	}
	return out
}

// actor reads one person of a test. They have a phone unless it says not.
func (b *builder) actor(in *actorPart, t *rules.Test) {
	id := beacons.Person(in.ID.Value)
	if in.ID.Good() && slices.Contains(cast(t), in.ID.Value) {
		b.say(in.ID.At, "duplicate", "Two people of this test have the id `"+in.ID.Value+"`.", hint("Give one of them another."))
	}
	p := rules.Profile{
		Person: id, Registered: in.Registered, Staff: in.Staff, Sponsor: in.Sponsor, FirstName: in.FirstName,
		Colour: rules.Colour(in.Colour.Value), Music: in.Music,
		Consents: b.purposes(&in.Consent, b.asked, "Nobody is asked for"),
		Lot:      &rules.Lot{HeldOut: in.Holdout, Variants: map[string]string{}},
	}
	for i := range in.Variant {
		p.Lot.Variants[in.Variant[i].Name] = b.drawn(&in.Variant[i])
	}
	if !in.Phone.Good() || in.Phone.Value {
		p.PushToken = "phone of " + in.ID.Value
	}
	t.People = append(t.People, p)
}

// drawn checks the variant that a test draws for a person.
func (b *builder) drawn(e *Entry[Located[string]]) string {
	var all []string
	for i := range b.book.Rules {
		x := b.book.Rules[i].Experiment
		switch {
		case x == nil:
		case x.ID != e.Name:
			all = append(all, x.ID)
		case e.Value.Good() && !slices.Contains(x.Names(), e.Value.Value):
			b.say(e.Value.At, "unknown-variant", "The experiment `"+x.ID+"` has no variant `"+e.Value.Value+"`.", meantOr(e.Value.At, e.Value.Value, x.Names(), "Its variants are"))
			return ""
		default:
			return e.Value.Value
		}
	}
	b.say(e.Key, "unknown-experiment", "There is no experiment `"+e.Name+"`.", meantOr(e.Key, e.Name, all, "The experiments are"))
	return ""
}

// cast are the people of a test.
func cast(t *rules.Test) (ids []string) {
	for i := range t.People {
		ids = append(ids, string(t.People[i].Person))
	}
	return ids
}

// moment is when something of a test happens.
func (b *builder) moment(in *stagePart) (at time.Time, there bool) {
	c, day := b.book.Calendar, max(1, in.Day.Value)
	opens := c.Opens.In(c.Place)
	at = time.Date(opens.Year(), opens.Month(), opens.Day()+day-1, 0, 0, int(in.At.Value.clock.Seconds()), 0, c.Place)
	last := c.Closes.In(c.Place)
	if midnight := time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, c.Place); in.Day.Good() && !at.Before(midnight) {
		b.say(in.Day.At, "never", fmt.Sprintf("The event has no day %d.", day), hint("It ends on "+last.Format("2 January")+"."))
		return at, false
	}
	return at, in.At.Good()
}

// during is a moment at which something happens while the event lasts.
func (b *builder) during(in *stagePart) time.Time {
	at, there := b.moment(in)
	switch c := b.book.Calendar; {
	case !there || c.Opens.IsZero() || c.Closes.IsZero():
	case at.Before(c.Opens):
		b.say(in.At.At, "never", "The event is not open by then.", hint("Write `day: 2` beside it for the day after the first."))
	case at.After(c.Closes):
		b.say(in.At.At, "never", "The event is over by then.", nil)
	}
	return at
}

// who checks the person that something of a test is about.
func (b *builder) who(in *stagePart, t *rules.Test) beacons.Person {
	who, ids := &in.Who, cast(t)
	if who.Good() && !slices.Contains(ids, who.Value) {
		b.say(who.At, "unknown-person", "This test has no person `"+who.Value+"`.", meantOr(who.At, who.Value, ids, "Its people are"))
	}
	return beacons.Person(who.Value)
}

// ruled finds the rule that a test names; nil when there is none.
func (b *builder) ruled(name *Located[string]) *rules.Rule {
	if !name.Good() {
		return nil
	}
	var all []string
	for i := range b.book.Rules {
		if b.book.Rules[i].ID == name.Value {
			return &b.book.Rules[i]
		}
		all = append(all, b.book.Rules[i].ID)
	}
	b.say(name.At, "unknown-rule", "There is no rule `"+name.Value+"`.", meantOr(name.At, name.Value, all, "The rules are"))
	return nil
}
