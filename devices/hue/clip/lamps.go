package clip

import (
	"foyer/beacons"
	"foyer/rules"
)

// Lamp is one lamp as the page shows it.
type Lamp struct {
	ID   string // "3", by which people know it
	Name string
	Zone beacons.Zone
	// Colour and Brightness (share of full, 0 = off) are what the bridge tells,
	// or what the last frame was.
	Colour     rules.Colour
	Brightness float64
	Reachable  bool
	// Confirmed tells that the scene plays, or that the stream is on.
	Confirmed bool
}

// Lamps is every lamp of our zones.
func (b *Bridge) Lamps() (out []Lamp) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.scenes {
		s.mu.Lock()
		lights, plays := s.lights, s.plays || s.worn.scene != ""
		s.mu.Unlock()
		for _, l := range lights {
			out = append(out, b.lamp(s.zone.Zone, l.ID, plays))
		}
	}
	if b.stage != nil {
		out = append(out, b.performers()...)
	}
	return out
}

// performers are the lamps of the stage; a lamp with several channels shows the
// first.
func (b *Bridge) performers() (out []Lamp) {
	channels, shown, on := b.stage.picture()
	seen := map[string]bool{}
	for i, c := range channels {
		if seen[c.light] {
			continue
		}
		seen[c.light] = true
		l := b.lamp(b.stage.zone.Zone, c.light, on)
		if on && i < len(shown) {
			l.Colour, l.Brightness = shown[i].XY.Colour(), shown[i].Level
		}
		out = append(out, l)
	}
	return out
}

// lamp is one lamp as the bridge tells it; the caller holds the lock.
func (b *Bridge) lamp(zone beacons.Zone, id string, confirmed bool) Lamp {
	r := b.stock.by[id]
	shine, reach := r.shine(), b.stock.reaches(r)
	return Lamp{
		ID: number(r), Name: r.name(), Zone: zone, Colour: shine.XY.Colour(), Brightness: shine.Level, Reachable: reach, Confirmed: confirmed && reach,
	}
}

// number is the old number of a light, else its id.
func number(r resource) string {
	const old = "/lights/"
	if len(r.V1) > len(old) && r.V1[:len(old)] == old {
		return r.V1[len(old):]
	}
	return r.ID
}

// ours are the lights of all our zones; the caller holds the lock.
func (b *Bridge) ours() (all []resource) {
	for _, s := range b.scenes {
		s.mu.Lock()
		for _, l := range s.lights {
			all = append(all, b.stock.by[l.ID])
		}
		s.mu.Unlock()
	}
	if b.stage != nil {
		channels, _, _ := b.stage.picture()
		for _, c := range channels {
			all = append(all, b.stock.by[c.light])
		}
	}
	return all
}
