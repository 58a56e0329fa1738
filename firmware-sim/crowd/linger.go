package crowd

import (
	"math/rand/v2"

	"foyer/beacons"
)

// linger appends staying around x, y in zone for ms: the seated turn their
// heads, the dancing turn all the time, the standing shift their feet.
func (f *floor) linger(b *body, zone int16, x, y float32, ms int64) {
	kind := f.plan.Zones[zone].Kind
	end := b.last().until + ms
	for first := true; b.last().until < end; first = false {
		if kind != "talk" && !first {
			x, y = f.shift(b, zone, x, y)
		}
		hx, hy := facing(b.dice)
		if kind == "talk" {
			hx, hy = f.stage(zone, x, y, hx, hy)
		}
		b.stand(x, y, hx, hy, min(still(b.dice, kind), end-b.last().until))
		if n := len(b.legs); kind == "dance" && b.dice.Float64() < 0.004 {
			b.legs[n-1].asks = true
		}
	}
}

// still draws how long somebody keeps one place and one direction, in ms.
func still(dice *rand.Rand, kind beacons.Kind) int64 {
	switch kind {
	case "talk":
		return between(dice, 90, 400)
	case "dance":
		return between(dice, 6, 25)
	}
	return between(dice, 25, 90)
}

// shift takes a few steps and stays inside the zone; who waits at a bar drifts
// back to it.
func (f *floor) shift(b *body, zone int16, x, y float32) (nx, ny float32) {
	reach := float32(0.4)
	if f.plan.Zones[zone].Kind == "dance" {
		reach = 1
	}
	nx = x + reach*float32(b.dice.NormFloat64())
	ny = y + reach*float32(b.dice.NormFloat64())
	if f.zoneAt[f.cellAt(nx, ny)] != zone {
		return x, y
	}
	if f.serves(zone) {
		at := f.bar(zone)
		nx, ny = nx+0.2*(float32(at[0])-nx), ny+0.2*(float32(at[1])-ny)
	}
	b.walkTo(nx, ny)
	return nx, ny
}

// serves tells whether people stand around something in the zone.
func (f *floor) serves(zone int16) bool {
	switch f.plan.Zones[zone].Kind {
	case "coffee", "bacon", "sponsor", "desk":
		return true
	}
	return false
}

// stage is the direction of the stage, in the middle of the zone's upper edge,
// from a seat; hx, hy is how the head turns away from it.
func (f *floor) stage(zone int16, x, y, hx, hy float32) (sx, sy float32) {
	lo, hi := f.bounds(zone)
	dx, dy := float32((lo[0]+hi[0])/2)-x, float32(lo[1])-y
	return unit(dx+hx, dy+hy)
}

// door is the zone where people come in: the entrance, else the first.
func (f *floor) door() int16 {
	if zones := f.byKind["entrance"]; len(zones) > 0 {
		return zones[0]
	}
	return 0
}
