package hue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"foyer/devices"
)

// together is how many lamps are worth a group command.
const together = 12

// sweep is one command for all lamps of a zone, and the look each has after it.
type sweep struct {
	command
	goals []look // nil = whatever the scene says
}

// whole chooses a group command for the zone: a scene, one look for all of many
// lamps, or one brightness for all of them; or says when it may go.
func (b *Bridge) whole(now time.Time, z *zone) (chore, time.Duration) {
	if !z.sweeps() {
		return nil, forever
	}
	if slices.ContainsFunc(z.lamps, func(l *lamp) bool { return l.asking }) {
		return nil, perLamp
	}
	if wait := b.pace.group.Sub(now); wait > 0 {
		return nil, wait
	}
	s, wait := z.sweep(now)
	if wait > 0 {
		return nil, wait
	}
	b.pace.spend(now, broadcast, true)
	for _, l := range z.lamps {
		l.asking = true
	}
	return func(ctx context.Context) { b.doGroup(ctx, z, s) }, 0
}

// sweeps tells whether the zone is told by group commands now; its single
// lamps wait for them.
func (z *zone) sweeps() bool {
	return z.fault == nil && (z.recall != "" || z.uniform() || z.dimming())
}

// uniform tells whether all of many lamps go to one look.
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

// dimming tells whether many lamps keep their colours and all go to one
// brightness. None may be dark, now or then: a group has one switch.
func (z *zone) dimming() bool {
	owed := 0
	for _, l := range z.lamps {
		if !l.wished || !l.sure || l.shown.bri() == 0 || l.goal.bri() == 0 || l.goal.level != z.lamps[0].goal.level {
			return false
		}
		if l.reachable && l.shown.dimmed(l.goal) && !l.shown.recoloured(l.goal) { // else its own command does both
			owed++
		}
	}
	return owed >= together
}

// sweep is the command for all lamps of the zone, faded as the eye's limits
// allow, or the wait until it may go.
func (z *zone) sweep(now time.Time) (sweep, time.Duration) {
	if z.recall != "" {
		return sweep{command: command{Scene: z.recall}}, 0
	}
	one, goals := z.uniform(), make([]look, len(z.lamps))
	for i, l := range z.lamps {
		if goals[i] = l.goal; !one {
			goals[i].xy, goals[i].mirek = l.shown.xy, l.shown.mirek
		}
	}
	fade, wait := z.together(now, goals)
	if wait > 0 {
		return sweep{}, wait
	}
	first := z.lamps[0]
	if one {
		return sweep{towards(look{}, first.plain, false, able{colour: true, white: first.can.white}, fade), goals}, 0
	}
	return sweep{towards(look{xy: goals[0].xy, level: 1.0 / full}, goals[0], true, able{}, fade), goals}, 0
}

// together asks the eye's limits about a change of all lamps at once.
func (z *zone) together(now time.Time, goals []look) (fade, wait time.Duration) {
	for i, l := range z.lamps {
		allowed, wait := z.area.Judge(now, fmt.Sprint(l.id), goals[i].shine(), l.fade)
		if wait > 0 {
			return 0, wait
		}
		fade = max(fade, allowed)
	}
	for i, l := range z.lamps {
		z.area.Note(now, fmt.Sprint(l.id), goals[i].shine(), fade)
	}
	return fade, 0
}

// doGroup sends one command to all lamps of a zone.
func (b *Bridge) doGroup(ctx context.Context, z *zone, s sweep) {
	lamps := z.lamps
	off, err := b.put(ctx, "/groups/"+z.group+"/action", s.command)
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.rouse()
	now := b.clock.Now()
	for i, l := range lamps {
		l.asking = false
		switch {
		case s.goals == nil:
		case off: // some lamp is, and a group does not say which
			l.doubt(now)
		default:
			l.accept(now, s.goals[i], false, err)
		}
	}
	if s.goals == nil {
		z.recalled(now, s.Scene, err)
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
