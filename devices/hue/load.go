package hue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/amimof/huego"

	"foyer/devices"
	"foyer/devices/light"
)

// scene is a look the bridge has stored for a group.
type scene struct{ id, name, group string }

func sceneOf(scenes []scene, group, name string) string {
	for _, s := range scenes {
		if s.group == group && strings.EqualFold(s.name, name) {
			return s.id
		}
	}
	return ""
}

// stock is what the bridge has.
type stock struct {
	lamps  map[string]fixture
	groups map[string]struct {
		Name   string   `json:"name"`
		Lights []string `json:"lights"`
	}
	scenes []scene
}

// fixture is one lamp as the bridge tells it. Numbers are floats, because one
// lamp with bri 12.5 must not cost us the others.
type fixture struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	State *state `json:"state"`
	Can   struct {
		Control struct {
			Gamut [][2]float64 `json:"colorgamut"`
			Kind  string       `json:"colorgamuttype"`
			CT    *struct{}    `json:"ct"`
		} `json:"control"`
	} `json:"capabilities"`
}

type state struct {
	On        bool      `json:"on"`
	Bri       float64   `json:"bri"`
	XY        []float64 `json:"xy"`
	CT        float64   `json:"ct"`
	Mode      string    `json:"colormode"`
	Reachable bool      `json:"reachable"`
}

// load asks the bridge for all it has, in one request. huego has no gamuts and
// gives up all lamps for one bad field, so its full state is decoded here.
func (b *Bridge) load(ctx context.Context) (stock, error) {
	all, err := guarded(func() (map[string]any, error) { return b.huego.GetFullStateContext(ctx) })
	if err != nil {
		return stock{}, sound(err)
	}
	return decodeStock(all)
}

func decodeStock(all map[string]any) (stock, error) {
	if all["lights"] == nil || all["groups"] == nil {
		return stock{}, &Broken{What: "a state without lights and groups"}
	}
	s := stock{lamps: fixtures(all["lights"])}
	if err := again(all["groups"], &s.groups); err != nil {
		return stock{}, &Broken{What: "groups: " + err.Error()}
	}
	var named map[string]struct{ Name, Group string }
	if again(all["scenes"], &named) == nil { // scenes are a bonus
		for _, id := range slices.Sorted(maps.Keys(named)) {
			s.scenes = append(s.scenes, scene{id, named[id].Name, named[id].Group})
		}
	}
	return s, nil
}

// fixtures keeps every lamp that can be read.
func fixtures(lights any) map[string]fixture {
	out := map[string]fixture{}
	several, _ := lights.(map[string]any)
	for id, one := range several {
		var f fixture
		if again(one, &f) == nil {
			out[id] = f
		}
	}
	return out
}

// again decodes what was decoded too loosely.
func again(loose, into any) error {
	raw, err := json.Marshal(loose)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

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

// names lists the groups there are: `1 "Lounge", 2 "Dance floor"`.
func (s stock) names() string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(s.groups)) {
		out = append(out, fmt.Sprintf("%s %q", id, s.groups[id].Name))
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
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

// settling is how long after a command the bridge may still report what was.
const settling = 2 * time.Second

// compare takes what the bridge says the lamp is. A lamp that somebody else
// has changed is owed its look again.
func (l *lamp) compare(now time.Time, s *state) {
	if s == nil {
		return
	}
	back := s.Reachable && !l.reachable
	l.reachable = s.Reachable
	if l.asking || l.sure && now.Sub(l.at) < settling {
		return
	}
	if back && l.wished {
		l.doubt(now)
		return
	}
	if is := s.look(); !l.sure || !same(is, l.shown) {
		l.show(now, is, now)
	} else {
		l.at = now
	}
}

// same compares as coarsely as the bridge rounds and clamps.
func same(a, b look) bool {
	return (a.level == 0) == (b.level == 0) && max(a.bri()-b.bri(), b.bri()-a.bri()) <= 2 && (a.level == 0 || a.xy.Near(b.xy))
}

func (s *state) look() look {
	l := look{level: min(max(s.Bri, 1), full) / full, xy: light.White()}
	switch {
	case s.Mode == "ct" && s.CT > 0:
		l = white(int(s.CT), l.level)
	case len(s.XY) == 2:
		l.xy = light.XY{X: s.XY[0], Y: s.XY[1]}
	}
	if !s.On {
		l.level = 0
	}
	return l
}

// reconcile asks for all lamps, and falls back to the full state when huego
// cannot read them.
func (b *Bridge) reconcile(ctx context.Context) (map[int]*state, error) {
	lights, err := guarded(func() ([]huego.Light, error) { return b.huego.GetLightsContext(ctx) })
	if err = sound(err); err == nil {
		return states(lights), nil
	}
	if _, busy := errors.AsType[*Busy](err); busy || devices.IsPermanent(err) || ctx.Err() != nil {
		return nil, err
	}
	s, err := b.load(ctx)
	if err != nil {
		return nil, err
	}
	out := map[int]*state{}
	for id, f := range s.lamps {
		if n, wrong := strconv.Atoi(id); wrong == nil {
			out[n] = f.State
		}
	}
	return out, nil
}

// states copies what huego has read: its values are shared and have no lock.
func states(lights []huego.Light) map[int]*state {
	out := map[int]*state{}
	for _, l := range lights {
		if l.State == nil {
			continue
		}
		s := &state{On: l.State.On, Bri: float64(l.State.Bri), CT: float64(l.State.Ct), Mode: l.State.ColorMode, Reachable: l.State.Reachable}
		for _, v := range l.State.Xy {
			s.XY = append(s.XY, float64(v))
		}
		out[l.ID] = s
	}
	return out
}
