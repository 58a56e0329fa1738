package crowd

import (
	"time"

	"foyer/beacons"
)

// Fault is what can go wrong with the gateways. The zero Fault is none.
type Fault struct {
	Dead []beacons.Anchor                 // hear nothing any more
	Skew map[beacons.Anchor]time.Duration // how far a gateway's clock is ahead
	Loss float64                          // share of reports lost on top of the air's
}

func (a *air) breakDown(f Fault) {
	a.Fault = f
	for i := range a.anchors {
		n := &a.anchors[i]
		n.skew = ms(f.Skew[n.id])
		n.dead = false
		for _, id := range f.Dead {
			n.dead = n.dead || id == n.id
		}
	}
}
