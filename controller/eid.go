package main

import (
	"foyer/beacons/wire"
	"foyer/controller/venue"
)

// forgeries tells of badges that the venue did not believe, and of stamps that
// count for nobody, as of any other input that is refused: counted for the
// page, and logged by anchor. Whose badge it was is said nowhere.
type forgeries struct {
	refused *refusals
	told    map[wire.Refusal]uint64
}

func newForgeries(r *refusals) *forgeries {
	return &forgeries{refused: r, told: map[wire.Refusal]uint64{}}
}

// tell counts what has come since the last picture.
func (f *forgeries) tell(picture *venue.Snapshot) {
	if picture == nil {
		return
	}
	for _, forged := range picture.Forged {
		f.add(wire.Refusal{Reason: wire.Reason(forged.Reason), Anchor: string(forged.Anchor)}, forged.Count)
	}
	for _, stray := range picture.Strays {
		f.add(wire.Refusal{Reason: wire.Reason(stray.Reason), Anchor: string(stray.Anchor)}, stray.Count)
	}
}

// add counts what is more than was told before.
func (f *forgeries) add(refusal wire.Refusal, count uint64) {
	if more := count - f.told[refusal]; more > 0 {
		f.told[refusal] = count
		f.refused.add(refusal, more)
	}
}
