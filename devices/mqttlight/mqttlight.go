// Package mqttlight makes lamps that are told by MQTT wear what a Light says:
// those of a zigbee2mqtt, and any other that takes the JSON of a Home Assistant
// light with colours as CIE xy. One Base is all lamps below one base topic:
//
//	<base>/<name>/set           what we tell: {"state":"ON","brightness":120,"color":{"x":0.4,"y":0.35},"transition":0.5}
//	<base>/<name>               what the lamp, or a group of lamps, says that it shows
//	<base>/<name>/availability  whether it can be reached
//	<base>/bridge/...           what a zigbee2mqtt says of itself, and which lamps it has
//
// It promises: never more than a Zigbee radio takes (eight lamps a second, one
// group a second, as with a Hue bridge, because it is the same radio), the
// newest look of a lamp wins over every older one, nothing is sent that nobody
// would see, and nothing again only because a line was lost; a lamp that shows
// something else, or was away, is told again, three times at most; no lamp
// flashes; and the colours of fewer than three are never shown. It knows no
// MQTT library: it is given a way to publish, and is told what comes in.
package mqttlight

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/rules"
)

// Publish sends one message at QoS 1 and returns when the broker has it. An
// error that is certain that nothing was sent is marked by devices.Unsent.
type Publish func(ctx context.Context, topic string, body []byte, retain bool) error

// Config is the lamps below one base topic. Base and Zones are needed.
type Config struct {
	Base  string // "zigbee2mqtt", without a slash at its end
	Zones []Zone
	// Timeout bounds one publish, in real time; 0 = 2 s.
	Timeout time.Duration
	// Held says that a light must not be shown for now: the lamps stay as they
	// are until it is let go on. nil = never.
	Held func(rules.Light) bool
}

// Zone is a zone of the venue and the names of the lamps, or of the groups of
// lamps, in it. A group is one lamp to us: it wears one colour.
type Zone struct {
	Zone  beacons.Zone
	Lamps []string
}

// Base is the lamps below one base topic; it does rules.Light for their zones.
// Do, Hear and Linked may be called by many, Run must run once.
type Base struct {
	config  Config
	publish Publish
	clock   devices.Clock
	log     *slog.Logger

	mu      sync.Mutex
	zones   map[beacons.Zone]*zone
	order   []*zone // as configured
	lamps   []*lamp // of all zones
	byName  map[string]*lamp
	pace    pace
	line    line
	stock   stock
	changes uint64   // counts everything that could end a nap early
	naps    []func() // ends one nap each
	traffic Traffic
	done    uint64
	refused uint64
}

// New makes the driver. It publishes nothing yet; Run does, once Linked.
func New(c Config, publish Publish, clock devices.Clock, log *slog.Logger) (*Base, error) {
	if c.Base == "" || strings.ContainsAny(c.Base, "+#\x00") || strings.HasSuffix(c.Base, "/") {
		return nil, fmt.Errorf("mqttlight: base %q: a base is a topic such as zigbee2mqtt, with no + and no #", c.Base)
	}
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Second
	}
	b := &Base{
		config: c, publish: publish, clock: clock, log: log.With("component", "mqttlight", "base", c.Base),
		zones: map[beacons.Zone]*zone{}, byName: map[string]*lamp{},
	}
	b.line.since = clock.Now()
	for _, z := range c.Zones {
		if err := b.serve(z); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// serve enters a zone with its lamps.
func (b *Base) serve(given Zone) error {
	z := b.zones[given.Zone]
	if z == nil {
		z = &zone{name: given.Zone}
		b.zones[given.Zone] = z
		b.order = append(b.order, z)
	}
	for _, name := range given.Lamps {
		if other := b.byName[name]; other != nil {
			return fmt.Errorf("mqttlight: lamp %s is in zone %s already", name, other.zone.name)
		}
		if name == "" || strings.ContainsAny(name, "+#\x00") {
			return fmt.Errorf("mqttlight: lamp %q: a name is a part of a topic, with no + and no #", name)
		}
		l := &lamp{name: name, zone: z, available: true, can: able{colour: true}}
		z.lamps, b.lamps, b.byName[name] = append(z.lamps, l), append(b.lamps, l), l
	}
	return nil
}

// Filters are the topics that Hear wants to be told, at QoS 0.
func (b *Base) Filters() []string {
	topics := []string{b.topic("bridge/state"), b.topic("bridge/devices"), b.topic("bridge/groups")}
	for _, l := range b.lamps {
		topics = append(topics, b.topic(l.name), b.topic(l.name+"/availability"))
	}
	return topics
}

func (b *Base) topic(rest string) string { return b.config.Base + "/" + rest }
