package rules

import (
	"cmp"
	"slices"
	"time"

	"foyer/rules/experiment"
)

// Experiment compares wordings of what one rule tells. Two rules may share one:
// then people count from whichever acts for them first.
type Experiment struct {
	ID      string
	Line    int
	Arms    []experiment.Arm
	Success Success
}

// Names are its variants, in the order written.
func (e *Experiment) Names() (names []string) {
	for _, arm := range e.Arms {
		names = append(names, string(arm.Variant))
	}
	return names
}

// Same tells whether two experiments toss alike and hope for the same.
func (e *Experiment) Same(o *Experiment) bool {
	byName := func(arms []experiment.Arm) []experiment.Arm {
		return slices.SortedFunc(slices.Values(arms), func(a, b experiment.Arm) int { return cmp.Compare(a.Variant, b.Variant) })
	}
	return e.Success == o.Success && slices.Equal(byName(e.Arms), byName(o.Arms))
}

// Success is what is hoped for after a person was told something. The zero
// Success is nothing.
type Success struct {
	Kind    SuccessKind
	Label   string
	Trait   string
	Reaches int
	Within  time.Duration // from when the rule acted
}

// SuccessKind is what counts as a success.
type SuccessKind int

// What can count as a success.
const (
	NoSuccess     SuccessKind = iota
	RewardUsed                // a reward that the rule gives was redeemed; any reward, if it gives none
	LabelSuccess              // the person gained Success.Label
	ReachedNumber             // Success.Trait came to Success.Reaches
)

// Exposed says that a person is in an experiment: which variant they got, when,
// and when they did what was hoped for; zero = not yet.
type Exposed struct {
	To      string             `json:"e"` // the experiment, by its Design's ID
	Variant experiment.Variant `json:"v"`
	At      time.Time          `json:"at"`
	Success time.Time          `json:"s,omitzero"`
}

// Design is the experiment as the book's event runs it.
func (b *Book) Design(e *Experiment) experiment.Design {
	return experiment.Design{
		Salt: b.Calendar.ID, ID: e.ID, Arms: e.Arms, Within: e.Success.Within, Ends: b.Calendar.Closes, Did: e.Success.did(),
	}
}

// HoldoutDesign is the policy's holdout as an experiment. Its ID has the salt in
// it, for another salt holds out other people.
func (b *Book) HoldoutDesign() experiment.Design {
	h := &b.Policy.Holdout
	d := experiment.Holdout(h.Salt, h.Share)
	d.ID, d.Within, d.Ends, d.Did = holdoutID(h), h.Success.Within, b.Calendar.Closes, h.Success.did()
	return d
}

func holdoutID(h *Holdout) string { return "policy.holdout|" + h.Salt }

func (s *Success) did() string {
	switch s.Kind {
	case RewardUsed:
		return "redeemed it"
	case LabelSuccess:
		return "became " + s.Label
	case ReachedNumber:
		return "reached " + (&When{Kind: TraitReaches, Trait: s.Trait, Reaches: s.Reaches}).String()
	case NoSuccess:
	}
	return ""
}

// of is the wording of a variant.
func (t *PushThen) of(variant experiment.Variant) Wording {
	if wording, ok := t.Variants[variant]; ok {
		return wording
	}
	return Wording{t.Title, t.Body}
}

// assigned is the variant of the rule's experiment that the person gets: what a
// test has drawn, or what they got before, or what the toss says.
func (a *answer) assigned(e *Experiment) experiment.Variant {
	if e == nil {
		return ""
	}
	if drawn, ok := a.p.Drawn(e.ID); ok {
		return experiment.Variant(drawn)
	}
	return a.book.Design(e).Assign(a.p.Person)
}

// expose notes that the rule has told the person something. It is said of nobody
// for whom it would not have: that would thin out what the wording does. Who
// could not be reached stays in, because only those who are told can turn out to
// be unreachable, and the held out would be compared with the rest.
func (a *answer) expose(r *Rule, out leftOut, variant experiment.Variant) {
	if out.push != "" || !r.tells() {
		return
	}
	if r.Experiment != nil {
		a.p.exposed(r.Experiment.ID, variant, a.now)
	}
	if h := &a.book.Policy.Holdout; h.Share > 0 {
		a.p.exposed(holdoutID(h), experiment.Told, a.now)
	}
}

// exposed notes it the first time.
func (p *Profile) exposed(to string, variant experiment.Variant, at time.Time) {
	for i := range p.Exposures {
		if p.Exposures[i].To == to {
			return
		}
	}
	p.Exposures = append(p.Exposures, Exposed{To: to, Variant: variant, At: at})
}

// shadow decides all that the rule would do, and does nothing.
func (a *answer) shadow(r *Rule, c cause, out leftOut, decision *Decision) (outcome Outcome, because string) {
	if refusal := a.rehearse(r, c, out, decision); refusal != "" {
		decision.Does, decision.Variant = nil, ""
		return Dropped, refusal
	}
	a.p.did(r, r.Limit.per(c), a.now)
	return Shadowed, out.said(r)
}

// holdOut notes that the person would have been told something and is held out,
// unless nothing could have been given them.
func (a *answer) holdOut(r *Rule, c cause, would Decision) (refusal string) {
	if refusal := a.rehearse(r, c, leftOut{}, &would); refusal != "" {
		return refusal
	}
	if r.Mode.Kind != Shadow {
		a.p.exposed(holdoutID(&a.book.Policy.Holdout), experiment.Held, a.now)
	}
	return ""
}

// rehearse writes what answerWith would; nothing is taken and nothing is sent.
func (a *answer) rehearse(r *Rule, c cause, out leftOut, decision *Decision) (refusal string) {
	w := a.writer(r, c, out, decision)
	w.rehearse = true
	if refusal = w.all(out); refusal == "" {
		w.takeBack()
	}
	decision.Effects = nil
	return refusal
}

// ownExposures are those that say nothing of where the person was: to rules that
// woke by their own hand, and to the holdout, which belongs to no rule.
func (d *Decider) ownExposures(all []Exposed) (own []Exposed) {
	for _, x := range all {
		if x.To == holdoutID(&d.book.Policy.Holdout) || slices.ContainsFunc(d.book.Rules, func(r Rule) bool {
			return r.Experiment != nil && r.Experiment.ID == x.To && r.When.byOwnHand(d)
		}) {
			own = append(own, x)
		}
	}
	return own
}

// CanTell tells whether the rule can tell the person anything, by what they
// registered: the most that is known before the event.
func (r *Rule) CanTell(p *Profile) bool {
	return r.Mode.Kind == Live && r.tells() && !p.Staff && p.Phone() != "" && p.Agreed(PushNote) && p.Agreed(r.Consent...) && r.Barred(p.Person) == ""
}
