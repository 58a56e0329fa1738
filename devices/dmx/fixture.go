package dmx

import (
	"fmt"
	"math"

	"foyer/devices/light"
)

// Size is how many slots a universe has.
const Size = 512

// Slots are the values of one universe; the slot at address n is Slots[n-1].
type Slots [Size]byte

// Profile is what the slots of a fixture mean, in their order.
type Profile string

// The profiles. RGBW takes the part that all three have in common by its white;
// DimmerRGB has its brightness in the first slot.
const (
	RGB       Profile = "rgb"
	RGBW      Profile = "rgbw"
	DimmerRGB Profile = "dimmer-rgb"
)

// Size is how many slots a fixture of the profile takes; 0 = there is no such
// profile.
func (p Profile) Size() int {
	switch p {
	case RGB:
		return 3
	case RGBW, DimmerRGB:
		return 4
	}
	return 0
}

// Fixture is one lamp: its profile, and the address of its first slot, 1..512.
type Fixture struct {
	Profile Profile
	At      int
}

// Last is the address of its last slot.
func (f Fixture) Last() int { return f.At + f.Profile.Size() - 1 }

// checkAll finds fixtures that cannot be.
func checkAll(fixtures []Fixture) error {
	var taken [Size]bool
	for _, f := range fixtures {
		switch {
		case f.Profile.Size() == 0:
			return fmt.Errorf("fixture at %d: there is no profile %q", f.At, f.Profile)
		case f.At < 1 || f.Last() > Size:
			return fmt.Errorf("fixture at %d: its slots are not within 1 to %d", f.At, Size)
		}
		for slot := f.At; slot <= f.Last(); slot++ {
			if taken[slot-1] {
				return fmt.Errorf("fixture at %d: slot %d is another fixture's", f.At, slot)
			}
			taken[slot-1] = true
		}
	}
	return nil
}

// put writes the look into the fixture's slots. The numbers are in proportion
// to light, as the dimmers of LED lamps are and as the limits are counted.
func (f Fixture) put(look light.Shine, slots *Slots) {
	r, g, b := look.RGB()
	at := slots[f.At-1:]
	switch f.Profile {
	case RGB:
		at[0], at[1], at[2] = slot(r), slot(g), slot(b)
	case RGBW:
		w := min(r, g, b)
		at[0], at[1], at[2], at[3] = slot(r-w), slot(g-w), slot(b-w), slot(w)
	case DimmerRGB:
		most := max(r, g, b)
		at[0] = slot(most)
		if most > 0 { // dark keeps its colour: the next light comes from there
			at[1], at[2], at[3] = slot(r/most), slot(g/most), slot(b/most)
		}
	}
}

// slot is a share of full in the 8 bits of a slot.
func slot(share float64) byte { return byte(math.Round(min(max(share, 0), 1) * math.MaxUint8)) }
