package clip

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"foyer/devices/light"
)

// ref points at a resource.
type ref struct {
	ID   string `json:"rid"`
	Kind string `json:"rtype"`
}

// resource is what we need of the resources of CLIP v2, all types in one; an
// event brings a part of it. What is not there is nil.
type resource struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	V1       string `json:"id_v1"` // "/lights/3"
	Owner    ref    `json:"owner"`
	Metadata *struct {
		Name    string `json:"name"`
		AppData string `json:"appdata"`
	} `json:"metadata"`
	Children []ref `json:"children"`
	Services []ref `json:"services"`
	Group    ref   `json:"group"`
	Renders  *ref  `json:"renderer_reference"`
	Streamer *ref  `json:"active_streamer"`
	On       *struct {
		On bool `json:"on"`
	} `json:"on"`
	Dimming *struct {
		Brightness float64 `json:"brightness"`
	} `json:"dimming"`
	Color *struct {
		XY    point  `json:"xy"`
		Kind  string `json:"gamut_type"`
		Gamut *struct {
			Red   point `json:"red"`
			Green point `json:"green"`
			Blue  point `json:"blue"`
		} `json:"gamut"`
	} `json:"color"`
	Channels []struct {
		ID      int `json:"channel_id"`
		Members []struct {
			Service ref `json:"service"`
		} `json:"members"`
	} `json:"channels"`
	Status status `json:"status"`
}

type point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// status is a word, or for a scene {"active": word}.
type status string

// UnmarshalJSON reads both; what is neither is no status.
func (s *status) UnmarshalJSON(raw []byte) error {
	var word string
	var scene struct {
		Active string `json:"active"`
	}
	if json.Unmarshal(raw, &word) != nil {
		_ = json.Unmarshal(raw, &scene) // another shape says nothing to us
		word = scene.Active
	}
	*s = status(word)
	return nil
}

// decode keeps every resource that can be read: one odd lamp must not cost us
// the others.
func decode(e envelope) []resource {
	var out []resource
	for _, raw := range e.Data {
		var r resource
		if json.Unmarshal(raw, &r) == nil && r.ID != "" {
			out = append(out, r)
		}
	}
	return out
}

// take is the resource after an event.
func (r resource) take(part resource) resource {
	if part.On != nil {
		r.On = part.On
	}
	if part.Dimming != nil {
		r.Dimming = part.Dimming
	}
	if part.Color != nil && r.Color != nil {
		known := *r.Color
		known.XY = part.Color.XY
		r.Color = &known
	}
	if part.Status != "" {
		r.Status, r.Streamer = part.Status, part.Streamer
	}
	return r
}

func (r resource) name() string {
	if r.Metadata == nil {
		return r.ID
	}
	return r.Metadata.Name
}

// gamut is what a light can show.
func (r resource) gamut() light.Gamut {
	if r.Color == nil || r.Color.Gamut == nil {
		return light.GamutOf("")
	}
	g := r.Color.Gamut
	return light.Gamut{light.XY(g.Red), light.XY(g.Green), light.XY(g.Blue)}
}

// shine is what a light shows.
func (r resource) shine() light.Shine {
	s := light.Shine{XY: light.White(), Level: 1}
	if r.Color != nil {
		s.XY = light.XY(r.Color.XY)
	}
	if r.Dimming != nil {
		s.Level = min(max(r.Dimming.Brightness/100, 0), 1)
	}
	if r.On != nil && !r.On.On {
		s.Level = 0
	}
	return s
}

// stock is what the bridge has, by id, and in its own order.
type stock struct {
	by  map[string]resource
	all []string
}

func newStock(all []resource) stock {
	s := stock{by: map[string]resource{}}
	for _, r := range all {
		s.by[r.ID] = r
		s.all = append(s.all, r.ID)
	}
	return s
}

// of are all resources of a type.
func (s stock) of(kinds ...string) (out []resource) {
	for _, id := range s.all {
		if r := s.by[id]; slices.Contains(kinds, r.Type) {
			out = append(out, r)
		}
	}
	return out
}

// group finds a room or zone by its old number or its name.
func (s stock) group(name string) (resource, error) {
	var named []string
	for _, r := range s.of("room", "zone") {
		if r.V1 == "/groups/"+name || strings.EqualFold(r.name(), name) {
			return r, nil
		}
		named = append(named, fmt.Sprintf("%s %q", strings.TrimPrefix(r.V1, "/groups/"), r.name()))
	}
	return resource{}, fmt.Errorf("the bridge has no group %s; it has %s", name, listed(named))
}

// lights are the lights of a room or zone.
func (s stock) lights(group resource) (out []resource) {
	for _, l := range s.of("light") {
		if slices.ContainsFunc(group.Children, func(c ref) bool { return c.ID == l.ID || c.ID == l.Owner.ID }) {
			out = append(out, l)
		}
	}
	return out
}

// reaches tells whether the bridge reaches a light; one it says nothing of, it
// does.
func (s stock) reaches(l resource) bool {
	for _, z := range s.of("zigbee_connectivity") {
		if z.Owner.ID == l.Owner.ID {
			return z.Status == "connected"
		}
	}
	return true
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
