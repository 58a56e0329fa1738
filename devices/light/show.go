package light

import "time"

// longest is the most a show moves on in one frame. A frame that comes late
// makes a fade slower; it never makes a lamp jump.
const longest = 50 * time.Millisecond

// Show holds lamps that are told many times a second, and that one eye sees
// together. It glides from look to look and pulses to a beat, and keeps
// to the limits whatever it is asked: no more than three flashes in any second
// of any lamp or of all together, none in saturated red (WCAG 2.3.1), and at
// least half a second from dark to full. What would break them comes later or
// slower, a beat is left out. Its lamps are dark at first. Its colours stay
// within sRGB, as favourites do. It is not safe for concurrent use.
type Show struct {
	lamps []fader
	steps []beam
	area  sway
	pulse pulse
	doors doors

	last  time.Time     // of the frames
	clock time.Duration // how long it has been running: no faster than time
}

// NewShow makes a show of so many lamps.
func NewShow(lamps int) *Show {
	s := &Show{
		lamps: make([]fader, max(lamps, 0)), steps: make([]beam, max(lamps, 0)),
		area: stillSway(), pulse: pulse{gain: 1}, doors: doors{last: -second},
	}
	for i := range s.lamps {
		s.lamps[i] = fader{sway: stillSway(), moved: -second}
	}
	return s
}

// Wear gives each lamp its next look, to be reached after fade if the limits
// allow. A lamp without a look keeps its last.
func (s *Show) Wear(now time.Time, looks []Shine, fade time.Duration) {
	for i := range min(len(looks), len(s.lamps)) {
		s.lamps[i].ask(looks[i].beam(), fade, s.at(now))
	}
}

// Beat pulses the brightness of all lamps once, or does nothing when the
// limits have no room for it. Beats are to be told as they are heard.
func (s *Show) Beat(now time.Time) {
	at := s.at(now)
	if s.area.room(at) >= 1 && s.area.room(at+rise) >= 2 {
		s.pulse.beat(at)
	}
}

// Frame is what every lamp shows now. Time that runs backwards stands still.
func (s *Show) Frame(now time.Time) []Shine {
	dt := s.tick(now)
	s.pulse.step(s.clock, dt)
	for i := range s.lamps {
		s.lamps[i].begin(s.clock, dt, &s.doors)
		s.steps[i] = s.lamps[i].step(s.clock, dt, s.pulse.gain)
	}
	s.balance()
	out := make([]Shine, len(s.lamps))
	for i := range s.lamps {
		s.lamps[i].move(s.clock, s.steps[i], &s.doors)
		out[i] = s.lamps[i].shown.shine()
	}
	s.area.follow(s.clock, s.mean())
	return out
}

// Still tells whether all frames will be like the last, until something is
// asked.
func (s *Show) Still() bool {
	for i := range s.lamps {
		if !s.lamps[i].still(s.pulse.gain) {
			return false
		}
	}
	return !s.pulse.heard
}

// tick moves the show's own clock on and says by how much.
func (s *Show) tick(now time.Time) time.Duration {
	at := s.at(now)
	dt := at - s.clock
	if s.last.IsZero() || now.After(s.last) {
		s.last = now
	}
	s.clock = at
	return dt
}

// at is now on the show's own clock.
func (s *Show) at(now time.Time) time.Duration {
	if s.last.IsZero() {
		return s.clock
	}
	return s.clock + min(max(now.Sub(s.last), 0), longest)
}

// balance keeps all lamps together from turning round where there is no room:
// those that go the way that is shut go only as far as the others make up for.
func (s *Show) balance() {
	up, down := 0.0, 0.0
	for _, d := range s.steps {
		y := d.luminance()
		up, down = up+max(y, 0), down+max(-y, 0)
	}
	if s.area.allows(s.clock, s.mean()+(up-down)/float64(max(len(s.lamps), 1))) {
		return
	}
	for i, d := range s.steps {
		switch y := d.luminance(); {
		case y > 0 && up > down:
			s.steps[i] = d.times(down / up)
		case y < 0 && down > up:
			s.steps[i] = d.times(up / down)
		}
	}
}

// mean is the brightness of all lamps together.
func (s *Show) mean() float64 {
	sum := 0.0
	for i := range s.lamps {
		sum += s.lamps[i].shown.luminance()
	}
	return sum / float64(max(len(s.lamps), 1))
}
