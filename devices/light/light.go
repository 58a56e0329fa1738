// Package light is colour for lamps: many favourite colours become a few lamp
// colours, a colour becomes what a lamp can show, and nothing becomes a danger
// to eyes. The package is pure: same input, same answer, and time is an
// argument. It never shows the colour of fewer than MinPeople people, never
// takes brightness from a colour (that is policy), and knows no product.
package light

import (
	"math"

	"github.com/lucasb-eyer/go-colorful"

	"foyer/rules"
)

// The band of OKLab lightness all mixed colours are brought to, so that lamps
// look equally bright beside each other.
const (
	lowL  = 0.65
	highL = 0.80
	// blackL is the lightness below which a favourite reads as black. A lamp
	// has no black; such a favourite asks for plain white.
	blackL = 0.15
)

// Imperceptible is the OKLab distance below which nobody sees a lamp change.
const Imperceptible = 0.02

// Lab is a colour in OKLab as a lamp shows it: its lightness is in a common
// band, and the colour itself (the chromaticity) is kept exactly. OKLab makes
// that easy: scaling all three numbers changes how much light, never which.
type Lab struct{ L, A, B float64 }

// Parse reads "#rrggbb". It reports false for anything else.
func Parse(c rules.Colour) (Lab, bool) {
	if len(c) != 7 {
		return Lab{}, false
	}
	rgb, err := colorful.Hex(string(c))
	if err != nil {
		return Lab{}, false
	}
	l, a, b := rgb.OkLab()
	if l < blackL {
		return Lab{L: lowL}, true
	}
	return Lab{l, a, b}.banded(), true
}

// banded scales the colour into the common band of lightness.
func (c Lab) banded() Lab {
	if !(c.L > 0) {
		return Lab{L: lowL}
	}
	by := min(max(c.L, lowL), highL) / c.L
	return Lab{c.L * by, c.A * by, c.B * by}
}

// Chroma is how far the colour is from grey.
func (c Lab) Chroma() float64 { return math.Hypot(c.A, c.B) }

// Distance is how different two colours look; 0.02 is hardly seen.
func Distance(a, b Lab) float64 {
	return math.Sqrt(square(a.L-b.L) + square(a.A-b.A) + square(a.B-b.B))
}

// Colour is the colour at full light, as a browser writes it.
func (c Lab) Colour() rules.Colour {
	r, g, b := c.linear()
	return rules.Colour(colorful.LinearRgb(r, g, b).Clamped().Hex())
}

// linear is the colour in linear sRGB, scaled so that the greatest part is 1;
// what lies outside sRGB is cut off.
func (c Lab) linear() (r, g, b float64) {
	r, g, b = colorful.XyzToLinearRgb(colorful.OkLabToXyz(c.L, c.A, c.B))
	r, g, b = max(r, 0), max(g, 0), max(b, 0)
	top := max(r, g, b)
	if !(top > 0) || math.IsInf(top, 0) {
		return 1, 1, 1
	}
	return r / top, g / top, b / top
}

func square(x float64) float64 { return x * x }
