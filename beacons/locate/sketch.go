package locate

import (
	"math"

	"foyer/beacons"
)

// What we believe of a venue that nobody measured.
const (
	barrier   = 5.0 // dB lost on the way into another zone
	vague     = 0.5 // dB; how far the levels of a sketch may be off, beside noise
	anyTag    = 5.0 // dB; how far a tag may be louder than we think
	weakest   = -92 // dBm; weaker packets may be lost
	hunch     = 0.4 // what evidence counts when levels are guessed: less
	margin    = 2.0 // metres around the anchors that belong to the venue
	lattice   = 1.2 // metres between the points that spots are drawn from
	drawn     = 20  // spots of a zone, more or less
	own       = -60 // dBm of a zone's own anchor, when the plan has no places
	neighbors = -75 // dBm of another zone's
)

// sketch is the map that the plan suggests when nobody measured one: levels
// that fall with the distance, and at the border of a zone.
func sketch(plan beacons.Plan) Map {
	m := Map{Offset: anyTag, Floor: weakest}
	for _, a := range plan.Anchors {
		m.Anchors = append(m.Anchors, a.ID)
	}
	if !surveyed(plan) {
		m.Spots = symbols(plan)
		return m
	}
	m.Spots = draw(plan, drawn)
	return m
}

// symbols draws one spot for each anchor, which is heard there best.
func symbols(plan beacons.Plan) []Spot {
	var spots []Spot
	for i, a := range plan.Anchors {
		s := Spot{Zone: a.Zone, Spread: vague, Levels: make([]float32, len(plan.Anchors))}
		for j := range s.Levels {
			s.Levels[j] = neighbors
		}
		s.Levels[i] = own
		spots = append(spots, s)
	}
	return spots
}

// draw lays a grid over every zone: as many spots in a booth as in a hall, for
// somebody is as likely to be in the one as in the other. That many, more or
// less, are kept of each zone.
func draw(plan beacons.Plan, keep int) []Spot {
	counts := make(map[beacons.Zone]int)
	points := grids(plan, lattice)
	for _, p := range points {
		counts[zoneOf(plan, p)]++
	}
	seen := make(map[beacons.Zone]int)
	var spots []Spot
	for _, p := range points {
		z := zoneOf(plan, p)
		if z == "" {
			continue
		}
		if n := seen[z]; counts[z] <= keep || n*keep/counts[z] != (n-1)*keep/counts[z] { // evenly
			spots = append(spots, imagine(plan, z, p))
		}
		seen[z]++
	}
	for _, a := range plan.Anchors { // a grid may miss a small zone
		spots = append(spots, imagine(plan, a.Zone, a.At))
	}
	return spots
}

// grids lists the points of a grid over the venue.
func grids(plan beacons.Plan, gap float64) [][2]float64 {
	low, high := bounds(plan)
	var points [][2]float64
	for x := low[0] + gap/2; x < high[0]; x += gap {
		for y := low[1] + gap/2; y < high[1]; y += gap {
			points = append(points, [2]float64{x, y})
		}
	}
	return points
}

// imagine guesses what the anchors hear of somebody in a spot.
func imagine(plan beacons.Plan, zone beacons.Zone, at [2]float64) Spot {
	s := Spot{Zone: zone, At: at, Placed: true, Spread: vague, Levels: make([]float32, len(plan.Anchors))}
	for i, a := range plan.Anchors {
		s.Levels[i] = float32(oneM - slope*math.Log10(max(1, apart(at, a.At))))
		if a.Zone != zone {
			s.Levels[i] -= barrier
		}
	}
	return s
}

// zoneOf is the zone whose area holds a point, or else that of the nearest
// anchor whose zone has no area.
func zoneOf(plan beacons.Plan, at [2]float64) beacons.Zone {
	open := make(map[beacons.Zone]bool)
	for _, z := range plan.Zones {
		if inside(z.Area, at) {
			return z.ID
		}
		open[z.ID] = len(z.Area) > 0
	}
	var zone beacons.Zone
	least := math.Inf(1)
	for _, a := range plan.Anchors {
		if d := apart(a.At, at); !open[a.Zone] && d < least {
			zone, least = a.Zone, d
		}
	}
	return zone
}

// bounds is the box around all areas and anchors.
func bounds(plan beacons.Plan) (low, high [2]float64) {
	low, high = plan.Anchors[0].At, plan.Anchors[0].At
	stretch := func(p [2]float64, by float64) {
		for i := range p {
			low[i], high[i] = min(low[i], p[i]-by), max(high[i], p[i]+by)
		}
	}
	for _, a := range plan.Anchors {
		stretch(a.At, margin)
	}
	for _, z := range plan.Zones {
		for _, corner := range z.Area {
			stretch(corner, 0)
		}
	}
	return low, high
}

// surveyed tells whether the plan says where its anchors hang.
func surveyed(plan beacons.Plan) bool {
	for _, a := range plan.Anchors {
		if a.At != [2]float64{} {
			return true
		}
	}
	return false
}

// inside tells whether a point lies in a polygon.
func inside(area [][2]float64, p [2]float64) bool {
	in := false
	for i, j := 0, len(area)-1; i < len(area); j, i = i, i+1 {
		a, b := area[i], area[j]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])+a[0] {
			in = !in
		}
	}
	return in
}

// apart is the distance of two points, metres.
func apart(a, b [2]float64) float64 { return math.Hypot(a[0]-b[0], a[1]-b[1]) }
