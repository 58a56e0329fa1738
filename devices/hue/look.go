package hue

import (
	"encoding/json"
	"math"
	"time"

	"foyer/devices/light"
)

const (
	full = 254 // brightness of a lamp at its brightest
	// step is the least change of brightness that anybody sees.
	step = 4
)

// look is what a lamp shows or should show.
type look struct {
	xy    light.XY
	mirek int     // a white by temperature instead of xy; 0 = xy
	level float64 // brightness, share of full; 0 = off
}

func white(mirek int, level float64) look {
	return look{xy: light.Warm(mirek), mirek: mirek, level: level}
}

// bri is the brightness as the bridge counts it, 1..254; 0 = off.
func (l look) bri() int {
	if l.level <= 0 {
		return 0
	}
	return min(max(int(math.Round(l.level*full)), 1), full)
}

func (l look) shine() light.Shine { return light.Shine{XY: l.xy, Level: l.level} }

// fits is the look as a lamp of this gamut shows it.
func (l look) fits(g light.Gamut) look {
	l.xy = g.Clamp(l.xy)
	return l
}

// recoloured and dimmed tell whether anybody would see the change from l to m.
func (l look) recoloured(m look) bool {
	return l.xy != m.xy && light.Distance(l.xy.Lab(), m.xy.Lab()) >= light.Imperceptible
}

func (l look) dimmed(m look) bool {
	a, b := l.bri(), m.bri()
	return (a == 0) != (b == 0) || max(a-b, b-a) >= step
}

// command is the body of a PUT. A nil field is left out, a zero is sent:
// huego can do neither.
type command struct {
	On    *bool       `json:"on,omitempty"`
	Bri   *int        `json:"bri,omitempty"`
	XY    *[2]float64 `json:"xy,omitempty"`
	CT    *int        `json:"ct,omitempty"`
	Scene string      `json:"scene,omitempty"`
	Fade  *int        `json:"transitiontime,omitempty"` // in 100 ms
}

// messages is how many Zigbee messages the command takes on a lamp.
func (c command) messages() float64 {
	n := 0.0
	for _, some := range []bool{c.On != nil, c.Bri != nil, c.XY != nil || c.CT != nil} {
		if some {
			n++
		}
	}
	return max(n, 1)
}

func (c command) body() []byte {
	raw, _ := json.Marshal(c) // whole numbers and finite floats always encode
	return raw
}

// towards is the command that takes a lamp from one look to another, with
// nothing in it that is so already: each part is one more message by radio.
// sure tells whether from is known.
func towards(from, to look, sure bool, can able, fade time.Duration) command {
	tenths := min(int(math.Round(fade.Seconds()*10)), math.MaxUint16)
	c := command{Fade: &tenths}
	if to.bri() == 0 {
		c.On = new(false)
		return c
	}
	if !sure || from.bri() == 0 {
		c.On = new(true)
	}
	if !sure || from.bri() != to.bri() {
		c.Bri = new(to.bri())
	}
	if sure && !from.recoloured(to) {
		return c
	}
	switch {
	case to.mirek != 0 && can.white:
		c.CT = new(to.mirek)
	case can.colour:
		c.XY = &[2]float64{to.xy.X, to.xy.Y}
	}
	return c
}

// able is what a lamp can do.
type able struct{ colour, white bool }
