package light

import (
	"math"
	"time"
)

// The limits no rule can switch off. They follow WCAG 2.3.1 (three flashes in
// any second, none in saturated red) and stay below it.
const (
	// second is the window the limits are counted in.
	second = time.Second
	// maxTurns is how many quick changes of direction an area makes in a
	// second. Three flashes are six; the rest is kept for slow fades that end
	// in between.
	maxTurns = 4
	// swing is how much a lamp's light must come back before it has turned.
	swing = 0.02
	// tiny is a change that has no direction.
	tiny = 0.002
	// fullSwing is the shortest fade from dark to full.
	fullSwing = 500 * time.Millisecond
)

// Shine is what a lamp shows: a colour, and brightness as share of full, 0..1.
type Shine struct {
	XY    XY
	Level float64
}

// Luminance is how much light that is to an eye, 0..1, where 1 is full white.
func (s Shine) Luminance() float64 {
	r, g, b := s.XY.Lab().linear()
	return share(s.Level) * (0.2126*r + 0.7152*g + 0.0722*b)
}

// red tells whether it is a saturated red, as WCAG defines it.
func (s Shine) red() bool {
	r, g, b := s.XY.Lab().linear()
	return share(s.Level) > 0 && r >= 0.8*(r+g+b)
}

// Area holds the lamps that one eye sees together to what is safe: no more
// than three flashes in any second, no flashing in saturated red, no jump. The
// zero Area is ready for use; it is not safe for concurrent use.
type Area struct {
	lamps map[string]*trace
	turns []turn // of the last second, oldest first
	way   int    // of the last quick change: brighter 1, darker -1
	now   time.Time
}

type turn struct {
	at  time.Time
	way int
}

// trace is what one lamp was last told.
type trace struct {
	from, to float64 // luminance at the start and the end of the fade
	at       time.Time
	fade     time.Duration
	way      int
	extreme  float64 // how far it went that way
	red      bool
}

// Judge says how a lamp may go to a new look: with which fade (never shorter
// than asked), or after which wait it may ask again. It changes nothing.
func (a *Area) Judge(now time.Time, lamp string, want Shine, fade time.Duration) (allowed, wait time.Duration) {
	now = a.clamped(now)
	t, y := a.lamps[lamp], want.Luminance()
	fade = max(fade, 0)
	if t == nil {
		return max(fade, second), 0 // what it shows is not known: glide
	}
	fade = max(fade, time.Duration(math.Abs(y-t.level(now))*float64(fullSwing)))
	rest := second - now.Sub(t.at)
	if want.red() || t.red {
		return max(fade, second), max(rest, 0)
	}
	if rest <= 0 && fade >= second || !a.costs(now, t, y) {
		return fade, 0
	}
	wait = a.full(now)
	if wait > 0 && rest <= 0 {
		return second, 0 // no room for one more jump, but a glide is none
	}
	return fade, wait
}

// Note records that the lamp was told, as Judge allowed.
func (a *Area) Note(now time.Time, lamp string, want Shine, fade time.Duration) {
	now = a.clamped(now)
	a.now = now
	if a.lamps == nil {
		a.lamps = map[string]*trace{}
	}
	y := want.Luminance()
	t := a.lamps[lamp]
	if t == nil {
		a.lamps[lamp] = &trace{from: y, to: y, at: now, fade: fade, extreme: y, red: want.red()}
		return
	}
	a.count(now, t, y, fade)
	t.follow(now, y, fade)
	t.red = want.red()
}

// count enters a quick change of direction into the second's account.
func (a *Area) count(now time.Time, t *trace, y float64, fade time.Duration) {
	if now.Sub(t.at) >= second && fade >= second {
		return
	}
	if a.costs(now, t, y) {
		a.turns = append(a.recent(now), turn{now, direction(t.level(now), y)})
	}
	if way := direction(t.level(now), y); way != 0 {
		a.way = way
	}
}

// costs tells whether going to y is a change of direction, of the lamp itself
// or against what the area last did. Lamps that turn together turn once.
func (a *Area) costs(now time.Time, t *trace, y float64) bool {
	way := direction(t.level(now), y)
	if way == 0 && !t.turns(y) {
		return false
	}
	for _, done := range a.turns {
		if done.at.Equal(now) && done.way == way {
			return false
		}
	}
	return t.turns(y) || way != a.way
}

// full says how long until the account has room; 0 = it has.
func (a *Area) full(now time.Time) time.Duration {
	turns := a.recent(now)
	if len(turns) < maxTurns {
		return 0
	}
	return turns[len(turns)-maxTurns].at.Add(second).Sub(now)
}

func (a *Area) recent(now time.Time) []turn {
	for len(a.turns) > 0 && now.Sub(a.turns[0].at) >= second {
		a.turns = a.turns[1:]
	}
	return a.turns
}

// clamped keeps time from running backwards.
func (a *Area) clamped(now time.Time) time.Time {
	if now.Before(a.now) {
		return a.now
	}
	return now
}

// level is the luminance in the middle of the fade.
func (t *trace) level(now time.Time) float64 {
	gone := now.Sub(t.at)
	if gone >= t.fade {
		return t.to
	}
	return t.from + (t.to-t.from)*float64(gone)/float64(t.fade)
}

// turns tells whether going to y means to come back by more than a swing.
func (t *trace) turns(y float64) bool {
	return t.way > 0 && y < t.extreme-swing || t.way < 0 && y > t.extreme+swing
}

// follow takes y as the lamp's new end.
func (t *trace) follow(now time.Time, y float64, fade time.Duration) {
	here := t.level(now)
	switch {
	case t.turns(y), t.way == 0 && math.Abs(y-t.extreme) > swing:
		t.way, t.extreme = direction(t.extreme, y), y
	case t.way > 0:
		t.extreme = max(t.extreme, y)
	case t.way < 0:
		t.extreme = min(t.extreme, y)
	}
	t.from, t.to, t.at, t.fade = here, y, now, fade
}

func direction(from, to float64) int {
	switch {
	case to > from+tiny:
		return 1
	case to < from-tiny:
		return -1
	default:
		return 0
	}
}
