package crowd

import (
	"time"

	"foyer/beacons"
)

// Busy makes a crowd for fault tests: everybody walks from coffee to bacon to a
// talk and round again without end, so that each reward is earned in 35 to 45
// minutes and by visits the oracle has no doubt about: 2 to 4 minutes each, 11
// to 13 minutes apart. Nobody goes home.
func Busy(seed uint64, plan beacons.Plan, people int, from time.Time) *Crowd {
	c := assemble(seed, plan, people, from)
	for i := range c.bodies {
		b := &c.bodies[i]
		b.leg = leg{until: between(b.dice, 0, 300), away: true}
	}
	c.living = loop
	return c
}

// loop is one round: coffee and bacon, then a seat until the next coffee is due.
func loop(b *body, c *Crowd) {
	if b.away {
		x, y := c.floor.spot(c.floor.door(), b.dice)
		b.legs = append(b.legs, leg{from: b.until, until: b.until + 1000, x0: x, y0: y, x1: x, y1: y})
	}
	c.stroll(b, "coffee", between(b.dice, 120, 240))
	again := b.last().until + between(b.dice, 670, 770)
	c.stroll(b, "bacon", between(b.dice, 120, 200))
	c.stroll(b, "talk", 0)
	if rest := again - b.last().until - 20_000; rest > 0 {
		l := b.last()
		zone := c.floor.zoneAt[c.floor.cellAt(l.x1, l.y1)]
		if zone != outside {
			c.floor.linger(b, zone, l.x1, l.y1, rest)
		}
	}
}

// stroll walks to a zone of a kind and stays there for ms.
func (c *Crowd) stroll(b *body, kind beacons.Kind, ms int64) {
	zone := c.pick(b, kind)
	x, y := c.floor.spot(zone, b.dice)
	c.floor.walk(b, zone, x, y)
	c.floor.linger(b, zone, x, y, ms)
}
