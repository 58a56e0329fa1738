package mqttlight

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
	lamps []*lamp
	area  light.Area
	wall  light.Wall

	newest  rules.Light
	pending bool   // newest has not been turned into looks yet
	asked   uint64 // counts lights; newest is this one
	taken   uint64 // the light the looks are of
	changed time.Time
	waiting []*waiter
}

// waiter is one Do that waits for its light.
type waiter struct {
	zone   *zone
	number uint64    // of the light
	turned time.Time // when it, or a newer one, was turned into looks
	answer chan error
}

// due is when the pending light may be turned into looks.
func (z *zone) due() time.Time { return z.changed.Add(z.newest.Every) }

// turn makes looks of the newest light.
func (z *zone) turn(now time.Time) {
	z.pending, z.taken = false, z.asked
	for _, w := range z.waiting {
		if w.turned.IsZero() {
			w.turned = now
		}
	}
	colourful := 0
	for _, l := range z.lamps {
		if l.can.colour {
			colourful++
		}
	}
	colours, level, ok := z.wall.Turn(z.newest, len(z.lamps), colourful)
	if !ok {
		return
	}
	z.changed = now
	for _, l := range z.lamps {
		plain := look{xy: light.Warm(light.HouseWhite), level: level}
		if l.can.colour {
			plain.xy, colours = colours[0], colours[1:]
		}
		l.wish(now, plain, light.FadeOf(z.newest))
	}
}

// settle lets those go whose light has been taken.
func (z *zone) settle() {
	z.waiting = slices.DeleteFunc(z.waiting, func(w *waiter) bool {
		over := z.taken >= w.number && !slices.ContainsFunc(z.lamps, func(l *lamp) bool {
			return l.asking || l.owed() && !l.since.After(w.turned)
		})
		if over {
			w.answer <- nil
		}
		return over
	})
}

// answer gives everyone who waits the same error.
func (z *zone) answer(err error) {
	for _, w := range z.waiting {
		w.answer <- err
	}
	z.waiting = nil
}
