package locate

import "math"

const (
	lively  = 3000   // ms between sightings of an anchor that hears many tags
	settled = 100    // sightings after which we know that
	hush    = 10_000 // ms of silence that are sudden, for such an anchor ...
	hushes  = 8      // ... or so many of its pauses
	recall  = 50     // sightings that colour its pause
)

// pulse is how often an anchor hears anything at all.
type pulse struct {
	at    int64   // ms; last
	gap   float32 // ms between sightings, smoothed
	count uint8   // sightings, saturating
}

// beatOf notes that an anchor has heard something, and looks at one other: it
// may have fallen silent while the rest go on.
func (e *Engine) beatOf(a uint16, at int64) {
	x := &e.anchors[a]
	p := &x.pulse
	if dt := at - p.at; p.count > 0 && dt >= 0 {
		p.gap += (float32(min(dt, hush)) - p.gap) / recall
	}
	p.at = max(p.at, at)
	e.lives[x.group] = max(e.lives[x.group], at)
	if p.count < math.MaxUint8 {
		p.count++
	}
	if x.silent {
		x.silent = false
		e.listOff()
	}
	if e.turn++; e.turn >= len(e.anchors) {
		e.turn = 0
	}
	e.miss(&e.anchors[e.turn])
}

// miss takes an anchor for dead that heard many tags and suddenly hears none.
func (e *Engine) miss(x *anchor) {
	p := &x.pulse
	if x.silent || p.count < settled || p.gap > lively || e.lives[x.group]-p.at < max(hush, int64(hushes*p.gap)) {
		return
	}
	x.silent, p.count = true, 0
	if !x.dead {
		x.died = p.at
	}
	e.listOff()
}

// listOff lists the anchors of which nothing is to be expected.
func (e *Engine) listOff() {
	e.off = e.off[:0]
	for i := range e.anchors {
		if e.anchors[i].off() {
			e.off = append(e.off, uint16(i))
		}
	}
}
