package wire

import (
	"strings"

	"foyer/beacons"
)

// report is the body of one ESPresense device message while it is read. Every
// field but the id may be absent; which ones are sent depends on the firmware.
type report struct {
	id       string
	rssi     float64 // dBm, NaN = not told
	distance float64 // metres, NaN = not told
	power    float64 // rssi@1m: what this node takes for the tag's power
	battery  float64 // percent
	bad      Reason
}

func (got *report) load(r *reader, body []byte) Reason {
	r.load(body)
	if r.next() != '{' {
		r.skip(0)
		got.bad = WrongType
	} else {
		got.read(r)
	}
	if !r.whole() {
		return NotJSON
	}
	return got.bad
}

func (got *report) read(r *reader) {
	r.at++
	for first := true; r.more(&first, '}'); {
		if why := got.field(r); got.bad == understood {
			got.bad = why
		}
	}
}

func (got *report) field(r *reader) Reason {
	switch string(r.key()) {
	case "id":
		return r.nameField(1, tagLimit, TagTooLong, &got.id)
	case "rssi":
		return r.numberField(1, &got.rssi)
	case "distance":
		return r.numberField(1, &got.distance)
	case "rssi@1m":
		return r.numberField(1, &got.power)
	case "batt":
		return r.numberField(1, &got.battery)
	}
	r.skip(1)
	return understood
}

// sighting is the report without its place and time. A node that tells only
// one of RSSI and distance is as good.
func (got *report) sighting() (beacons.Sighting, Reason) {
	s := beacons.Sighting{
		Tag:     beacons.Tag(identity(got.id)),
		Power:   powerOf(got.power),
		Battery: batteryOf(got.battery),
	}
	switch {
	case got.id == "":
		return s, NoTag
	case len(got.id) > tagLimit:
		return s, TagTooLong
	}
	why := measure(&s, got.rssi, got.distance)
	return s, why
}

// identity mends the one identity that ESPresense misspells: it prints byte 6
// of an Eddystone frame twice, so that the namespace has 11 bytes.
func identity(id string) string {
	const namespace, instance = 22, 12 // hex digits
	digits, eddystone := strings.CutPrefix(id, "eddy:")
	if !eddystone || len(digits) != namespace+1+instance || digits[namespace] != '-' {
		return id
	}
	if digits[8:10] != digits[10:12] || !hexadecimal(digits[:namespace]) || !hexadecimal(digits[namespace+1:]) {
		return id
	}
	return "eddy:" + digits[:10] + digits[12:]
}

func hexadecimal(s string) bool {
	return strings.TrimLeft(s, "0123456789abcdef") == ""
}
