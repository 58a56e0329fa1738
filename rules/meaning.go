package rules

import (
	"encoding/json"
	"hash/fnv"
	"slices"
	"strconv"
	"time"
)

// Meaning is short for what a wait at the rule means: until when, what ends it
// sooner, what is asked again after it, and what then happens. Two versions of
// a rule that differ only in title, limit, priority or place have the same.
func (r *Rule) Meaning() string {
	meant := struct {
		Wait    Wait
		If      []string
		Consent []Purpose
		Then    []Then
	}{Wait: r.Wait, Consent: r.Consent, Then: slices.Clone(r.Then)}
	for _, c := range r.If {
		meant.If = append(meant.If, c.Source)
	}
	for i := range meant.Then {
		meant.Then[i].Line = 0
	}
	body, err := json.Marshal(meant)
	if err != nil {
		return "" // held by a test: every rule that can be written encodes
	}
	sum := fnv.New64a()
	_, _ = sum.Write(body) // a hash takes everything
	return strconv.FormatUint(sum.Sum64(), 36)
}

// Meanings are the meanings of all rules, by id.
func (b *Book) Meanings() map[string]string {
	all := make(map[string]string, len(b.Rules))
	for i := range b.Rules {
		all[b.Rules[i].ID] = b.Rules[i].Meaning()
	}
	return all
}

// carry indexes the rules of older books.
func (d *Decider) carry() {
	d.meaning = d.book.Meanings()
	for i := range d.book.Carried {
		r := &d.book.Carried[i].Rule
		d.carried[r.ID+"|"+r.Meaning()] = r
		d.rousing = d.rousing || r.Wait.Or != nil
	}
}

// ruleOf is the rule that a timer waits for, in the meaning it had when the
// wait began if that is still kept; nil = it is gone.
func (d *Decider) ruleOf(t Timer) *Rule {
	if t.Meaning != "" && t.Meaning != d.meaning[t.Name] {
		if old := d.carried[t.Name+"|"+t.Meaning]; old != nil {
			return old
		}
	}
	return d.rules[t.Name]
}

// meaningOf is the meaning of a rule, carried or not.
func (d *Decider) meaningOf(r *Rule) string {
	if d.rules[r.ID] == r {
		return d.meaning[r.ID]
	}
	return r.Meaning()
}

// WaitChoice is what becomes of those who wait at a rule that now means
// something else.
type WaitChoice string

// The choices. Without one a wait is kept.
const (
	KeepWaits   WaitChoice = "keep"   // as it was when they began to wait
	MoveWaits   WaitChoice = "move"   // as it is now, counted from when they began
	CancelWaits WaitChoice = "cancel" // nothing happens any more
)

// WaitAt is where somebody waits: at a rule, in one of its meanings.
type WaitAt struct{ Rule, Meaning string }

// Waits are where the person waits.
func (p *Profile) Waits() (at []WaitAt) {
	for _, t := range p.Timers {
		if t.Kind.waits() {
			at = append(at, WaitAt{t.Name, t.Meaning})
		}
	}
	return at
}

// Rewait does with the person's waits what was chosen for rules that changed.
// Done again it changes nothing. Decisions tell of those that are cancelled.
func (d *Decider) Rewait(now time.Time, p *Profile, chosen map[string]WaitChoice) (decisions []Decision, changed bool) {
	for i := 0; i < len(p.Timers); i++ {
		t := &p.Timers[i]
		r := d.rules[t.Name]
		if !t.Kind.waits() || t.Meaning == "" || r != nil && t.Meaning == d.meaning[t.Name] {
			continue
		}
		switch choice := chosen[t.Name]; {
		case choice == CancelWaits:
			decisions = append(decisions, d.cancelled(now, p, *t, "cancelled when the rules were changed"))
			p.Timers = slices.Delete(p.Timers, i, i+1)
			i--
			changed = true
		case choice == MoveWaits && r != nil:
			t.Meaning, t.Version = d.meaning[t.Name], d.version
			if t.Kind == WaitTimer {
				t.Due = r.Wait.from(t.Since, d.book.Calendar.Place)
			}
			changed = true
		}
	}
	return decisions, changed
}

// from is until when a wait goes on that began at since; a rule that no longer
// waits acts at once.
func (w *Wait) from(since time.Time, place *time.Location) time.Time {
	if w.none() {
		return since
	}
	return w.due(since, place)
}

// cancelled is the decision that ends a wait without an answer.
func (d *Decider) cancelled(now time.Time, p *Profile, t Timer, because string) Decision {
	return Decision{
		ID: t.Name + "|" + string(p.Person) + "|" + t.Of, Rule: t.Name, Person: p.Person, At: now,
		Outcome: Dropped, Because: because, Version: d.version,
	}
}
