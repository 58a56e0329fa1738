package wire

import (
	"math"
	"strings"

	"foyer/beacons"
)

// ESPresense says how ESPresense nodes (firmware 2 to 4) fit the plan.
type ESPresense struct {
	// Rooms maps a room of theirs to an anchor of ours. A room of the same name
	// as an anchor needs no line.
	Rooms map[string]beacons.Anchor
}

// espresense understands what ESPresense nodes publish, unchanged:
// espresense/devices/<id>/<room> is one tag at one node, and below
// espresense/rooms/<room> are the node's life: status, with a last will, and
// telemetry each 15 s.
type espresense struct {
	rooms places
	read  *reader
}

func newESPresense(p places, e ESPresense, read *reader) *espresense {
	return &espresense{p.with(e.Rooms), read}
}

func (p *espresense) owns(topic string) bool { return strings.HasPrefix(topic, "espresense/") }

func (p *espresense) sender(topic string) string { return lastLevel(topic) }

func (p *espresense) filters() []Filter {
	return []Filter{{"espresense/devices/+/+", 0}, {"espresense/rooms/+/status", 0}, {"espresense/rooms/+/telemetry", 0}}
}

func (p *espresense) decode(in *incoming, m *Message) error {
	_, rest, _ := strings.Cut(in.topic, "/")
	kind, rest, _ := strings.Cut(rest, "/")
	subject, rest, _ := strings.Cut(rest, "/")
	var room string
	var why Reason
	switch {
	case kind == "devices" && rest != "" && !strings.Contains(rest, "/"):
		room, why = rest, p.device(in, subject, rest, m)
	case kind == "rooms" && rest == "status":
		room, why = subject, p.status(in, subject, m)
	case kind == "rooms" && rest == "telemetry":
		room, why = subject, p.telemetry(in, subject, m)
	default: // settings, sub-reports of a device: not about where people are
		room, why = subject, UnknownTopic
	}
	if why != understood {
		return refuse(why, room)
	}
	return nil
}

// status is the life of a node. The retained answer is welcome here: it tells
// at once which nodes were dead before we came.
func (p *espresense) status(in *incoming, room string, m *Message) Reason {
	anchor, ok := p.rooms.named(room)
	if !ok {
		return UnknownAnchor
	}
	return lifeOf(anchor, in.body, m)
}

// lifeOf reads what stands in a status with a last will.
func lifeOf(anchor beacons.Anchor, body []byte, m *Message) Reason {
	word := string(body)
	if word != "online" && word != "offline" {
		return BadHealth
	}
	m.Kind, m.Health = HealthKind, Health{Anchor: anchor, Alive: word == "online"}
	return understood
}

// telemetry says nothing that we need, but the dead do not say it: a node whose
// "online" was lost is alive again within 15 s.
func (p *espresense) telemetry(in *incoming, room string, m *Message) Reason {
	anchor, ok := p.rooms.named(room)
	switch {
	case in.retained:
		return Retained
	case !ok:
		return UnknownAnchor
	}
	p.read.load(in.body)
	p.read.skip(0)
	if !p.read.whole() {
		return NotJSON
	}
	m.Kind, m.Health = HealthKind, Health{Anchor: anchor, Alive: true}
	return understood
}

// device is one tag at one node.
func (p *espresense) device(in *incoming, id, room string, m *Message) Reason {
	anchor, ok := p.rooms.named(room)
	switch {
	case in.retained:
		return Retained
	case !ok:
		return UnknownAnchor
	case strings.HasPrefix(id, "node:"):
		return AnotherNode
	}
	got := report{id: id, rssi: math.NaN(), distance: math.NaN()}
	if why := got.load(p.read, in.body); why != understood {
		return why
	}
	s, why := got.sighting()
	s.Anchor, s.At = anchor, in.now
	if why == understood {
		m.Sightings = append(m.Sightings, s)
	}
	return why
}
