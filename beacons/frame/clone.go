package frame

import (
	"math"
	"time"

	"foyer/beacons"
)

// place is where and when a badge was heard.
type place struct {
	anchor beacons.Anchor
	at     int64
}

// quarantine is how long a badge that was in two places earns nothing, at
// least: a copied identifier dies with its period, two periods at most.
const quarantine = 5 * time.Minute

// torn tells whether the badge is, or lately was, in two places at once. One
// impossible walk may be a wrong clock; the way back at once is a second badge.
// What was heard nowhere on the plan is no walk.
func (r *Resolver) torn(b *tracked, here place) bool {
	if _, known := r.spots[here.anchor]; !known {
		return here.at < b.suspect
	}
	jumped := r.apart(b.last, here)
	if jumped && b.before.anchor != "" && !r.apart(b.before, here) {
		b.suspect = here.at + max(quarantine.Milliseconds(), 2*b.period())
	}
	if jumped {
		b.before = b.last
	}
	b.last = here
	return here.at < b.suspect
}

// apart tells whether no badge can have been heard at both. Anchors that are
// not on the plan are nowhere, and nothing is far from there.
func (r *Resolver) apart(a, b place) bool {
	from, known := r.spots[a.anchor]
	to, also := r.spots[b.anchor]
	if !known || !also {
		return false
	}
	seconds := math.Abs(float64(b.at-a.at)) / 1000
	return math.Hypot(to[0]-from[0], to[1]-from[1]) > 2*r.options.Reach+r.options.Pace*seconds
}
