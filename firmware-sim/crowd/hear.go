package crowd

import (
	"math"
	"slices"
	"time"

	"foyer/beacons"
)

// listen is one second of one anchor: the reports that are due, in order.
func (c *Crowd) listen(anchor int, heard func(beacons.Anchor, []beacons.Sighting)) {
	n := &c.air.anchors[anchor]
	c.keys = c.keys[:0]
	start, end := c.now*1000, c.now*1000+1000
	for i, due := range n.due { // hot: most are not due, or never
		if due < end && c.reaches(n, i) {
			c.keys = append(c.keys, uint64(max(0, due-start))<<32|uint64(i))
		}
	}
	c.tell(n, start, heard)
}

// reaches tells whether a tag that is due is near enough to be heard at all,
// and if not looks again later.
func (c *Crowd) reaches(n *antenna, person int) bool {
	level := n.level[c.cells[person]] + c.air.offset[n.kind][person]
	if n.dead || float64(level) < c.air.Weakest-inaudible {
		n.due[person] += c.air.every
		return false
	}
	return true
}

// tell makes the reports of one second and hands them over.
func (c *Crowd) tell(n *antenna, start int64, heard func(beacons.Anchor, []beacons.Sighting)) {
	slices.Sort(c.keys)
	c.batch = c.batch[:0]
	for _, key := range c.keys {
		c.report(n, &c.bodies[uint32(key)], start+int64(key>>32))
	}
	if len(c.batch) > 0 {
		c.heard += len(c.batch)
		if heard != nil {
			heard(n.id, c.batch)
		}
	}
}

// report is one report of one tag by one anchor, if the air lets it through.
// One draw pays for everything.
func (c *Crowd) report(n *antenna, b *body, at int64) {
	a := &c.air
	interval := a.every
	level := n.level[c.cells[b.index]] + a.offset[n.kind][b.index]
	roll := c.dice.Uint64()
	n.due[b.index] = at + interval - interval/10 + int64(roll>>48)*(interval/5)>>16
	back, near := n.facing(b, float32(a.Back))
	fading := a.blocked
	if near {
		fading = a.open
	}
	level += n.shadow(b, a.gauss[roll&(dice12-1)]*float32(a.Shadow)) - back + fading[roll>>12&(dice12-1)]
	rssi := math.Round(float64(level))
	if rssi < max(a.Weakest, a.Floor) || float64(roll>>24&0xffff) < 65536*(1-(1-a.Air.Loss)*(1-a.Fault.Loss)) {
		return
	}
	c.batch = append(c.batch, beacons.Sighting{
		Tag: a.tag[n.kind][b.index], Anchor: n.id, At: c.base.Add(time.Duration(at+n.skew) * time.Millisecond),
		RSSI: float32(rssi), Power: powerAtTag, Battery: battery(b.index, at, roll),
	})
}

// facing is what the body takes away, and whether the anchor is in sight: the
// badge hangs in front.
func (n *antenna) facing(b *body, most float32) (back float32, near bool) {
	dx, dy := n.x-b.x, n.y-b.y
	d := float32(math.Sqrt(float64(dx*dx+dy*dy))) + 0.1
	cos := (b.hx*dx + b.hy*dy) / d
	return most * (1 - cos) / 2, cos > 0 && d < 8
}

// shadow is the slow shadowing of one person at one anchor: it lasts while
// they stand, and changes within a few steps.
func (n *antenna) shadow(b *body, draw float32) float32 {
	s := &n.shadows[b.index]
	if b.moving() {
		*s = 0.5**s + 0.866*draw
	} else {
		*s = 0.94**s + 0.341*draw
	}
	return *s
}

// battery is told about once in 64 reports: 100 % falls a little in two days.
func battery(person int, at int64, roll uint64) int8 {
	if roll>>40&63 != 0 {
		return 0
	}
	return int8(100 - person%12 - int(at/14_400_000))
}

// unit is the direction of a vector.
func unit(x, y float32) (ux, uy float32) {
	d := float32(math.Sqrt(float64(x*x + y*y)))
	if d == 0 {
		return 1, 0
	}
	return x / d, y / d
}
