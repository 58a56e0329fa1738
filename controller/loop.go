package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
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
	linger = time.Millisecond
	// nap is the shortest time, by the venue's clock, between two looks at what
	// time alone has changed.
	nap = 20 * time.Millisecond
	// commitEvery is how often what nobody waits for is committed: visits
	// without effects, in a crowd.
	commitEvery = 50 * time.Millisecond
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
	gather  time.Duration // how long what nobody waits for may wait to be committed
	marks   time.Duration // the same for marks alone
	nap     time.Duration // shortest time between two looks at the clock
	commits chan sealed   // one at a time
	idle    chan verdict
	picture atomic.Pointer[venue.Snapshot]
	stops   atomic.Pointer[rules.Stops]
	wakes   atomic.Int64         // when the venue wants to be told the time, Unix ms
	release func([]rules.Effect) // lets effects go; set before Run
	log     *slog.Logger

	counts   []rules.Effect
	effects  []rules.Effect
	safe     []func()
	plain    []beacons.Sighting
	sure     []item
	alarm    <-chan time.Time
	stop     func()
	alarmAt  time.Time
	waited   time.Time // when the venue was last told the time
	free     bool      // the committer waits for a batch
	sealedAt time.Time
	drawnAt  time.Time
}

// verdict is what the committer says of its last batch.
type verdict struct {
	behind *store.Behind
	lost   sealed
	late   []rules.Effect // lights that a newer one may have overtaken
}

// newLoop makes a loop. Stepped says that its clock is: then nothing lingers.
func newLoop(v *venue.Venue, c clock, in *inbox, stepped bool, log *slog.Logger) *loop {
	l := &loop{
		venue: v, clock: c, inbox: in, linger: linger, gather: commitEvery, marks: markEvery, nap: nap, commits: make(chan sealed), idle: make(chan verdict, 1), log: log,
		stop: func() {}, free: true,
	}
	l.noteStops()
	if stepped {
		l.linger, l.gather, l.marks, l.nap = 0, 0, 0, 0
	}
	return l
}

// Run steps the venue until ctx ends; then it hands over what is left.
func (l *loop) Run(ctx context.Context) error {
	defer close(l.commits)
	pulse := time.NewTicker(markEvery)
	defer pulse.Stop()
	var stepped time.Time
	for {
		l.arm()
		l.wakes.Store(l.alarmAt.UnixMilli())
		select {
		case <-ctx.Done():
			return l.finish()
		case <-l.inbox.ready:
			// Many messages come at once: let them gather.
			if rest := l.linger - time.Since(stepped); rest > 0 {
				time.Sleep(rest)
			}
		case <-l.alarm:
			l.wait()
		case said := <-l.idle:
			l.committed(said)
		case <-pulse.C:
		}
		stepped = time.Now()
		l.step()
		l.count()
		l.seal(ctx, false)
		l.draw()
	}
}

// arm sets the one timer to when the venue wants to be told that time has passed.
func (l *loop) arm() {
	wake := l.venue.Wake()
	if soonest := l.waited.Add(l.nap); !wake.IsZero() && wake.Before(soonest) {
		wake = soonest // thousands of people are due in a second: look at many at once
	}
	if wake.Equal(l.alarmAt) {
		return
	}
	l.stop()
	l.alarm, l.alarmAt, l.stop = nil, wake, func() {}
	if !wake.IsZero() {
		l.alarm, l.stop = l.clock.Alarm(wake)
	}
}

// wait tells the venue that the time it asked for has come.
func (l *loop) wait() {
	l.alarm, l.alarmAt, l.waited = nil, time.Time{}, l.clock.Now()
	l.take(l.venue.Step(l.waited, venue.Waited{}))
}

// step tells the venue everything that waits in the inbox, and before it that
// its time has come, if it has.
func (l *loop) step() {
	select {
	case <-l.alarm:
		l.wait()
	default:
	}
	now := l.clock.Now()
	l.plain, l.sure = l.inbox.swap(l.plain, l.sure)
	if len(l.plain) > 0 {
		l.take(l.venue.Step(now, venue.Heard{Sightings: l.plain}))
	}
	for _, item := range l.sure {
		if item.in != nil {
			l.take(l.venue.Step(now, item.in))
		}
		l.noteStops()
		if item.stepped != nil {
			item.stepped()
		}
		if item.safe != nil {
			l.safe = append(l.safe, item.safe)
		}
	}
}

func (l *loop) take(effects []rules.Effect) {
	for _, e := range effects {
		if p, is := e.(rules.Publish); is && p.Retain && !p.Sure && !p.Said() {
			l.counts = append(l.counts, e)
		} else {
			l.effects = append(l.effects, e)
		}
	}
}

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
	l.hand(ctx, sealed{batch: batch, effects: newest(l.effects), safe: l.safe})
	l.effects, l.safe = nil, nil
}

func (l *loop) due() bool {
	if len(l.effects) > 0 || len(l.safe) > 0 {
		return true
	}
	since := time.Since(l.sealedAt)
	return l.venue.Pressing() && since >= l.gather || since >= l.marks
}

// count publishes the numbers of people. They are measured, not decided, and
// made anew after a restart: they wait for no commit.
func (l *loop) count() {
	if len(l.counts) > 0 {
		l.release(l.counts) // of one topic the outbox keeps the newest
		l.counts = l.counts[:0]
	}
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
	l.effects = append(said.late, l.effects...)
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
	l.step()
	l.count()
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

// stepped waits until everything that is in the inbox now has been stepped.
func (l *loop) stepped(ctx context.Context) error {
	done := make(chan struct{})
	l.inbox.add(item{stepped: func() { close(done) }})
	return until(ctx, done)
}

// flushed waits until everything that is in the inbox now is safe, and its
// effects have been let go.
func (l *loop) flushed(ctx context.Context) error {
	done := make(chan struct{})
	l.inbox.add(item{safe: func() { close(done) }})
	return until(ctx, done)
}

// fresh waits for a picture of everything that is in the inbox now.
func (l *loop) fresh(ctx context.Context) error {
	done := make(chan struct{})
	l.inbox.add(item{stepped: func() {
		l.drawnAt = time.Time{}
		l.draw()
		close(done)
	}})
	return until(ctx, done)
}

func until(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// waiting counts who waits at each rule.
func (l *loop) waiting(ctx context.Context) (map[rules.WaitAt]int, error) {
	answer := make(chan map[rules.WaitAt]int, 1)
	l.inbox.add(item{stepped: func() { answer <- l.venue.Waiting() }})
	select {
	case all := <-answer:
		return all, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// present is who is in a zone now, of those who are followed.
func (l *loop) present(ctx context.Context, zone beacons.Zone) ([]beacons.Person, error) {
	answer := make(chan []beacons.Person, 1)
	l.inbox.add(item{stepped: func() { answer <- l.venue.In(zone) }})
	select {
	case all := <-answer:
		return all, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// retell publishes the number of people of every zone once more. The loop does
// it between two steps, so that no older number overtakes a newer one.
func (l *loop) retell() {
	l.inbox.add(item{stepped: func() { l.take(l.venue.TellZones(l.clock.Now())) }})
}

// tell hands the venue one input and waits until what came of it is safe.
func (l *loop) tell(ctx context.Context, in venue.Input) error {
	done := make(chan struct{})
	l.inbox.put(in, func() { close(done) })
	return until(ctx, done)
}

// noteStops shows everyone what the venue has stopped, before anything else is
// let go.
func (l *loop) noteStops() {
	now := l.venue.Stops()
	if known := l.stops.Load(); known == nil || !slices.Equal(*known, now) {
		l.stops.Store(&now)
	}
}
