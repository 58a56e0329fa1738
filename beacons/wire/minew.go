package wire

import (
	"cmp"
	"strings"
)

// Minew says where Minew gateways (G1, G2, MG3) publish.
type Minew struct {
	// Topic is the topic filter of the gateways, "" for their own default,
	// "/gw/+/status", which does begin with a slash.
	Topic string
}

// minew understands the arrays of Minew gateways, JSON-LONG and JSON-RAW: the
// first element is the gateway, and each other one thing it heard.
type minew struct {
	topic  string
	places places
	read   *reader
}

func newMinew(p places, q Minew, read *reader) *minew {
	return &minew{cmp.Or(q.Topic, "/gw/+/status"), p, read}
}

func (p *minew) filters() []Filter { return []Filter{{p.topic, 0}} }

func (p *minew) owns(topic string) bool { return matches(p.topic, topic) }

// sender is the level of the topic that a gateway has by default.
func (p *minew) sender(topic string) string {
	before, _, _ := strings.Cut(strings.TrimPrefix(topic, "/gw/"), "/")
	return before
}

func (p *minew) decode(in *incoming, m *Message) error {
	b := bundle{p: p, m: m, now: in.now}
	if why := b.decode(in); why != understood {
		return refuse(why, b.sender(in.topic))
	}
	return nil
}

// matches tells whether a topic fits a topic filter (MQTT 3.1.1, section 4.7).
func matches(filter, topic string) bool {
	for {
		want, wants, more := strings.Cut(filter, "/")
		got, rest, left := strings.Cut(topic, "/")
		switch {
		case want == "#":
			return true
		case want != "+" && want != got:
			return false
		case !more || !left:
			return more == left || more && wants == "#"
		}
		filter, topic = wants, rest
	}
}
