package parse

import (
	"slices"

	"foyer/rules"
)

func (b *builder) rule(in *Located[rulePart]) {
	r := &in.Value
	out := rules.Rule{ID: r.ID.Value, Title: r.Title.Value, Line: in.At.Line}
	b.unique(&r.ID)
	var at setting
	out.When, at = b.when(&r.When)
	out.ForEach, at = b.forEach(&r.ForEach, out.When, at)
	b.play(r, at)
	for _, l := range r.If.lines() {
		if l.node != nil {
			out.If = append(out.If, b.condition(l.node, at))
		}
	}
	out.Wait = b.wait(&r.Wait, at)
	out.Consent = b.purposes(&r.Consent, b.asked, "Nobody is asked for")
	out.Limit = b.limit(&r.Limit, at)
	out.Mode, out.Experiment = b.mode(&r.Mode, at), b.experiment(&r.Experiment, at)
	at.experiment = out.Experiment
	out.Then = b.steps(r, at)
	b.tellsOthers(r, &out)
	b.compares(&r.Experiment, &out)
	out.Asks, b.standings = b.standings, nil
	out.Priority, out.Loud = priority(&r.Priority), b.loud(r, &out)
	b.fits(&out, r.ID.At)
	b.weigh(r, &out)
	if !r.Consent.Written() || r.Consent.Good() && len(out.Consent) == len(r.Consent.Value) {
		b.agreed(r, out.Consent)
	}
	b.book.Rules = append(b.book.Rules, out)
}

// unique refuses a second rule with the same id.
func (b *builder) unique(id *Located[string]) {
	if !id.Good() {
		return
	}
	if id.Value == "" {
		b.say(id.At, "empty", "`id` is empty.", nil)
		return
	}
	for i := range b.book.Rules {
		if b.book.Rules[i].ID == id.Value {
			b.say(id.At, "duplicate", "Two rules have the id `"+id.Value+"`.", hint("Give one of them another; limits are counted by it."))
			return
		}
	}
}

func (l *linesPart) lines() []line {
	if l.one.node != nil {
		return []line{l.one}
	}
	return l.many
}

func (b *builder) limit(in *Located[limitPart], at setting) rules.Limit {
	l := &in.Value
	if l.PerPerson.Written() && !at.person {
		b.say(l.PerPerson.At, "no-person", "A rule about a zone has no person to count for.", hint("Use `total`."))
	}
	if l.Per.Written() && !l.PerPerson.Written() {
		b.say(l.Per.At, "missing-key", "`per` says how long `per_person` counts, and there is no `per_person`.", hint("Write per_person: 1 beside it."))
	}
	if l.Per.Value.stamp && !at.stamp {
		b.say(l.Per.At, "no-stamp", "A sponsor is only known in a rule that wakes on a `stamp`.", hint("Write `event` or a length of time."))
	}
	return rules.Limit{PerPerson: l.PerPerson.Value, Per: l.Per.Value.length, PerStamp: l.Per.Value.stamp, Total: l.Total.Value}
}

// agreed tells where a rule does not ask for what one of its steps needs: that is
// asked at the step, and only the step is left out. Who has not agreed to
// location is followed nowhere, so a rule that wakes on a place never meets
// them; saying so is only asked for where something is sent or given.
func (b *builder) agreed(r *rulePart, asked []rules.Purpose) {
	at := r.Consent.At
	if !r.Consent.Written() {
		at = r.ID.At
	}
	sends := false
	for i := range r.Then {
		step := &r.Then[i].Value
		sends = sends || step.Push.Written() || step.Reward.Written()
		b.needs(step.Push.Written(), rules.PushNote, "This rule sends a push", step.Push.At, asked)
		b.needs(step.Light.Written(), rules.Lights, "This rule shows people's colours", step.Light.At, asked)
		b.needs(step.DJ.Written() && step.DJ.Value.Taste.node != nil, rules.Music, "This rule tells the DJ what people like", step.DJ.At, asked)
	}
	w := &r.When.Value
	followed := w.Label.Written() || w.Enter.Written() || w.Leave.Written() || b.ofPlace(w.Trait.Value) || r.ForEach.Value.EveryoneIn.Written() || b.ofPlace(r.ForEach.Value.By.Value)
	if followed && sends && !slices.Contains(asked, rules.Location) {
		b.warn(at, "consent", "This rule acts on where people are, and its consent does not name `location`.")
	}
}

// ofPlace tells whether a trait is counted from where people are.
func (b *builder) ofPlace(trait string) bool {
	return slices.ContainsFunc(b.in.Traits, func(e Entry[traitPart]) bool { return e.Name == trait && e.Value.Zone.Written() })
}

func (b *builder) needs(used bool, purpose rules.Purpose, why string, at Pos, asked []rules.Purpose) {
	if used && !slices.Contains(asked, purpose) {
		b.note(Warning, at, "consent", why+", and its consent does not name `"+string(purpose)+"`: the step passes over who has not agreed.", hint("Add "+string(purpose)+" to its `consent` if all of it does."))
	}
}
