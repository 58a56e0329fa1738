package parse

import (
	"slices"

	"foyer/rules"
)

// forEach reads for whom a rule acts that wakes once for many, and what is
// then at hand.
func (b *builder) forEach(in *Located[eachPart], when rules.When, at setting) (rules.Each, setting) {
	if !in.Written() {
		return rules.Each{}, at
	}
	if when.Kind == rules.LabelGained && when.Label == "" { // what wakes it is wrong, and that was told
		at.each = true
		return rules.Each{}, at
	}
	if !slices.Contains([]rules.WhenKind{rules.AtMoment, rules.AtClock, rules.Every, rules.ZoneChanged, rules.Occupancy}, when.Kind) {
		b.say(in.At, "wrong-place", "This rule wakes for one person, and acts for them.", hint("Remove `for_each`, or wake the rule by `at`, `every`, `zone` or `occupancy`."))
		return rules.Each{}, at
	}
	at.person, at.each = true, true
	e := &in.Value
	chosen := 0
	for _, k := range []struct {
		key     string
		written bool
		at      Pos
	}{{"top", e.Top.Written(), e.Top.At}, {"everyone_in", e.EveryoneIn.Written(), e.EveryoneIn.At}, {"everyone_with", e.EveryoneWith.Written(), e.EveryoneWith.At}} {
		if !k.written {
			continue
		}
		if chosen++; chosen == 2 {
			b.say(k.at, "one-of", "A rule acts for the `top` few, for `everyone_in` a zone or for `everyone_with` a label: for one of these.", hint("Remove one; an `if` can ask for more."))
		}
	}
	if chosen == 0 && in.Good() {
		b.say(in.At, "missing-key", "This does not say for whom.", hint("Write `top: 3` and `by`, `everyone_in` and a zone, or `everyone_with` and a label."))
	}
	return b.each(e), at
}

func (b *builder) each(e *eachPart) rules.Each {
	b.besideTop(e)
	out := rules.Each{Top: e.Top.Value, By: b.traitName(&e.By), In: b.zone(&e.EveryoneIn), With: b.labelName(&e.EveryoneWith), Among: b.labelName(&e.Among)}
	if by, ranked := out.Standing(); ranked && by.Trait != "" {
		b.asks(by)
	}
	return out
}

// besideTop checks the keys that belong to `top`.
func (b *builder) besideTop(e *eachPart) {
	if e.Top.Written() {
		if !e.By.Written() {
			b.say(e.Top.At, "missing-key", "`by` is missing beside `top`: the best by what?", hint("Write `by:` and a trait."))
		}
		return
	}
	for _, k := range []struct {
		key     string
		written bool
		at      Pos
	}{{"by", e.By.Written(), e.By.At}, {"among", e.Among.Written(), e.Among.At}, {"tie", e.Tie.Written(), e.Tie.At}} {
		if k.written {
			b.say(k.at, "wrong-place", "`"+k.key+"` belongs to `top`.", hint("Write how many beside it, such as `top: 3`, or remove it."))
		}
	}
}

// occupancy reads a rule that wakes when a zone holds more or fewer people.
func (b *builder) occupancy(w *whenPart) rules.When {
	switch {
	case w.Above.Written() && w.Below.Written():
		b.say(w.Below.At, "one-of", "A zone is watched for being `above` or `below`, not both.", hint("Make two rules of it."))
	case !w.Above.Written() && !w.Below.Written():
		b.say(w.Occupancy.At, "missing-key", "`above` or `below` is missing beside `occupancy`.", hint("Write `above: 40` or `below: 5`."))
	}
	return rules.When{Kind: rules.Occupancy, Zone: b.zone(&w.Occupancy), Above: w.Above.Value, Below: w.Below.Value, Settle: w.Settle.Value}
}
