// Package gateways publishes what a crowd's gateways and phones hear, as ours
// would: a gateway numbers its messages, keeps them until the controller says
// they are committed, and sends again what made no progress; a phone says
// plainly what it hears, and asks for a song under an ID of its own.
//
// Fleet is the pure part: it is told the time and asked what is due. Line joins
// it to a broker. Neither knows the controller; they know the wire format.
package gateways

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
)

// Options says which venue a fleet serves, and how patient it is.
type Options struct {
	Venue string
	Plan  beacons.Plan
	// Boot names the life of the buffers. It must be new whenever they are.
	Boot string
	// Window is how many messages of a gateway may be unanswered; 0 = 400.
	Window int
	// Patience is how long a gateway waits for progress; 0 = 1.5 s.
	Patience time.Duration
	// Keep is how long an answered message is kept, in case the controller
	// goes back in time; 0 = 10 minutes. KeepBytes bounds it; 0 = 2 MiB.
	Keep      time.Duration
	KeepBytes int
	// SpoolBytes bounds what one gateway keeps in all; 0 = 32 MiB.
	SpoolBytes int
	// NumberPhones makes phones number what they hear, like gateways.
	NumberPhones bool
	// AskAgain is how often a song is asked for again under the same ID,
	// because a phone cannot know whether it was heard; see AskEvery.
	AskAgain int
	// AskEvery is the time between two tries of the same ask; 0 = 3 s.
	AskEvery time.Duration
}

func (o Options) filled() Options {
	o.Window = orElse(o.Window, 400)
	o.Patience = orElse(o.Patience, 1500*time.Millisecond)
	o.Keep = orElse(o.Keep, 10*time.Minute)
	o.KeepBytes = orElse(o.KeepBytes, 2<<20)
	o.SpoolBytes = orElse(o.SpoolBytes, 32<<20)
	o.AskEvery = orElse(o.AskEvery, 3*time.Second)
	return o
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Message is one thing to publish. Nothing a fleet sends is retained.
type Message struct {
	Topic string
	Body  []byte
	QoS   byte
	ask   string // the ask it carries, to learn whether it got out
}

// Counts is what a fleet did so far.
type Counts struct {
	Sightings uint64 `json:"sightings"` // heard by gateways and phones
	Messages  uint64 `json:"messages"`  // numbered ones, made
	Resent    uint64 `json:"resent"`
	Dropped   uint64 `json:"dropped"` // numbered ones lost because a spool was full
	Asks      uint64 `json:"asks"`
}

// Fleet is all gateways and phones of a venue. It has one owner and no clock.
type Fleet struct {
	options Options
	prefix  string // foyer/<venue>/
	beacon  map[beacons.Anchor]string
	sources map[string]*Source
	order   []*Source // as they first spoke, so that sending has one order
	plain   []Message
	asks    []ask
	counts  Counts
}

// plainBound is how many unnumbered messages may wait for a broker.
const plainBound = 10_000

// longest is how many sightings go into one message at most: a controller
// takes no body above 64 KiB.
const longest = 500

// NewFleet makes a fleet that has heard nothing yet.
func NewFleet(o Options) *Fleet {
	f := &Fleet{options: o.filled(), prefix: "foyer/" + o.Venue + "/", beacon: map[beacons.Anchor]string{}, sources: map[string]*Source{}}
	for _, a := range o.Plan.Anchors {
		if a.Beacon != "" {
			f.beacon[a.ID] = a.Beacon
		}
	}
	return f
}

// Hear takes what was heard at one anchor: by the gateway that hangs there, or
// by phones, if a beacon does. The list is not kept.
func (f *Fleet) Hear(now time.Time, anchor beacons.Anchor, list []beacons.Sighting) {
	f.counts.Sightings += uint64(len(list))
	identity, phones := f.beacon[anchor]
	if !phones {
		for part := range slices.Chunk(list, longest) {
			f.counts.Messages++
			f.source("sighting/", string(anchor)).Add(now, part, "")
		}
		return
	}
	for i := range list {
		f.phone(now, identity, list[i:i+1])
	}
}

// phone takes one sighting of a phone.
func (f *Fleet) phone(now time.Time, identity string, one []beacons.Sighting) {
	phone := string(one[0].Tag)
	if f.options.NumberPhones {
		f.counts.Messages++
		f.source("heard/", phone).Add(now, one, identity)
		return
	}
	if len(f.plain) >= plainBound {
		f.plain = f.plain[1:]
	}
	f.plain = append(f.plain, Message{Topic: f.prefix + "heard/" + phone, Body: appendSighting(nil, &one[0], identity)})
}

func (f *Fleet) source(kind, name string) *Source {
	s, known := f.sources[name]
	if !known {
		s = newSource(f.prefix+kind+name, f.options)
		f.sources[name] = s
		f.order = append(f.order, s)
	}
	return s
}

// Due calls send with everything to be published at now. A body is only lent
// until send returns.
func (f *Fleet) Due(now time.Time, send func(Message)) {
	for _, m := range f.plain {
		send(m)
	}
	f.plain = f.plain[:0]
	f.dueAsks(now, send)
	for _, s := range f.order {
		s.Due(now, send)
	}
}

// Wake is when Due has something to say if nothing else happens; zero = never.
func (f *Fleet) Wake() time.Time {
	var first time.Time
	for _, s := range f.order {
		first = earlier(first, s.Wake())
	}
	for i := range f.asks {
		first = earlier(first, f.asks[i].next)
	}
	return first
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Acked takes the controller's answer to one source, as it came.
func (f *Fleet) Acked(now time.Time, topic string, body []byte) error {
	var ack struct {
		Boot string `json:"boot"`
		Seq  uint64 `json:"seq"`
	}
	if err := json.Unmarshal(body, &ack); err != nil {
		return fmt.Errorf("gateways: answer on %s: %w", topic, err)
	}
	name := strings.TrimPrefix(topic, f.prefix+"ack/")
	if s := f.sources[name]; s != nil && ack.Boot == f.options.Boot {
		s.Acked(now, ack.Seq)
	}
	return nil
}

// AckTopic is the filter under which the answers come.
func (f *Fleet) AckTopic() string { return f.prefix + "ack/+" }

// Unacked is how many messages have no answer yet: numbered ones that are not
// committed, plain ones and asks that have not left.
func (f *Fleet) Unacked() int {
	n := len(f.plain)
	for _, s := range f.order {
		n += s.Unacked()
	}
	for i := range f.asks {
		if !f.asks[i].out {
			n++
		}
	}
	return n
}

// Counts is what the fleet did so far.
func (f *Fleet) Counts() Counts {
	c := f.counts
	for _, s := range f.order {
		c.Resent += s.resent
		c.Dropped += s.dropped
	}
	return c
}
