package light

import (
	"slices"
	"time"

	"foyer/rules"
)

// HouseWhite is the white, in mirek, of lamps without a colour to show.
const HouseWhite = 370

// Fade is the fade of a light that names none: lamps never jump.
const Fade = time.Second

// Wall is the lamps of one zone as its lights have dressed them. The zero Wall
// knows nothing of them yet.
type Wall struct {
	mix   []Lab
	level float64
}

// Turn says what the lamps of the zone should wear under l, colourful of which
// can show a colour: one colour for each of those, and the brightness of all,
// share of full. A named scene is warm white here; who knows more of it does
// not ask. It reports false when l changes nothing, because the colours of too
// few people are in it.
func (w *Wall) Turn(l rules.Light, lamps, colourful int) (colours []XY, level float64, ok bool) {
	high := l.Max
	if high == 0 {
		high = 1
	}
	if l.Scene != "" {
		w.mix = nil
		return slices.Repeat([]XY{Warm(HouseWhite)}, colourful), high, true
	}
	mix := Mix(Even(l.Colours), colourful, w.mix)
	if mix == nil && (colourful > 0 || len(l.Colours) < MinPeople) {
		return nil, 0, false
	}
	w.mix, w.level = mix, Level(len(l.Colours), lamps, l.Min, high, w.level)
	for _, c := range mix {
		colours = append(colours, c.XY())
	}
	return colours, w.level, true
}

// FadeOf is how long the lamps take to the new look: Fade when l names none,
// and a negative one is none at all.
func FadeOf(l rules.Light) time.Duration {
	if l.Fade == 0 {
		return Fade
	}
	return max(l.Fade, 0)
}
