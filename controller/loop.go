package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"foyer/beacons"
	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/rules"
)

const (
	// linger is how long a batch may gather after the one before it. It costs
	// this much delay and saves a round of work for every sighting.
	linger = 2 * time.Millisecond
	// markEvery is how often marks are committed when nothing else changed.
	markEvery = 200 * time.Millisecond
	// snapshotEvery is how often the pages get a new picture.
	snapshotEvery = 250 * time.Millisecond
)

// sealed is a batch on its way into the store, and what may happen once it is
// safe.
type sealed struct {
	batch   *venue.Batch
	over    *store.Behind // not nil: the store went back in time, write it over
	effects []rules.Effect
	safe    []func()
}

// loop owns the venue: it alone steps it.
type loop struct {
	venue   *venue.Venue
	clock   clock
	inbox   *inbox
	linger  time.Duration
	commits chan sealed // one at a time
	idle    chan verdict
	picture atomic.Pointer[venue.Snapshot]
	log     *slog.Logger

	effects  []rules.Effect
	safe     []func()
	plain    []beacons.Sighting
	sure     []item
	alarm    <-chan time.Time
	stop     func()
	alarmAt  time.Time
	free     bool // the committer waits for a batch
	sealedAt time.Time
	drawnAt  time.Time
}

// verdict is what the committer says of its last batch.
type verdict struct {
	behind *store.Behind
	lost   sealed
}

func newLoop(v *venue.Venue, c clock, in *inbox, linger time.Duration, log *slog.Logger) *loop {
	return &loop{
		venue: v, clock: c, inbox: in, linger: linger, commits: make(chan sealed), idle: make(chan verdict, 1), log: log,
		stop: func() {}, free: true,
	}
}

// Run steps the venue until ctx ends; then it hands over what is left.
func (l *loop) Run(ctx context.Context) error {
	defer close(l.commits)
	pulse := time.NewTicker(markEvery)
	defer pulse.Stop()
	var stepped time.Time
	for {
		l.arm()
		rang := false
		select {
		case <-ctx.Done():
			return l.finish()
		case <-l.inbox.ready:
			// Many messages come at once: let them gather.
			if rest := l.linger - time.Since(stepped); rest > 0 {
				time.Sleep(rest)
			}
		case <-l.alarm:
			rang = true
			l.alarm, l.alarmAt = nil, time.Time{}
		case said := <-l.idle:
			l.committed(said)
		case <-pulse.C:
		}
		stepped = time.Now()
		l.step(rang)
		l.seal(ctx, false)
		l.draw()
	}
}

// arm sets the one timer to when the venue wants to be told that time has passed.
func (l *loop) arm() {
	wake := l.venue.Wake()
	if wake.Equal(l.alarmAt) {
		return
	}
	l.stop()
	l.alarm, l.alarmAt, l.stop = nil, wake, func() {}
	if !wake.IsZero() {
		l.alarm, l.stop = l.clock.Alarm(wake)
	}
}

// step tells the venue everything that waits in the inbox.
func (l *loop) step(rang bool) {
	now := l.clock.Now()
	if rang {
		l.take(l.venue.Step(now, venue.Waited{}))
	}
	l.plain, l.sure = l.inbox.swap(l.plain, l.sure)
	if len(l.plain) > 0 {
		l.take(l.venue.Step(now, venue.Heard{Sightings: l.plain}))
	}
	for _, item := range l.sure {
		if item.in == nil {
			item.safe() // a barrier: all before it has been stepped
			continue
		}
		l.take(l.venue.Step(now, item.in))
		if item.safe != nil {
			l.safe = append(l.safe, item.safe)
		}
	}
}

func (l *loop) take(effects []rules.Effect) { l.effects = append(l.effects, effects...) }

// seal hands a batch to the committer when it is free and there is one. While
// it is not, the venue goes on and the next batch grows.
func (l *loop) seal(ctx context.Context, all bool) {
	if !l.free || (!all && !l.due()) {
		return
	}
	batch := l.venue.Seal()
	if batch == nil && len(l.effects) == 0 && len(l.safe) == 0 {
		return
	}
	l.hand(ctx, sealed{batch: batch, effects: l.effects, safe: l.safe})
	l.effects, l.safe = nil, nil
}

func (l *loop) due() bool {
	return l.venue.Pressing() || len(l.effects) > 0 || len(l.safe) > 0 || time.Since(l.sealedAt) >= markEvery
}

func (l *loop) hand(ctx context.Context, s sealed) {
	select {
	case l.commits <- s:
		l.free, l.sealedAt = false, time.Now()
	case <-ctx.Done():
	}
}

// committed takes the committer's word. A store that has gone back in time is
// given everything.
func (l *loop) committed(said verdict) {
	l.free = true
	if said.behind == nil {
		return
	}
	l.log.Warn("the store has gone back in time and is given everything again", "component", "venue")
	s := said.lost
	s.batch, s.over = l.venue.Everything(s.batch), said.behind
	l.hand(context.Background(), s)
}

// finish commits what is left when the program ends.
func (l *loop) finish() error {
	l.stop()
	l.step(false)
	last, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if !l.free {
		select {
		case said := <-l.idle:
			l.committed(said)
		case <-last.Done():
			return errors.New("the store did not take the last batch")
		}
	}
	l.seal(last, true)
	return nil
}

// draw renews the picture for the pages, a few times a second.
func (l *loop) draw() {
	if time.Since(l.drawnAt) < snapshotEvery {
		return
	}
	l.drawnAt = time.Now()
	s := l.venue.Snapshot()
	l.picture.Store(&s)
}

// tell puts an input in and waits until it has been stepped.
func (l *loop) tell(ctx context.Context, in venue.Input) error {
	l.inbox.put(in, nil)
	return l.barrier(ctx)
}

// barrier waits until everything that is in the inbox now has been stepped.
func (l *loop) barrier(ctx context.Context) error {
	done := make(chan struct{})
	l.inbox.put(nil, func() { close(done) })
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
