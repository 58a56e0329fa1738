package rules

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"foyer/beacons"
)

// WebhookThen is what a service outside is told.
type WebhookThen struct {
	To string // name of a hook of the venue
	// Body are the texts it is told by their names; nil = the rule, its title,
	// and where and about whom it is.
	Body []Text
}

// Text is a text under a name.
type Text struct {
	Name string
	Text Template
}

// hookPatience is how long a service may be away before a webhook is given up.
const hookPatience = 24 * time.Hour

// webhook tells what the rule has seen, and of the person no more than may be.
func (w *writer) webhook(head Head, then *WebhookThen) Webhook {
	return Webhook{
		Head: head, To: then.To, Type: "rule." + plainWord(w.rule.ID), Data: w.told(then),
		Deadline: w.a.now.Add(hookPatience),
	}
}

// told is what the body says, or what is said without one.
func (w *writer) told(then *WebhookThen) json.RawMessage {
	o := object{b: []byte{'{'}}
	for _, t := range then.Body {
		o.b = appendText(o.named(t.Name), w.text(t.Text))
	}
	if len(then.Body) == 0 {
		o.text("rule", w.rule.ID)
		o.text("title", w.rule.Title)
		o.text("zone", string(w.place()))
		if w.rule.TellsOthers() {
			o.text("person", string(w.a.p.Person))
		}
	}
	return append(o.b, '}')
}

// place is the zone in which it happened; "" = none is known.
func (w *writer) place() beacons.Zone {
	here := beacons.Zone("")
	if w.a.p.Visit.Open() {
		here = w.a.p.Visit.Zone
	}
	return cmp.Or(w.cause.zone, here)
}

// TellsOthers tells whether those the rule acts for have agreed that others are
// told of them: sponsors, or whoever reads what they say in public. A yes to
// being located or to a push is a yes to us alone.
func (r *Rule) TellsOthers() bool {
	for _, p := range r.Consent {
		if p == Sponsors || p == Social {
			return true
		}
	}
	return false
}

// plainWord is an id with the letters that the type of a webhook may have,
// after Standard Webhooks: a-z, A-Z, 0-9 and _.
func plainWord(id string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, id)
}

// named begins a key that somebody has chosen.
func (o *object) named(name string) []byte {
	if o.more {
		o.b = append(o.b, ',')
	}
	o.more = true
	return append(appendText(o.b, name), ':')
}
