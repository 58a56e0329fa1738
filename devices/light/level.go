package light

import "math"

const (
	levels = 4 // steps between low and high
	// hold is how far past the middle of two steps the crowd must go before
	// the brightness follows, so that one person at the door moves no lamp.
	hold = 0.75
	// perLamp is how many people for each lamp make a full zone.
	perLamp = 3
)

// Level is the brightness of a zone, share of full: low for a few people, high
// when three stand under each lamp, in four steps between. last is the level
// of before (0 = none); it is kept until the crowd has clearly changed.
func Level(people, lamps int, low, high, last float64) float64 {
	low, high = share(low), share(high)
	if high <= low || lamps <= 0 {
		return high
	}
	want := min(float64(people)/float64(perLamp*lamps), 1) * levels
	if had := (last - low) / (high - low) * levels; last > 0 && math.Abs(want-had) < hold && had >= 0 && had <= levels {
		return last
	}
	return low + math.Round(want)/levels*(high-low)
}

// share forces a brightness into 0..1; what is no number is dark.
func share(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}
