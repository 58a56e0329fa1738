package crowd

import (
	"math"
	"math/rand/v2"

	"foyer/beacons"
)

const cellSide = 0.5 // metres

// floor is the plan as a grid, so that where somebody is, what reaches an
// anchor from there and what an engine could believe are one look-up each.
type floor struct {
	plan       beacons.Plan
	wide, deep int     // cells
	zoneAt     []int16 // by cell
	// kinds the oracle asks about, one bit each, by cell: no engine may doubt
	// it, or an engine could believe it.
	sure, maybe, maybePhone []uint8
	deaf                    []bool // gateways hear a badge there badly
	byKind                  map[beacons.Kind][]int16
	routes                  routes
}

func newFloor(plan beacons.Plan) *floor {
	f := &floor{
		plan:   plan,
		wide:   max(1, int(math.Ceil(plan.Width/cellSide))),
		deep:   max(1, int(math.Ceil(plan.Depth/cellSide))),
		byKind: map[beacons.Kind][]int16{},
	}
	n := f.wide * f.deep
	f.zoneAt = make([]int16, n)
	f.sure, f.maybe, f.maybePhone = make([]uint8, n), make([]uint8, n), make([]uint8, n)
	f.deaf = make([]bool, n)
	for cell := range f.zoneAt {
		f.zoneAt[cell] = zoneOf(plan, f.middle(int32(cell)))
	}
	for i, z := range plan.Zones {
		f.byKind[z.Kind] = append(f.byKind[z.Kind], int16(i))
	}
	f.routes = newRoutes(f)
	return f
}

// middle is the middle of a cell, in metres.
func (f *floor) middle(cell int32) [2]float64 {
	x, y := int(cell)%f.wide, int(cell)/f.wide
	return [2]float64{(float64(x) + 0.5) * cellSide, (float64(y) + 0.5) * cellSide}
}

// cellAt is the cell of a place; places off the plan count to its edge.
func (f *floor) cellAt(x, y float32) int32 {
	cx := max(0, min(f.wide-1, int(x*(1/cellSide))))
	cy := max(0, min(f.deep-1, int(y*(1/cellSide))))
	return int32(cy*f.wide + cx)
}

// zoneOf is the zone whose area holds the point, or outside.
func zoneOf(plan beacons.Plan, p [2]float64) int16 {
	for i, z := range plan.Zones {
		if within(z.Area, p) {
			return int16(i)
		}
	}
	return outside
}

// within tells whether a polygon holds a point (even-odd rule).
func within(area [][2]float64, p [2]float64) bool {
	in := false
	for i, j := 0, len(area)-1; i < len(area); j, i = i, i+1 {
		a, b := area[i], area[j]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])+a[0] {
			in = !in
		}
	}
	return in
}

// bounds is the box around a zone.
func (f *floor) bounds(zone int16) (lo, hi [2]float64) {
	lo, hi = [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, p := range f.plan.Zones[zone].Area {
		for d := range 2 {
			lo[d], hi[d] = min(lo[d], p[d]), max(hi[d], p[d])
		}
	}
	return lo, hi
}

// centre is the middle of the box around a zone.
func (f *floor) centre(zone int16) (x, y float32) {
	lo, hi := f.bounds(zone)
	return float32((lo[0] + hi[0]) / 2), float32((lo[1] + hi[1]) / 2)
}

// spot is a place to be in a zone. Where something is served people stand
// around it, elsewhere they spread, a metre from the edge.
func (f *floor) spot(zone int16, dice *rand.Rand) (x, y float32) {
	if f.serves(zone) {
		return f.near(zone, 1.5, dice)
	}
	lo, hi := f.bounds(zone)
	for range 20 {
		p := [2]float64{lo[0] + 1 + (hi[0]-lo[0]-2)*dice.Float64(), lo[1] + 1 + (hi[1]-lo[1]-2)*dice.Float64()}
		if within(f.plan.Zones[zone].Area, p) {
			return float32(p[0]), float32(p[1])
		}
	}
	return f.centre(zone)
}

// near is a place about spread metres from where the zone's anchor hangs.
func (f *floor) near(zone int16, spread float64, dice *rand.Rand) (x, y float32) {
	at := f.bar(zone)
	for range 20 {
		p := [2]float64{at[0] + spread*dice.NormFloat64(), at[1] + spread*dice.NormFloat64()}
		if zoneOf(f.plan, p) == zone {
			return float32(p[0]), float32(p[1])
		}
	}
	return float32(at[0]), float32(at[1])
}

// bar is where the first anchor of a zone hangs, or the zone's middle.
func (f *floor) bar(zone int16) [2]float64 {
	for _, a := range f.plan.Anchors {
		if a.Zone == f.plan.Zones[zone].ID && within(f.plan.Zones[zone].Area, a.At) {
			return a.At
		}
	}
	x, y := f.centre(zone)
	return [2]float64{float64(x), float64(y)}
}
