// Package crowd is people who do not exist: a seeded crowd that walks a plan
// for the days of an event, what the air makes of their badges and phones, and
// the oracle that knows who is owed what.
//
// The same seed, plan and times give the same sightings, byte for byte, however
// the steps are cut. The package is pure: it has no clock, no door and no
// goroutine. It knows nothing of the controller and shares no type with it but
// those of beacons; what it knows of the rules it knows by itself (see Judge).
// Its radio is believable, not true: no figure about accuracy may rest on it.
package crowd

import (
	"math/rand/v2"
	"time"

	"foyer/beacons"
)

// Crowd is one crowd at one event. It has one owner.
type Crowd struct {
	base   time.Time // the opening; every At is base plus something
	now    int64     // seconds since base: all before it has happened
	floor  *floor
	guests []guest
	bodies []body
	cells  []int32 // where each body is
	air    air
	dice   *rand.Rand // the air's; every guest has dice of its own
	asked  int
	born   uint64
	truth  []beacons.Visit
	runs   [][oracleKinds]runs
	keys   []uint64            // of one batch, reused
	batch  []beacons.Sighting  // reused
	heard  int                 // sightings emitted
	living func(*body, *Crowd) // decides what a person does next

	programme []block
}

// New makes a crowd that lives the days from opens to closes: registration,
// talks, coffee, bacon, booths, and a party from 20:00 to 02:00 on every evening
// but the last. Clock times are read in the location of opens.
func New(seed uint64, plan beacons.Plan, people int, opens, closes time.Time) *Crowd {
	c := assemble(seed, plan, people, opens)
	days := daysOf(c.base, closes.Round(0))
	for i := range c.bodies {
		b := &c.bodies[i]
		b.habit = habitOf(b.dice)
		b.days = daysFor(b.dice, b.habit, days)
		b.leg = leg{until: b.days.arrival(), away: true}
	}
	c.living = live
	return c
}

// assemble makes everything that the ways of living have in common.
func assemble(seed uint64, plan beacons.Plan, people int, from time.Time) *Crowd {
	c := &Crowd{
		base:      from.Round(0),
		programme: programme(),
		born:      seed,
		guests:    register(seed, people),
		bodies:    make([]body, people),
		cells:     make([]int32, people),
		runs:      make([][oracleKinds]runs, people),
		dice:      rand.New(rand.NewPCG(seed, 1)),
	}
	for i := range c.bodies {
		c.bodies[i] = body{index: i, in: outside, dice: rand.New(rand.NewPCG(seed, uint64(i)+1000))}
		c.bodies[i].pace = float32(1.2 * (0.9 + 0.25*c.bodies[i].dice.Float64()))
	}
	c.floor = newFloor(plan)
	c.In(Indoors(plan))
	return c
}

// In puts the crowd into another air. It must come before the first Step.
func (c *Crowd) In(a Air) *Crowd {
	c.air = newAir(a, c.floor, c.guests, c.born)
	c.floor.judge(&c.air)
	return c
}

// Break switches faults on, and off again with an empty Fault.
func (c *Crowd) Break(f Fault) {
	c.air.breakDown(f)
	c.floor.judge(&c.air)
}

// Heard is how many sightings were emitted so far.
func (c *Crowd) Heard() int { return c.heard }

// Present is how many people are at the venue now.
func (c *Crowd) Present() int {
	n := 0
	for i := range c.bodies {
		if !c.bodies[i].away {
			n++
		}
	}
	return n
}

// Next is when something happens next: a second from now while anyone is
// there, else the next arrival. It is zero when nobody comes any more.
func (c *Crowd) Next() time.Time {
	s := c.nextSecond()
	if s == never {
		return time.Time{}
	}
	return c.at((s + 1) * 1000)
}

// nextSecond is the first second in which anyone is there.
func (c *Crowd) nextSecond() int64 {
	first := int64(never)
	for i := range c.bodies {
		b := &c.bodies[i]
		if !b.away {
			return c.now
		}
		if b.until != never {
			first = min(first, max(c.now, b.until/1000))
		}
	}
	return first
}

// Step lets everything up to until happen, in order of time: heard is told one
// batch per anchor and second, its sightings in order of time, asks each song
// somebody asks for. What is told is only lent: the slice is used again. Either
// may be nil.
func (c *Crowd) Step(until time.Time, heard func(beacons.Anchor, []beacons.Sighting), asks func(id string, phone beacons.Tag, song string, at time.Time)) {
	end := int64(until.Sub(c.base) / time.Second)
	for c.now < end {
		next := c.nextSecond()
		if next >= end {
			c.now = end
			return
		}
		c.now = next
		c.second(heard, asks)
		c.now++
	}
}

// second is one second of everybody's life and then of the air.
func (c *Crowd) second(heard func(beacons.Anchor, []beacons.Sighting), asks func(id string, phone beacons.Tag, song string, at time.Time)) {
	for i := range c.bodies {
		b := &c.bodies[i]
		was := b.away
		if b.until <= c.now*1000 {
			c.advance(b, asks)
		}
		if !b.away || !was {
			c.place(b, was)
		}
	}
	for a := range c.air.anchors {
		c.listen(a, heard)
	}
}

// advance moves a body on to the leg it is in now.
func (c *Crowd) advance(b *body, asks func(id string, phone beacons.Tag, song string, at time.Time)) {
	for b.until <= c.now*1000 {
		if len(b.legs) == 0 {
			c.living(b, c)
			continue
		}
		b.take()
		if b.asks {
			c.ask(b, asks)
		}
	}
}

// place notes where a body is this second: for the air, the truth and the oracle.
func (c *Crowd) place(b *body, wasAway bool) {
	if b.away {
		c.close(b)
		c.air.depart(b.index)
		return
	}
	if wasAway {
		c.air.arrive(b.index, c.now*1000, c.dice)
	}
	b.move(c.now*1000 + 500)
	cell := c.floor.cellAt(b.x, b.y)
	c.cells[b.index] = cell
	c.visit(b, c.floor.zoneAt[cell])
	c.note(b)
}

func (c *Crowd) at(ms int64) time.Time { return c.base.Add(time.Duration(ms) * time.Millisecond) }
