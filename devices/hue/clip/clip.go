// Package clip speaks to a Philips Hue bridge where its old interface, which
// huego knows, cannot: over CLIP v2. A zone in mode Scene wears its people's
// colours as one dynamic scene, which the bridge moves over the lamps by itself;
// a zone in mode Stream is told 50 times a second over Entertainment (DTLS).
// The events of the bridge are taken as hints to look again.
//
// It promises: at most nine colours and one change of a scene in four seconds,
// by two requests; a stream whose every frame is the whole look within the
// limits for eyes that package light holds; lamp by lamp again, by the driver
// it is lent from, whenever streaming is refused. It takes no stream from
// another app, waits for nothing without a bound, and never shows the colours
// of fewer than three. It needs https, and the certificate of the pairing.
package clip

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/hue"
	"foyer/rules"
)

// Mode is how a zone is lit.
type Mode string

// The modes of this package; lamp by lamp is package hue.
const (
	Scene  Mode = "scene"  // a palette that the bridge moves by itself
	Stream Mode = "stream" // 50 frames a second
)

// Zone is a zone of the venue and what lights it.
type Zone struct {
	Zone beacons.Zone
	Mode Mode
	// Group is the room or zone of the bridge, by its old number ("2") or name.
	Group string
	// Area is the entertainment area of a stream, by name or id; "" = the one
	// of the group.
	Area string
}

// Lamps lights a zone lamp by lamp while it cannot be streamed to.
type Lamps interface {
	Do(ctx context.Context, l rules.Light) error
	// Leave forgets what is wanted of the zone.
	Leave(zone beacons.Zone)
}

// Config is one bridge and its zones. URL and Zones are needed.
type Config struct {
	URL string // "https://192.168.1.20"
	// Paired is what pairing gave; without a key, Lacks says why.
	Paired hue.Paired
	Lacks  string
	Zones  []Zone
	// Lamps is who lights a zone that cannot be streamed to; nil = nobody.
	Lamps Lamps
	// Streams is host:port where streams go; "" = the bridge's own, port 2100.
	Streams string
	// Timeout bounds one request, in real time; 0 = 2 s.
	Timeout time.Duration
	// Probe is how long the bridge may be silent before it is asked whether it
	// is there; 0 = 5 s.
	Probe time.Duration
	// Reread is how often everything is read anew; 0 = 30 s.
	Reread time.Duration
	// Held says that a light must not be shown again for now; nil = never.
	Held func(rules.Light) bool
}

// Bridge is one bridge; it does rules.Light for its zones. Do may be called by
// many; Run, Listen and Stream must run, one of each.
type Bridge struct {
	config  Config
	host    string
	clock   devices.Clock
	log     *slog.Logger
	access  atomic.Pointer[access]
	writes  devices.Driver[*request] // paced
	reading devices.Driver[reading]  // patient
	hearing devices.Driver[hearing]  // patient
	onAir   devices.Driver[*stage]   // patient

	scenes []*scene // each guards itself
	stage  *stage   // nil = no zone is streamed to; guards itself

	mu      sync.Mutex
	stock   stock
	heart   heart
	loaded  bool
	stale   time.Time // when a hint said that something has changed; zero = none did
	due     time.Time // when everything is to be read again
	nap     func()    // ends the nap of Run
	traffic Traffic
	done    uint64
	refused uint64
}

// perSecond and burst are the pace of everything that changes something: a
// scene is two requests. The bridge takes about one command to a group a
// second, whoever asks; package hue, which paces single lamps, leaves room for
// that at its eight a second.
const perSecond, burst = 1, 2

// New makes the driver of one bridge. It says nothing to it yet; Run does.
func New(c Config, clock devices.Clock, log *slog.Logger) (*Bridge, error) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https":
		return nil, fmt.Errorf("clip: bridge %q: scenes and streams need https://", c.URL)
	case c.Paired.Key != "" && c.Paired.Pin == "":
		return nil, fmt.Errorf("clip: bridge %s: https needs the pin that pairing gave: pair again", c.URL)
	}
	c = c.filled(u)
	b := &Bridge{config: c, host: u.Host, clock: clock, log: log.With("component", "clip", "bridge", u.Host)}
	b.access.Store(newAccess(c.Paired, c.Timeout))
	b.heart.start(clock.Now())
	b.patient()
	return b, b.serve(c.Zones)
}

// patient wraps what may fail with the patience it needs.
func (b *Bridge) patient() {
	b.writes = devices.Pace[*request](writer{b}, b.clock, perSecond, burst)
	b.reading = devices.Retry[reading](reader{b}, b.clock, devices.Patience[reading]{First: 250 * time.Millisecond, Longest: 5 * time.Second})
	b.hearing = devices.Retry[hearing](listener{b}, devices.Machine{}, devices.Patience[hearing]{First: time.Second, Longest: 30 * time.Second})
	b.onAir = devices.Retry[*stage](streamer{b}, devices.Machine{}, devices.Patience[*stage]{First: 500 * time.Millisecond, Longest: 8 * time.Second})
}

func (b *Bridge) serve(zones []Zone) error {
	var wrong []error
	for i, z := range zones {
		twice := slices.ContainsFunc(zones[:i], func(other Zone) bool { return other.Zone == z.Zone })
		switch {
		case twice:
			wrong = append(wrong, fmt.Errorf("clip: zone %s is lit twice by the bridge at %s", z.Zone, b.host))
		case z.Mode == Scene:
			b.scenes = append(b.scenes, newScene(z))
		case z.Mode == Stream && b.stage == nil:
			b.stage = newStage(z, b.config.Lamps != nil)
		default:
			wrong = append(wrong, fmt.Errorf("clip: zone %s: a bridge takes one stream, and it has one", z.Zone))
		}
	}
	return errors.Join(wrong...)
}

func (c Config) filled(u *url.URL) Config {
	if c.Streams == "" {
		c.Streams = net.JoinHostPort(u.Hostname(), "2100")
	}
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Second
	}
	if c.Probe == 0 {
		c.Probe = 5 * time.Second
	}
	if c.Reread == 0 {
		c.Reread = 30 * time.Second
	}
	return c
}

// Zones are the zones of the venue that this driver lights.
func (b *Bridge) Zones() (zones []beacons.Zone) {
	for _, z := range b.config.Zones {
		zones = append(zones, z.Zone)
	}
	return zones
}

// Host is where the bridge is, without the scheme: "192.168.1.20".
func (b *Bridge) Host() string { return b.host }
