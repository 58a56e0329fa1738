package wled

import (
	"math"
	"strconv"
	"time"

	"foyer/devices/light"
	"foyer/rules"
)

const (
	full = 255 // brightness of a strip at its brightest
	// longest is the longest fade, in 100 ms: more would run over in its memory.
	longest = 600
	// near is how far a value may be off and still be what we said.
	near = 2
)

// look is what all segments wear: a colour each, and one brightness, share of
// full, 0 = off.
type look struct {
	colours []light.XY
	level   float64
}

func (l look) shine(i int) light.Shine { return light.Shine{XY: l.colours[i], Level: l.level} }

// state is the part of a WLED's state that we tell, and that it tells us back.
type state struct {
	On      bool      `json:"on"`
	Bri     int       `json:"bri,omitempty"` // 1..255
	Fade    int       `json:"transition"`    // in 100 ms
	Segs    []segment `json:"seg,omitempty"`
	Verbose bool      `json:"v,omitempty"` // asks for the whole state as the answer
}

// segment is one lamp of a strip. Effect 0 is a plain colour: others move, and
// may flash.
type segment struct {
	ID      int     `json:"id"`
	On      bool    `json:"on"`
	Bri     int     `json:"bri"`
	Effect  int     `json:"fx"`
	Colours [][]int `json:"col"` // the first one is what a plain colour shows: red, green, blue, 0..255
}

// state is the look as a WLED is told it, whole, so that saying it again
// changes nothing.
func (l look) state(fade time.Duration) state {
	s := state{On: l.level > 0, Fade: min(tenths(fade), longest), Verbose: true}
	if !s.On {
		return s
	}
	s.Bri = max(int(math.Round(min(l.level, 1)*full)), 1)
	for i, c := range l.colours {
		s.Segs = append(s.Segs, segment{ID: i, On: true, Bri: full, Colours: [][]int{rgb(c.Colour())}})
	}
	return s
}

// tenths is a fade in steps of 100 ms, no faster than what eyes were promised.
func tenths(fade time.Duration) int {
	return int(math.Ceil(float64(fade.Round(time.Millisecond)) / float64(100*time.Millisecond)))
}

// rgb reads "#rrggbb".
func rgb(c rules.Colour) []int {
	n, _ := strconv.ParseUint(string(c[1:]), 16, 32) // light writes it, and always so
	return []int{int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)}
}

// wears tells whether a WLED in state s shows what want says.
func (s state) wears(want state) bool {
	if !s.On || !want.On {
		return s.On == want.On
	}
	if !alike(s.Bri, want.Bri) {
		return false
	}
	for _, w := range want.Segs {
		is, there := s.segment(w.ID)
		if there && (!is.On || is.Effect != w.Effect || !alike(is.Bri, w.Bri) || !is.shows(w.Colours[0])) {
			return false
		}
	}
	return true
}

func (s state) segment(id int) (segment, bool) {
	for _, g := range s.Segs {
		if g.ID == id {
			return g, true
		}
	}
	return segment{}, false
}

// shows compares the first colour; a strip with white lamps tells a fourth part.
func (g segment) shows(rgb []int) bool {
	if len(g.Colours) == 0 || len(g.Colours[0]) < len(rgb) {
		return false
	}
	for i, part := range rgb {
		if !alike(g.Colours[0][i], part) {
			return false
		}
	}
	return true
}

func alike(a, b int) bool { return max(a-b, b-a) <= near }
