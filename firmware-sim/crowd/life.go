package crowd

import "foyer/beacons"

// live decides what a person does next: comes in, goes home, or follows what
// the programme and their habits draw them to.
func live(b *body, c *Crowd) {
	now := b.until
	switch {
	case len(b.days) == 0:
		b.stayAway(never)
	case b.away:
		c.comeIn(b)
	case now >= b.days[0].goes:
		c.goHome(b)
	default:
		c.follow(b, now)
	}
}

// comeIn begins a day at the entrance. The first time is the longest: the badge.
func (c *Crowd) comeIn(b *body) {
	door := c.floor.door()
	x, y := c.floor.spot(door, b.dice)
	b.legs = append(b.legs, leg{from: b.until, until: b.until + 1, x0: x, y0: y, x1: x, y1: y})
	wait := between(b.dice, 15, 60)
	if !b.registered {
		wait, b.registered = between(b.dice, 60, 300), true
	}
	c.floor.linger(b, door, x, y, wait)
}

// goHome ends a day: to the entrance, and away until the next one.
func (c *Crowd) goHome(b *body) {
	door := c.floor.door()
	x, y := c.floor.spot(door, b.dice)
	c.floor.walk(b, door, x, y)
	b.days = b.days[1:]
	b.stayAway(max(b.days.arrival(), b.last().until+1))
}

// follow goes where the person is drawn now, and stays a while.
func (c *Crowd) follow(b *body, now int64) {
	d := b.days[0]
	part := partAt(c.programme, now-d.midnight)
	kind := c.drawn(b, part, now)
	zone := c.pick(b, kind)
	x, y := c.floor.spot(zone, b.dice)
	c.floor.walk(b, zone, x, y)
	stay := staying(b.dice, kind)
	if kind == "talk" && part.seated {
		stay = max(stay, d.midnight+part.until-b.last().until-between(b.dice, 0, 240))
	}
	stay = min(stay, d.goes-b.last().until)
	b.sate(kind)
	c.floor.linger(b, zone, x, y, max(stay, 5000))
}

// drawn draws the kind of zone to go to.
func (c *Crowd) drawn(b *body, p block, now int64) beacons.Kind {
	sum := 0.0
	for _, d := range p.drawn {
		sum += c.weight(b, d, now)
	}
	at := b.dice.Float64() * sum
	for _, d := range p.drawn {
		if at -= c.weight(b, d, now); at < 0 {
			return d.kind
		}
	}
	return ""
}

// weight is how strongly this person is drawn: by habit, and not by what they
// have just had.
func (c *Crowd) weight(b *body, d pull, now int64) float64 {
	if len(c.floor.byKind[d.kind]) == 0 {
		return 0
	}
	switch d.kind {
	case "coffee":
		return d.weight * b.habit.coffee * open(now >= b.coffeeFrom)
	case "bacon":
		return d.weight * b.habit.bacon * open(now >= b.baconFrom)
	case "dance":
		return d.weight * b.habit.party
	}
	return d.weight
}

func open(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// pick draws one zone of a kind; any zone when the plan has none that draws.
func (c *Crowd) pick(b *body, kind beacons.Kind) int16 {
	zones := c.floor.byKind[kind]
	if len(zones) == 0 {
		return int16(b.dice.IntN(len(c.floor.plan.Zones)))
	}
	return zones[b.dice.IntN(len(zones))]
}

// sate remembers what the person has just had.
func (b *body) sate(kind beacons.Kind) {
	switch kind {
	case "coffee":
		b.coffeeFrom = b.last().until + between(b.dice, 13*60, 50*60)
	case "bacon":
		b.baconFrom = b.last().until + between(b.dice, 14*60, 90*60)
	}
}
