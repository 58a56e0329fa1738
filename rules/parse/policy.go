package parse

import (
	"fmt"
	"slices"
	"time"

	"foyer/rules"
)

// known are the purposes that a registration can hold a yes to.
func known() []string {
	return []string{
		string(rules.Location), string(rules.PushNote), string(rules.Lights),
		string(rules.Music), string(rules.Social), string(rules.Sponsors),
	}
}

// policy reads what attendees are promised.
func (b *builder) policy() {
	p := &b.in.Policy.Value
	b.asked = known()
	// A mistake in the list is told once, not again at every rule.
	if all := b.purposes(&p.Purposes, known(), "A registration cannot agree to"); p.Purposes.Good() && len(all) == len(p.Purposes.Value) {
		b.asked = nil
		for _, purpose := range all {
			b.asked = append(b.asked, string(purpose))
		}
	}
	b.book.Policy.Quiet = b.quiet(&p.Quiet.Value)
	for i := range p.Caps {
		b.limitChannel(&p.Caps[i].Value)
	}
	b.book.Policy.Holdout = b.holdout(&p.Holdout.Value)
}

func (b *builder) holdout(h *holdoutPart) rules.Holdout {
	switch {
	case h.Share.Good() && h.Share.Value == 0:
		b.say(h.Share.At, "never", "Nobody is held out.", hint("Remove `holdout`, or write a share such as 20%."))
	case h.Share.Good() && h.Share.Value == 1:
		b.say(h.Share.At, "never", "Everybody is held out, so nobody ever gets a push.", hint("Write a share such as 20%."))
	case h.Salt.Good() && h.Salt.Value == "":
		b.say(h.Salt.At, "empty", "`salt` is empty: the same people would be held out at every event.", hint("Write the event's id."))
	}
	return rules.Holdout{Share: float64(h.Share.Value), Salt: h.Salt.Value, Success: b.success(&h.Success)}
}

// purposes checks a list of purposes against those there are.
func (b *builder) purposes(in *Located[[]Located[string]], there []string, none string) []rules.Purpose {
	var all []rules.Purpose
	for i := range in.Value {
		p := &in.Value[i]
		switch {
		case !p.Good():
		case !slices.Contains(there, p.Value):
			b.say(p.At, "unknown-purpose", none+" `"+p.Value+"`.", meantOr(p.At, p.Value, there, "People are asked for"))
		case slices.Contains(all, rules.Purpose(p.Value)):
			b.warn(p.At, "duplicate", "`"+p.Value+"` stands here twice.")
		default:
			all = append(all, rules.Purpose(p.Value))
		}
	}
	return all
}

func (b *builder) quiet(q *quietPart) rules.Quiet {
	if !q.From.Good() || !q.To.Good() {
		return rules.Quiet{}
	}
	if q.From.Value == q.To.Value {
		b.say(q.To.At, "never", "The quiet hours begin and end at the same time.", hint("Remove `quiet`, or give it a longer time."))
		return rules.Quiet{}
	}
	return rules.Quiet{Hours: rules.Window{From: time.Duration(q.From.Value), To: time.Duration(q.To.Value)}, Drop: q.Then.Value == "drop"}
}

func (b *builder) limitChannel(c *capPart) {
	if !c.Channel.Good() || !c.AtMost.Good() || !c.Per.Good() {
		return
	}
	out := rules.Cap{Channel: rules.Channel(c.Channel.Value), AtMost: c.AtMost.Value, Per: c.Per.Value.length}
	if out.Per == 0 && !c.Per.Value.day {
		b.say(c.Per.At, "wrong-value", "`per` is longer than nothing.", nil)
		return
	}
	if slices.ContainsFunc(b.book.Policy.Caps, func(o rules.Cap) bool { return o.Channel == out.Channel && o.Per == out.Per }) {
		b.say(c.Per.At, "duplicate", "Two caps bound `"+c.Channel.Value+"` in the same time.", hint("Keep the smaller one."))
	}
	b.book.Policy.Caps = append(b.book.Policy.Caps, out)
}

// fits warns about a rule that a cap never lets act.
func (b *builder) fits(r *rules.Rule, at Pos) {
	for _, c := range b.book.Policy.Caps {
		if uses := r.Uses(c.Channel); uses > c.AtMost {
			b.warn(at, "never", fmt.Sprintf("This rule has %d steps of `%s`, and the policy's cap is %s, so it never acts.", uses, c.Channel, c))
		}
	}
}

// loud reads whether the rule acts in quiet hours too.
func (b *builder) loud(r *rulePart, out *rules.Rule) bool {
	if r.Quiet.Good() && r.Quiet.Value == "ignore" && out.Uses(rules.PushChannel) == 0 {
		b.warn(r.Quiet.At, "never", "Quiet hours hold back pushes only, and this rule sends none.")
	}
	return r.Quiet.Value == "ignore"
}

// usual is the priority of a rule that does not say.
const usual = 50

func priority(in *Located[int]) int {
	if in.Good() {
		return in.Value
	}
	return usual
}
