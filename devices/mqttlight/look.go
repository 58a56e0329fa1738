package mqttlight

import (
	"encoding/json"
	"math"
	"time"

	"foyer/devices/light"
)

const (
	// full is the highest brightness: 255 is no value of Zigbee.
	full = 254
	// step is the least change of brightness that anybody sees.
	step = 4
	// longest is the longest fade in seconds (16 bits of 100 ms).
	longest = 6553
)

// look is what a lamp shows or should show.
type look struct {
	xy    light.XY
	level float64 // share of full; 0 = off
}

// bri is the brightness as lamps count it, 1..254; 0 = off.
func (l look) bri() int {
	if !(l.level > 0) {
		return 0
	}
	return min(max(int(math.Round(l.level*full)), 1), full)
}

func (l look) shine() light.Shine { return light.Shine{XY: l.xy, Level: l.level} }

// recoloured and dimmed tell whether anybody would see the change from l to m.
func (l look) recoloured(m look) bool {
	return l.xy != m.xy && light.Distance(l.xy.Lab(), m.xy.Lab()) >= light.Imperceptible
}

func (l look) dimmed(m look) bool {
	a, b := l.bri(), m.bri()
	return (a == 0) != (b == 0) || max(a-b, b-a) >= step
}

// alike compares what a lamp says it shows with what it was told: lamps round,
// and bend a colour to what they can show.
func (l look) alike(m look, colour bool) bool {
	const dim, off = 8, 0.03
	a, b := l.bri(), m.bri()
	if a == 0 || b == 0 {
		return a == b
	}
	return max(a-b, b-a) <= dim && (!colour || math.Hypot(l.xy.X-m.xy.X, l.xy.Y-m.xy.Y) <= off)
}

// command is what a lamp is told. Brightness and colour are one message by
// radio each; the state rides with the brightness.
type command struct {
	State  string  `json:"state"`
	Bri    int     `json:"brightness,omitempty"`
	Colour *colour `json:"color,omitempty"`
	Fade   float64 `json:"transition"` // seconds
}

type colour struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// towards is the command that takes a lamp from one look to another. The
// colour is left out when it is so already; sure tells whether from is known.
func towards(from, to look, sure, colourful bool, fade time.Duration) command {
	c := command{State: "OFF", Fade: min(tenths(fade), longest)}
	if to.bri() == 0 {
		return c
	}
	c.State, c.Bri = "ON", to.bri()
	if colourful && (!sure || from.bri() == 0 || from.recoloured(to)) {
		c.Colour = &colour{to.xy.X, to.xy.Y}
	}
	return c
}

// tenths is a fade in seconds, in steps of 0.1 and no faster than what eyes were
// promised.
func tenths(fade time.Duration) float64 {
	return math.Ceil(float64(fade.Round(time.Millisecond))/float64(100*time.Millisecond)) / 10
}

// messages is how many Zigbee messages the command takes on a lamp.
func (c command) messages() float64 {
	if c.Colour != nil {
		return 2
	}
	return 1
}

func (c command) body() []byte {
	raw, _ := json.Marshal(c) // finite numbers always encode
	return raw
}

// said is what a lamp says that it shows; what is missing has not changed.
type said struct {
	State  *string  `json:"state"`
	Bri    *float64 `json:"brightness"`
	Colour *struct {
		X *float64 `json:"x"`
		Y *float64 `json:"y"`
	} `json:"color"`
}

// over is the look that a lamp which showed before says it shows now; false
// when it says nothing of it.
func (s said) over(before look) (look, bool) {
	now, some := before, false
	if s.Bri != nil {
		now.level, some = min(max(*s.Bri, 1), full)/full, true
	}
	if s.State != nil {
		some = true
		if *s.State != "ON" {
			now.level = 0
		} else if now.level == 0 {
			now.level = 1 // it does not say how bright
		}
	}
	if c := s.Colour; c != nil && c.X != nil && c.Y != nil {
		now.xy, some = light.XY{X: *c.X, Y: *c.Y}, true
	}
	return now, some
}
