package parse

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"foyer/rules"
	"foyer/rules/experiment"
)

// weight is how many of the tosses a variant gets, in whole parts of all.
type weight int

const heaviest = 1_000_000

var weightInPercent = regexp.MustCompile(`^([1-9][0-9]{0,2}) *%$`)

func (w *weight) scan(name, written string) *slip {
	n, err := strconv.Atoi(written)
	if err != nil || !plainNumber.MatchString(written) {
		wrong := &slip{code: "wrong-value", message: "The weight of `" + name + "` is a whole number; `" + written + "` is none.", hint: "Write it as 50; the weights need not add up to 100."}
		if percent := weightInPercent.FindStringSubmatch(written); percent != nil {
			wrong.with, wrong.hint = percent[1], "Write "+percent[1]+"."
		}
		return wrong
	}
	if n < 1 || n > heaviest {
		return &slip{code: "wrong-value", message: "The weight of `" + name + "` is " + written + "; it is a whole number from 1 to 1000000.", hint: "Write it as 50, or remove the variant."}
	}
	*w = weight(n)
	return nil
}

// mode reads how far a rule is in force.
func (b *builder) mode(in *Located[modePart], at setting) rules.Mode {
	m, live := &in.Value, &in.Value.trial.Live
	switch {
	case m.word == "off":
		return rules.Mode{Kind: rules.Off}
	case m.word == "shadow" && !at.person:
		b.warn(in.At, "never", "A rule about a zone records nothing, so its shadow is as good as off.")
		return rules.Mode{Kind: rules.Shadow}
	case m.word == "shadow":
		return rules.Mode{Kind: rules.Shadow}
	case !live.Good():
		return rules.Mode{}
	case !at.person:
		b.say(live.At, "no-person", "A rule about a zone has no people of whom it could choose some.", hint("Write `mode: live`."))
	case live.Value == 0:
		b.say(live.At, "never", "This rule is live for nobody.", hint("Write `mode: off`, or a share such as 10%."))
	case live.Value < 1:
		return rules.Mode{Share: float64(live.Value)}
	}
	return rules.Mode{}
}

// experiment reads what a rule compares; nil = nothing.
func (b *builder) experiment(in *Located[experimentPart], at setting) *rules.Experiment {
	if !in.Written() {
		return nil
	}
	e := &in.Value
	out := &rules.Experiment{ID: e.ID.Value, Line: in.At.Line, Success: b.success(&e.Success)}
	if !at.person {
		b.say(in.At, "no-person", "A rule about a zone has no person to draw a lot for.", hint("Remove the experiment."))
	}
	if e.ID.Good() && strings.TrimSpace(e.ID.Value) == "" {
		b.say(e.ID.At, "empty", "`id` is empty.", nil)
	}
	for i := range e.Variants {
		v := &e.Variants[i]
		out.Arms = append(out.Arms, experiment.Arm{Variant: experiment.Variant(v.Name), Weight: max(1, int(v.Value.Value))})
	}
	if len(e.Variants) == 1 {
		b.say(e.Variants[0].Key, "one-variant", "`"+e.Variants[0].Name+"` is the only variant, so there is nothing to compare it with.", hint("Add another, such as {"+e.Variants[0].Name+": 50, other: 50}."))
	}
	b.sameAsBefore(&e.ID, out)
	return out
}

// sameAsBefore refuses two experiments under one id: their people could not be
// told apart.
func (b *builder) sameAsBefore(id *Located[string], e *rules.Experiment) {
	if !id.Good() {
		return
	}
	for i := range b.book.Rules {
		other := b.book.Rules[i].Experiment
		if other == nil || other.ID != e.ID || other.Same(e) {
			continue
		}
		b.say(id.At, "duplicate", "The experiment `"+e.ID+"` in line "+itoa(other.Line)+" has other variants, weights or another success.", hint("Give one of them another id, or write both alike."))
		return
	}
}

// success reads what is hoped for.
func (b *builder) success(in *Located[successPart]) rules.Success {
	s := &in.Value
	out := rules.Success{Within: s.Within.Value}
	if s.Within.Good() && s.Within.Value == 0 {
		b.say(s.Within.At, "wrong-value", "`within` is longer than nothing.", nil)
	}
	if s.Reaches.Written() && !s.Trait.Written() {
		b.say(s.Reaches.At, "wrong-place", "`reaches` belongs to `trait`.", hint("Remove it."))
	}
	var found []doing
	for _, way := range []doing{{"event", s.Event.At, false}, {"label", s.Label.At, false}, {"trait", s.Trait.At, false}} {
		if way.at.Line > 0 {
			found = append(found, way)
		}
	}
	switch {
	case len(found) == 0 && in.Written() && in.Good():
		b.say(in.At, "missing-key", "This does not say what counts as a success.", hint("Write `event: reward.redeemed`, `label: ...`, or `trait: ...` with `reaches: 3`."))
	case len(found) > 1:
		b.say(found[1].at, "one-of", "One thing counts as a success; here are `"+found[0].key+"` and `"+found[1].key+"`.", hint("Remove one of the two."))
	case len(found) == 1:
		b.succeeds(&out, found[0].key, s)
	}
	return out
}

func (b *builder) succeeds(out *rules.Success, key string, s *successPart) {
	switch key {
	case "event":
		out.Kind = rules.RewardUsed
	case "label":
		out.Kind, out.Label = rules.LabelSuccess, b.labelName(&s.Label)
	case "trait":
		out.Kind, out.Trait, out.Reaches = rules.ReachedNumber, b.traitName(&s.Trait), s.Reaches.Value
		if !s.Reaches.Written() {
			b.say(s.Trait.At, "missing-key", "`reaches` is missing beside `trait`.", hint("Write `reaches: 3`."))
		}
	}
}

// compares warns about an experiment that cannot show anything.
func (b *builder) compares(in *Located[experimentPart], r *rules.Rule) {
	if r.Experiment == nil || !in.Good() || r.When.Kind == rules.ZoneChanged {
		return
	}
	if !slices.ContainsFunc(r.Then, func(t rules.Then) bool { return t.Push != nil && t.Push.Variants != nil }) {
		b.warn(in.At, "never", "No text of this rule differs by variant, so there is nothing to compare.")
	}
	s, w := &r.Experiment.Success, &r.When
	if s.Kind == rules.LabelSuccess && w.Kind == rules.LabelGained && s.Label == w.Label ||
		s.Kind == rules.ReachedNumber && w.Kind == rules.TraitReaches && s.Trait == w.Trait && s.Reaches <= w.Reaches {
		b.warn(in.Value.Success.At, "never", "Whoever wakes this rule has done that already, so nobody succeeds later.")
	}
}

// texts reads a text, or one for each variant. The first is the text of who has
// no variant.
func (b *builder) texts(w *wording, key string, push Pos, at setting) (first said, each map[experiment.Variant]said) {
	if w.node != nil {
		return said{b.template(w.line, at), w.at}, nil
	}
	if len(w.variants) == 0 {
		return said{}, nil
	}
	each = map[experiment.Variant]said{}
	for i := range w.variants {
		v := &w.variants[i]
		b.isVariant(v, at.experiment)
		if v.Value.node != nil {
			each[experiment.Variant(v.Name)] = said{b.template(v.Value, at), v.Value.at}
		}
	}
	if at.experiment == nil {
		b.say(w.variants[0].Key, "no-experiment", "This rule has no `experiment`, so its "+key+" cannot differ by variant.", hint("Write one text, or add an `experiment`."))
		return said{}, nil
	}
	for _, arm := range at.experiment.Arms {
		called := string(arm.Variant)
		if !slices.ContainsFunc(w.variants, func(e Entry[line]) bool { return e.Name == called || nearest(e.Name, at.experiment.Names()) == called }) {
			b.say(cmp.Or(w.variants[0].Key, push), "missing-variant", "The variant `"+called+"` has no "+key+" here.", hint("Add "+called+": \"...\" beside the others."))
		}
	}
	if len(at.experiment.Arms) > 0 {
		first = each[at.experiment.Arms[0].Variant]
	}
	return first, each
}

// said is a text and where it was written.
type said struct {
	rules.Template
	at Pos
}

// isVariant refuses a text for a variant that there is not.
func (b *builder) isVariant(v *Entry[line], e *rules.Experiment) {
	if e == nil || len(e.Arms) == 0 || slices.Contains(e.Names(), v.Name) {
		return
	}
	b.say(v.Key, "unknown-variant", "The experiment `"+e.ID+"` has no variant `"+v.Name+"`.", meantOr(v.Key, v.Name, e.Names(), "Its variants are"))
}
