package wire

import (
	"math"

	"foyer/beacons"
)

// The range of a believable RSSI, dBm. A byte on the air holds no less, and no
// receiver reports more.
const (
	weakest   = -127
	strongest = 20
)

// element is one sighting while it is read.
type element struct {
	tag      string
	slot     uint32 // of the tag
	anchor   beacons.Anchor
	stranger bool    // it names a beacon that is not on the plan
	rssi     float64 // NaN = not told
	at       float64 // Unix milliseconds; 0 = not told
	power    float64
	battery  float64
	bad      Reason // the first thing that was wrong
}

// blank is an element with what the topic already told.
func blank(s *sheet) element {
	return element{tag: string(s.phone), anchor: s.anchor, rssi: math.NaN()}
}

// field reads the value of one field, inside depth open brackets.
func (e *element) field(s *sheet, key []byte, depth int) {
	r := s.n.read
	var why Reason
	switch string(key) {
	case "rssi":
		why = r.numberField(depth, &e.rssi)
	case "at":
		why = r.numberField(depth, &e.at)
	case "power":
		why = r.numberField(depth, &e.power)
	case "battery":
		why = r.numberField(depth, &e.battery)
	case "tag":
		why = e.readTag(s, depth)
	case "beacon":
		why = e.readBeacon(s, depth)
	default:
		r.skip(depth)
	}
	if e.bad == understood {
		e.bad = why
	}
}

// readTag reads what a gateway heard. What a phone calls a tag is nothing to us.
func (e *element) readTag(s *sheet, depth int) Reason {
	if s.anchor == "" {
		s.n.read.skip(depth)
		return understood
	}
	return s.n.read.slotField(depth, tagLimit, TagTooLong, &e.tag, &e.slot)
}

// readBeacon reads what a phone heard.
func (e *element) readBeacon(s *sheet, depth int) Reason {
	if s.anchor != "" {
		s.n.read.skip(depth)
		return understood
	}
	identity, why := s.n.read.stringField(depth)
	if identity == nil {
		return why
	}
	e.anchor = s.n.beacons.of(identity)
	e.stranger = e.anchor == "" && len(identity) > 0
	return understood
}

// keep adds the sighting to the message, or says what is wrong with it.
func (e *element) keep(s *sheet, c *clock) Reason {
	if why := e.verdict(); why != understood {
		return why
	}
	s.m.Sightings = append(s.m.Sightings, beacons.Sighting{
		Tag:     beacons.Tag(e.tag),
		Anchor:  e.anchor,
		At:      c.at(e.at),
		RSSI:    float32(e.rssi),
		Power:   powerOf(e.power),
		Battery: batteryOf(e.battery),
		Slot:    e.slot,
	})
	return understood
}

func (e *element) verdict() Reason {
	switch {
	case e.bad != understood:
		return e.bad
	case e.tag == "":
		return NoTag
	case e.stranger:
		return UnknownBeacon
	case e.anchor == "":
		return NoBeacon
	case math.IsNaN(e.rssi):
		return NoRSSI
	case e.rssi < weakest || e.rssi > strongest:
		return BadRSSI
	}
	return understood
}

// powerOf is a power in dBm at 1 m; one that no byte holds is as good as not
// told, because it is the RSSI that says where somebody is.
func powerOf(v float64) int8 {
	if v < math.MinInt8 || v > math.MaxInt8 {
		return 0
	}
	return int8(v)
}

// batteryOf is a charge in percent; one that is none is as good as not told.
func batteryOf(v float64) int8 {
	if v < 0 || v > 100 {
		return 0
	}
	return int8(v)
}
