package light

import "time"

const (
	// depth is how far below their looks the lamps rest between two beats.
	depth = 0.2
	// rise and fall are how long a pulse goes up and comes down; both are
	// slower than the slew that is allowed.
	rise = 120 * time.Millisecond
	fall = 330 * time.Millisecond
	// apart is the least time between two beats that are shown, 133 a minute:
	// of quicker music every other one is. Two turns a beat are within the
	// account of a second then.
	apart = 450 * time.Millisecond
	// faint is how long after the last beat the lamps go back to their looks,
	// in the time of ease.
	faint = 2 * time.Second
	ease  = time.Second
)

// pulse is what the beats of music do to all lamps: on a beat they are as
// bright as their looks, between beats they rest a little below. They are
// never brighter than they were asked to be.
type pulse struct {
	gain  float64 // share of the look that is shown
	at    time.Duration
	heard bool // since the lamps went back to their looks
}

// beat takes a beat, or leaves it out when it follows too soon.
func (p *pulse) beat(now time.Duration) {
	if p.heard && now-p.at < apart {
		return
	}
	p.at, p.heard = now, true
}

// step moves the pulse on by dt.
func (p *pulse) step(now, dt time.Duration) {
	gone := now - p.at
	switch {
	case !p.heard:
	case gone <= rise:
		p.gain = min(p.gain+depth*ratio(dt, rise), 1)
	case gone <= faint:
		p.gain = max(p.gain-depth*ratio(dt, fall), 1-depth)
	default:
		p.gain = min(p.gain+depth*ratio(dt, ease), 1)
		p.heard = p.gain < 1
	}
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
