package parse

import (
	"time"

	"foyer/rules"
)

// wait reads when a woken rule goes on.
func (b *builder) wait(w *Located[waitPart], at setting) rules.Wait {
	none := rules.Wait{Until: -1}
	if !w.Written() {
		return none
	}
	if !at.person {
		b.say(w.At, "no-person", "A rule about a zone cannot wait.", hint("Use `settle` in its `when`."))
	}
	until, length := &w.Value.Until, &w.Value.For
	out := rules.Wait{Until: -1, For: length.Value, Or: b.orUntil(&w.Value.OrUntil)}
	switch {
	case until.Written() && length.Written():
		b.say(length.At, "one-of", "A rule waits `for` a time or `until` one, not both.", hint("Remove one of the two."))
	case until.Good():
		out.Until = time.Duration(until.Value)
	case length.Good() && length.Value == 0:
		b.say(length.At, "wrong-value", "`for` is longer than nothing.", nil)
	case !until.Written() && !length.Written() && w.Good():
		b.say(w.At, "missing-key", "This does not say how long the rule waits.", hint("Write `for: 10m` or `until: \"08:00\"`."))
	}
	return out
}

// orUntil reads what ends a wait before its time; nil = nothing does.
func (b *builder) orUntil(in *Located[momentPart]) *rules.When {
	m := &in.Value
	if !in.Written() {
		return nil
	}
	if !m.Label.Written() && !m.Enter.Written() && !m.Leave.Written() && !m.Trait.Written() {
		if in.Good() {
			b.say(in.At, "missing-key", "This does not say what ends the wait.", hint("Write one of `label`, `enter`, `leave` and `trait`."))
		}
		return nil
	}
	when, _ := b.when(&Located[whenPart]{At: in.At, good: in.good, Value: whenPart{
		Label: m.Label, Is: m.Is, Enter: m.Enter, Leave: m.Leave, Trait: m.Trait, Reaches: m.Reaches,
	}})
	return &when
}
