package crowd

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"foyer/beacons"
)

// guest is one row of the registrations.
type guest struct {
	id             beacons.Person
	badge, phone   beacons.Tag
	key, token     string
	colour, music  string
	staff, sponsor bool
	consents       []string
}

// agreed tells whether the guest said yes to every purpose.
func (g *guest) agreed(purposes ...string) bool {
	for _, p := range purposes {
		if !slices.Contains(g.consents, p) {
			return false
		}
	}
	return true
}

// register draws the guests of an event.
func register(seed uint64, people int) []guest {
	dice := rand.New(rand.NewPCG(seed, 3))
	list := make([]guest, people)
	for i := range list {
		list[i] = newGuest(i+1, dice)
	}
	return list
}

func newGuest(n int, dice *rand.Rand) guest {
	g := guest{id: beacons.Person(fmt.Sprintf("p%04d", n)), consents: consents(dice)}
	switch role := dice.Float64(); {
	case role < 0.05:
		g.staff = true
	case role < 0.08:
		g.sponsor = true
	}
	if dice.Float64() < 0.96 {
		g.badge = beacons.Tag(fmt.Sprintf("b%05d", n))
		if dice.Float64() < 0.1 {
			g.key = fmt.Sprintf("%016x%016x", dice.Uint64(), dice.Uint64())
		}
	}
	if has := dice.Float64(); has < 0.25 || g.agreed("push") && has < 0.92 || g.badge == "" {
		g.phone = beacons.Tag(fmt.Sprintf("phone-%d", n))
	}
	if g.phone != "" && g.agreed("push") {
		g.token = fmt.Sprintf("%016x%016x%016x%016x", dice.Uint64(), dice.Uint64(), dice.Uint64(), uint64(n))
	}
	g.colour, g.music = colour(dice), music(dice)
	return g
}

// consents draws what a guest agrees to: one in eight to nothing, all others
// to being located.
func consents(dice *rand.Rand) []string {
	if dice.Float64() < 0.12 {
		return nil
	}
	list := []string{"location"}
	for _, p := range []struct {
		purpose string
		share   float64
	}{{"push", 0.78}, {"lights", 0.7}, {"music", 0.6}, {"social", 0.5}, {"sponsors", 0.55}} {
		if dice.Float64() < p.share {
			list = append(list, p.purpose)
		}
	}
	return list
}

// colour draws a favourite colour, in one of the ways people write one.
func colour(dice *rand.Rand) string {
	names := []string{"teal", "magenta", "navy", "orange", "purple", "gold", "red", "lime"}
	r, g, b := dice.IntN(256), dice.IntN(256), dice.IntN(256)
	switch dice.IntN(8) {
	case 0:
		return ""
	case 1, 2, 3:
		return fmt.Sprintf("#%02x%02x%02x", r, g, b)
	case 4:
		return fmt.Sprintf("#%X%X%X", r>>4, g>>4, b>>4)
	case 5:
		return fmt.Sprintf("rgb(%d, %d, %d)", r, g, b)
	}
	return names[dice.IntN(len(names))]
}

func music(dice *rand.Rand) string {
	return []string{"", "Daft Punk", "Nina Simone", "Björk", "Fela Kuti", "Kraftwerk", "Aretha Franklin", "Massive Attack", "Donna Summer"}[dice.IntN(9)]
}

// Registrations is the guest list as the organizer would export it: CSV with a
// header, one row a guest.
func (c *Crowd) Registrations() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	// A bytes.Buffer takes every write, so the writer has no error to tell.
	_ = w.Write(strings.Split("id,email,first_name,badge,badge_key,phone,apns_token,favourite_colour,favourite_music,staff,sponsor,consents", ","))
	for i := range c.guests {
		_ = w.Write(c.guests[i].row(i + 1))
	}
	w.Flush()
	return b.Bytes()
}

func (g *guest) row(n int) []string {
	return []string{
		string(g.id), fmt.Sprintf("guest%d@example.com", n), fmt.Sprintf("Guest %d", n),
		string(g.badge), g.key, string(g.phone), g.token, g.colour, g.music,
		yes(g.staff), yes(g.sponsor), strings.Join(g.consents, ";"),
	}
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}
