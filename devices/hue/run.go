package hue

import (
	"context"
	"slices"
	"time"
)

// forever is the nap of one with nothing to do.
const forever = time.Hour

// heldPause is how soon a light that is held is looked at again.
const heldPause = 500 * time.Millisecond

// Run talks to the bridge until ctx ends. Each Run has one request at a time
// on its way: main starts one, or two so that one slow answer does not hold up
// the rest. More than two only wait for each other.
func (b *Bridge) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		wait, seen := b.step(ctx)
		if wait > 0 {
			b.nap(ctx, wait, seen)
		}
	}
	return nil
}

// step does the one thing that is due, if any, or says how long nothing will
// be; seen is the count of changes that answer is good for.
func (b *Bridge) step(ctx context.Context) (wait time.Duration, seen uint64) {
	b.mu.Lock()
	do, wait := b.next(b.clock.Now())
	seen = b.changes
	b.mu.Unlock()
	if do == nil {
		return max(wait, time.Millisecond), seen
	}
	limited, cancel := request(ctx, b.pin(), b.config.Timeout)
	defer cancel()
	do(limited)
	return 0, 0
}

// nap sleeps until wait is over or something changes.
func (b *Bridge) nap(ctx context.Context, wait time.Duration, seen uint64) {
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
func (b *Bridge) rouse() {
	b.changes++
	for _, end := range b.naps {
		end()
	}
	b.naps = nil
}

// forget takes a Do out that waits no more.
func (b *Bridge) forget(w *waiter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w.zone.waiting = slices.DeleteFunc(w.zone.waiting, func(other *waiter) bool { return other == w })
}

// chore is one request and what follows from its answer.
type chore func(context.Context)

// next chooses what to do now, or says how long nothing is due. It holds the
// lock; the chore it returns is done without it.
func (b *Bridge) next(now time.Time) (chore, time.Duration) {
	if b.unpaired() != nil {
		return nil, forever // Use rouses us
	}
	if wait := b.pace.rest.Sub(now); wait > 0 {
		return nil, wait
	}
	if !b.loaded {
		return b.single(b.doLoad)
	}
	wait := b.turn(now)
	proof := false
	for _, z := range b.order {
		proof = z.settle(b.heart.answers) || proof
	}
	if !b.busy && !now.Before(b.due) {
		return b.single(b.doReconcile)
	}
	if do, later := b.command(now); do != nil {
		return do, 0
	} else if later > 0 {
		wait = min(wait, later)
	}
	probe := b.heart.asked.Add(b.config.Probe).Sub(now)
	if !b.busy && (proof || probe <= 0) {
		return b.single(b.doProbe)
	}
	if b.busy {
		return nil, wait
	}
	return nil, min(wait, probe, b.due.Sub(now))
}

// single lets only one Run at a chore that is not a command.
func (b *Bridge) single(do chore) (chore, time.Duration) {
	if b.busy {
		return nil, forever // who is at it rouses us
	}
	b.busy = true
	return do, 0
}

// turn makes looks of lights whose time has come, and says when the next is.
func (b *Bridge) turn(now time.Time) time.Duration {
	wait := forever
	for _, z := range b.order {
		if !z.pending || z.fault != nil {
			continue
		}
		if left := z.due().Sub(now); left > 0 {
			wait = min(wait, left)
			continue
		}
		if b.config.Held != nil && b.config.Held(z.newest) {
			wait = min(wait, heldPause)
			continue
		}
		z.turn(now, b.scenes, b.config.Vivid)
	}
	return wait
}

// command chooses the command that is owed longest, or says how long none may
// go.
func (b *Bridge) command(now time.Time) (chore, time.Duration) {
	if !b.owing() {
		return nil, 0
	}
	if wait := b.pace.next.Sub(now); wait > 0 {
		return nil, wait
	}
	wait := forever
	for _, z := range b.order {
		do, later := b.whole(now, z)
		if do != nil {
			return do, 0
		}
		wait = min(wait, later)
	}
	do, later := b.one(now)
	return do, min(wait, later)
}

// owing tells whether any lamp or group should hear from us.
func (b *Bridge) owing() bool {
	return slices.ContainsFunc(b.order, func(z *zone) bool { return z.recall != "" && z.fault == nil }) ||
		slices.ContainsFunc(b.lamps, func(l *lamp) bool { return l.owed() && !l.asking })
}
