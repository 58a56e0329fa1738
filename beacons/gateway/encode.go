package main

import (
	"encoding/json"
	"math"
	"strconv"

	"foyer/beacons"
)

// appendSightings writes the array of sightings of wire format 1.
func appendSightings(b []byte, list []beacons.Sighting) []byte {
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendSighting(b, &list[i])
	}
	return append(b, ']')
}

func appendSighting(b []byte, s *beacons.Sighting) []byte {
	b = append(b, `{"tag":`...)
	b = appendText(b, string(s.Tag))
	b = append(b, `,"rssi":`...)
	if whole := math.Trunc(float64(s.RSSI)); whole == float64(s.RSSI) {
		b = strconv.AppendInt(b, int64(whole), 10)
	} else {
		b = strconv.AppendFloat(b, float64(s.RSSI), 'f', 1, 32)
	}
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

func appendText(b []byte, s string) []byte {
	text, _ := json.Marshal(s) // a string always encodes
	return append(b, text...)
}
