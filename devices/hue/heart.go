package hue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"foyer/devices"
)

// heart is whether the bridge lives.
type heart struct {
	up      bool
	since   time.Time
	heard   time.Time // last answer
	asked   time.Time // last try
	answers uint64
	last    error // of the last try; nil = it went well
	denied  error // the bridge does not know our key
}

func (h *heart) start(now time.Time) { h.since, h.heard = now, now }

func (h *heart) beat(now time.Time) {
	if !h.up {
		h.up, h.since = true, now
	}
	h.heard, h.asked, h.last, h.denied = now, now, nil, nil
	h.answers++
}

// miss books a try that failed. A single reply that was lost is no outage; two
// in a row are, and a bridge that said nothing at all.
func (h *heart) miss(now time.Time, err error, fails int) {
	h.asked, h.last = now, err
	if _, busy := errors.AsType[*Busy](err); busy {
		h.heard = now
		return
	}
	if h.up && (fails > 1 || errors.Is(err, context.DeadlineExceeded)) {
		h.up, h.since = false, now
	}
}

// Traffic is what has gone to the bridge since the start.
type Traffic struct {
	Sent    uint64 `json:"sent"`    // commands it took
	Groups  uint64 `json:"groups"`  // of them to groups
	Refused uint64 `json:"refused"` // commands it was too busy for (429, 503, 901)
	Failed  uint64 `json:"failed"`  // requests without a sound answer
	Asked   uint64 `json:"asked"`   // reads
	// Behind is the longest a lamp is behind what we want of it now.
	Behind time.Duration `json:"behind"`
	// Slow is how many times slower than usual we go because it was busy.
	Slow int `json:"slow"`
}

// Traffic counts what has gone to the bridge.
func (b *Bridge) Traffic() Traffic {
	b.mu.Lock()
	defer b.mu.Unlock()
	out, now := b.traffic, b.clock.Now()
	out.Slow = max(b.pace.slow, 1)
	for _, l := range b.lamps {
		if l.owed() {
			out.Behind = max(out.Behind, now.Sub(l.since))
		}
	}
	return out
}

// Health is how the bridge is. Accepted and Refused count lights; commands are
// counted by Traffic.
func (b *Bridge) Health() devices.Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	return devices.Health{
		Up: b.heart.up, Since: b.heart.since, Problem: b.problem(b.clock.Now()), Accepted: b.done, Refused: b.refused,
	}
}

// problem is what is wrong, in plain words, the worst first.
func (b *Bridge) problem(now time.Time) string {
	if b.key() == "" {
		return fmt.Sprintf("There is no key to the bridge at %s: %s. Pair with it: here, or by foyer pair.", b.host, cmp.Or(b.config.Lacks, "nobody has paired with it yet"))
	}
	if b.heart.denied != nil {
		return fmt.Sprintf("The bridge at %s does not know our key. Pair with it again: here, or by foyer pair.", b.host)
	}
	if !b.heart.up {
		return b.outage(now)
	}
	for _, z := range b.order {
		if z.fault != nil {
			return fmt.Sprintf("Zone %s has no lamps: %s.", z.name, z.fault)
		}
	}
	if b.pace.slow > 1 {
		return fmt.Sprintf("The bridge at %s was too busy; lamps follow at 1/%d of the pace.", b.host, b.pace.slow)
	}
	return b.unreachable()
}

func (b *Bridge) outage(now time.Time) string {
	if errors.Is(b.heart.last, ErrCertificate) {
		return fmt.Sprintf("What answers at %s has another certificate than the bridge we paired with, so nothing is said to it. Pair again if it was replaced or set up anew.", b.host)
	}
	if _, nonsense := errors.AsType[*Broken](b.heart.last); nonsense {
		return fmt.Sprintf("What answers at %s does not speak as a Hue bridge does.", b.host)
	}
	if b.heart.answers == 0 && b.heart.last == nil {
		return fmt.Sprintf("The bridge at %s has not been asked yet.", b.host)
	}
	return fmt.Sprintf("The bridge at %s has not answered for %d s.", b.host, int(now.Sub(b.heart.heard).Seconds()))
}

func (b *Bridge) unreachable() string {
	var names []string
	for _, l := range b.lamps {
		if !l.reachable {
			names = append(names, l.name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Lamp %s is out of reach. Is it switched off at the wall?", names[0])
	}
	return fmt.Sprintf("%d lamps are out of reach: %s. Are they switched off at the wall?", len(names), strings.Join(names, ", "))
}

// Host is where the bridge is, without the scheme: "192.168.1.20".
func (b *Bridge) Host() string { return b.host }

// URL is where the bridge is: "https://192.168.1.20".
func (b *Bridge) URL() string { return b.config.URL }

// Lamps is every lamp of our zones, by number.
func (b *Bridge) Lamps() []Lamp {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Lamp, 0, len(b.lamps))
	for _, l := range b.lamps {
		if !l.zone.lent {
			out = append(out, l.page())
		}
	}
	return out
}
