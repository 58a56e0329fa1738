package parse

import (
	"slices"
	"strings"

	"foyer/rules"
)

// gives checks the label that a step gives.
func (b *builder) gives(l *Located[string]) string {
	if !l.Good() {
		return ""
	}
	return b.oneOf(l, "label", namesOf(b.in.Labels))
}

// isGiven tells whether a rule gives the label.
func (b *builder) isGiven(label string) bool {
	return slices.ContainsFunc(b.book.Rules, func(r rules.Rule) bool {
		return slices.ContainsFunc(r.Then, func(t rules.Then) bool { return t.Label == label })
	})
}

// loops refuses rules that wake each other by the labels they give.
func (b *builder) loops() {
	for i := range b.book.Rules {
		r := &b.book.Rules[i]
		if r.When.Kind != rules.LabelGained || r.When.Label == "" {
			continue
		}
		for j := range r.Then {
			if label := r.Then[j].Label; label != "" && j < len(b.in.Rules[i].Value.Then) {
				b.loop(r, label, b.in.Rules[i].Value.Then[j].Value.Label.At)
			}
		}
	}
}

// loop says that a label leads back to the rule that gives it. It is said once,
// at the last of the rules.
func (b *builder) loop(r *rules.Rule, label string, at Pos) {
	var way []rules.Rule
	if label != r.When.Label {
		if way = b.leads(label, r.When.Label, nil); way == nil {
			return
		}
	}
	var through strings.Builder
	for _, other := range way {
		if other.Line > r.Line {
			return
		}
		through.WriteString(", which wakes `" + other.ID + "` (line " + itoa(other.Line) + "), which gives `" + other.Then[0].Label + "`")
	}
	b.say(at, "loop", "This gives `"+label+"`"+through.String()+", which wakes this rule: a loop.", hint("Remove one of the steps."))
}

// leads finds the rules by which getting one label leads to getting another;
// each has only the step that does.
func (b *builder) leads(from, to string, been []string) (way []rules.Rule) {
	if slices.Contains(been, from) {
		return nil
	}
	for i := range b.book.Rules {
		r := b.book.Rules[i]
		if r.When.Kind != rules.LabelGained || r.When.Label != from {
			continue
		}
		for _, then := range r.Then {
			if then.Label == "" {
				continue
			}
			step := rules.Rule{ID: r.ID, Line: r.Line, Then: []rules.Then{then}}
			if then.Label == to {
				return []rules.Rule{step}
			}
			if rest := b.leads(then.Label, to, append(been, from)); rest != nil {
				return append([]rules.Rule{step}, rest...)
			}
		}
	}
	return nil
}
