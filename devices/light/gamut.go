package light

import (
	"math"

	"github.com/lucasb-eyer/go-colorful"

	"foyer/rules"
)

// XY is a colour as CIE 1931 chromaticity, the way lamps are told.
type XY struct{ X, Y float64 }

// White is the white of sRGB, D65.
func White() XY { return XY{0.3127, 0.3290} }

// Gamut is the triangle of colours a lamp can show: its red, green and blue.
type Gamut [3]XY

// The gamuts of Philips Hue lamps; C is every colour lamp since 2016.
func gamutA() Gamut { return Gamut{{0.704, 0.296}, {0.2151, 0.7106}, {0.138, 0.08}} }
func gamutB() Gamut { return Gamut{{0.675, 0.322}, {0.409, 0.518}, {0.167, 0.04}} }
func gamutC() Gamut { return Gamut{{0.6915, 0.3083}, {0.17, 0.7}, {0.1532, 0.0475}} }

// GamutOf is the gamut of a type as the bridge names it: "A", "B" or "C";
// an unknown type is taken for C.
func GamutOf(kind string) Gamut {
	switch kind {
	case "A":
		return gamutA()
	case "B":
		return gamutB()
	default:
		return gamutC()
	}
}

// XY is the chromaticity of the colour, by plain sRGB primaries and D65.
func (c Lab) XY() XY {
	x, y, _ := colorful.XyzToXyy(colorful.OkLabToXyz(c.L, c.A, c.B))
	return XY{x, y}.sane()
}

// Lab is the colour a lamp at p shows, in the common band of lightness.
func (p XY) Lab() Lab {
	p = p.sane()
	return Lab{}.from(colorful.XyzToOkLab(colorful.XyyToXyz(p.X, p.Y, 1)))
}

func (Lab) from(l, a, b float64) Lab { return Lab{l, a, b}.banded() }

// Colour is the colour at full light, as a browser writes it.
func (p XY) Colour() rules.Colour { return p.Lab().Colour() }

// Vivid moves the colour away from white by factor: 1 leaves it, 1.3 is as
// much as looks like the same colour.
func (p XY) Vivid(factor float64) XY {
	w := White()
	return XY{w.X + (p.X-w.X)*factor, w.Y + (p.Y-w.Y)*factor}
}

// Near tells whether two chromaticities are the same to a bridge, which
// clamps what it is told and reports the clamped value.
func (p XY) Near(q XY) bool { return math.Hypot(p.X-q.X, p.Y-q.Y) <= 0.01 }

// sane replaces what is no chromaticity at all by white.
func (p XY) sane() XY {
	if !(p.X >= 0 && p.X <= 1 && p.Y > 1e-6 && p.Y <= 1) {
		return White()
	}
	return p
}

// Clamp is the nearest colour the lamp can show, with four decimals.
func (g Gamut) Clamp(p XY) XY {
	p = p.sane()
	if !g.Holds(p) {
		p = g.nearest(p)
	}
	return XY{math.Round(p.X*1e4) / 1e4, math.Round(p.Y*1e4) / 1e4}
}

// Holds tells whether the lamp can show the colour.
func (g Gamut) Holds(p XY) bool {
	ab, bc, ca := side(g[0], g[1], p), side(g[1], g[2], p), side(g[2], g[0], p)
	return ab >= 0 && bc >= 0 && ca >= 0 || ab <= 0 && bc <= 0 && ca <= 0
}

func (g Gamut) nearest(p XY) XY {
	best, least := White(), math.Inf(1)
	for i := range g {
		q := onto(g[i], g[(i+1)%3], p)
		if d := math.Hypot(p.X-q.X, p.Y-q.Y); d < least {
			best, least = q, d
		}
	}
	return best
}

// side is the cross product that says on which side of the line from a to b p lies.
func side(a, b, p XY) float64 { return (b.X-a.X)*(p.Y-a.Y) - (b.Y-a.Y)*(p.X-a.X) }

// onto is the point of the segment from a to b that is nearest to p.
func onto(a, b, p XY) XY {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := dx*dx + dy*dy
	if length == 0 {
		return a
	}
	t := ((p.X-a.X)*dx + (p.Y-a.Y)*dy) / length
	t = min(max(t, 0), 1)
	return XY{a.X + t*dx, a.Y + t*dy}
}

// Warm is the white of a colour temperature in mirek (370 is a light bulb, 153
// is daylight), by the cubic approximation of the Planckian locus.
func Warm(mirek int) XY {
	t := 1e6 / float64(min(max(mirek, 100), 600))
	x := -0.2661239e9/(t*t*t) - 0.2343589e6/(t*t) + 0.8776956e3/t + 0.179910
	if t > 4000 {
		x = -3.0258469e9/(t*t*t) + 2.1070379e6/(t*t) + 0.2226347e3/t + 0.240390
		return XY{x, 3.0817580*x*x*x - 5.87338670*x*x + 3.75112997*x - 0.37001483}
	}
	return XY{x, -0.9549476*x*x*x - 1.37418593*x*x + 2.09137015*x - 0.16748867}
}
