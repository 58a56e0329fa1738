package hue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"foyer/devices"
)

// one chooses the lamp that has been owed its look longest among those the
// eye's limits let change now.
func (b *Bridge) one(now time.Time) (chore, time.Duration) {
	var owed []*lamp
	for _, z := range b.order {
		if !z.sweeps() {
			owed = z.owed(owed)
		}
	}
	slices.SortStableFunc(owed, func(a, c *lamp) int { return cmp.Or(a.since.Compare(c.since), cmp.Compare(a.id, c.id)) })
	later := forever
	for _, l := range owed {
		fade, wait := l.zone.area.Judge(now, fmt.Sprint(l.id), l.goal.shine(), l.fade)
		if wait > 0 {
			later = min(later, wait)
			continue
		}
		return b.tell(now, l, fade), 0
	}
	return nil, later
}

func (b *Bridge) tell(now time.Time, l *lamp, fade time.Duration) chore {
	l.zone.area.Note(now, fmt.Sprint(l.id), l.goal.shine(), fade)
	c, goal := towards(l.shown, l.goal, l.sure, l.can, fade), l.goal
	l.asking = true
	b.pace.spend(now, c.messages(), false)
	return func(ctx context.Context) { b.doLamp(ctx, l, goal, c) }
}

// doLamp sends one command to one lamp.
func (b *Bridge) doLamp(ctx context.Context, l *lamp, goal look, c command) {
	off, err := b.put(ctx, fmt.Sprintf("/lights/%d/state", l.id), c)
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.rouse()
	now := b.clock.Now()
	l.asking = false
	l.accept(now, goal, off, err)
	if b.heard(ctx, now, err) {
		b.traffic.Sent++
		return
	}
	l.zone.answer(verdict(err, b.pace.rest.Sub(now)))
}

// accept books what the lamp does after a command.
func (l *lamp) accept(now time.Time, goal look, off bool, err error) {
	switch {
	case devices.IsPermanent(err):
		l.wished = false // it will not be taken next time either
	case isBusy(err): // certainly not done
	case err != nil:
		l.sure = false // the reply is lost, the command may not be
	case off:
		l.show(now, look{xy: l.shown.xy}, l.since)
	default:
		l.show(now, goal, l.set)
	}
}

// owed adds the lamps that should hear from us.
func (z *zone) owed(to []*lamp) []*lamp {
	for _, l := range z.lamps {
		if l.owed() && !l.asking {
			to = append(to, l)
		}
	}
	return to
}
