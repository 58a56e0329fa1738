package parse

import (
	"time"

	"foyer/rules"
)

// steps reads what a rule does, in order: a reward is known to those after it.
func (b *builder) steps(r *rulePart, at setting) []rules.Then {
	var all []rules.Then
	for i := range r.Then {
		all = append(all, b.step(&r.Then[i], at))
		if reward := &r.Then[i].Value.Reward; reward.Written() {
			at.reward, at.given = true, b.givenAs(reward.Value)
		}
		at.song = at.song || r.Then[i].Value.DJ.Value.Song.node != nil
	}
	if r.When.Written() && len(r.Then) == 0 && r.ID.Good() && b.empties(r) {
		b.say(r.ID.At, "empty", "This rule does nothing: its `then` is empty.", nil)
	}
	return all
}

// empties tells a `then: []` from one that could not be read.
func (b *builder) empties(r *rulePart) bool { return r.Then != nil }

// doing is one kind of step: its key, where it was written, and whether it
// needs a person.
type doing struct {
	key    string
	at     Pos
	person bool
}

func doings(t *thenPart) []doing {
	var found []doing
	for _, d := range []doing{
		{"reward", t.Reward.At, true},
		{"push", t.Push.At, true},
		{"light", t.Light.At, false},
		{"dj", t.DJ.At, true},
		{"staff", t.Staff.At, false},
		{"reply", t.Reply.At, true},
		{"points", t.Points.At, true},
		{"label", t.Label.At, true},
		{"mqtt", t.MQTT.At, true},
		{"webhook", t.Webhook.At, false},
	} {
		if d.at.Line > 0 {
			found = append(found, d)
		}
	}
	return found
}

func (b *builder) step(in *Located[thenPart], at setting) rules.Then {
	out := rules.Then{Line: in.At.Line}
	found := doings(&in.Value)
	if len(found) == 0 {
		if in.Good() {
			b.say(in.At, "empty", "This step does nothing.", hint("Write one of `reward`, `push`, `light`, `dj`, `reply`, `staff`, `points`, `label`, `mqtt` and `webhook`."))
		}
		return out
	}
	if len(found) > 1 {
		b.say(found[1].at, "one-of", "`"+found[0].key+"` and `"+found[1].key+"` are two steps.", hint("Begin the second with a dash of its own."))
	}
	if found[0].person && !at.person {
		b.say(found[0].at, "no-person", "A rule about a zone has no person for `"+found[0].key+"`.", hint("Say for whom, such as `for_each: {everyone_in: ...}`."))
		at = anything()
		at.reward = true
	}
	if found[0].key == "light" && at.each {
		b.say(found[0].at, "wrong-place", "With `for_each` a rule acts for one person at a time, and lamps belong to a zone.", hint("Make a rule of its own for the lamps."))
	}
	b.answer(&out, found[0].key, &in.Value, at)
	return out
}

func (b *builder) answer(out *rules.Then, key string, t *thenPart, at setting) {
	switch key {
	case "reward":
		out.Reward = b.reward(&t.Reward)
	case "push":
		out.Push = b.push(&t.Push, at)
	case "light":
		out.Light = b.light(&t.Light.Value)
	case "dj":
		out.DJ = b.dj(&t.DJ, at)
	case "staff":
		out.Staff = b.template(t.Staff.Value.Text, at)
	case "reply":
		out.Reply = b.reply(&t.Reply, at)
	case "points":
		out.Points = b.points(&t.Points.Value)
	case "label":
		out.Label = b.gives(&t.Label)
	case "mqtt":
		out.Publish = b.mqtt(&t.MQTT.Value, at)
	case "webhook":
		out.Webhook = b.webhook(&t.Webhook.Value, at)
	}
}

func (b *builder) reward(r *Located[string]) string {
	if !r.Good() {
		return ""
	}
	var all []string
	known := false
	for i := range b.in.Rewards {
		all = append(all, b.in.Rewards[i].Name)
		known = known || b.in.Rewards[i].Name == r.Value
	}
	if !known {
		b.say(r.At, "unknown-reward", "There is no reward `"+r.Value+"`.", meantOr(r.At, r.Value, all, "The rewards are"))
		return ""
	}
	if first, twice := b.given[r.Value]; twice {
		b.warn(r.At, "given-twice", "The rule in line "+itoa(first.Line)+" gives `"+r.Value+"` too.")
		return r.Value
	}
	b.given[r.Value] = r.At
	return r.Value
}

// reply reads what is said back to who mentioned the DJ.
func (b *builder) reply(in *Located[linePart], at setting) rules.Template {
	if !at.mention {
		b.say(in.At, "no-mention", "Nobody said anything here, so there is nobody to reply to.", hint("A reply belongs to a rule that wakes on a `mention`; use `push`."))
	}
	at.replying = true
	return b.template(in.Value.Text, at)
}

func (b *builder) dj(in *Located[djPart], at setting) *rules.DJThen {
	d := &in.Value
	out := &rules.DJThen{Queue: "main", Weight: 1, Song: b.template(d.Song, at), Taste: b.template(d.Taste, at)}
	if d.Queue.Good() {
		out.Queue = d.Queue.Value
	}
	if d.Weight.Written() {
		out.Weight = d.Weight.Value
	}
	song, taste := d.Song.node, d.Taste.node
	switch {
	case song != nil && taste != nil:
		b.say(taste.at, "one-of", "The DJ is told a `song` or a `taste`, not both.", hint("Make two steps of it."))
	case song == nil && taste == nil && in.Good():
		b.say(in.At, "missing-key", "The DJ is told nothing here.", hint("Write `song: \"{{mention.song}}\"` or `taste: \"{{person.favourite_music}}\"`."))
	case taste != nil && d.SameSong.Written():
		b.say(d.SameSong.At, "wrong-place", "`same_song` belongs to `song`.", hint("Remove it."))
	}
	return out
}

// slowest and fastest are the safe bounds of flashing light: more than three
// changes a second can start a seizure.
const (
	flashesAtMost = 3
	flashesPer    = time.Second
	fastest       = 334 * time.Millisecond
)

func (b *builder) light(l *lightPart) *rules.LightThen {
	out := &rules.LightThen{
		Zone: b.zone(&l.Zone), Fade: l.Fade.Value, Every: time.Second, Max: 1,
		EmptyAfter: l.WhenEmpty.Value.After.Value, EmptyScene: l.WhenEmpty.Value.Scene.Value,
	}
	if l.AtMostEvery.Good() {
		out.Every = l.AtMostEvery.Value
		if out.Every < fastest {
			b.say(l.AtMostEvery.At, "unsafe", "Lamps that change more than 3 times a second can start a seizure.", instead(l.AtMostEvery.At, "334ms", "Write 334ms or more."))
		}
	}
	b.brightness(out, l)
	flashes := &l.Flashes.Value
	if flashes.AtMost.Good() && flashes.Per.Good() && (flashes.AtMost.Value > flashesAtMost || flashes.Per.Value < flashesPer) {
		b.say(flashes.AtMost.At, "unsafe", "More than 3 flashes a second can start a seizure.", hint("Write {at_most: 3, per: 1s} or less."))
	}
	if l.WhenEmpty.Value.After.Good() && out.EmptyAfter == 0 {
		b.say(l.WhenEmpty.Value.After.At, "wrong-value", "`after` is longer than nothing.", nil)
	}
	return out
}

func (b *builder) brightness(out *rules.LightThen, l *lightPart) {
	least, most := &l.Brightness.Value.Min, &l.Brightness.Value.Max
	if least.Good() {
		out.Min = float64(least.Value)
	}
	if most.Good() {
		out.Max = float64(most.Value)
	}
	if out.Min > out.Max {
		b.say(least.At, "never", "The least brightness is above the most.", nil)
	}
}
