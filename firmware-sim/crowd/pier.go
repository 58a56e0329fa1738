package crowd

import "foyer/beacons"

// PierWest is the venue of the demo: a hall on a pier, 60 m by 40 m, with 16
// zones and 18 gateways, and one beacon that phones hear.
func PierWest() beacons.Plan {
	p := beacons.Plan{Width: 60, Depth: 40, Zones: []beacons.ZonePlan{
		room("registration", "entrance", "Registration", 0, 0, 12, 10, 0),
		room("info-desk", "desk", "Info desk", 0, 10, 8, 18, 0),
		room("coffee-east", "coffee", "Coffee east", 48, 0, 60, 8, 40),
		room("coffee-west", "coffee", "Coffee west", 0, 32, 10, 40, 40),
		room("bacon", "bacon", "Bacon bar", 48, 10, 60, 16, 0),
		room("hall-a", "talk", "Hall A", 14, 0, 46, 16, 0),
		room("lounge", "lounge", "Lounge", 0, 20, 12, 30, 0),
		room("dance-floor", "dance", "Dance floor", 14, 26, 34, 40, 0),
		room("booth-1", "sponsor", "Booth 1", 38, 20, 43, 25, 0),
		room("booth-2", "sponsor", "Booth 2", 44, 20, 49, 25, 0),
		room("booth-3", "sponsor", "Booth 3", 50, 20, 55, 25, 0),
		room("booth-4", "sponsor", "Booth 4", 38, 27, 43, 32, 0),
		room("booth-5", "sponsor", "Booth 5", 44, 27, 49, 32, 0),
		room("booth-6", "sponsor", "Booth 6", 50, 27, 55, 32, 0),
		room("booth-7", "sponsor", "Booth 7", 38, 34, 43, 39, 0),
		room("booth-8", "sponsor", "Booth 8", 44, 34, 49, 39, 0),
	}}
	p.Anchors = []beacons.AnchorPlan{
		{ID: "gw-registration", Zone: "registration", At: [2]float64{6, 5}},
		{ID: "gw-info", Zone: "info-desk", At: [2]float64{4, 14}},
		{ID: "gw-coffee-east", Zone: "coffee-east", At: [2]float64{54, 4}},
		{ID: "gw-coffee-west", Zone: "coffee-west", At: [2]float64{5, 36}},
		{ID: "gw-bacon", Zone: "bacon", At: [2]float64{54, 13}},
		{ID: "gw-hall-a-1", Zone: "hall-a", At: [2]float64{22, 8}},
		{ID: "gw-hall-a-2", Zone: "hall-a", At: [2]float64{38, 8}},
		{ID: "gw-lounge", Zone: "lounge", At: [2]float64{6, 25}},
		{ID: "gw-dance-1", Zone: "dance-floor", At: [2]float64{19, 33}},
		{ID: "gw-dance-2", Zone: "dance-floor", At: [2]float64{29, 33}},
		{ID: "gw-booth-1", Zone: "booth-1", At: [2]float64{40.5, 22.5}},
		{ID: "gw-booth-2", Zone: "booth-2", At: [2]float64{46.5, 22.5}},
		{ID: "gw-booth-3", Zone: "booth-3", At: [2]float64{52.5, 22.5}},
		{ID: "gw-booth-4", Zone: "booth-4", At: [2]float64{40.5, 29.5}},
		{ID: "gw-booth-5", Zone: "booth-5", At: [2]float64{46.5, 29.5}},
		{ID: "gw-booth-6", Zone: "booth-6", At: [2]float64{52.5, 29.5}},
		{ID: "gw-booth-7", Zone: "booth-7", At: [2]float64{40.5, 36.5}},
		{ID: "gw-booth-8", Zone: "booth-8", At: [2]float64{46.5, 36.5}},
		{ID: "beacon-coffee", Zone: "coffee-east", At: [2]float64{54, 4}, Beacon: "5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-1"},
	}
	return p
}

// room is a zone with four corners.
func room(id beacons.Zone, kind beacons.Kind, name string, x0, y0, x1, y1 float64, capacity int) beacons.ZonePlan {
	return beacons.ZonePlan{
		ID: id, Kind: kind, Name: name, Capacity: capacity,
		Area: [][2]float64{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}},
	}
}
