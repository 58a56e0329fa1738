package wire

import (
	"time"

	"foyer/beacons"
)

// bundle is one of their messages while it is read.
type bundle struct {
	p      *minew
	m      *Message
	now    time.Time
	anchor beacons.Anchor // of the gateway that the first element names
	clock  bool           // the gateway told its own time
	skew   time.Duration  // what that is behind ours
	bad    Reason         // of the message as a whole
}

func (b *bundle) decode(in *incoming) Reason {
	if in.retained {
		return Retained
	}
	r := b.p.read
	r.load(in.body)
	if r.next() != '[' {
		r.skip(0)
		b.bad = WrongType
	} else {
		b.array(in.topic)
	}
	if !r.whole() {
		return NotJSON
	}
	return b.bad
}

// array reads the elements. A bad one is noted and does not spoil the others.
func (b *bundle) array(topic string) {
	r := b.p.read
	r.at++
	for i, first := 0, true; r.more(&first, ']'); i++ {
		switch {
		case i > sightingsLimit:
			b.bad = TooMany
			r.skip(1)
		case i == 0:
			b.gateway(topic)
		default:
			b.thing(topic)
		}
	}
}

// gateway reads the first element. One that is no gateway was heard by the one
// that the topic names.
func (b *bundle) gateway(topic string) {
	e, why := b.element()
	name := e.gateway.text()
	if e.kind.is("Gateway") {
		name = e.mac.text()
	}
	var known bool
	if len(name) > 0 {
		b.anchor, known = b.p.places.of(name)
	} else {
		b.anchor, known = b.p.places.level(topic)
	}
	if !known {
		b.bad = UnknownAnchor
		return
	}
	if len(name) > 0 {
		b.clock, b.skew = !e.at.IsZero(), skewOf(b.now, e.at)
		return
	}
	b.keep(&e, why, topic)
}

func (b *bundle) thing(topic string) {
	e, why := b.element()
	if b.bad == understood {
		b.keep(&e, why, topic)
	}
}

func (b *bundle) keep(e *minewElement, why Reason, topic string) {
	at, stale := b.when(e.at)
	switch {
	case why != understood:
	case stale:
		why = Stale
	default:
		why = e.keep(b.m, b.p.read.names, heard{b.anchor, at})
	}
	if why != understood {
		b.m.Refused = append(b.m.Refused, refuse(why, b.sender(topic)))
	}
}

// when is when an element was heard: its arrival if it does not tell, or tells
// what cannot be. Only against the gateway's own clock can it be old.
func (b *bundle) when(told time.Time) (at time.Time, stale bool) {
	at = told.Add(b.skew)
	old := at.Before(b.now.Add(-clockSlack))
	switch {
	case told.IsZero(), at.After(b.now), old && !b.clock:
		return b.now, false
	default:
		return at, old
	}
}

// sender is the gateway in a refusal: the anchor, if we know it.
func (b *bundle) sender(topic string) string {
	if b.anchor != "" {
		return string(b.anchor)
	}
	return b.p.sender(topic)
}

// skewOf is by how much a gateway's clock is behind ours, nought while it is
// as good as right. One that is wrong still tells ages right.
func skewOf(now, told time.Time) time.Duration {
	const right = 5 * time.Second // of travel and of drift
	skew := now.Sub(told)
	if told.IsZero() || skew.Abs() <= right {
		return 0
	}
	return skew
}
