package wire

import (
	"strings"

	"foyer/beacons"
)

// native understands our own format, version 1, of one venue.
type native struct {
	prefix  string // foyer/<venue>/
	anchors map[string]beacons.Anchor
	beacons beaconed
	read    *reader
}

func newNative(venue string, plan beacons.Plan, read *reader) *native {
	return &native{"foyer/" + venue + "/", anchorsOf(plan), beaconsOf(plan), read}
}

func (n *native) owns(topic string) bool { return strings.HasPrefix(topic, "foyer/") }

func (n *native) sender(topic string) string { return lastLevel(topic) }

// filters asks for QoS 1 everywhere: what is published at QoS 0 still comes at
// QoS 0, and what a gateway replays comes at QoS 1.
func (n *native) filters() []Filter {
	return []Filter{
		{n.prefix + "sighting/+", 1},
		{n.prefix + "heard/+", 1},
		{n.prefix + "stamp/+", 1},
		{n.prefix + "ask/+", 1},
		{n.prefix + "redeem/+", 1},
		{n.prefix + "command/stop", 1},
		{n.prefix + "gateway/+/health", 1},
		{n.prefix + "gateway/+/telemetry", 0},
	}
}

func (n *native) decode(in *incoming, m *Message) error {
	rest, ours := strings.CutPrefix(in.topic, n.prefix)
	if !ours {
		return refuse(ForeignVenue, lastLevel(in.topic))
	}
	kind, sender, _ := strings.Cut(rest, "/")
	if in.retained && kind != "gateway" {
		return refuse(Retained, sender)
	}
	var why Reason
	switch kind {
	case "sighting":
		why = n.sighting(in, sender, m)
	case "heard":
		why = n.heard(in, sender, m)
	case "stamp":
		why = n.stamp(in, sender, m)
	case "ask":
		why = n.ask(in, sender, m)
	case "redeem":
		why = n.redeem(in, sender, m)
	case "command":
		why = n.stop(in, sender, m)
	case "gateway":
		why = n.gateway(in, sender, m)
	default:
		why = UnknownTopic
	}
	if why != understood {
		return refuse(why, sender)
	}
	return nil
}

// sighting is what a gateway heard.
func (n *native) sighting(in *incoming, sender string, m *Message) Reason {
	anchor, ok := n.anchors[sender]
	if !ok {
		return UnknownAnchor
	}
	s := sheet{n: n, m: m, sender: sender, anchor: anchor}
	return s.decode(in)
}

// heard is what a phone heard: the same with the roles turned.
func (n *native) heard(in *incoming, sender string, m *Message) Reason {
	phone, why := phoneOf(sender)
	if why != understood {
		return why
	}
	s := sheet{n: n, m: m, sender: sender, phone: phone}
	return s.decode(in)
}

// phoneOf is the tag of a phone that the last level of a topic names.
func phoneOf(sender string) (beacons.Tag, Reason) {
	switch {
	case sender == "" || strings.Contains(sender, "/"):
		return "", UnknownTopic
	case len(sender) > tagLimit:
		return "", TagTooLong
	}
	return beacons.Tag(sender), understood
}

// lastLevel is what follows the last slash of a topic.
func lastLevel(topic string) string { return topic[strings.LastIndexByte(topic, '/')+1:] }
