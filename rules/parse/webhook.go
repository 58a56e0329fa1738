package parse

import (
	"regexp"
	"strings"

	"foyer/rules"
)

// plainKey is what the name of a text in a webhook's body can be.
var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,63}$`)

// webhook reads what a service outside is told.
func (b *builder) webhook(h *webhookPart, at setting) *rules.WebhookThen {
	out := &rules.WebhookThen{To: b.hook(&h.To)}
	for i := range h.Body {
		e := &h.Body[i]
		if !plainKey.MatchString(e.Name) {
			b.say(e.Key, "wrong-value", "`"+e.Name+"` cannot name a text in a webhook.", hint("Use letters, digits, - and _, and begin with a letter."))
		}
		out.Body = append(out.Body, rules.Text{Name: e.Name, Text: b.template(e.Value, at)})
	}
	return out
}

// hook is the receiver of a webhook, which the venue file has to know.
func (b *builder) hook(to *Located[string]) string {
	hooks := b.plan.Doors.Hooks
	switch {
	case !to.Good():
		return ""
	case len(hooks) == 0:
		b.say(to.At, "unknown-webhook", "The venue has no webhooks, so there is no `"+to.Value+"`.", hint("Write it into the venue file, under `webhooks`: its id, url and secret."))
		return ""
	}
	return b.oneOf(to, "webhook", hooks)
}

// tellsOthers refuses a webhook that tells of people who have not agreed that
// others are told of them.
func (b *builder) tellsOthers(in *rulePart, out *rules.Rule) {
	for i := range out.Then {
		hook := out.Then[i].Webhook
		if hook == nil || out.TellsOthers() {
			continue
		}
		for j, said := range hook.Body {
			if called := personal(said.Text); called != "" {
				b.say(in.Then[i].Value.Webhook.Value.Body[j].Value.at, "consent",
					"This tells `"+called+"` to a service outside, and who agreed to be located or pushed has not agreed to that.",
					hint("Add `sponsors` to the rule's `consent` (or `social`, for what people say in public), or tell it without."))
			}
		}
	}
}

// personal is the first name in a text that tells of one person; "" = none.
func personal(t rules.Template) string {
	for i := 1; i < len(t.Parts); i += 2 {
		for _, root := range []string{"person.", "points.", "mention.", "rank.", "reward.code"} {
			if strings.HasPrefix(t.Parts[i], root) {
				return t.Parts[i]
			}
		}
	}
	return ""
}
