package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"foyer/beacons/link"
	"foyer/controller/venue"
	"foyer/devices"
	"foyer/rules"
)

// outboxes carry effects out: one queue for each kind of effect, each with the
// patience its devices need. release is the one switch over effects.
type outboxes struct {
	lights   *devices.Outbox[rules.Light]
	songs    *devices.Outbox[rules.Song]
	pushes   *devices.Outbox[rules.Push]
	messages *devices.Outbox[rules.Publish] // state: of each topic the newest
	said     *devices.Outbox[rules.Publish] // what rules say: each, in order
	replies  *devices.Outbox[rules.Reply]
	hooks    *hooks
	crew     *crew
	feed     *feed
	settle   func(venue.Settled)
	pending  atomic.Int64 // songs and pushes whose end the venue has not been told
	log      *slog.Logger
}

// drivers are what the outboxes end in.
type drivers struct {
	lights   devices.Driver[rules.Light]
	songs    devices.Driver[rules.Song]
	pushes   devices.Driver[rules.Push]
	messages devices.Driver[rules.Publish]
	replies  devices.Driver[rules.Reply]
	ledger   devices.Ledger
	hooks    *hooks
	crew     *crew
}

// A light may wait for its zone's turn, so each zone needs a worker.
const lightWorkers, pushWorkers = 16, 32

func newOutboxes(d drivers, c clock, f *feed, held func(rules.Effect) bool, settle func(venue.Settled), log *slog.Logger) *outboxes {
	o := &outboxes{feed: f, settle: settle, log: log, hooks: d.hooks, crew: d.crew}
	o.hooks.settled = o.tell
	o.crew.open(o, c, held)
	o.lights = devices.NewOutbox(devices.OutboxConfig[rules.Light]{
		Driver: d.lights, Clock: c, Newest: true, Workers: lightWorkers,
		Patience: devices.Patience[rules.Light]{Held: heldAs[rules.Light](held)},
		Key:      func(e rules.Light) string { return string(e.Zone) },
	})
	o.messages = devices.NewOutbox(devices.OutboxConfig[rules.Publish]{
		Driver: d.messages, Clock: devices.Machine{}, Newest: true, Patience: devices.Patience[rules.Publish]{Longest: time.Second, Held: heldAs[rules.Publish](held)},
		Key: func(e rules.Publish) string { return e.Topic },
	})
	o.replies = devices.NewOutbox(devices.OutboxConfig[rules.Reply]{
		Driver: d.replies, Clock: devices.Machine{}, Key: func(e rules.Reply) string { return string(e.To) },
		Patience: devices.Patience[rules.Reply]{First: 20 * time.Millisecond, Longest: 5 * time.Second, Tries: replyTries, Held: heldAs[rules.Reply](held)},
		Settled:  func(e rules.Reply, err error) { o.settled(e.ID, err) },
	})
	o.said = devices.NewOutbox(devices.OutboxConfig[rules.Publish]{
		Driver: d.messages, Clock: devices.Machine{}, Patience: devices.Patience[rules.Publish]{Longest: time.Second, Held: heldAs[rules.Publish](held)},
		Key:     func(e rules.Publish) string { return e.Topic },
		Settled: func(e rules.Publish, err error) { o.settled(e.ID, err) },
	})
	o.songs = devices.NewOutbox(devices.OutboxConfig[rules.Song]{
		Driver: d.songs, Clock: c, Patience: devices.Patience[rules.Song]{Held: heldAs[rules.Song](held)}, Key: func(e rules.Song) string { return e.Queue },
		Settled: func(e rules.Song, err error) { o.settled(e.ID, err) },
	})
	o.pushes = devices.NewOutbox(devices.OutboxConfig[rules.Push]{
		Driver: devices.Once(d.pushes, d.ledger, func(e rules.Push) string { return e.ID }), Clock: c, Workers: pushWorkers,
		Key: func(e rules.Push) string { return string(e.Person) },
		Patience: devices.Patience[rules.Push]{
			Deadline: func(e rules.Push) time.Time { return e.Deadline }, Held: heldAs[rules.Push](held),
		},
		Settled: func(e rules.Push, err error) {
			if err != nil {
				f.dropped(e, err.Error())
			}
			o.settled(e.ID, err)
		},
	})
	return o
}

// heldAs asks of one kind of effect what is asked of all.
func heldAs[E rules.Effect](held func(rules.Effect) bool) func(E) bool {
	return func(e E) bool { return held(e) }
}

// settled tells the venue how an effect ended that a step waits for.
func (o *outboxes) settled(id string, err error) {
	o.tell(id, err)
	o.pending.Add(-1)
}

// tell tells the venue how an effect ended.
func (o *outboxes) tell(id string, err error) {
	ending := venue.Delivered
	switch devices.OutcomeOf(err) {
	case devices.Done:
	case devices.Refused:
		ending = venue.Refused
	case devices.Unknown:
		ending = venue.Unknown
	}
	o.settle(venue.Settled{ID: id, Outcome: ending})
}

// release lets effects go that are safe.
func (o *outboxes) release(effects []rules.Effect) {
	for _, e := range effects {
		o.feed.add(e)
		switch e := e.(type) {
		case rules.Light:
			o.lights.Put(e)
		case rules.Song:
			o.pending.Add(1)
			o.songs.Put(e)
		case rules.Push:
			o.pending.Add(1)
			o.pushes.Put(e)
		case rules.Publish:
			o.publish(e)
		case rules.Reply:
			o.pending.Add(1)
			o.replies.Put(e)
		case rules.Staff:
			o.crew.put(e)
		case rules.Webhook:
			o.hooks.put(letterOf(e))
		case rules.Reward, rules.Points: // they are theirs since it was decided
		}
		if o.log.Enabled(context.Background(), slog.LevelDebug) {
			about := e.About()
			o.log.Debug("effect", "component", "venue", "rule", about.Why.Rule, "line", about.Why.Line)
		}
	}
}

// publish puts a message where it belongs.
func (o *outboxes) publish(e rules.Publish) {
	if e.Said() {
		o.pending.Add(1)
		o.said.Put(e)
		return
	}
	o.messages.Put(e)
}

// runs are what carries the effects out.
func (o *outboxes) runs() []func(context.Context) error {
	return append(o.hooks.runs(), o.crew.out.Run, o.lights.Run, o.songs.Run, o.pushes.Run, o.messages.Run, o.said.Run, o.replies.Run)
}

// publisher is the driver of messages on the broker.
type publisher struct {
	topic   string // foyer/<venue>/
	publish func(context.Context, link.Message) error
}

// Do publishes one message.
func (p publisher) Do(ctx context.Context, e rules.Publish) error {
	m := link.Message{Topic: p.topic + e.Topic, Body: e.Body, Retain: e.Retain}
	if e.Outside {
		m.Topic = e.Topic
	}
	if e.Said() {
		m.QoS = 1
	}
	return p.publish(ctx, m)
}
