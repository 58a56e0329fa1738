package parse

import (
	"slices"

	"foyer/rules"
)

// setting is what is at hand where a condition or a text stands.
type setting struct {
	person   bool // the rule is about one person
	zone     bool // the fact has a zone
	mention  bool // the DJ was mentioned
	song     bool // a song was put into a queue before this step
	replying bool // the text is a reply
	stamp    bool // a booth has stamped the person
	label    bool // it is the condition of a label
	each     bool // the rule wakes once and acts for several people
	reward   bool // a reward was given before this step
	given    *rewardPart
	// experiment compares the texts of the rule; nil = none does.
	experiment *rules.Experiment
}

// trigger is one way to wake a rule, and the keys it can have beside it.
type trigger struct {
	key    string
	at     Pos    // zero when it was not written
	is     string // what `is` must be; "" = it has none
	beside []string
}

func triggers(w *whenPart) []trigger {
	return []trigger{
		{"label", w.Label.At, "gained", []string{"is"}},
		{"enter", w.Enter.At, "", []string{"at_least"}},
		{"zone", w.Zone.At, "changed", []string{"is", "settle"}},
		{"mention", w.Mention.At, "", []string{"from"}},
		{"leave", w.Leave.At, "", []string{"at_least"}},
		{"trait", w.Trait.At, "", []string{"reaches"}},
		{"at", w.At.At, "", []string{"before", "after"}},
		{"every", w.Every.At, "", nil},
		{"occupancy", w.Occupancy.At, "", []string{"above", "below", "settle"}},
		{"stamp", w.Stamp.At, "", nil},
	}
}

// when reads what wakes a rule, and what is then at hand.
func (b *builder) when(in *Located[whenPart]) (rules.When, setting) {
	w := &in.Value
	var found []trigger
	for _, t := range triggers(w) {
		if t.at.Line > 0 {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		if in.Good() {
			b.say(in.At, "missing-key", "This does not say what wakes the rule.", hint("Write one of `label`, `enter`, `leave`, `trait`, `zone`, `mention`, `stamp`, `at`, `every` and `occupancy`."))
		}
		return rules.When{}, anything()
	case 1:
		b.besides(w, found[0])
		return b.woken(w, found[0].key)
	}
	b.say(found[1].at, "one-of", "A rule wakes on one thing; this one has `"+found[0].key+"` and `"+found[1].key+"`.", hint("Make two rules of it."))
	return rules.When{}, anything()
}

// anything is the setting of a rule whose `when` has a mistake.
func anything() setting { return setting{person: true, zone: true, mention: true, stamp: true} }

func (b *builder) woken(w *whenPart, key string) (rules.When, setting) {
	switch key {
	case "label":
		return rules.When{Kind: rules.LabelGained, Label: b.labelName(&w.Label)}, setting{person: true, zone: true}
	case "enter":
		return rules.When{Kind: rules.Enter, Zone: b.zone(&w.Enter), AtLeast: w.AtLeast.Value}, setting{person: true, zone: true}
	case "zone":
		return rules.When{Kind: rules.ZoneChanged, Zone: b.zone(&w.Zone), Settle: w.Settle.Value}, setting{zone: true}
	case "leave":
		return rules.When{Kind: rules.Leave, Zone: b.zone(&w.Leave), AtLeast: w.AtLeast.Value}, setting{person: true, zone: true}
	case "trait":
		return rules.When{Kind: rules.TraitReaches, Trait: b.traitName(&w.Trait), Reaches: w.Reaches.Value}, setting{person: true, zone: true}
	case "occupancy":
		return b.occupancy(w), setting{zone: true}
	case "at":
		return b.instant(w), setting{person: true, zone: true}
	case "every":
		return rules.When{Kind: rules.Every, Every: b.every(&w.Every)}, setting{person: true, zone: true}
	case "stamp":
		return rules.When{Kind: rules.StampOf, Game: b.game(&w.Stamp)}, setting{person: true, zone: true, stamp: true}
	default:
		return rules.When{Kind: rules.Mentioned, From: w.From.Value}, setting{person: true, zone: true, mention: true}
	}
}

// besides checks the keys that belong to one trigger only.
func (b *builder) besides(w *whenPart, t trigger) {
	for _, k := range []struct {
		key     string
		written bool
		at      Pos
	}{
		{"is", w.Is.Written(), w.Is.At},
		{"at_least", w.AtLeast.Written(), w.AtLeast.At},
		{"settle", w.Settle.Written(), w.Settle.At},
		{"from", w.From.Written(), w.From.At},
		{"reaches", w.Reaches.Written(), w.Reaches.At},
		{"before", w.Before.Written(), w.Before.At},
		{"after", w.After.Written(), w.After.At},
		{"above", w.Above.Written(), w.Above.At},
		{"below", w.Below.Written(), w.Below.At},
	} {
		if k.written && !slices.Contains(t.beside, k.key) {
			b.say(k.at, "wrong-place", "`"+k.key+"` has no meaning beside `"+t.key+"`.", hint("Remove it."))
		}
	}
	switch {
	case t.is != "" && !w.Is.Written():
		b.say(t.at, "missing-key", "`is` is missing beside `"+t.key+"`.", hint("Write `is: "+t.is+"`."))
	case t.is != "" && w.Is.Good() && w.Is.Value != t.is:
		b.say(w.Is.At, "unknown-word", "`is` cannot be `"+w.Is.Value+"` beside `"+t.key+"`.", instead(w.Is.At, t.is, "Write `"+t.is+"`."))
	case t.key == "trait" && !w.Reaches.Written():
		b.say(t.at, "missing-key", "`reaches` is missing beside `trait`.", hint("Write `reaches: 3`."))
	case t.key == "mention" && !w.From.Written():
		b.say(t.at, "missing-key", "`from` is missing beside `mention`.", hint("Write `from: [app]`."))
	case t.key == "mention" && w.From.Good() && len(w.From.Value) == 0:
		b.say(w.From.At, "empty", "`from` is empty, so nobody can ask.", hint("Write `from: [app]`."))
	}
}

// traitName checks the trait that wakes a rule.
func (b *builder) traitName(t *Located[string]) string {
	if !t.Good() {
		return ""
	}
	var all []string
	for i := range b.in.Traits {
		all = append(all, b.in.Traits[i].Name)
	}
	return b.oneOf(t, "trait", all)
}

// oneOf checks the name of a trait or a label; it is empty when there is none.
func (b *builder) oneOf(name *Located[string], kind string, all []string) string {
	if !slices.Contains(all, name.Value) {
		b.say(name.At, "unknown-"+kind, "There is no "+kind+" `"+name.Value+"`.", meantOr(name.At, name.Value, all, "The "+kind+"s are"))
		return ""
	}
	return name.Value
}

// labelName checks the label that wakes a rule.
func (b *builder) labelName(l *Located[string]) string {
	if !l.Good() {
		return ""
	}
	var all []string
	for i := range b.in.Labels {
		all = append(all, b.in.Labels[i].Name)
	}
	b.labelled[l.Value] = true
	return b.oneOf(l, "label", all)
}
