package gateways

import (
	"math"
	"strconv"

	"foyer/beacons"
)

// appendEnvelope writes a numbered message of the wire format, version 1.
func appendEnvelope(b []byte, boot string, seq uint64, list []beacons.Sighting, beacon string) []byte {
	b = append(b, `{"boot":`...)
	b = appendText(b, boot)
	b = append(b, `,"seq":`...)
	b = strconv.AppendUint(b, seq, 10)
	b = append(b, `,"sightings":[`...)
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendSighting(b, &list[i], beacon)
	}
	return append(b, `]}`...)
}

// appendSighting writes one sighting: what a gateway heard, or, when beacon
// names one, what a phone heard.
func appendSighting(b []byte, s *beacons.Sighting, beacon string) []byte {
	if beacon != "" {
		b = append(b, `{"beacon":`...)
		b = appendText(b, beacon)
	} else {
		b = append(b, `{"tag":`...)
		b = appendText(b, string(s.Tag))
	}
	b = append(b, `,"rssi":`...)
	b = appendLevel(b, s.RSSI)
	b = append(b, `,"at":`...)
	b = strconv.AppendInt(b, s.At.UnixMilli(), 10)
	if s.Power != 0 {
		b = append(b, `,"power":`...)
		b = strconv.AppendInt(b, int64(s.Power), 10)
	}
	if s.Battery != 0 {
		b = append(b, `,"battery":`...)
		b = strconv.AppendInt(b, int64(s.Battery), 10)
	}
	return append(b, '}')
}

// appendLevel writes a level in dBm: whole ones, which nearly all are, as such.
func appendLevel(b []byte, level float32) []byte {
	if whole := math.Trunc(float64(level)); whole == float64(level) {
		return strconv.AppendInt(b, int64(whole), 10)
	}
	return strconv.AppendFloat(b, float64(level), 'f', 2, 32)
}

// appendText writes a JSON string. Bytes from 0x80 on pass as they are.
func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
