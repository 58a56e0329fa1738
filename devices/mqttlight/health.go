package mqttlight

import (
	"fmt"
	"strings"
	"time"

	"foyer/devices"
)

// mute is how long after a command a lamp that never says anything is told of.
const mute = 30 * time.Second

// Health is how the lamps are. Accepted and Refused count lights.
func (b *Base) Health() devices.Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	return devices.Health{
		Up: b.away() == nil, Since: b.line.since, Problem: b.problem(b.clock.Now()), Accepted: b.done, Refused: b.refused,
	}
}

// Lamps is every lamp of our zones, as configured.
func (b *Base) Lamps() []Lamp {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Lamp, len(b.lamps))
	for i, l := range b.lamps {
		out[i] = l.page(b.away() == nil)
	}
	return out
}

// problem is what is wrong, in plain words, the worst first.
func (b *Base) problem(now time.Time) string {
	switch base := b.config.Base; {
	case !b.line.linked && !b.line.ever:
		return fmt.Sprintf("There is no line to the broker yet, so the lamps of %s have not been told anything.", base)
	case !b.line.linked:
		return fmt.Sprintf("The line to the broker is lost, so the lamps of %s keep their colours.", base)
	case b.line.stopped:
		return fmt.Sprintf("%s is not running: it says so itself on %s. Start it.", base, b.topic("bridge/state"))
	case b.pace.fails > 1:
		return fmt.Sprintf("The broker does not take what the lamps of %s are told.", base)
	}
	if gone := b.stock.lacks(b.lamps); len(gone) > 0 {
		return b.absent(gone[0])
	}
	return b.troubled(now)
}

// absent says what there is instead of a lamp that is not.
func (b *Base) absent(name string) string {
	const most = 12
	has := b.stock.has()
	all := strings.Join(has[:min(len(has), most)], ", ")
	switch {
	case len(has) == 0:
		return fmt.Sprintf("%s has no lamp `%s`, and no other.", b.config.Base, name)
	case len(has) > most:
		all += fmt.Sprintf(" and %d more", len(has)-most)
	}
	return fmt.Sprintf("%s has no lamp `%s`. It has: %s.", b.config.Base, name, all)
}

// troubled names the lamps that do not do as they are told.
func (b *Base) troubled(now time.Time) string {
	for _, kind := range []struct {
		is        func(*lamp) bool
		one, many string
	}{
		{func(l *lamp) bool { return !l.available }, "Lamp %s is out of reach. Is it switched off at the wall?", "Lamps %s are out of reach. Are they switched off at the wall?"},
		{func(l *lamp) bool { return l.wished && l.tells >= stubborn && l.differs() }, "Lamp %s does not show what it was told three times. Does something else tell it, too?", "Lamps %s do not show what they were told three times. Does something else tell them, too?"},
		{
			func(l *lamp) bool { return l.heard.IsZero() && !l.asked.IsZero() && now.Sub(l.asked) >= mute },
			"Lamp %s has never said anything below " + b.config.Base + ". Is that its name?", "Lamps %s have never said anything below " + b.config.Base + ". Are those their names?",
		},
	} {
		var names []string
		for _, l := range b.lamps {
			if kind.is(l) {
				names = append(names, l.name)
			}
		}
		switch len(names) {
		case 0:
		case 1:
			return fmt.Sprintf(kind.one, names[0])
		default:
			return fmt.Sprintf(kind.many, strings.Join(names, ", "))
		}
	}
	return ""
}
