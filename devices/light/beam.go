package light

import (
	"math"

	"github.com/lucasb-eyer/go-colorful"
)

// beam is the light of one lamp in linear sRGB, each part as share of full.
// Between two beams everything that the limits speak of goes one way only:
// luminance, and how red the light is.
type beam struct{ r, g, b float64 }

// beam is the look in linear light; what a screen cannot show is cut off.
func (s Shine) beam() beam {
	r, g, b := s.XY.Lab().linear()
	l := share(s.Level)
	return beam{r * l, g * l, b * l}
}

// RGB is the look in linear sRGB, each part as share of full: what a lamp is
// told whose three colours are dimmed in proportion to the number.
func (s Shine) RGB() (r, g, b float64) {
	c := s.beam()
	return c.r, c.g, c.b
}

// shine is the beam as lamps are told.
func (c beam) shine() Shine {
	level := max(c.r, c.g, c.b)
	if !(level > 0) {
		return Shine{XY: White()}
	}
	x, y, _ := colorful.XyzToXyy(colorful.LinearRgbToXyz(c.r/level, c.g/level, c.b/level))
	return Shine{XY: XY{x, y}.sane(), Level: min(level, 1)}
}

func (c beam) luminance() float64 { return 0.2126*c.r + 0.7152*c.g + 0.0722*c.b }

// red tells whether the beam is a saturated red, a little sooner than WCAG
// does (0.8), so that rounding in a lamp does not make it one.
func (c beam) red() bool {
	const reddish = 0.78
	return c.r > 0 && c.r >= reddish*(c.r+c.g+c.b)
}

func (c beam) times(f float64) beam { return beam{c.r * f, c.g * f, c.b * f} }
func (c beam) plus(d beam) beam     { return beam{c.r + d.r, c.g + d.g, c.b + d.b} }
func (c beam) minus(d beam) beam    { return beam{c.r - d.r, c.g - d.g, c.b - d.b} }

// most is the greatest part, whichever way it points.
func (c beam) most() float64 { return max(math.Abs(c.r), math.Abs(c.g), math.Abs(c.b)) }

// within is the step made short enough that no part is longer than limit.
func (c beam) within(limit float64) beam {
	if m := c.most(); m > limit {
		return c.times(limit / m)
	}
	return c
}
