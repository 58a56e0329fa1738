package wire

import (
	"time"

	"foyer/beacons"
)

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
	strangers strangers
	listenTo  []string
}

// NewDecoder makes a decoder for a venue, its plan and its foreign producers.
// The plan is read once; a new plan needs a new decoder.
func NewDecoder(venue string, plan beacons.Plan, producers Producers) *Decoder {
	words := newReader()
	native := newNative(venue, plan, words)
	return &Decoder{
		producers: append([]producer{native}, producers.all(plan, words)...),
		listenTo:  producers.ListenTo,
	}
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
	d.strangers.count(&d.in)
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
	for _, topic := range d.listenTo {
		all = append(all, Filter{topic, 0})
	}
	return all
}
