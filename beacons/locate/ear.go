package locate

import (
	"math"

	"foyer/beacons"
)

const (
	oneM     = -59    // dBm at 1 m of the tag that levels are told in
	slope    = 27     // dB per decade of distance, to read metres as a level
	quickTau = 2.2    // sightings that colour the fast level ...
	quickMin = 400    // ... but at least so many ms ...
	quickMax = 8000   // ... and at most so many
	slowTau  = 15_000 // ms that colour the slow level
	slowGaps = 8      // ... or so many sightings of a rare tag
	steady   = 50     // sightings that colour what we know of a tag's noise
	guessGap = 1000   // ms between sightings, believed at first
	fadeSlow = 5      // times slower that the slow level loses
	fade     = 6      // dB that an ear loses for every sighting it misses
)

// levelOf reads a sighting as a level: a calibrated distance when the producer
// tells one, else the RSSI, corrected by the power that the tag tells.
func levelOf(s *beacons.Sighting) float32 {
	switch {
	case s.Distance > 0:
		return oneM - slope*float32(math.Log10(float64(max(s.Distance, 0.3))))
	case s.Power != 0:
		return s.RSSI - float32(s.Power) + oneM
	}
	return s.RSSI
}

// hear takes one sighting into the ear, and says by how much it missed. Older
// or equal times change nothing and are not taken.
func (x *ear) hear(at int64, level float32) (miss float32, taken bool) {
	dt := float32(at - x.at)
	switch {
	case x.count == 0:
		x.fast, x.slow, x.gap = level, level, guessGap
	case dt <= 0:
		return 0, false
	default:
		lost := x.lost(at)
		x.fast, x.slow = max(Silent, x.fast-lost), max(Silent, x.slow-lost/fadeSlow)
		first := 1 / (1 + float32(x.count))
		miss = level - x.fast
		x.fast += max(dt/(x.tau()+dt), first) * miss
		x.slow += max(dt/(max(slowTau, slowGaps*x.gap)+dt), first) * (level - x.slow)
		x.gap += max(0.2, first) * (min(dt, maxGap) - x.gap)
	}
	x.at = at
	if x.count < math.MaxUint8 {
		x.count++
	}
	return miss, true
}

// tau is how many ms colour the fast level.
func (x *ear) tau() float32 { return min(max(quickTau*x.gap, quickMin), quickMax) }

// waver is the share of a sighting's noise that is left in the fast level.
func (x *ear) waver() float32 {
	w := x.gap / (x.tau() + x.gap)
	return w / (2 - w)
}

// lost is how many dB the ear should have lost at now, because it was not heard
// when it should have been.
func (x *ear) lost(now int64) float32 {
	missed := float32(now-x.at) - 3*x.gap - 1000
	if missed <= 0 {
		return 0
	}
	return fade * missed / (x.gap + 500)
}

// now is what the ear hears at now, fast and slow. A dead anchor's ear stays as
// it was for a while.
func (x *ear) now(a *anchor, now int64) (fast, slow float32) {
	if a.off() && now-a.died < freeze {
		now = max(x.at, a.died)
	}
	lost := x.lost(now)
	return max(Silent, x.fast-lost), max(Silent, x.slow-lost/fadeSlow)
}
