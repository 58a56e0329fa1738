package wire

import (
	"strings"
	"time"

	"foyer/beacons"
)

// RoomAssistant says that room-assistant instances publish their entities. They
// may also follow mqtt_room, which is simpler: see MQTTRoom.
type RoomAssistant struct{}

// roomAssistant understands
// room-assistant/entity/<instance>/bluetooth-low-energy-presence-sensor/<id>.
// Every instance publishes every entity; only the one that has authority counts.
//
// Its own opinion of where the tag is (state) is left to others: we take what
// each room measured. Each message repeats all rooms, so a reading counts at
// the time it was taken, and one out of range or too old is none.
type roomAssistant struct {
	places places
	read   *reader
	got    entity // here, so that it costs no allocation
}

const (
	entities   = "room-assistant/entity/"
	bleSensor  = "bluetooth-low-energy-presence-sensor"
	roomsLimit = 64 // in one message
)

func newRoomAssistant(p places, read *reader) *roomAssistant {
	return &roomAssistant{places: p, read: read}
}

func (p *roomAssistant) owns(topic string) bool { return strings.HasPrefix(topic, entities) }

func (p *roomAssistant) filters() []Filter { return []Filter{{entities + "+/" + bleSensor + "/+", 0}} }

// sender is the instance.
func (p *roomAssistant) sender(topic string) string {
	instance, _, _ := strings.Cut(strings.TrimPrefix(topic, entities), "/")
	return instance
}

func (p *roomAssistant) decode(in *incoming, m *Message) error {
	if why := p.message(in, m); why != understood {
		return refuse(why, p.sender(in.topic))
	}
	return nil
}

func (p *roomAssistant) message(in *incoming, m *Message) Reason {
	_, sensor, _ := strings.Cut(strings.TrimPrefix(in.topic, entities), "/")
	switch {
	case !strings.HasPrefix(sensor, bleSensor+"/"):
		return UnknownTopic
	case in.retained:
		return Retained
	}
	why := p.got.load(p.read, in.body)
	switch {
	case why != understood:
		return why
	case !p.got.authority:
		return understood
	case p.got.id == "":
		return NoTag
	}
	return p.rooms(in.now, m)
}

// rooms takes what each room measured. If none of it is of late, the clocks may
// be wrong, and somebody should know.
func (p *roomAssistant) rooms(now time.Time, m *Message) Reason {
	stale := false
	for i := range p.got.rooms {
		room := &p.got.rooms[i]
		switch {
		case !room.heard():
		case room.stale(now):
			stale = true
		default:
			p.room(room, now, m)
		}
	}
	if stale && len(m.Sightings)+len(m.Refused) == 0 {
		return Stale
	}
	return understood
}

// room is what one room measured. A room that is not on the plan does not spoil
// the others.
func (p *roomAssistant) room(room *measured, now time.Time, m *Message) {
	if room.at.After(now) {
		room.at = now
	}
	s := beacons.Sighting{
		Tag: beacons.Tag(p.got.id), Slot: p.got.slot, At: room.at,
		Power: powerOf(room.power), Battery: batteryOf(p.got.battery),
	}
	anchor, known := p.places.of(room.name.text())
	why := measure(&s, room.rssi, room.distance)
	if !known {
		why = UnknownAnchor
	}
	if s.Anchor = anchor; why != understood {
		m.Refused = append(m.Refused, refuse(why, string(room.name.text())))
		return
	}
	m.Sightings = append(m.Sightings, s)
}
