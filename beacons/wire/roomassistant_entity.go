package wire

import (
	"math"
	"time"
)

// entity is one room-assistant entity while it is read.
type entity struct {
	id        string
	slot      uint32
	battery   float64
	authority bool
	rooms     []measured
	wrong     Reason
}

// measured is what one room told about the tag.
type measured struct {
	name     word
	rssi     float64 // NaN = not told, as with the distance
	power    float64
	distance float64
	at       time.Time
	outside  bool // out of range
}

// heard tells whether the room has measured the tag.
func (room *measured) heard() bool {
	return !room.outside && !room.at.IsZero() && !(math.IsNaN(room.rssi) && math.IsNaN(room.distance))
}

// stale tells whether that is too long ago, or told by a clock that cannot be
// believed. Each message repeats what it said before, so the arrival is none.
func (room *measured) stale(now time.Time) bool { return now.Sub(room.at).Abs() > clockSlack }

func (got *entity) load(r *reader, body []byte) Reason {
	*got = entity{rooms: got.rooms[:0]}
	r.load(body)
	why := r.object(0, func(key []byte) {
		switch string(key) {
		case "entity":
			got.note(r.object(1, func(key []byte) { got.field(r, key) }))
		case "hasAuthority":
			got.note(r.flagField(1, &got.authority))
		default:
			r.skip(1)
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

func (got *entity) note(why Reason) {
	if got.wrong == understood {
		got.wrong = why
	}
}

func (got *entity) field(r *reader, key []byte) {
	const depth = 2
	switch string(key) {
	case "id":
		got.note(r.slotField(depth, tagLimit, TagTooLong, &got.id, &got.slot))
	case "batteryLevel":
		_ = r.looseField(depth, &got.battery)
	case "distances":
		_ = r.object(depth, func(key []byte) { got.each(r, key, distanceField) })
	case "measuredValues":
		_ = r.object(depth, func(key []byte) { got.each(r, key, valueField) })
	default:
		r.skip(depth)
	}
}

// each reads what one room of distances or measuredValues tells.
func (got *entity) each(r *reader, name []byte, field func(r *reader, room *measured, key []byte)) {
	const depth = 3
	room := got.room(name)
	if room == nil {
		r.skip(depth)
		return
	}
	_ = r.object(depth, func(key []byte) { field(r, room, key) })
}

// room finds the room of a name, or adds it. Names too long are of no anchor.
func (got *entity) room(name []byte) *measured {
	for i := range got.rooms {
		if string(got.rooms[i].name.text()) == string(name) {
			return &got.rooms[i]
		}
	}
	if len(name) > tagLimit {
		return nil
	}
	if len(got.rooms) == roomsLimit {
		got.note(TooMany)
		return nil
	}
	got.rooms = append(got.rooms, measured{rssi: math.NaN(), distance: math.NaN()})
	room := &got.rooms[len(got.rooms)-1]
	room.name.size = copy(room.name.letters[:], name)
	return room
}

const roomDepth = 4

func distanceField(r *reader, room *measured, key []byte) {
	switch string(key) {
	case "distance":
		_ = r.looseField(roomDepth, &room.distance)
	case "outOfRange":
		_ = r.flagField(roomDepth, &room.outside)
	case "lastUpdatedAt":
		if text, _ := r.stringField(roomDepth); text != nil {
			room.at = iso(text)
		}
	default:
		r.skip(roomDepth)
	}
}

func valueField(r *reader, room *measured, key []byte) {
	switch string(key) {
	case "rssi":
		_ = r.looseField(roomDepth, &room.rssi)
	case "measuredPower":
		_ = r.looseField(roomDepth, &room.power)
	default:
		r.skip(roomDepth)
	}
}
