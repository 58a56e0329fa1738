package hue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"foyer/devices"
)

// together is how many lamps in one look are worth a group command.
const together = 12

// whole chooses a group command for the zone, when a scene is wanted or all of
// many lamps go to one look; or says when it may go.
func (b *Bridge) whole(now time.Time, z *zone) (chore, time.Duration) {
	if z.fault != nil || z.recall == "" && !z.uniform() {
		return nil, forever
	}
	if slices.ContainsFunc(z.lamps, func(l *lamp) bool { return l.asking }) {
		return nil, perLamp
	}
	if wait := b.pace.group.Sub(now); wait > 0 {
		return nil, wait
	}
	c, wait := z.all(now)
	if wait > 0 {
		return nil, wait
	}
	b.pace.spend(now, broadcast, true)
	for _, l := range z.lamps {
		l.asking = true
	}
	return func(ctx context.Context) { b.doGroup(ctx, z, c) }, 0
}

// uniform tells whether a group command is cheaper than one for each lamp.
func (z *zone) uniform() bool {
	owed := 0
	for _, l := range z.lamps {
		if !l.wished || l.plain != z.lamps[0].plain {
			return false
		}
		if l.owed() {
			owed++
		}
	}
	return owed >= together
}

// all is the command for all lamps of the zone, faded as the eye's limits
// allow, or the wait until it may go.
func (z *zone) all(now time.Time) (command, time.Duration) {
	if z.recall != "" {
		return command{Scene: z.recall}, 0
	}
	fade := z.lamps[0].fade
	for _, l := range z.lamps {
		allowed, wait := z.area.Judge(now, fmt.Sprint(l.id), l.goal.shine(), l.fade)
		if wait > 0 {
			return command{}, wait
		}
		fade = max(fade, allowed)
	}
	for _, l := range z.lamps {
		z.area.Note(now, fmt.Sprint(l.id), l.goal.shine(), fade)
	}
	first := z.lamps[0]
	return towards(look{}, first.plain, false, able{colour: true, white: first.can.white}, fade), 0
}

// one chooses the lamp that has been owed its look longest among those the
// eye's limits let change now.
func (b *Bridge) one(now time.Time) (chore, time.Duration) {
	owed := slices.DeleteFunc(slices.Clone(b.lamps), func(l *lamp) bool { return !l.owed() || l.asking || l.zone.recall != "" || l.zone.uniform() })
	slices.SortStableFunc(owed, func(a, c *lamp) int { return a.since.Compare(c.since) })
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

// doGroup sends one command to all lamps of a zone.
func (b *Bridge) doGroup(ctx context.Context, z *zone, c command) {
	goals := make([]look, len(z.lamps))
	for i, l := range z.lamps {
		goals[i] = l.goal
	}
	lamps := z.lamps
	_, err := b.put(ctx, "/groups/"+z.group+"/action", c)
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.rouse()
	now := b.clock.Now()
	for i, l := range lamps {
		l.asking = false
		if c.Scene == "" {
			l.accept(now, goals[i], false, err)
		}
	}
	if c.Scene != "" {
		z.recalled(now, c.Scene, err)
		b.due = now.Add(settling + time.Second) // to learn what the scene looks like
	}
	if b.heard(ctx, now, err) {
		b.traffic.Sent++
		b.traffic.Groups++
		return
	}
	z.answer(verdict(err, b.pace.rest.Sub(now)))
}

// recalled books a scene: nothing is wanted of single lamps any more. A scene
// the bridge refuses is replaced by plain warm white.
func (z *zone) recalled(now time.Time, id string, err error) {
	switch {
	case z.recall != id || err != nil && !devices.IsPermanent(err):
		return
	case err == nil:
		for _, l := range z.lamps {
			l.wished, l.sure, l.at = false, false, now
		}
	}
	z.recall = ""
}
