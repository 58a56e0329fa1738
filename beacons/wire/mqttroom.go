package wire

import (
	"strings"
)

// MQTTRoom says where producers publish that follow the convention of Home
// Assistant's mqtt_room: room-assistant below room-assistant/mqtt-room,
// happy-bubbles below happy-bubbles/presence/ha, OpenMQTTGateway below
// home/home_presence.
type MQTTRoom struct {
	Prefixes []string
}

// mqttRoom understands <prefix>/<room> and <prefix>/<tag>/<room>, whose body
// tells an id and a distance.
type mqttRoom struct {
	prefixes []string // each with its slash
	places   places
	read     *reader
}

func newMQTTRoom(p places, q MQTTRoom, read *reader) *mqttRoom {
	room := &mqttRoom{places: p, read: read}
	for _, prefix := range q.Prefixes {
		room.prefixes = append(room.prefixes, strings.TrimSuffix(prefix, "/")+"/")
	}
	return room
}

// filters asks for QoS 0: their sightings are samples like all others, whatever
// they were published at.
func (p *mqttRoom) filters() (all []Filter) {
	for _, prefix := range p.prefixes {
		all = append(all, Filter{prefix + "+", 0}, Filter{prefix + "+/+", 0})
	}
	return all
}

// below is what follows the prefix of a topic.
func (p *mqttRoom) below(topic string) (rest string, ours bool) {
	for _, prefix := range p.prefixes {
		if rest, ours = strings.CutPrefix(topic, prefix); ours {
			return rest, true
		}
	}
	return "", false
}

func (p *mqttRoom) owns(topic string) bool {
	_, ours := p.below(topic)
	return ours
}

func (p *mqttRoom) sender(topic string) string { return lastLevel(topic) }

func (p *mqttRoom) decode(in *incoming, m *Message) error {
	rest, _ := p.below(in.topic)
	id, room, two := strings.Cut(rest, "/")
	if !two {
		id, room = "", rest
	}
	if why := p.message(in, id, room, m); why != understood {
		return refuse(why, room)
	}
	return nil
}

// message is one tag in one room. The topic may tell the tag in place of the
// body.
func (p *mqttRoom) message(in *incoming, id, room string, m *Message) Reason {
	anchor, known := p.places.named(room)
	switch {
	case strings.Contains(room, "/"):
		return UnknownTopic
	case in.retained:
		return Retained
	case !known:
		return UnknownAnchor
	case len(id) > tagLimit:
		return TagTooLong
	}
	got := newAdvert()
	got.id.size = copy(got.id.letters[:], id)
	p.read.load(in.body)
	why := p.read.object(0, func(key []byte) {
		if !got.field(p.read, key, 1) {
			p.read.skip(1)
		}
	})
	switch {
	case !p.read.whole():
		return NotJSON
	case why != understood:
		return why
	}
	return got.keep(m, p.read.names, heard{anchor, in.now})
}
