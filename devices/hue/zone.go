package hue

import (
	"slices"
	"time"

	"foyer/beacons"
	"foyer/devices/light"
	"foyer/rules"
)

// zone is one zone and what is wanted of it.
type zone struct {
	name  beacons.Zone
	group string
	lent  bool
	fault error // why it cannot be lit; nil = it can
	lamps []*lamp
	area  light.Area

	newest  rules.Light
	pending bool   // newest has not been turned into looks yet
	asked   uint64 // counts lights; newest is this one
	taken   uint64 // the light the looks are of
	changed time.Time
	waiting []*waiter

	wall   light.Wall
	recall string // a scene of the bridge that is to be recalled
}

// waiter is one Do that waits for its light.
type waiter struct {
	zone   *zone
	number uint64    // of the light
	turned time.Time // when it, or a newer one, was turned into looks
	heard  uint64    // how often the bridge had answered before
	answer chan error
}

// due is when the pending light may be turned into looks.
func (z *zone) due() time.Time { return z.changed.Add(z.newest.Every) }

// turn makes looks of the newest light.
func (z *zone) turn(now time.Time, scenes []scene, vivid float64) {
	l := z.newest
	z.pending, z.taken, z.changed = false, z.asked, now
	for _, w := range z.waiting {
		if w.turned.IsZero() {
			w.turned = now
		}
	}
	colourful := 0
	for _, lamp := range z.lamps {
		if lamp.can.colour {
			colourful++
		}
	}
	colours, level, ok := z.wall.Turn(l, len(z.lamps), colourful)
	if !ok {
		return
	}
	z.recall = ""
	if l.Scene != "" {
		z.recall = sceneOf(scenes, z.group, l.Scene)
		z.wear(now, slices.Repeat([]look{white(light.HouseWhite, level)}, len(z.lamps)))
		return
	}
	looks := make([]look, len(z.lamps))
	for i, lamp := range z.lamps {
		looks[i] = white(light.HouseWhite, level)
		if lamp.can.colour {
			looks[i] = look{xy: colours[0].Vivid(vivid), level: level}
			colours = colours[1:]
		}
	}
	z.wear(now, looks)
}

func (z *zone) wear(now time.Time, looks []look) {
	for i, lamp := range z.lamps {
		lamp.wish(now, looks[i], light.FadeOf(z.newest))
	}
}

// behind tells whether a lamp still has to hear of what was wanted at t.
func (z *zone) behind(t time.Time) bool {
	return z.recall != "" || slices.ContainsFunc(z.lamps, func(l *lamp) bool {
		return l.asking || l.owed() && !l.since.After(t)
	})
}

// answer gives everyone who waits the same error.
func (z *zone) answer(err error) {
	for _, w := range z.waiting {
		w.answer <- err
	}
	z.waiting = nil
}

// settle lets those go whose light has been taken; heard is how often the
// bridge has answered. It tells whether someone only waits to know that the
// bridge is there.
func (z *zone) settle(heard uint64) (proof bool) {
	z.waiting = slices.DeleteFunc(z.waiting, func(w *waiter) bool {
		if z.taken < w.number || z.behind(w.turned) {
			return false
		}
		if heard == w.heard {
			proof = true
			return false
		}
		w.answer <- nil
		return true
	})
	return proof
}
