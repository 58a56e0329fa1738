package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/controller/console"
	"foyer/devices/webhook"
)

// desk is what a technician may do with webhooks; place is where the event is.
func (h *hooks) desk(place func() *time.Location) *console.Webhooks {
	return &console.Webhooks{List: func() console.WebhookList { return h.list(place()) }, Again: h.again, Try: h.try}
}

func (h *hooks) list(place *time.Location) console.WebhookList {
	l := console.WebhookList{Hooks: []console.Webhook{}, Lost: []console.LostWebhook{}, Dropped: h.shelf.dropped()}
	for _, p := range h.posts {
		shown := console.Webhook{ID: p.id, Waiting: p.out.Depth(), Problem: "Its secret is missing."}
		if p.hook != nil {
			now := p.hook.Health()
			shown.Host, shown.Up, shown.Since, shown.Problem, shown.Accepted = p.hook.Host(), now.Up, now.Since.In(place), now.Problem, now.Accepted
		}
		l.Hooks = append(l.Hooks, shown)
	}
	for _, of := range h.shelf.list() {
		l.Lost = append(l.Lost, console.LostWebhook{
			ID: of.ID, Hook: of.Letter.Hook, Rule: of.Letter.Rule, At: of.Letter.At.In(place), GivenUp: of.GivenUp.In(place), Because: of.Because, Again: of.Again,
		})
	}
	return l
}

// again sends what was given up once more. Receivers that asked to be left
// alone are asked again with it: somebody wants it.
func (h *hooks) again(ctx context.Context, what string) (int, error) {
	chosen, err := h.shelf.again(ctx, what, h.clock.Now().Add(hookPatience))
	if err != nil {
		return 0, err
	}
	named := what == "all" || slices.ContainsFunc(h.posts, func(p *post) bool { return p.id == what })
	if len(chosen) == 0 && !named {
		return 0, &console.Refused{Text: fmt.Sprintf("Nothing that was given up is called %q. Write all, %san id that `foyer webhooks` shows.", what, h.orNames())}
	}
	for _, p := range h.posts {
		wanted := slices.ContainsFunc(chosen, func(l letter) bool { return l.Hook == p.id })
		if p.hook != nil && p.hook.Alone() && (what == "all" || what == p.id || wanted) {
			p.hook.LeaveAlone(false)
		}
	}
	for _, l := range chosen {
		l.again = true
		h.put(l)
	}
	return len(chosen), nil
}

func (h *hooks) orNames() string {
	var all strings.Builder
	for _, p := range h.posts {
		all.WriteString(p.id + ", ")
	}
	return all.String()
}

// tryLimit is how long a test may take: the answer must be there before who
// asked for it gives the venue up (see client.ask).
const tryLimit = 10 * time.Second

// try tells a receiver, once and now, that this is a test.
func (h *hooks) try(ctx context.Context, id string) (string, error) {
	i := slices.IndexFunc(h.posts, func(p *post) bool { return p.id == id })
	if i < 0 {
		return "", &console.Refused{Text: fmt.Sprintf("There is no webhook %q. There are: %s.", id, strings.TrimSuffix(h.orNames(), ", "))}
	}
	p := h.posts[i]
	if p.hook == nil {
		return "", &console.Refused{Text: id + " is told nothing: its secret is missing."}
	}
	data, err := json.Marshal(map[string]string{"text": "Foyer asks whether webhooks arrive here."})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	began := time.Now()
	cause := "test|" + id + "|" + strconv.FormatInt(began.UnixNano(), 36)
	if err := p.hook.Do(ctx, webhook.Message{ID: h.idOf(cause), Type: "test", At: began, Data: data}); err != nil {
		text := err.Error() + "."
		if problem := p.hook.Health().Problem; problem != "" {
			text += " " + problem
		}
		return "", &console.Refused{Text: text}
	}
	return fmt.Sprintf("%s took it after %s.", id, time.Since(began).Round(time.Millisecond)), nil
}
