package light

import "time"

// fader is one lamp of a show on its way from one look to the next.
type fader struct {
	shown    beam // what it shows
	base     beam // what it would show without a beat
	from, to beam
	gone     time.Duration // of fade
	fade     time.Duration
	next     beam // what was asked, until it can begin
	nextFade time.Duration
	asked    time.Duration
	waits    bool
	// red is set from the start of a way that begins or ends in saturated red
	// until the lamp has rested after it. Beats leave it alone.
	red   bool
	moved time.Duration // when it last changed
	sway  sway
}

func (f *fader) ask(look beam, fade, now time.Duration) {
	f.waits = look != f.to
	if f.waits {
		f.next, f.nextFade, f.asked = look, fade, now
	}
}

// begin starts the way to the look that was asked, if it may. What has to do
// with saturated red waits until the lamp has rested for a second, goes slowly,
// and is not turned round on its way.
func (f *fader) begin(now, dt time.Duration, d *doors) {
	if f.red && !f.to.red() && f.there() && f.rested(now) {
		f.red = false
	}
	if !f.waits {
		return
	}
	red := f.touchesRed()
	if red && (!f.rested(now) || !d.open(now, f.redWay())) {
		return
	}
	f.from, f.to, f.fade, f.waits, f.red = f.base, f.next, f.nextFade, false, red
	if red {
		f.from, f.fade = f.shown, max(f.fade, second)
	}
	f.base = f.from
	f.fade = max(f.fade, time.Duration(f.to.minus(f.from).most()*float64(fullSwing)), 1)
	f.gone = min(now-f.asked-dt, 0) // it was asked in the middle of a frame
}

// touchesRed tells whether the way to the next look begins or ends in red.
func (f *fader) touchesRed() bool { return f.red || f.shown.red() || f.next.red() }

// redWay is 1 for a way to more red and -1 for one to less.
func (f *fader) redWay() int {
	if f.next.red() && (!f.shown.red() || f.next.luminance() > f.shown.luminance()) {
		return 1
	}
	return -1
}

func (f *fader) rested(now time.Duration) bool { return now-f.moved >= second }

// there tells whether a way with red in it is at its end.
func (f *fader) there() bool { return f.gone >= f.fade && f.shown == f.to }

// step is how the lamp would change in dt: towards its look, no faster than
// the slew that is allowed, and not at all when it may not turn round now.
func (f *fader) step(now, dt time.Duration, gain float64) beam {
	if f.waits && f.touchesRed() && (!f.red || f.there()) {
		return beam{} // it rests before red
	}
	f.gone = min(f.gone+dt, f.fade)
	f.base = f.along()
	step := f.aim(gain).minus(f.shown).within(ratio(dt, fullSwing))
	if !f.sway.allows(now, f.shown.plus(step).luminance()) {
		return beam{}
	}
	return step
}

// along is where on its way the lamp is.
func (f *fader) along() beam {
	if f.gone >= f.fade {
		return f.to
	}
	return f.from.plus(f.to.minus(f.from).times(max(ratio(f.gone, f.fade), 0)))
}

// aim is what the lamp should show now.
func (f *fader) aim(gain float64) beam {
	if f.red {
		return f.base
	}
	return f.base.times(gain)
}

// move changes the lamp by the step that it was granted.
func (f *fader) move(now time.Duration, step beam, d *doors) {
	f.shown = f.shown.plus(step)
	f.sway.follow(now, f.shown.luminance())
	if step.most() > 0 {
		f.moved = now
	}
	if f.red && (step.most() > 0 || !f.there()) {
		d.last = now
	}
}

func (f *fader) still(gain float64) bool {
	return !f.waits && f.gone >= f.fade && f.shown == f.aim(gain) && (!f.red || f.to.red())
}

// doors let lamps go to red, or away from it, but not some there and others
// back: all together would flash in red.
type doors struct {
	way  int
	from time.Duration // since when that way is open
	last time.Duration // when a lamp last changed in red
}

// open asks to go that way: with the others that began less than a second ago,
// or after all have rested for a second.
func (d *doors) open(now time.Duration, way int) bool {
	if way == d.way && now-d.from < second {
		return true
	}
	if now-d.last < second {
		return false
	}
	d.way, d.from, d.last = way, now, now
	return true
}
