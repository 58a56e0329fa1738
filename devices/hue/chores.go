package hue

import (
	"context"
	"time"

	"foyer/devices"
)

// doLoad learns what the bridge has.
func (b *Bridge) doLoad(ctx context.Context) {
	got, err := b.load(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.finish(ctx, err)
	if err != nil {
		return
	}
	b.equip(now, got)
	b.due = now.Add(b.config.Reconcile)
	for _, z := range b.order {
		if z.fault != nil {
			b.log.WarnContext(ctx, "a zone has no lamps", "zone", string(z.name), "reason", z.fault.Error())
			z.answer(z.fault)
		}
	}
	b.log.InfoContext(ctx, "bridge read", "lamps", len(b.lamps), "scenes", len(b.scenes))
}

// doReconcile compares all lamps with what we think they show.
func (b *Bridge) doReconcile(ctx context.Context) {
	got, err := b.reconcile(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.finish(ctx, err)
	b.due = now.Add(b.config.Reconcile)
	if err != nil {
		return
	}
	for _, l := range b.lamps {
		s, known := got[l.id]
		if !known {
			b.loaded = false // a lamp is gone: read all anew
			continue
		}
		was := l.reachable
		l.compare(now, s)
		if was != l.reachable {
			b.log.InfoContext(ctx, "lamp reach changed", "lamp", l.id, "reachable", l.reachable)
		}
	}
	for _, z := range b.order {
		b.loaded = b.loaded && z.fault == nil
	}
}

// doProbe asks whether the bridge is there, by the cheapest question that
// needs our key.
func (b *Bridge) doProbe(ctx context.Context) {
	err := b.probe(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.finish(ctx, err)
}

// finish ends a chore that only one Run is at. Its failure is everyone's.
func (b *Bridge) finish(ctx context.Context, err error) time.Time {
	defer b.rouse()
	b.busy = false
	b.traffic.Asked++
	now := b.clock.Now()
	if !b.heard(ctx, now, err) {
		for _, z := range b.order {
			z.answer(verdict(err, b.pace.rest.Sub(now)))
		}
	}
	return now
}

// heard books how the bridge answered and tells whether it did well.
func (b *Bridge) heard(ctx context.Context, now time.Time, err error) bool {
	was := b.heart.up
	switch {
	case err == nil:
		b.pace.good(now)
		b.heart.beat(now)
	case isDenied(err):
		b.pace.bad(now, err)
		b.heart.beat(now)
		b.heart.denied, b.heart.last = err, err
	case devices.IsPermanent(err): // it refused this one thing, and is well
		b.heart.beat(now)
	default:
		b.miss(now, err)
	}
	if was != b.heart.up {
		b.log.InfoContext(ctx, "bridge changed", "up", b.heart.up, "reason", reason(err))
	}
	return err == nil
}

func (b *Bridge) miss(now time.Time, err error) {
	b.pace.bad(now, err)
	b.heart.miss(now, err, b.pace.fails)
	if isBusy(err) {
		b.traffic.Refused++
		return
	}
	b.traffic.Failed++
}

func reason(err error) string {
	if err == nil {
		return "it answers"
	}
	return err.Error()
}
