package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/wire"
	"foyer/controller/venue"
	"foyer/devices/dj/songs"
	"foyer/rules"
)

const (
	// catchUpAtMost is how long sources get, after the line is up, to send
	// again what we missed: they notice after 1.5 s without progress.
	catchUpAtMost = 3 * time.Second
	// catchUpRest is how long the rest of a resend takes once it has begun.
	catchUpRest = 300 * time.Millisecond
	// catchUpAgain is how long a source gets, once what it sent is committed,
	// to send what did not fit into its window.
	catchUpAgain = time.Second
	// behind is how old, by the venue's clock, the newest word of a source is
	// that probably has more to send, and many how many it has sent at once:
	// with fewer it has come to the end of its spool, not of its window.
	behind = 15 * time.Second
	many   = 100
)

// intake turns what the broker delivers into inputs.
type intake struct {
	decoder *wire.Decoder
	clock   clock
	inbox   *inbox
	acks    *acks
	songs   *songs.Catalogue // nil = no DJ has told theirs
	refused *refusals
	ears    *ears
	log     *slog.Logger

	message wire.Message // of the one goroutine that hears
	up      chan bool

	strangers uint64                           // messages that nobody claims
	unclaimed atomic.Pointer[[]wire.Unclaimed] // and which they are, for the page

	linked atomic.Bool // the venue has been told that the line is up

	mu       sync.Mutex
	catching bool
	backlog  []venue.Heard
	missing  map[beacons.Source]venue.Mark // known sources that have not resumed
	heads    map[beacons.Source]head       // how far sources have come since the line came up
	released time.Time                     // when part of the backlog was, last; zero = not yet
}

// head is the newest that a source has sent.
type head struct {
	mark venue.Mark
	at   time.Time // of its newest sighting
	was  time.Time // the same at the last release; zero = nothing was known
	sent int       // messages since the last release
}

// move notes a message, if it is none that is sent again.
func (h head) move(m *venue.Heard) head {
	if m.Boot == h.mark.Boot && m.Seq <= h.mark.Seq {
		return h
	}
	return head{mark: venue.Mark{Source: m.Source, Boot: m.Boot, Seq: m.Seq}, at: newestOf(m), was: h.was, sent: h.sent + 1}
}

func newIntake(d *wire.Decoder, c clock, in *inbox, a *acks, log *slog.Logger) *intake {
	return &intake{decoder: d, clock: c, inbox: in, acks: a, refused: newRefusals(log), ears: newEars(), log: log, up: make(chan bool, 8)}
}

// hear takes one delivery, on the link's reading path.
func (in *intake) hear(d link.Delivery) {
	now := in.clock.Now()
	err := in.decoder.Decode(now, d.Topic, d.Body, d.Retain, &in.message)
	if err != nil {
		in.refuse(err)
		in.done(d.Ack)
	} else {
		in.ears.note(now, &in.message)
		in.take(&in.message, d.Ack)
	}
}

// rest is told when all that has arrived is heard: now the venue should look.
func (in *intake) rest() { in.inbox.rouse() }

func (in *intake) refuse(err error) {
	if refusal, ok := errors.AsType[wire.Refusal](err); ok {
		in.refused.count(refusal)
		if refusal.Reason == wire.UnknownTopic {
			in.wonder()
		}
	}
}

// wonder renews what the page shows of messages that nobody claims: the
// decoder belongs to the goroutine that hears. A flood renews it now and then.
func (in *intake) wonder() {
	in.strangers++
	if in.strangers < 100 || in.strangers%100 == 0 {
		all := in.decoder.Unclaimed()
		in.unclaimed.Store(&all)
	}
}

// done acknowledges what needs no commit.
func (in *intake) done(ack func()) {
	if ack != nil {
		ack()
	}
}

func (in *intake) take(m *wire.Message, ack func()) {
	for _, refusal := range m.Refused {
		in.refused.count(refusal)
	}
	switch m.Kind {
	case wire.PlainKind:
		in.inbox.sight(m.Sightings)
		in.done(ack)
	case wire.NumberedKind:
		in.numbered(m, ack)
	case wire.StampKind:
		in.inbox.put(venue.Stamped{ID: strings.Clone(m.Stamp.ID), Tag: m.Stamp.Tag, Anchor: m.Stamp.Anchor, At: m.Stamp.At}, ack)
	case wire.AskKind:
		in.inbox.put(venue.Asked{ID: strings.Clone(m.Ask.ID), Phone: m.Ask.Phone, Mention: in.mention(&m.Ask), At: m.Ask.At}, ack)
	case wire.RedeemKind:
		in.inbox.put(venue.Redeemed{
			ID: strings.Clone(m.Redeem.ID), Desk: strings.Clone(m.Redeem.Desk), Code: strings.Clone(m.Redeem.Code),
			Tag: m.Redeem.Tag, Pool: strings.Clone(m.Redeem.Reward), At: m.Redeem.At,
		}, ack)
	case wire.StopKind:
		in.inbox.put(venue.Stopped{
			ID: strings.Clone(m.Stop.ID), What: rules.Stopped(strings.Clone(m.Stop.What)), On: m.Stop.On, By: cmp.Or(strings.Clone(m.Stop.By), "MQTT"),
		}, ack)
	case wire.HealthKind:
		in.inbox.put(venue.Turned{Anchor: m.Health.Anchor, Alive: m.Health.Alive}, ack)
	}
}

// numbered passes a numbered message on, or keeps it while sources catch up.
func (in *intake) numbered(m *wire.Message, ack func()) {
	heard := venue.Heard{Source: m.Source, Boot: m.Boot, Seq: m.Seq, Sightings: slices.Clone(m.Sightings)}
	in.acks.hear(m.Source)
	in.mu.Lock()
	if !in.catching {
		in.mu.Unlock()
		in.inbox.put(heard, ack)
		return
	}
	in.backlog = append(in.backlog, heard)
	in.heads[m.Source] = in.heads[m.Source].move(&heard)
	if known, waits := in.missing[m.Source]; waits && (m.Boot != known.Boot || m.Seq == known.Seq+1) {
		delete(in.missing, m.Source)
	}
	in.mu.Unlock()
	in.done(ack) // it is numbered: its source keeps it until it is committed
}

// turned is told when the line comes up or goes down. Both begin to keep back:
// a broker that hung speaks again before anyone knows that it does.
func (in *intake) turned(up bool) {
	in.begin()
	select {
	case in.up <- up:
	default: // the line flaps faster than we look
	}
}

// begin keeps numbered messages back from now on, until their order is known.
func (in *intake) begin() {
	in.acks.mu.Lock()
	defer in.acks.mu.Unlock()
	in.mu.Lock()
	defer in.mu.Unlock()
	in.catching, in.released = true, time.Time{}
	in.heads = map[beacons.Source]head{}
	in.missing = map[beacons.Source]venue.Mark{}
	maps.Copy(in.missing, in.acks.committed)
}

// Run lets sources catch up each time the line is up, and tells the venue.
func (in *intake) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case up := <-in.up:
			if !up {
				in.begin() // a catching up may have ended since
				in.linked.Store(false)
				in.inbox.put(venue.Linked{Up: false}, nil)
				continue
			}
			in.catchUp(ctx, catchUpAtMost)
			for in.release() {
				in.catchUp(ctx, catchUpAgain)
			}
		}
	}
}

// catchUp waits until every known source has resumed, or has had its time.
func (in *intake) catchUp(ctx context.Context, atMost time.Duration) {
	began := time.Now()
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	var resumed time.Time
	for time.Since(began) < atMost && ctx.Err() == nil {
		if in.waitsFor() == 0 {
			if resumed.IsZero() {
				resumed = time.Now()
			}
			if time.Since(resumed) >= catchUpRest || resumed.Sub(began) < nobody {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
		}
	}
}

// nobody is so soon after the line came up that there was nobody to wait for.
const nobody = 10 * time.Millisecond

func (in *intake) waitsFor() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	return len(in.missing)
}

// release hands the backlog to the venue. When sources have more than they may
// send at once, it hands over only what is older than all that is still to
// come, tells that there is more, and the next part follows once this one is
// committed. At the end it lets the venue trust silence again.
func (in *intake) release() (more bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	ready, upTo := in.backlog, in.upTo(in.clock.Now())
	in.backlog = nil
	if more = !upTo.IsZero(); more {
		ready, in.backlog = split(ready, upTo)
	}
	if len(ready) > 0 {
		in.inbox.put(venue.Backlog{Heard: ready}, nil)
	}
	in.log.Info("hearing", "component", "intake", "messages_caught_up", len(ready), "more", more)
	if !more {
		in.catching = false
		in.inbox.put(venue.Linked{Up: true}, nil)
		in.linked.Store(true)
	}
	return more
}

// upTo is the time before which nothing more will come: the newest word of the
// source that is most behind. Zero means that none is. A source that comes no
// nearer to the present is not behind, its clock is.
func (in *intake) upTo(now time.Time) (first time.Time) {
	in.missing = map[beacons.Source]venue.Mark{}
	elapsed := now.Sub(in.released)
	for source, h := range in.heads {
		comes := h.was.IsZero() || h.at.Sub(h.was) >= 2*elapsed
		if h.sent >= many && comes && now.Sub(h.at) >= behind {
			in.missing[source] = h.mark
			first = earlier(first, h.at)
		}
		h.was, h.sent = h.at, 0
		in.heads[source] = h
	}
	in.released = now
	return first
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// split parts messages at a time, and leaves those of each source in their order.
func split(messages []venue.Heard, upTo time.Time) (until, after []venue.Heard) {
	later := map[beacons.Source]bool{}
	for i := range messages {
		m := &messages[i]
		if later[m.Source] = later[m.Source] || newestOf(m).After(upTo); later[m.Source] {
			after = append(after, *m)
		} else {
			until = append(until, *m)
		}
	}
	return until, after
}

func newestOf(m *venue.Heard) (at time.Time) {
	for i := range m.Sightings {
		if m.Sightings[i].At.After(at) {
			at = m.Sightings[i].At
		}
	}
	return at
}
