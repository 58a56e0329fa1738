package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"foyer/devices"
	"foyer/devices/webhook"
	"foyer/rules"
)

// letter is one webhook on its way.
type letter struct {
	Cause string          `json:"cause"` // the ID of the effect it came of
	Hook  string          `json:"hook"`
	Rule  string          `json:"rule,omitempty"`
	Type  string          `json:"type"`
	At    time.Time       `json:"at"` // when it happened
	Data  json.RawMessage `json:"data"`
	// Until is when it is given up.
	Until time.Time `json:"until"`
	// again says that the venue waits for no end of it: it was given up before,
	// or came of no rule.
	again bool
}

// letterOf is what a rule wants told.
func letterOf(e rules.Webhook) letter {
	return letter{Cause: e.ID, Hook: e.To, Rule: e.Why.Rule, Type: e.Type, At: e.Why.At, Data: e.Data, Until: e.Deadline}
}

// post is one receiver with the letters to it. Each has its own, so that one
// that hangs delays no other.
type post struct {
	id   string
	hook *webhook.Hook // nil = its secret is missing
	out  *devices.Outbox[letter]
}

// hooks are the services outside that the venue tells, and what could not be
// told them.
type hooks struct {
	posts  []*post
	shelf  *undelivered
	secret []byte // makes ids of webhooks that tell nobody whom they are about
	clock  clock
	log    *slog.Logger
	// settled is told the end of an effect whose letter was not given up before.
	settled func(effect string, err error)
}

// A receiver is told so many at once, and so many a second: a service that
// takes less says so.
const (
	hookWorkers   = 4
	hookPerSecond = 20
	hookPatience  = 24 * time.Hour // of a letter that is sent again
)

// addHooks makes the venue's webhooks, and takes from the store what could not
// be told before.
func (g *gear) addHooks(ctx context.Context, c config, set settings, s blobs) (err error) {
	h := &hooks{secret: set.secret, clock: set.clock, log: set.log, settled: func(string, error) {}}
	if h.shelf, err = openUndelivered(ctx, s, set.clock); err != nil {
		return err
	}
	g.hooks = h
	for _, of := range c.Webhooks {
		p := &post{id: of.ID}
		config, err := of.open(c)
		if err == nil {
			p.hook, err = webhook.New(config, set.log)
		}
		if err != nil {
			g.lack("webhook "+of.ID, fmt.Sprintf("Nothing is told to %s: %v.", of.ID, err))
		} else {
			p.hook.LeaveAlone(h.shelf.alone(of.ID, of.URL))
			g.join(device{name: "webhook " + of.ID, kind: "Webhook to " + p.hook.Host(), health: h.healthOf(p), clock: devices.Machine{}})
		}
		h.open(p, of.URL, set)
	}
	return nil
}

// open gives a post its outbox.
func (h *hooks) open(p *post, address string, set settings) {
	driver := devices.Driver[letter](router[letter](func(ctx context.Context, l letter) error { return h.tell(ctx, p, l) }))
	p.out = devices.NewOutbox(devices.OutboxConfig[letter]{
		Driver: devices.Pace(driver, set.clock, hookPerSecond, hookPerSecond), Clock: set.clock, Workers: hookWorkers,
		Patience: devices.Patience[letter]{
			First: 5 * time.Second, Longest: time.Hour,
			Deadline: func(l letter) time.Time { return l.Until },
			Held:     func(l letter) bool { return set.held != nil && set.held(l.asEffect()) },
		},
		Settled: func(l letter, err error) { h.ended(p, address, l, err) },
	})
	h.posts = append(h.posts, p)
}

// asEffect is what a stop is asked about. What no rule has said is not held.
func (l letter) asEffect() rules.Effect {
	return rules.Webhook{Head: rules.Head{ID: l.Cause, Why: rules.Why{Rule: l.Rule}}}
}

// tell makes one try.
func (h *hooks) tell(ctx context.Context, p *post, l letter) error {
	if p.hook == nil {
		return devices.Permanent(errors.New("its secret was missing"))
	}
	return p.hook.Do(ctx, webhook.Message{ID: h.idOf(l.Cause), Type: l.Type, At: l.At, Data: l.Data})
}

// idOf is the webhook-id of a cause, the same after a restart.
func (h *hooks) idOf(cause string) string { return webhook.ID(h.secret, cause) }

// put sends a letter on its way.
func (h *hooks) put(l letter) {
	for _, p := range h.posts {
		if p.id == l.Hook {
			p.out.Put(l)
			return
		}
	}
	h.ended(nil, "", l, devices.Permanent(fmt.Errorf("the venue file has no webhook %s any more", l.Hook)))
}

// ended keeps what was given up before it tells the venue, so that a letter is
// always in one of the two places.
func (h *hooks) ended(p *post, address string, l letter, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	kept := h.shelf.end(ctx, h.idOf(l.Cause), l, err)
	if p != nil && p.hook != nil {
		kept = errors.Join(kept, h.shelf.setAlone(ctx, p.id, address, p.hook.Alone()))
	}
	if kept != nil { // the venue still has it: it is told again after a restart
		h.log.Warn("a webhook's end could not be kept", "component", "webhooks", "hook", l.Hook, "cause", kept)
		return
	}
	if err != nil {
		h.log.Warn("a webhook was given up", "component", "webhooks", "hook", l.Hook, "rule", l.Rule, "cause", err)
	}
	if !l.again {
		h.settled(l.effect(), err)
	}
}

// begin sends those again that somebody wanted sent before we last ended.
func (h *hooks) begin() {
	for _, l := range h.shelf.wanted() {
		l.again = true
		h.put(l)
	}
}

func (h *hooks) runs() (runs []func(context.Context) error) {
	for _, p := range h.posts {
		runs = append(runs, p.out.Run)
	}
	return runs
}

// healthOf is how a receiver is, with what it was not told.
func (h *hooks) healthOf(p *post) func() devices.Health {
	return func() devices.Health {
		now := p.hook.Health()
		if lost := h.shelf.said(p.id); lost != "" {
			now.Problem = join(now.Problem, lost)
		}
		return now
	}
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}
