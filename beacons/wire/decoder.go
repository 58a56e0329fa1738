package wire

import (
	"time"

	"foyer/beacons"
)

// Producers says which foreign producers speak on the broker; nil = not here.
// Our own format is always understood.
type Producers struct {
	// As is what foreign producers call our anchors: a gateway's name, its
	// address in any spelling, a room, a region of a phone. An anchor's own id
	// needs no line.
	As            map[string]beacons.Anchor
	ESPresense    *ESPresense
	Theengs       *Theengs
	MQTTRoom      *MQTTRoom
	Minew         *Minew
	OwnTracks     *OwnTracks
	RoomAssistant *RoomAssistant
}

// producer is one dialect: its topics, and what their bodies mean.
type producer interface {
	// owns tells whether the topic is of this producer, well formed or not.
	owns(topic string) bool
	// sender is what a refusal of a message calls who sent it: never a person.
	sender(topic string) string
	// decode fills m, which is empty.
	decode(in *incoming, m *Message) error
	// filters are the subscriptions it wants.
	filters() []Filter
}

// incoming is one MQTT message as it arrived.
type incoming struct {
	now      time.Time
	topic    string
	body     []byte
	retained bool
}

// Decoder understands the messages of one venue. It is not safe for concurrent
// use: whoever reads the broker owns it.
type Decoder struct {
	in        incoming // here, so that handing it on costs no allocation
	producers []producer
}

// NewDecoder makes a decoder for a venue, its plan and its foreign producers.
// The plan is read once; a new plan needs a new decoder.
func NewDecoder(venue string, plan beacons.Plan, producers Producers) *Decoder {
	words, anchors := newReader(), placesOf(plan, producers.As)
	d := &Decoder{producers: []producer{newNative(venue, plan, words)}}
	if p := producers.ESPresense; p != nil {
		d.producers = append(d.producers, newESPresense(anchors, *p, words))
	}
	if p := producers.Theengs; p != nil {
		d.producers = append(d.producers, newTheengs(anchors, *p, words))
	}
	if p := producers.MQTTRoom; p != nil {
		d.producers = append(d.producers, newMQTTRoom(anchors, *p, words))
	}
	if p := producers.Minew; p != nil {
		d.producers = append(d.producers, newMinew(anchors, *p, words))
	}
	if p := producers.OwnTracks; p != nil {
		d.producers = append(d.producers, newOwnTracks(plan, anchors, *p, words))
	}
	if producers.RoomAssistant != nil {
		d.producers = append(d.producers, newRoomAssistant(anchors, words))
	}
	return d
}

// Decode fills m with what one MQTT message says, or returns a Refusal. now is
// when the message arrived. The body may be overwritten after the call, and m
// by the next one.
func (d *Decoder) Decode(now time.Time, topic string, body []byte, retained bool, m *Message) error {
	m.reset()
	d.in = incoming{now, topic, body, retained}
	for _, p := range d.producers {
		if p.owns(topic) {
			return decodeWithin(p, &d.in, m)
		}
	}
	return refuse(UnknownTopic, "")
}

// decodeWithin refuses what is too large for any producer before a byte of it
// is looked at, and leaves nothing in m when the message is refused.
func decodeWithin(p producer, in *incoming, m *Message) error {
	if len(in.body) > bodyLimit {
		return refuse(TooLarge, p.sender(in.topic))
	}
	err := p.decode(in, m)
	if err != nil {
		m.reset()
	}
	return err
}

// Filters are the subscriptions that bring the decoder all it understands.
func (d *Decoder) Filters() []Filter {
	var all []Filter
	for _, p := range d.producers {
		all = append(all, p.filters()...)
	}
	return all
}
