package wire

import (
	"math"
	"time"

	"foyer/beacons"
)

// advert is what a foreign gateway tells of one advertisement, while it is
// read. A number that is NaN was not told.
type advert struct {
	id, mac, uuid  word
	major, minor   float64
	addressType    float64 // 0 public, 1 random
	rotates        bool    // the producer says that its address does
	rssi, distance float64
	power          float64 // dBm at 1 m, of an iBeacon
	battery        float64 // percent
	wrong          Reason  // the first thing that was
}

func newAdvert() advert {
	none := math.NaN()
	return advert{major: none, minor: none, addressType: none, rssi: none, distance: none}
}

// field reads one field under the name that OpenMQTTGateway, Theengs and what
// follows mqtt_room give it, and tells whether it is one of them. Only what we
// cannot do without may spoil the rest.
func (a *advert) field(r *reader, key []byte, depth int) bool {
	switch string(key) {
	case "id":
		a.note(r.wordField(depth, &a.id))
	case "rssi":
		a.note(r.looseField(depth, &a.rssi))
	case "distance":
		a.note(r.looseField(depth, &a.distance))
	case "mac":
		_ = r.wordField(depth, &a.mac)
	case "mac_type":
		_ = r.looseField(depth, &a.addressType)
	case "uuid":
		_ = r.wordField(depth, &a.uuid)
	case "major":
		_ = r.looseField(depth, &a.major)
	case "minor":
		_ = r.looseField(depth, &a.minor)
	case "txpower":
		_ = r.looseField(depth, &a.power)
	case "batt":
		_ = r.looseField(depth, &a.battery)
	default:
		return false
	}
	return true
}

func (a *advert) note(why Reason) {
	if a.wrong == understood {
		a.wrong = why
	}
}

// sighting is the advertisement without its place and time.
func (a *advert) sighting(known *names) (s beacons.Sighting, why Reason) {
	if a.wrong != understood {
		return s, a.wrong
	}
	var room [tagLimit]byte
	tag, beacon, why := a.identity(room[:0])
	if why != understood {
		return s, why
	}
	if why = measure(&s, a.rssi, a.distance); why != understood {
		return s, why
	}
	name, slot := known.of(tag)
	s.Tag, s.Slot, s.Battery = beacons.Tag(name), slot, batteryOf(a.battery)
	if beacon && a.power < 0 {
		// The power of other frames is meant for 0 m. And some tags send their
		// battery in the power byte of an iBeacon: that one is positive.
		s.Power = powerOf(a.power)
	}
	return s, understood
}

// heard is where and when an advertisement was.
type heard struct {
	anchor beacons.Anchor
	at     time.Time
}

// keep adds the sighting to the message, or says what is wrong with it.
func (a *advert) keep(m *Message, known *names, h heard) Reason {
	s, why := a.sighting(known)
	if why != understood {
		return why
	}
	s.Anchor, s.At = h.anchor, h.at
	m.Sightings = append(m.Sightings, s)
	return understood
}
