package mqttlight

import (
	"cmp"
	"context"
	"slices"
	"time"

	"foyer/devices"
)

const (
	// forever is the nap of one with nothing to do.
	forever = time.Hour
	// heldPause is how soon a light that is held is looked at again.
	heldPause = 500 * time.Millisecond
)

// Run tells the lamps what is wanted of them until ctx ends, one message after
// the other.
func (b *Base) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if wait, seen := b.step(ctx); wait > 0 {
			b.nap(ctx, wait, seen)
		}
	}
	return nil
}

// step does the one thing that is due, if any, or says how long nothing will
// be; seen is the count of changes that answer is good for.
func (b *Base) step(ctx context.Context) (wait time.Duration, seen uint64) {
	b.mu.Lock()
	do, wait := b.next(b.clock.Now())
	seen = b.changes
	b.mu.Unlock()
	if do == nil {
		return max(wait, time.Millisecond), seen
	}
	do(ctx)
	return 0, 0
}

// nap sleeps until wait is over or something changes.
func (b *Base) nap(ctx context.Context, wait time.Duration, seen uint64) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b.mu.Lock()
	if b.changes != seen {
		b.mu.Unlock()
		return
	}
	b.naps = append(b.naps, cancel)
	b.mu.Unlock()
	_ = b.clock.Sleep(ctx, wait) // its end is looked at by Run
}

// rouse ends all naps; the caller holds the lock.
func (b *Base) rouse() {
	b.changes++
	for _, end := range b.naps {
		end()
	}
	b.naps = nil
}

// chore is one publish and what follows from its outcome; it is done without
// the lock.
type chore func(context.Context)

// next chooses what to do now, or says how long nothing is due.
func (b *Base) next(now time.Time) (chore, time.Duration) {
	if b.away() != nil {
		return nil, forever
	}
	if wait := b.pace.rest.Sub(now); wait > 0 {
		return nil, wait
	}
	wait := min(b.turn(now), b.compare(now))
	for _, z := range b.order {
		z.settle()
	}
	do, later := b.one(now)
	return do, min(wait, later)
}

// turn makes looks of lights whose time has come, and says when the next is.
func (b *Base) turn(now time.Time) time.Duration {
	wait := forever
	for _, z := range b.order {
		switch {
		case b.held(z):
			z.answer(devices.Unsent(errHeld))
			wait = min(wait, heldPause)
		case !z.pending:
		case z.due().After(now):
			wait = min(wait, z.due().Sub(now))
		default:
			z.turn(now)
		}
	}
	return wait
}

// held tells whether a zone that wants something must stay as it is.
func (b *Base) held(z *zone) bool {
	wants := z.pending || slices.ContainsFunc(z.lamps, (*lamp).owed)
	return wants && b.config.Held != nil && b.config.Held(z.newest)
}

// compare looks at what lamps have said whose last command is over, and says
// when the next is.
func (b *Base) compare(now time.Time) time.Duration {
	wait := forever
	for _, l := range b.lamps {
		switch left := l.settled.Sub(now); {
		case l.report == nil || l.asking:
		case left > 0:
			wait = min(wait, left)
		default:
			l.compare(now)
		}
	}
	return wait
}

// one chooses the lamp that has been owed its look longest among those that
// the radio and the eye's limits let change now, or says how long none may.
func (b *Base) one(now time.Time) (chore, time.Duration) {
	var owed []*lamp
	for _, l := range b.lamps {
		if l.owed() && !l.asking && !b.held(l.zone) {
			owed = append(owed, l)
		}
	}
	slices.SortStableFunc(owed, func(a, c *lamp) int { return cmp.Compare(a.since.UnixNano(), c.since.UnixNano()) })
	later := forever
	for _, l := range owed {
		fade, wait := l.zone.area.Judge(now, l.name, l.goal.shine(), l.fade)
		if wait = max(wait, b.pace.wait(now, l.group)); wait > 0 {
			later = min(later, wait)
			continue
		}
		return b.tell(now, l, fade), 0
	}
	return nil, later
}

func (b *Base) tell(now time.Time, l *lamp, fade time.Duration) chore {
	l.zone.area.Note(now, l.name, l.goal.shine(), fade)
	c, goal := towards(l.shown, l.goal, l.sure, l.can.colour, fade), l.goal
	l.asking = true
	if !l.asked.After(l.heard) {
		l.asked = now
	}
	b.pace.spend(now, c.messages(), l.group)
	return func(ctx context.Context) {
		limited, cancel := context.WithTimeout(ctx, b.config.Timeout)
		defer cancel()
		err := b.publish(limited, b.topic(l.name+"/set"), c.body(), false)
		b.told(l, goal, fade, err)
	}
}

// told books the outcome of a command.
func (b *Base) told(l *lamp, goal look, fade time.Duration, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.rouse()
	now := b.clock.Now()
	l.asking = false
	if err == nil {
		l.accept(now, goal, fade)
		b.pace.good()
		b.traffic.Sent++
		return
	}
	if devices.OutcomeOf(err) != devices.Refused {
		l.sure = false // the broker may have it, and the lamp
	}
	b.pace.bad(now)
	b.traffic.Failed++
	l.zone.answer(devices.After(err, b.pace.rest.Sub(now)))
}
