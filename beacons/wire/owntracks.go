package wire

import (
	"strings"

	"foyer/beacons"
)

// OwnTracks says which phones with the OwnTracks app encrypt what they say.
type OwnTracks struct {
	// Keys are their passphrases by "<user>-<device>", at most 32 bytes each.
	Keys map[string][]byte
}

// ownTracks understands what the OwnTracks app publishes below
// owntracks/<user>/<device>: .../beacon is a beacon that the phone hears, and
// .../event that it came into a region or left one. The tag is
// "<user>/<device>".
//
// An enter is a sighting, and a strong one: whoever sets up a beacon's region
// means "there". A leave is none. Nothing was heard, and phones leave and come
// again every few minutes while they lie beside the beacon, so it is silence
// that decides. A location is none either, live or retained: where a phone is
// in the world, and which regions it still believes in, says nothing about a
// hall; we do not even subscribe to it. A last will says that a phone's line
// is gone, not that its owner is.
type ownTracks struct {
	regions places
	beacons beaconed
	keys    map[string]*[keySize]byte
	read    *reader

	// Of the message that is read, here so that it costs no allocation.
	got     trackReport
	cipher  []byte
	clear   []byte
	unbased []byte
}

// inPlace is where an enter puts a phone, metres from the region's beacon.
const inPlace = 1

func newOwnTracks(plan beacons.Plan, p places, o OwnTracks, read *reader) *ownTracks {
	return &ownTracks{regions: p, beacons: beaconsOf(plan), keys: keysOf(o.Keys), read: read}
}

func (p *ownTracks) owns(topic string) bool { return strings.HasPrefix(topic, "owntracks/") }

// filters asks for QoS 1 for an enter, which is said once and tells its time. A
// beacon message tells none: one that waited in the broker would count as new.
func (p *ownTracks) filters() []Filter {
	return []Filter{{"owntracks/+/+/event", 1}, {"owntracks/+/+/beacon", 0}}
}

// sender names no user: users are people.
func (p *ownTracks) sender(string) string { return "owntracks" }

func (p *ownTracks) decode(in *incoming, m *Message) error {
	if why := p.message(in, m); why != understood {
		return refuse(why, p.sender(in.topic))
	}
	return nil
}

func (p *ownTracks) message(in *incoming, m *Message) Reason {
	phone, ok := phoneIn(in.topic)
	switch {
	case !ok:
		return UnknownTopic
	case len(phone) > tagLimit:
		return TagTooLong
	case in.retained:
		return Retained
	}
	if why := p.open(phone, in.body); why != understood {
		return why
	}
	s, why := p.got.sighting(p, in)
	if why != understood || s.Anchor == "" {
		return why
	}
	var room [tagLimit]byte
	name, slot := p.read.names.of(append(room[:0], phone...))
	s.Tag, s.Slot = beacons.Tag(name), slot
	m.Sightings = append(m.Sightings, s)
	return understood
}

// phoneIn is the "<user>/<device>" of a topic.
func phoneIn(topic string) (phone string, ok bool) {
	rest := strings.TrimPrefix(topic, "owntracks/")
	user, after, _ := strings.Cut(rest, "/")
	device, _, _ := strings.Cut(after, "/")
	return rest[:min(len(rest), len(user)+1+len(device))], user != "" && device != ""
}
