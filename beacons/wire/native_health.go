package wire

import "strings"

// gateway is what a gateway says of itself: below foyer/<venue>/gateway/<anchor>
// are health, retained and with a last will, and telemetry each 15 s.
func (n *native) gateway(in *incoming, rest string, m *Message) Reason {
	sender, what, _ := strings.Cut(rest, "/")
	anchor, known := n.anchors[sender]
	switch {
	case what != "health" && what != "telemetry":
		return UnknownTopic
	case !known:
		return UnknownAnchor
	case what == "telemetry" && in.retained:
		return understood // what one that may be dead said last
	}
	var got wellbeing
	if why := got.load(n.read, in.body); why != understood {
		return why
	}
	if what == "health" && !got.told {
		return BadHealth
	}
	m.Kind, m.Health = HealthKind, Health{Anchor: anchor, Alive: got.alive(what)}
	return understood
}

// wellbeing is one of those bodies while it is read.
type wellbeing struct {
	up, told, deaf bool
	wrong          Reason
}

// alive tells whether the gateway can be relied on: one whose radio is dead
// speaks, and hears nobody.
func (got *wellbeing) alive(what string) bool {
	if what == "telemetry" {
		return !got.deaf
	}
	return got.up
}

func (got *wellbeing) load(r *reader, body []byte) Reason {
	r.load(body)
	why := r.object(0, func(key []byte) {
		wrong := understood
		switch string(key) {
		case "up":
			got.told = r.next() != 'n'
			wrong = r.flagField(1, &got.up)
		case "radio_dead":
			wrong = r.flagField(1, &got.deaf)
		default:
			r.skip(1)
		}
		if got.wrong == understood {
			got.wrong = wrong
		}
	})
	switch {
	case !r.whole():
		return NotJSON
	case why != understood:
		return why
	}
	return got.wrong
}
