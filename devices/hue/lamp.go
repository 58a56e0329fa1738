package hue

import (
	"time"

	"foyer/beacons"
	"foyer/devices/light"
	"foyer/rules"
)

// Lamp is one lamp as the page shows it.
type Lamp struct {
	ID   int          `json:"id"`
	Name string       `json:"name"`
	Zone beacons.Zone `json:"zone"`
	// Colour and Brightness (share of full, 0 = off) are what the bridge has
	// last confirmed; empty as long as it has not.
	Colour     rules.Colour `json:"colour,omitempty"`
	Brightness float64      `json:"brightness"`
	AsOf       time.Time    `json:"as_of,omitzero"`
	// Want and WantBrightness are what we want of it; empty = nothing.
	Want           rules.Colour `json:"want,omitempty"`
	WantBrightness float64      `json:"want_brightness,omitempty"`
	// Confirmed tells that the lamp is as we want it, as far as eyes can see.
	Confirmed bool `json:"confirmed"`
	Reachable bool `json:"reachable"`
}

// lamp is what we know and want of one lamp.
type lamp struct {
	id        int
	name      string
	zone      *zone
	gamut     light.Gamut
	can       able
	reachable bool

	shown look // as the bridge has confirmed
	sure  bool // shown is known
	at    time.Time

	plain  look // wanted, before the lamp's gamut has bent it
	goal   look // wanted, as this lamp can show it
	wished bool // goal is wanted
	fade   time.Duration
	set    time.Time // when the goal was set
	since  time.Time // since when shown is not goal
	asking bool      // a command is on its way
}

// wish sets the goal. The time it has been owed counts from the first goal
// that was not met, however often the goal moves on meanwhile.
func (l *lamp) wish(now time.Time, plain look, fade time.Duration) {
	before, goal := l.owed(), plain.fits(l.gamut)
	if !l.wished || l.goal != goal {
		l.set = now
	}
	l.plain, l.goal, l.fade, l.wished = plain, goal, fade, true
	if !before && l.owed() {
		l.since = now
	}
}

// owed tells whether the lamp should hear from us.
func (l *lamp) owed() bool { return l.wished && l.reachable && l.differs() }

func (l *lamp) differs() bool {
	if !l.sure || l.shown.dimmed(l.goal) {
		return true
	}
	return l.goal.bri() != 0 && (l.can.colour || l.can.white) && l.shown.recoloured(l.goal)
}

// show records what the lamp shows now, and since when it is behind if that is
// not the goal.
func (l *lamp) show(now time.Time, is look, since time.Time) {
	l.shown, l.sure, l.at = is, true, now
	if l.owed() {
		l.since = since
	}
}

// doubt forgets what the lamp shows.
func (l *lamp) doubt(now time.Time) {
	l.sure = false
	l.since = now
}

// page is the lamp as the page shows it.
func (l *lamp) page() Lamp {
	out := Lamp{ID: l.id, Name: l.name, Zone: l.zone.name, AsOf: l.at, Reachable: l.reachable}
	if l.sure {
		out.Colour, out.Brightness = l.shown.xy.Colour(), l.shown.level
	}
	if l.wished {
		out.Want, out.WantBrightness = l.goal.xy.Colour(), l.goal.level
		out.Confirmed = l.reachable && !l.differs()
	}
	return out
}
