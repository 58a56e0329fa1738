// Package dmx makes stage lamps wear what a Light says, over a network that
// carries DMX512: sACN (ANSI E1.31-2018) or Art-Net 4. One Universe is up to
// 512 slots, sent to one place; its lamps are fixtures, that stand in zones.
//
// It promises: every frame says the whole universe, 40 a second while something
// changes and one a second else; nothing is sent before a first light was
// asked; no lamp flashes, whatever is asked (see light.Show); the colours of
// fewer than three are never shown. By sACN its priority is below that of a
// desk, so that whoever stands at the lights always wins. It can not promise
// that a lamp shines: DMX does not answer.
package dmx

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/light"
	"foyer/rules"
)

// Protocol is how the slots of a universe travel.
type Protocol string

// The protocols.
const (
	SACN   Protocol = "sacn"
	ArtNet Protocol = "artnet"
)

// Priority is that of Foyer among sACN sources when none is named, of 0 to
// 200; a desk has 100 when nobody changed it.
const Priority = 80

// Config is one universe. Protocol, Universe and Zones are needed, and for
// Art-Net also To.
type Config struct {
	Protocol Protocol
	// Universe is 1..63999 by sACN; by Art-Net 0..32767, net, sub-net and
	// universe in one number.
	Universe int
	// To is a host, or host:port; "" = the multicast group of the universe.
	To string
	// Priority is that among sACN sources; 0 = Priority.
	Priority int
	// Source is how desks show who sends, up to 63 bytes, and tells one sender
	// from another.
	Source string
	Zones  []Zone
	// Held says that a light must not be shown for now: its zone does not pulse
	// to the beat. nil = never.
	Held func(rules.Light) bool
}

// Zone is the fixtures that light one zone, which one eye sees together.
type Zone struct {
	Zone     beacons.Zone
	Fixtures []Fixture
}

// Universe drives the lamps of one universe; it does rules.Light for its
// zones. Do, Beat, Health, Lamps and Frames may be called by many, Run must run.
type Universe struct {
	config Config
	clock  devices.Clock
	log    *slog.Logger
	line   line // of Run alone

	mu      sync.Mutex
	zones   []*stage
	dressed bool // a first light was asked
	slots   Slots
	health  devices.Health
	frames  uint64
	verdict error // of the last frame
}

// stage is the fixtures of a zone and what they show.
type stage struct {
	Zone
	wall  light.Wall
	show  *light.Show
	shown []light.Shine
	of    rules.Light // the light it was dressed by
	set   time.Time
}

// New makes the driver of one universe. It sends nothing yet.
func New(c Config, clock devices.Clock, log *slog.Logger) (*Universe, error) {
	c.Priority = cmp.Or(c.Priority, Priority)
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("dmx: universe %d: %w", c.Universe, err)
	}
	u := &Universe{
		config: c, clock: clock, log: log.With("component", "dmx", "universe", c.Universe), line: newLine(c),
		health: devices.Health{Up: true, Since: clock.Now()},
	}
	for _, z := range c.Zones {
		n := len(z.Fixtures)
		u.zones = append(u.zones, &stage{Zone: z, show: light.NewShow(n), shown: make([]light.Shine, n)})
	}
	return u, nil
}

// check finds what no receiver would understand.
func (c Config) check() error {
	switch {
	case c.Protocol == SACN && (c.Universe < 1 || c.Universe > 63999):
		return errors.New("sACN has the universes 1 to 63999")
	case c.Protocol == ArtNet && (c.Universe < 0 || c.Universe > 32767):
		return errors.New("Art-Net has the universes 0 to 32767")
	case c.Protocol == ArtNet && c.To == "":
		return errors.New("Art-Net is sent to one device: say which")
	case c.Protocol != SACN && c.Protocol != ArtNet:
		return fmt.Errorf("protocol %q: it is sacn or artnet", c.Protocol)
	case c.Priority < 1 || c.Priority > 200:
		return errors.New("a priority is 1 to 200")
	}
	var all []Fixture
	for _, z := range c.Zones {
		all = append(all, z.Fixtures...)
	}
	return checkAll(all)
}
