package wire

import (
	"math"

	"foyer/beacons"
)

// farthest is a distance no Bluetooth receiver can tell, metres; ESPresense
// ends at 16 by itself.
const farthest = 1000

// measure fills in what a foreign producer measured; NaN = not told. One that
// tells only one of RSSI and distance is as good.
func measure(s *beacons.Sighting, rssi, distance float64) Reason {
	if math.IsNaN(rssi) && math.IsNaN(distance) {
		return NoRSSI
	}
	if !math.IsNaN(rssi) {
		if rssi < weakest || rssi > strongest {
			return BadRSSI
		}
		s.RSSI = float32(rssi)
	}
	if !math.IsNaN(distance) {
		if distance < 0 || distance > farthest {
			return BadDistance
		}
		// They round to centimetres; nought would mean "not told" to us.
		s.Distance = float32(max(distance, 0.01))
	}
	return understood
}
