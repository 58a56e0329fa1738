package wire

import (
	"cmp"
	"strings"
)

// Theengs says where OpenMQTTGateway and Theengs Gateway publish.
type Theengs struct {
	// Base is their base topic, "" for their own default, "home".
	Base string
}

// theengs understands OpenMQTTGateway and Theengs Gateway, which decode alike:
// <base>/<gateway>/BTtoMQTT/<address> is one thing heard, and
// <base>/<gateway>/LWT the gateway's life.
//
// What they could not decode is of things we do not know either, and their own
// opinion of who is absent comes after 120 s: neither is a sighting.
type theengs struct {
	base   string // with its slash
	places places
	read   *reader
}

func newTheengs(p places, t Theengs, read *reader) *theengs {
	return &theengs{strings.TrimSuffix(cmp.Or(t.Base, "home"), "/") + "/", p, read}
}

func (p *theengs) filters() []Filter {
	return []Filter{{p.base + "+/BTtoMQTT/+", 0}, {p.base + "+/LWT", 0}}
}

// split parts a topic; the gateway is "" if it is none of theirs.
func (p *theengs) split(topic string) (gateway, kind, address string) {
	rest, ours := strings.CutPrefix(topic, p.base)
	if !ours {
		return "", "", ""
	}
	gateway, rest, _ = strings.Cut(rest, "/")
	kind, address, _ = strings.Cut(rest, "/")
	if kind != "BTtoMQTT" && kind != "LWT" {
		return "", "", ""
	}
	return gateway, kind, address
}

func (p *theengs) owns(topic string) bool {
	gateway, _, _ := p.split(topic)
	return gateway != ""
}

func (p *theengs) sender(topic string) string {
	gateway, _, _ := p.split(topic)
	return gateway
}

func (p *theengs) decode(in *incoming, m *Message) error {
	gateway, kind, address := p.split(in.topic)
	anchor, known := p.places.named(gateway)
	var why Reason
	switch {
	case (kind == "LWT") != (address == "") || strings.Contains(address, "/"):
		why = UnknownTopic
	case !known:
		why = UnknownAnchor
	case kind == "LWT":
		why = lifeOf(anchor, in.body, m)
	case in.retained:
		why = Retained
	default:
		var got theengsReport
		if why = got.load(p.read, in.body, address); why == understood {
			why = got.keep(m, p.read.names, heard{anchor, in.now})
		}
	}
	if why != understood {
		return refuse(why, gateway)
	}
	return nil
}

// theengsReport is one of their bodies while it is read.
type theengsReport struct {
	advert
	kind, presence word
	raw, decoded   bool
}

func (got *theengsReport) load(r *reader, body []byte, address string) Reason {
	got.advert = newAdvert()
	r.load(body)
	why := r.object(0, func(key []byte) { got.field(r, key) })
	switch {
	case !r.whole():
		return NotJSON
	case why != understood:
		return why
	case got.presence.is("absent"):
		return Absent
	case address == "undecoded" || got.raw && !got.decoded:
		return Undecoded
	}
	got.rotates = got.kind.is("RMAC")
	return understood
}

func (got *theengsReport) field(r *reader, key []byte) {
	if got.advert.field(r, key, 1) {
		return
	}
	switch string(key) {
	case "type":
		_ = r.wordField(1, &got.kind)
	case "presence":
		_ = r.wordField(1, &got.presence)
	case "model", "model_id":
		got.decoded = true
		r.skip(1)
	case "manufacturerdata", "servicedata":
		got.raw = true
		r.skip(1)
	default:
		r.skip(1)
	}
}
