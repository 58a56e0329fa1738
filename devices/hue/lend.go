package hue

import (
	"foyer/beacons"
	"foyer/devices/light"
)

// Leave forgets what is wanted of a zone's lamps, because somebody else lights
// them from now on. Nothing more is said to them until the next Do.
func (b *Bridge) Leave(zone beacons.Zone) {
	b.mu.Lock()
	defer b.mu.Unlock()
	z := b.zones[zone]
	if z == nil {
		return
	}
	z.pending, z.recall, z.taken = false, "", z.asked
	z.area = light.Area{} // what its lamps show is not known: they will glide
	for _, l := range z.lamps {
		l.wished, l.sure = false, false
	}
	b.rouse()
}
