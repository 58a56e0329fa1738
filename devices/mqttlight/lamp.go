package mqttlight

import (
	"time"

	"foyer/beacons"
	"foyer/devices/light"
	"foyer/rules"
)

const (
	// settling is how long after a fade a lamp may still say what was.
	settling = 2 * time.Second
	// stubborn is how often a lamp is told the same look.
	stubborn = 3
)

// able is what a lamp can do.
type able struct{ colour bool }

// lamp is what we know and want of one lamp, or of one group.
type lamp struct {
	name      string
	zone      *zone
	group     bool
	can       able
	available bool

	shown   look // as it was told, or as it has said
	sure    bool // shown is known
	report  *look
	heard   time.Time // when it said something last
	settled time.Time // when its last command is over
	asked   time.Time // when it was told something first that it has not answered

	goal   look // wanted, as this lamp can show it
	wished bool
	fade   time.Duration
	set    time.Time // when the goal was set
	since  time.Time // since when shown is not goal
	asking bool      // a command is on its way
	tells  int       // commands for this goal that it did not follow
}

// wish sets the goal. The time it has been owed counts from the first goal
// that was not met, however often the goal moves on meanwhile.
func (l *lamp) wish(now time.Time, plain look, fade time.Duration) {
	before := l.owed()
	plain.xy = light.GamutOf("").Clamp(plain.xy) // an inventory names no gamut
	if !l.wished || l.goal != plain {
		l.set, l.tells = now, 0
	}
	l.goal, l.fade, l.wished = plain, fade, true
	if !before && l.owed() {
		l.since = now
	}
}

// owed tells whether the lamp should hear from us.
func (l *lamp) owed() bool {
	return l.wished && l.available && l.tells < stubborn && l.differs()
}

func (l *lamp) differs() bool {
	return !l.sure || l.shown.dimmed(l.goal) || l.goal.bri() != 0 && l.can.colour && l.shown.recoloured(l.goal)
}

// doubt forgets what the lamp shows.
func (l *lamp) doubt(now time.Time) {
	l.sure, l.report, l.tells, l.since = false, nil, 0, now
}

// compare takes what the lamp has said, once its last command is over. A lamp
// that somebody else has changed is owed its look again.
func (l *lamp) compare(now time.Time) {
	is := *l.report
	l.report = nil
	if l.sure && is.alike(l.shown, l.can.colour) {
		if l.wished && !l.differs() {
			l.tells = 0 // it follows
		}
		return
	}
	l.shown, l.sure = is, true
	if l.owed() {
		l.since = now
	}
}

// accept books what the lamp does after a command that was sent, or was not.
func (l *lamp) accept(now time.Time, goal look, fade time.Duration) {
	l.shown, l.sure = goal, true
	if l.report != nil && !l.report.alike(goal, l.can.colour) {
		l.report = nil // it is of before
	}
	l.settled = now.Add(fade + settling)
	l.tells++
	if l.owed() { // it wants something else by now
		l.since = l.set
	}
}

// Lamp is one lamp as the page shows it.
type Lamp struct {
	Name string
	Zone beacons.Zone
	// Colour and Brightness (share of full, 0 = off) are what it was told, or
	// has said since; empty as long as neither has happened.
	Colour     rules.Colour
	Brightness float64
	Reachable  bool
	Confirmed  bool // it is as we want it, as far as we know
}

func (l *lamp) page(up bool) Lamp {
	out := Lamp{Name: l.name, Zone: l.zone.name, Reachable: up && l.available}
	if l.sure {
		out.Colour, out.Brightness = l.shown.xy.Colour(), l.shown.level
	}
	out.Confirmed = l.wished && out.Reachable && !l.differs()
	return out
}
