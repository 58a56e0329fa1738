package locate

import (
	"math"

	"foyer/beacons"
)

const (
	loud = -60 // dBm of a zone's own anchor, when nobody knows better
	soft = -75 // dBm of another zone's
)

// sketch is the map that the plan suggests when nobody measured one: one spot
// at each anchor, which is heard there better than all others.
func sketch(plan beacons.Plan) Map {
	var m Map
	for _, a := range plan.Anchors {
		m.Anchors = append(m.Anchors, a.ID)
	}
	for i, a := range plan.Anchors {
		if a.Zone == "" {
			continue
		}
		s := Spot{Zone: a.Zone, At: a.At, Placed: surveyed(plan), Levels: make([]float32, len(plan.Anchors))}
		for j := range s.Levels {
			s.Levels[j] = soft
		}
		s.Levels[i] = loud
		m.Spots = append(m.Spots, s)
	}
	return m
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
