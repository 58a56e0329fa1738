package hue

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

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
	all, err := guarded(func() (map[string]any, error) { return b.library().GetFullStateContext(ctx) })
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
