package parse

import (
	"slices"
	"strings"

	"foyer/rules"
)

// mqtt reads a message for the broker.
func (b *builder) mqtt(m *mqttPart, at setting) *rules.PublishThen {
	if m.Topic.Good() && b.shaped(&m.Topic) {
		b.inside(&m.Topic, m.Outside.Value)
	}
	return &rules.PublishThen{Topic: m.Topic.Value, Body: b.template(m.Body, at), Retain: m.Retain.Value, Outside: m.Outside.Value}
}

// taken are the first words of topics that mean something to ourselves, or to
// gateways and phones.
func taken() []string {
	return []string{
		"sighting", "heard", "stamp", "ask", "button", "gateway", "ack", "committed", "zone", "dj", "status", "stops", "game", "rules", "draw", "redeem",
		"redeemed", "reply", "staff", "command",
	}
}

// shaped refuses what cannot be a topic anywhere.
func (b *builder) shaped(t *Located[string]) bool {
	switch {
	case t.Value == "":
		b.say(t.At, "empty", "This topic is empty.", nil)
	case len(t.Value) > 200:
		b.say(t.At, "too-large", "This topic is longer than 200 characters.", nil)
	case strings.ContainsAny(t.Value, "+#\x00\n\t "):
		b.say(t.At, "bad-topic", "A topic has no space and none of + and #.", nil)
	case strings.HasPrefix(t.Value, "foyer/"):
		b.say(t.At, "bad-topic", "A topic here begins below foyer/<venue>/.", hint("Write only what comes after it."))
	case strings.HasPrefix(t.Value, "/") || strings.HasSuffix(t.Value, "/") || strings.Contains(t.Value, "//"):
		with := strings.Join(strings.FieldsFunc(t.Value, func(r rune) bool { return r == '/' }), "/")
		b.say(t.At, "bad-topic", "A topic has words between its slashes.", instead(t.At, with, "Write `"+with+"`."))
	default:
		return true
	}
	return false
}

// inside refuses a topic of ours, and outside of foyer/<venue>/ one that the
// venue file does not allow.
func (b *builder) inside(t *Located[string], outside bool) {
	first, _, _ := strings.Cut(t.Value, "/")
	allowed := b.plan.Doors.Topics
	let := slices.ContainsFunc(allowed, func(filter string) bool { return under(filter, t.Value) })
	switch {
	case !outside && slices.Contains(taken(), first):
		b.say(t.At, "bad-topic", "Topics that begin with `"+first+"` are ours.", instead(t.At, "show/"+t.Value, "Write `show/"+t.Value+"`."))
	case !outside && let:
		b.warn(t.At, "bad-topic", "This is said under foyer/<venue>/"+t.Value+". If `"+t.Value+"` itself is meant, write `outside: true` beside it.")
	case !outside || let:
	case len(allowed) == 0:
		b.say(t.At, "bad-topic", "The venue lets no rule speak outside of foyer/<venue>/.", hint("Write `publish: ["+first+"/#]` into the venue file, or whichever topics rules may use."))
	default:
		b.say(t.At, "bad-topic", "The venue lets no rule speak under `"+t.Value+"`, only under "+listed(allowed)+".", hint("Add it to `publish` in the venue file."))
	}
}

// under tells whether a filter of MQTT takes a topic. A word that begins with $
// is a broker's own, and no + or # at the start stands for it.
func under(filter, topic string) bool {
	words := strings.Split(topic, "/")
	if strings.HasPrefix(topic, "$") && strings.ContainsAny(filter[:min(1, len(filter))], "+#") {
		return false
	}
	for i, want := range strings.Split(filter, "/") {
		switch {
		case want == "#":
			return true
		case i >= len(words), want != "+" && want != words[i]:
			return false
		}
	}
	return len(words) == strings.Count(filter, "/")+1
}
