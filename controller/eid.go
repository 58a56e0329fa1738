package main

import (
	"foyer/beacons/wire"
	"foyer/controller/venue"
)

// forgeries tells of badges that the venue did not believe, as of any other
// input that is refused: counted for the page, and logged by anchor. Whose
// badge it was is said nowhere.
type forgeries struct {
	refused *refusals
	told    map[venue.Forgery]uint64 // without its count
}

func newForgeries(r *refusals) *forgeries {
	return &forgeries{refused: r, told: map[venue.Forgery]uint64{}}
}

// tell counts what has come since the last picture.
func (f *forgeries) tell(picture *venue.Snapshot) {
	if picture == nil {
		return
	}
	for _, forged := range picture.Forged {
		key := venue.Forgery{Anchor: forged.Anchor, Reason: forged.Reason}
		if more := forged.Count - f.told[key]; more > 0 {
			f.told[key] = forged.Count
			f.refused.add(wire.Refusal{Reason: wire.Reason(forged.Reason), Anchor: string(forged.Anchor)}, more)
		}
	}
}
