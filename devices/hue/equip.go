package hue

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/devices"
	"foyer/devices/light"
)

// equip gives every zone its lamps. What we wanted of a lamp stays wanted.
func (b *Bridge) equip(now time.Time, s stock) {
	before := map[int]*lamp{}
	for _, l := range b.lamps {
		before[l.id] = l
	}
	b.lamps, b.scenes, b.loaded = nil, s.scenes, true
	for _, z := range b.order {
		b.furnish(now, z, s, before)
		b.lamps = append(b.lamps, z.lamps...)
	}
	slices.SortFunc(b.lamps, func(a, c *lamp) int { return cmp.Compare(a.id, c.id) })
}

func (b *Bridge) furnish(now time.Time, z *zone, s stock, before map[int]*lamp) {
	g, ok := s.groups[z.group]
	z.lamps, z.fault = nil, nil
	if !ok {
		z.fault = devices.Permanent(fmt.Errorf("the bridge at %s has no group %s; it has %s", b.host, z.group, s.names()))
		return
	}
	for _, id := range g.Lights {
		f, known := s.lamps[id]
		n, err := strconv.Atoi(id)
		if !known || err != nil || strings.HasPrefix(f.Type, "On/Off") || b.lit(n) {
			continue
		}
		l := before[n]
		if l == nil || l.zone != z {
			l = &lamp{id: n, zone: z}
		}
		l.fit(f)
		l.compare(now, f.State)
		z.lamps = append(z.lamps, l)
	}
	slices.SortFunc(z.lamps, func(a, c *lamp) int { return cmp.Compare(a.id, c.id) })
	if len(z.lamps) == 0 {
		z.fault = devices.Permanent(fmt.Errorf("group %s %q of the bridge at %s has no lamps", z.group, g.Name, b.host))
	}
}

// lit tells whether a lamp already belongs to a zone: the first one has it.
func (b *Bridge) lit(id int) bool {
	return slices.ContainsFunc(b.lamps, func(l *lamp) bool { return l.id == id })
}

// fit takes over what kind of lamp it is.
func (l *lamp) fit(f fixture) {
	control := f.Can.Control
	l.name, l.gamut = f.Name, light.GamutOf(control.Kind)
	l.can = able{
		colour: control.Gamut != nil || strings.Contains(strings.ToLower(f.Type), "color light"),
		white:  control.CT != nil,
	}
	if len(control.Gamut) == 3 {
		for i, corner := range control.Gamut {
			l.gamut[i] = light.XY{X: corner[0], Y: corner[1]}
		}
	}
}
