package crowd

import (
	"fmt"
	"slices"
	"time"

	"foyer/beacons"
)

// visit follows the person from zone to zone.
func (c *Crowd) visit(b *body, zone int16) {
	if b.in == zone {
		return
	}
	c.close(b)
	b.in, b.since = zone, c.now
}

// close writes down the visit that ends now.
func (c *Crowd) close(b *body) {
	if b.in != outside {
		c.truth = append(c.truth, c.stay(b, c.at(c.now*1000)))
	}
	b.in = outside
}

func (c *Crowd) stay(b *body, to time.Time) beacons.Visit {
	return beacons.Visit{Person: c.guests[b.index].id, Zone: c.floor.plan.Zones[b.in].ID, From: c.at(b.since * 1000), To: to}
}

// Truth is where everybody really was so far: every stay inside a zone's area,
// walking through included, the ended ones in the order they ended, then the
// open ones by person.
func (c *Crowd) Truth() []beacons.Visit {
	list := slices.Clone(c.truth)
	for i := range c.bodies {
		if b := &c.bodies[i]; b.in != outside {
			list = append(list, c.stay(b, time.Time{}))
		}
	}
	return list
}

// ask lets a dancing person with a phone ask for a song.
func (c *Crowd) ask(b *body, asks func(id string, phone beacons.Tag, song string, at time.Time)) {
	phone := c.guests[b.index].phone
	if phone == "" || asks == nil {
		return
	}
	c.asked++
	song := songs()[b.dice.IntN(len(songs()))]
	asks(fmt.Sprintf("ask-%d-%d", c.born, c.asked), phone, song, c.at(b.from))
}

func songs() []string {
	return []string{
		"Daft Punk - One More Time", "Donna Summer - I Feel Love", "Björk - Hyperballad", "Fela Kuti - Zombie",
		"Kraftwerk - The Model", "Aretha Franklin - Respect", "Massive Attack - Teardrop", "Nina Simone - Feeling Good",
		"New Order - Blue Monday", "Grace Jones - Slave to the Rhythm", "Chic - Good Times", "Robyn - Dancing On My Own",
	}
}
