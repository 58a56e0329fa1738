package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"foyer/controller/console"
	"foyer/devices"
	"foyer/devices/hue"
)

// device is one device of the venue as the pages show it: a light at the top,
// and a card with everything known on the technician's page.
type device struct {
	name   string // a word or two, another one for each device: "bridge"
	kind   string // what it is and where: "Hue bridge at 192.0.2.7"
	health func() devices.Health
	// figures are what else is to be known of it; nil = nothing.
	figures func() []console.Figure
	// clock is the one its health tells times by; nil = the venue's.
	clock devices.Clock
	// pair is the address to pair with, "" = no need; nil = it has no such thing.
	pair func() string
}

// join shows a device on the pages.
func (g *gear) join(d device) { g.joined = append(g.joined, d) }

// devices are all devices with a key, in the order in which they are shown, each
// under a name of its own.
func (g *gear) devices() (all []device) {
	defer func() { distinct(g.lacking, all) }()
	for i, b := range g.bridges {
		all = append(all, device{
			name: numbered("bridge", i, len(g.bridges)), kind: "Hue bridge at " + b.Host(),
			health: b.Health, figures: func() []console.Figure { return bridgeFigures(b) }, pair: pairing(b),
		})
	}
	for _, l := range g.lightings {
		all = append(all, device{name: l.name, kind: l.kind, health: l.health, figures: l.figures, clock: l.clock, pair: l.pair})
	}
	if g.push != nil {
		all = append(all, device{name: "push", kind: "Apple's push service", health: g.push.Health, clock: devices.Machine{}})
	}
	return append(all, g.joined...)
}

// distinct numbers the names that are taken: the pages tell devices apart by
// them, and technicians may call two lamps alike.
func distinct(lacking []console.Part, all []device) {
	taken := map[string]bool{}
	for _, l := range lacking {
		taken[l.Name] = true
	}
	for i := range all {
		name := all[i].name
		for n := 2; taken[all[i].name]; n++ {
			all[i].name = fmt.Sprintf("%s %d", name, n)
		}
		taken[all[i].name] = true
	}
}

// numbered tells several of a kind apart, and leaves the only one its short name.
func numbered(name string, i, of int) string {
	if of == 1 {
		return name
	}
	return fmt.Sprintf("%s %d", name, i+1)
}

// parts are how the devices are, for the top of the pages.
func (g *gear) parts() (parts []console.Part) {
	parts = append(parts, g.lacking...)
	for _, d := range g.devices() {
		h := d.health()
		parts = append(parts, console.Part{Name: d.name, State: g.how(h), Since: h.Since, Text: h.Problem})
	}
	return parts
}

// how is the health in a word. What was just started has not been asked yet.
func (g *gear) how(h devices.Health) console.PartState {
	switch {
	case h.Up:
		return console.PartOK
	case time.Since(g.start) < 5*time.Second:
		return console.PartStarting
	}
	return console.PartDown
}

// cards are the devices with all that is known of each, for the technician.
func (g *gear) cards(c clock, speed float64, place *time.Location) (cards []console.Device) {
	for _, l := range g.lacking {
		cards = append(cards, console.Device{Name: l.Name, State: l.State, Problem: l.Text})
	}
	for _, d := range g.devices() {
		h := d.health()
		card := console.Device{
			Name: d.name, Kind: d.kind, State: g.how(h), Since: local(d.venueTime(h.Since, c.Now(), speed), place),
			Problem: h.Problem, Accepted: h.Accepted, Refused: h.Refused,
		}
		if d.figures != nil {
			card.Figures = d.figures()
		}
		if d.pair != nil {
			card.Pair = d.pair()
		}
		cards = append(cards, card)
	}
	return cards
}

// venueTime is a moment on the device's clock as the venue's clock had it.
func (d device) venueTime(at, now time.Time, speed float64) time.Time {
	if d.clock == nil || at.IsZero() {
		return at
	}
	return now.Add(-time.Duration(float64(d.clock.Now().Sub(at)) * speed))
}

// bridgeFigures are what there is to know of one bridge: which lamps it does
// not reach, how fast it may be told, and how far behind its lamps are.
func bridgeFigures(b *hue.Bridge) []console.Figure {
	lamps, traffic := b.Lamps(), b.Traffic()
	var lost []string
	for _, l := range lamps {
		if !l.Reachable {
			lost = append(lost, l.Name)
		}
	}
	pace := "full"
	if traffic.Slow > 1 {
		pace = fmt.Sprintf("1/%d, because it was busy", traffic.Slow)
	}
	return []console.Figure{
		{Label: "Lamps reached", Value: fmt.Sprintf("%d of %d", len(lamps)-len(lost), len(lamps))},
		{Label: "Out of reach", Value: cmp.Or(strings.Join(lost, ", "), "none"), Ill: len(lost) > 0},
		{Label: "Pace", Value: pace, Ill: traffic.Slow > 1},
		{Label: "Farthest behind", Value: seconds(traffic.Behind), Ill: traffic.Behind > 5*time.Second},
		{Label: "Commands taken", Value: fmt.Sprint(traffic.Sent)},
		{Label: "Answered “too busy”", Value: fmt.Sprint(traffic.Refused), Ill: traffic.Slow > 1},
		{Label: "Not answered", Value: fmt.Sprint(traffic.Failed)},
	}
}
