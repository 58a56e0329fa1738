package crowd

import (
	"math"
	"math/rand/v2"
)

const (
	never = math.MaxInt64
	// Zones are indices into the plan; outside is on the floor, in none of them.
	outside int16 = -1
)

// leg is one piece of a life: standing somewhere, walking a straight line, or
// being away. Times are milliseconds since the opening.
type leg struct {
	from, until    int64
	x0, y0, x1, y1 float32
	hx, hy         float32 // where the body faces
	away           bool    // not at the venue
	asks           bool    // asks for a song when it begins
}

// body is one person on the floor: the present leg, those already decided, and
// what the person is like.
type body struct {
	leg
	index int
	legs  []leg
	dice  *rand.Rand
	pace  float32 // m/s
	habit habit
	days  days
	x, y  float32
	// where the truth has the person, and since when (seconds)
	in    int16
	since int64
	// thirst and hunger: not before these (ms) again
	coffeeFrom, baconFrom int64
	registered            bool
}

// take begins the next decided leg.
func (b *body) take() {
	b.leg = b.legs[0]
	b.legs = b.legs[:copy(b.legs, b.legs[1:])]
}

// last is when and where the decided legs end.
func (b *body) last() leg {
	if n := len(b.legs); n > 0 {
		return b.legs[n-1]
	}
	return b.leg
}

// move puts the body where its leg has it at ms.
func (b *body) move(ms int64) {
	if b.x0 == b.x1 && b.y0 == b.y1 {
		b.x, b.y = b.x0, b.y0
		return
	}
	f := float32(ms-b.from) / float32(b.until-b.from)
	f = max(0, min(1, f))
	b.x, b.y = b.x0+f*(b.x1-b.x0), b.y0+f*(b.y1-b.y0)
}

// moving tells whether the present leg is a walk.
func (b *body) moving() bool { return b.x0 != b.x1 || b.y0 != b.y1 }

// stayAway appends an absence until ms.
func (b *body) stayAway(ms int64) {
	b.legs = append(b.legs, leg{from: b.last().until, until: ms, away: true})
}

// stand appends standing at x, y for ms, facing hx, hy.
func (b *body) stand(x, y, hx, hy float32, ms int64) {
	from := b.last().until
	b.legs = append(b.legs, leg{from: from, until: from + max(1, ms), x0: x, y0: y, x1: x, y1: y, hx: hx, hy: hy})
}

// walkTo appends walking straight to x, y.
func (b *body) walkTo(x, y float32) {
	l := b.last()
	dx, dy := x-l.x1, y-l.y1
	d := float32(math.Sqrt(float64(dx*dx + dy*dy)))
	if d < 0.05 {
		return
	}
	ms := int64(1000 * d / b.pace)
	b.legs = append(b.legs, leg{from: l.until, until: l.until + max(1, ms), x0: l.x1, y0: l.y1, x1: x, y1: y, hx: dx / d, hy: dy / d})
}

// facing is a direction drawn anew.
func facing(dice *rand.Rand) (hx, hy float32) {
	s, c := math.Sincos(2 * math.Pi * dice.Float64())
	return float32(c), float32(s)
}

// between is a duration in ms drawn evenly from lo to hi seconds.
func between(dice *rand.Rand, lo, hi float64) int64 {
	return int64(1000 * (lo + (hi-lo)*dice.Float64()))
}
