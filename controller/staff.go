package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"foyer/beacons/link"
	"foyer/controller/console"
	"foyer/devices"
	"foyer/rules"
)

// crew tells the people who run the evening, each line once by each way: on the
// page, on the broker, and by a webhook if the venue file names one.
type crew struct {
	board   *board
	out     *devices.Outbox[rules.Staff]
	hook    string // "" = none
	hooks   *hooks
	topic   string
	publish func(context.Context, link.Message) error
	pending *atomic.Int64
	settled func(id string, err error)
	clock   clock
}

// hookedStaff ends the cause of a staff line's webhook.
const hookedStaff = "|staff"

// open gives the crew its outbox: lines are told in their order.
func (c *crew) open(o *outboxes, clock clock, held func(rules.Effect) bool) {
	c.pending, c.hooks, c.clock = &o.pending, o.hooks, clock
	c.settled = func(id string, err error) {
		c.board.settle(id)
		o.tell(id, err)
	}
	o.hooks.settled = c.settled // a line ends with its webhook
	c.out = devices.NewOutbox(devices.OutboxConfig[rules.Staff]{
		Driver: router[rules.Staff](c.say), Clock: devices.Machine{}, Key: func(rules.Staff) string { return "" },
		Patience: devices.Patience[rules.Staff]{Longest: 5 * time.Second, Held: heldAs[rules.Staff](held)},
		Settled:  func(e rules.Staff, err error) { c.said(e, err) },
	})
}

// put shows a line on the page at once, and sends it on its other ways.
func (c *crew) put(e rules.Staff) {
	c.board.show(e, c.clock.Now())
	c.pending.Add(1)
	c.out.Put(e)
}

// say tells the broker, unless that was done before a restart.
func (c *crew) say(ctx context.Context, e rules.Staff) error {
	if !c.board.told(e.ID) {
		body, _ := json.Marshal(struct {
			ID   string `json:"id"`
			At   int64  `json:"at"` // Unix ms
			Text string `json:"text"`
			Rule string `json:"rule,omitempty"`
		}{e.ID, e.Why.At.UnixMilli(), e.Text, e.Why.Rule}) // plain fields: it always encodes
		if err := c.publish(ctx, link.Message{Topic: c.topic, Body: body, QoS: 1}); err != nil {
			return err
		}
	}
	return c.board.tell(ctx, e.ID)
}

// said hands a line to the webhook, whose end is the line's, or ends it.
func (c *crew) said(e rules.Staff, err error) {
	c.pending.Add(-1)
	if err != nil || c.hook == "" {
		c.settled(e.ID, err)
		return
	}
	data, _ := json.Marshal(map[string]string{"text": e.Text, "rule": e.Why.Rule}) // texts always encode
	c.hooks.put(letter{Cause: e.ID + hookedStaff, Hook: c.hook, Rule: e.Why.Rule, Type: "staff", At: e.Why.At, Data: data, Until: e.Why.At.Add(hookPatience)})
}

// effect is the effect that a letter carries out.
func (l letter) effect() string { return strings.TrimSuffix(l.Cause, hookedStaff) }

// mark says that a line is done, or is not after all.
func (c *crew) mark(ctx context.Context, w console.StaffWish) error {
	if !c.board.mark(w.ID, w.Done) {
		return &console.Refused{Text: "This line is not on the list any more."}
	}
	return c.board.save(ctx)
}

// lines are those for the page, newest first.
func (c *crew) lines(place *time.Location) []console.StaffMessage {
	var all []console.StaffMessage
	for _, l := range slices.Backward(c.board.list()) {
		all = append(all, console.StaffMessage{ID: l.ID, At: l.At.In(place), Text: l.Text, Rule: l.Rule, Done: l.Done})
	}
	return all
}
