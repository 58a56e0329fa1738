package wire

import (
	"bytes"
	"math"
	"strconv"
	"time"

	"foyer/beacons"
)

// trackReport is one OwnTracks body while it is read. Old apps put the numbers
// in quotes.
type trackReport struct {
	kind, event, region, trigger, uuid word

	major, minor, rssi float64 // NaN = not told
	at                 float64 // tst, Unix seconds; 0 = not told
	wrong              Reason
}

// load reads a body. What is encrypted in it is left in p.cipher.
func (got *trackReport) load(p *ownTracks, body []byte) Reason {
	none := math.NaN()
	*got = trackReport{major: none, minor: none, rssi: none}
	p.cipher = p.cipher[:0]
	p.read.load(body)
	why := p.read.object(0, func(key []byte) { got.field(p, key) })
	switch {
	case !p.read.whole():
		return NotJSON
	case why != understood:
		return why
	}
	return got.wrong
}

func (got *trackReport) field(p *ownTracks, key []byte) {
	r := p.read
	switch string(key) {
	case "_type":
		_ = r.wordField(1, &got.kind)
	case "event":
		_ = r.wordField(1, &got.event)
	case "desc":
		_ = r.wordField(1, &got.region)
	case "t":
		_ = r.wordField(1, &got.trigger)
	case "uuid":
		_ = r.wordField(1, &got.uuid)
	case "major":
		_ = r.looseField(1, &got.major)
	case "minor":
		_ = r.looseField(1, &got.minor)
	case "tst":
		_ = r.looseField(1, &got.at)
	case "rssi":
		if why := r.looseField(1, &got.rssi); got.wrong == understood {
			got.wrong = why
		}
	case "data":
		if text, _ := r.stringField(1); text != nil {
			p.cipher = append(p.cipher[:0], text...)
		}
	default:
		r.skip(1)
	}
}

// sighting is what the report says about where the phone is; without an
// anchor that is nothing.
func (got *trackReport) sighting(p *ownTracks, in *incoming) (beacons.Sighting, Reason) {
	switch {
	case got.kind.is("beacon"):
		return got.ranged(p, in.now)
	case got.kind.is("transition") && got.event.is("enter") && got.ofBeacon():
		return got.entered(p, in.now)
	case got.kind.size == 0:
		return beacons.Sighting{}, WrongType
	}
	return beacons.Sighting{}, understood
}

// ofBeacon tells whether a transition is of a beacon's region: circles on the
// map are as wide as the house.
func (got *trackReport) ofBeacon() bool { return got.trigger.size == 0 || got.trigger.is("b") }

// ranged is a beacon that the phone hears. Its tst is when the phone last knew
// where on earth it was, which may be an hour ago: the arrival counts.
func (got *trackReport) ranged(p *ownTracks, now time.Time) (s beacons.Sighting, why Reason) {
	const unheard = 0 // what phones tell of a beacon they have just lost
	if got.rssi == unheard {
		got.rssi = math.NaN()
	}
	if s.Anchor = p.beacon(got.uuid.text(), got.major, got.minor); s.Anchor == "" {
		return s, UnknownBeacon
	}
	s.At = now
	return s, measure(&s, got.rssi, math.NaN())
}

// entered is a phone that came into a beacon's region. The app keeps messages
// while it has no line; one that comes too late is history.
func (got *trackReport) entered(p *ownTracks, now time.Time) (s beacons.Sighting, why Reason) {
	if s.Anchor = p.region(got.region.text()); s.Anchor == "" {
		return s, UnknownBeacon
	}
	told := clock{now, math.Inf(-1), float64(now.Add(clockSlack).UnixMilli())}
	if s.At = now; got.at > 0 && got.at < math.MaxInt32 {
		s.At = told.at(got.at * 1000)
	}
	if now.Sub(s.At) > clockSlack {
		return s, Stale
	}
	s.Distance = inPlace
	return s, understood
}

// region finds the anchor of a region, by the name it has in the app. A leading
// "-" asks the app to hold a leave down, and what may follow the name is the
// beacon: <name>:<uuid>:<major>:<minor>.
func (p *ownTracks) region(name []byte) beacons.Anchor {
	name = bytes.TrimPrefix(name, []byte("-"))
	if anchor, ok := p.regions.of(name); ok {
		return anchor
	}
	name, beacon, _ := bytes.Cut(name, []byte(":"))
	if anchor, ok := p.regions.of(name); ok {
		return anchor
	}
	var room [tagLimit]byte
	identity := append(room[:0], beacon...)
	for i, c := range identity {
		if c == ':' {
			identity[i] = '-'
		}
	}
	return p.beacons.of(identity)
}

// beacon finds the anchor that is heard as a beacon.
func (p *ownTracks) beacon(uuid []byte, major, minor float64) beacons.Anchor {
	if !isPart(major) || !isPart(minor) {
		return ""
	}
	var room [2 * tagLimit]byte
	identity := append(append(room[:0], uuid...), '-')
	identity = append(strconv.AppendUint(identity, uint64(major), 10), '-')
	return p.beacons.of(strconv.AppendUint(identity, uint64(minor), 10))
}
