package locate

import "foyer/beacons"

// Silent is the level, in dBm, that stands for an anchor that hears nothing.
const Silent = -100

// Map is a radio map: what the anchors hear of somebody in each spot of the
// venue. It is learnt from labelled sightings by Learn, and may be stored.
type Map struct {
	Anchors []beacons.Anchor `json:"anchors"`
	Spots   []Spot           `json:"spots"`
	Offset  float32          `json:"offset"` // dB; how far another tag may be louder or softer
	Floor   float32          `json:"floor"`  // dBm; what is weaker counts as silence
}

// Spot is one place as the radio sees it. One place in a room may be several
// spots: somebody who turns round is heard differently.
type Spot struct {
	Zone   beacons.Zone `json:"zone"`
	At     [2]float64   `json:"at,omitzero"`      // metres, when Placed
	Placed bool         `json:"placed,omitempty"` // At is known
	Spread float32      `json:"spread"`           // dB; how far Levels may be off
	Levels []float32    `json:"levels"`           // dBm, one for each of the map's Anchors; Silent = not heard
}
