package wire

import (
	"math"
	"strconv"
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

// identity writes what the advertisement is from into tag. An iBeacon is the
// same under every address it takes; anything else is what it is called.
func (a *advert) identity(tag []byte) (_ []byte, beacon bool, why Reason) {
	for _, uuid := range [...][]byte{a.uuid.text(), a.id.text()} {
		if tag, ok := appendBeacon(tag, uuid, a.major, a.minor); ok {
			return tag, true, understood
		}
	}
	for _, name := range [...][]byte{a.id.text(), a.mac.text()} {
		if address, ok := addressOf(name); ok {
			if a.rotates || a.addressType == 1 && resolvable(address) {
				return nil, false, Rotating
			}
			return append(tag, address[:]...), false, understood
		}
		if len(name) > 0 {
			return append(tag, name...), false, understood
		}
	}
	return nil, false, NoTag
}

// resolvable tells whether a random address changes every few minutes: its two
// highest bits are 01 (Bluetooth Core, volume 6, part B, 1.3.2).
func resolvable(address [12]byte) bool { return address[0] >= '4' && address[0] <= '7' }

// appendBeacon writes an iBeacon's identity as ESPresense does, so that a badge
// is registered once for all producers. The uuid may have dashes.
func appendBeacon(tag, uuid []byte, major, minor float64) ([]byte, bool) {
	const prefix, digits = "iBeacon:", 32
	if !isPart(major) || !isPart(minor) {
		return nil, false
	}
	tag = append(tag, prefix...)
	n := 0
	for _, c := range uuid {
		digit, hexadecimal := lowerHex(c)
		switch {
		case c == '-':
			continue
		case !hexadecimal || n == digits:
			return nil, false
		case n == 8 || n == 12 || n == 16 || n == 20:
			tag = append(tag, '-')
		}
		tag = append(tag, digit)
		n++
	}
	tag = strconv.AppendUint(append(tag, '-'), uint64(major), 10)
	return strconv.AppendUint(append(tag, '-'), uint64(minor), 10), n == digits
}

// isPart tells whether v can be a major or a minor.
func isPart(v float64) bool { return v >= 0 && v <= math.MaxUint16 && v == math.Trunc(v) }
