// Package hue makes lamps of a Philips Hue bridge wear what a Light says. One
// Bridge serves all zones of one bridge and is the only one who talks to it.
//
// It promises: never more than the bridge takes (eight lamp commands and one
// group command a second, two requests at a time), the newest look of a lamp
// wins over every older one, nothing is sent that nobody would see, no lamp
// flashes, and a bridge that was away gets the newest looks only. It never
// waits without a bound, and never shows the colours of fewer than three.
//
// Pairing, inventory and scenes are spoken by huego; the looks themselves by a
// small encoder of our own over the same connections, because huego always
// sends `on` and cannot send a zero. huego uses http.DefaultClient, which has
// no timeout: main installs Transport there once, and New insists on it.
package hue

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/amimof/huego"

	"foyer/beacons"
	"foyer/devices"
	"foyer/rules"
)

// Config is one bridge and the zones it lights. URL and Zones are needed.
type Config struct {
	URL string // "http://192.168.1.20"; the scheme is needed
	Key string // the user name that Pair got; "" = nobody has paired yet: see Use
	// Lacks is why there is no Key, for the page; "" = nobody has paired yet.
	Lacks string
	// Pin is the bridge's certificate as Pair learned it; https needs it.
	Pin string
	// Zones are the zones of the venue and the groups that light them.
	Zones []Zone
	// Lent are those of Zones that somebody else lights as long as all is well:
	// Shards and Lamps leave them out, and Do lights them until Leave.
	Lent []beacons.Zone
	// Vivid moves colours towards the edge of what lamps can show; 0 = 1, as
	// they are, and 1.3 is as much as looks like the same colour.
	Vivid float64
	// Timeout bounds one request, in real time; 0 = 2 s.
	Timeout time.Duration
	// Probe is how long the bridge may be silent before it is asked whether it
	// is there; 0 = 2.5 s.
	Probe time.Duration
	// Reconcile is how often all lamps are compared with what they should
	// show; 0 = 30 s.
	Reconcile time.Duration
	// Held says that a light must not be shown for now: the lamps stay as they
	// are until it is let go on. nil = never.
	Held func(rules.Light) bool
}

// Zone is a zone of the venue and the group of lamps in it, by its number.
type Zone struct {
	Zone  beacons.Zone
	Group string
}

// Bridge is one bridge; it does rules.Light for its zones. Do may be called
// by many, Run must run.
type Bridge struct {
	config Config
	host   string
	clock  devices.Clock
	log    *slog.Logger
	access atomic.Pointer[access]

	mu    sync.Mutex
	zones map[beacons.Zone]*zone
	order []*zone // as configured
	lamps []*lamp // of all zones, by number
	pace  pace
	heart heart
	due   time.Time // when the lamps are to be compared again
	// loaded is whether the bridge has told what it has; busy is the chore
	// someone is at.
	loaded, busy bool
	scenes       []scene
	changes      uint64   // counts everything that could end a nap early
	naps         []func() // ends one nap each
	traffic      Traffic
	done         uint64
	refused      uint64
}

// New makes the driver of one bridge. It says nothing to it yet; Run does.
func New(c Config, clock devices.Clock, log *slog.Logger) (*Bridge, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("hue: bridge %q: an address begins with http:// or https://", c.URL)
	}
	if u.Scheme == "https" && c.Key != "" && c.Pin == "" {
		return nil, fmt.Errorf("hue: bridge %s: https needs the pin that pairing gave", c.URL)
	}
	if err := installed(); err != nil {
		return nil, err
	}
	b := &Bridge{
		config: c.filled(), host: u.Host, clock: clock, log: log.With("component", "hue", "bridge", u.Host),
		zones: map[beacons.Zone]*zone{},
	}
	b.access.Store(&access{c.Key, c.Pin, huego.New(c.URL, c.Key)})
	b.heart.start(clock.Now())
	return b, errors.Join(b.serve(c.Zones)...)
}

// serve enters the zones and returns what is wrong with them.
func (b *Bridge) serve(zones []Zone) []error {
	var wrong []error
	for _, z := range zones {
		if _, twice := b.zones[z.Zone]; twice {
			wrong = append(wrong, fmt.Errorf("hue: zone %s is lit twice by the bridge at %s", z.Zone, b.host))
			continue
		}
		entry := &zone{name: z.Zone, group: z.Group, lent: slices.Contains(b.config.Lent, z.Zone)}
		b.zones[z.Zone] = entry
		b.order = append(b.order, entry)
	}
	return wrong
}

func (c Config) filled() Config {
	if c.Vivid == 0 {
		c.Vivid = 1
	}
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Second
	}
	if c.Probe == 0 {
		c.Probe = 2500 * time.Millisecond
	}
	if c.Reconcile == 0 {
		c.Reconcile = 30 * time.Second
	}
	return c
}
