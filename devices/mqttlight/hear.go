package mqttlight

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"foyer/devices"
)

// line is the way to the lamps: our line to the broker, and what a zigbee2mqtt
// says of itself.
type line struct {
	linked  bool
	ever    bool // it was linked before
	stopped bool // the zigbee2mqtt has said that it ends, or its will has
	since   time.Time
}

var errUnlinked = errors.New("there is no line to the broker")

// away is why it is no use to tell lamps anything now; nil = it is.
func (b *Base) away() error {
	switch {
	case !b.line.linked:
		return errUnlinked
	case b.line.stopped:
		return fmt.Errorf("%s is not running", b.config.Base)
	}
	return nil
}

// Linked is told whenever the line to the broker is there, subscribed to
// Filters, or is lost. A line that is back changes nothing for the lamps:
// nothing is repeated.
func (b *Base) Linked(up bool) {
	b.shift(func() {
		b.line.linked, b.line.ever = up, b.line.ever || up
		b.pace.good()
	})
}

// shift changes the line, and tells those who wait when it is away.
func (b *Base) shift(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.rouse()
	was := b.away() == nil
	change()
	err := b.away()
	if was != (err == nil) {
		b.line.since = b.clock.Now()
	}
	if err == nil {
		return
	}
	for _, z := range b.order {
		if slices.ContainsFunc(z.lamps, func(l *lamp) bool { return l.asking }) {
			z.answer(err) // what is on its way may arrive
		} else {
			z.answer(devices.Unsent(err))
		}
	}
}

// Hear is told a message of one of the Filters. It never blocks; what is no
// sense is ignored.
func (b *Base) Hear(topic string, body []byte) {
	rest, ours := strings.CutPrefix(topic, b.config.Base+"/")
	switch {
	case !ours:
	case rest == "bridge/state":
		b.shift(func() { b.state(word(body)) })
	case rest == "bridge/devices":
		b.learn(decodeDevices(body))
	case rest == "bridge/groups":
		b.learn(decodeGroups(body))
	case strings.HasSuffix(rest, "/availability"):
		b.reach(strings.TrimSuffix(rest, "/availability"), word(body))
	default:
		b.hear(rest, body)
	}
}

// word is a state written as it is, or as {"state":"online"}.
func word(body []byte) string {
	var said struct {
		State string `json:"state"`
	}
	if json.Unmarshal(body, &said) == nil {
		return said.State
	}
	return strings.TrimSpace(string(body))
}

// state takes what a zigbee2mqtt says of itself. One that was away may have
// missed what was not confirmed.
func (b *Base) state(said string) {
	switch said {
	case "offline":
		b.line.stopped = true
	case "online":
		if !b.line.stopped {
			return
		}
		b.line.stopped = false
		for _, l := range b.lamps {
			if l.asked.After(l.heard) {
				l.doubt(b.clock.Now())
			}
		}
	}
}

// reach takes whether a lamp can be reached. One that is back may show
// anything.
func (b *Base) reach(name, said string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.byName[name]
	if l == nil || said != "online" && said != "offline" {
		return
	}
	back := said == "online" && !l.available
	l.available = said == "online"
	if back && l.wished {
		l.doubt(b.clock.Now())
	}
	b.rouse()
}

// hear takes what a lamp says that it shows.
func (b *Base) hear(name string, body []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var s said
	l := b.byName[name]
	if l == nil || json.Unmarshal(body, &s) != nil {
		return
	}
	before := l.shown
	if l.report != nil {
		before = *l.report
	}
	if is, some := s.over(before); some {
		l.report, l.heard = &is, b.clock.Now()
		b.traffic.Heard++
		b.rouse()
	}
}

// Traffic is what has gone to the lamps since the start.
type Traffic struct {
	Sent   uint64 // commands the broker took
	Failed uint64 // those it did not, or not surely
	Heard  uint64 // reports of lamps
	// Behind is the longest a lamp is behind what we want of it now.
	Behind time.Duration
}

// Traffic counts what has gone to the lamps.
func (b *Base) Traffic() Traffic {
	b.mu.Lock()
	defer b.mu.Unlock()
	out, now := b.traffic, b.clock.Now()
	for _, l := range b.lamps {
		if l.owed() {
			out.Behind = max(out.Behind, now.Sub(l.since))
		}
	}
	return out
}
