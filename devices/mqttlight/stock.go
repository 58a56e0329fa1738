package mqttlight

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// stock is what a zigbee2mqtt says that it has. Without one nothing is known,
// and every name is taken on trust.
type stock struct {
	devices, groups map[string]kind
	cut             bool // the list was too long for us to read to its end
}

// kind is what one name stands for.
type kind struct {
	light, colour, group bool
}

// decodeDevices reads bridge/devices, one after the other: of a list that was
// cut, those before the cut.
func decodeDevices(body []byte) stock {
	s := stock{devices: map[string]kind{}}
	s.cut = each(body, func(d struct {
		Name       string `json:"friendly_name"`
		Type       string `json:"type"`
		Definition struct {
			Exposes []struct {
				Type     string `json:"type"`
				Features []struct {
					Name string `json:"name"`
				} `json:"features"`
			} `json:"exposes"`
		} `json:"definition"`
	},
	) {
		if d.Name == "" || d.Type == "Coordinator" {
			return
		}
		k := kind{}
		for _, e := range d.Definition.Exposes {
			k.light = k.light || e.Type == "light"
			for _, f := range e.Features {
				k.colour = k.colour || e.Type == "light" && strings.HasPrefix(f.Name, "color_xy")
			}
		}
		s.devices[d.Name] = k
	})
	return s
}

// decodeGroups reads bridge/groups.
func decodeGroups(body []byte) stock {
	s := stock{groups: map[string]kind{}}
	s.cut = each(body, func(g struct {
		Name string `json:"friendly_name"`
	},
	) {
		if g.Name != "" {
			s.groups[g.Name] = kind{light: true, colour: true, group: true}
		}
	})
	return s
}

// each decodes the elements of an array one by one, and tells whether it ended
// before its end.
func each[T any](body []byte, take func(T)) (cut bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return true
	}
	for d.More() {
		var one T
		if d.Decode(&one) != nil {
			return true
		}
		take(one)
	}
	_, err := d.Token()
	return err != nil
}

// learn takes one of the two lists. A lamp that cannot show colours gets none.
func (b *Base) learn(got stock) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if got.devices != nil {
		b.stock.devices, b.stock.cut = got.devices, got.cut
	} else {
		b.stock.groups = got.groups
	}
	for _, l := range b.lamps {
		k, known := b.stock.kind(l.name)
		if !known {
			continue
		}
		l.group = k.group
		if l.can.colour != k.colour {
			l.can.colour = k.colour
			l.zone.pending = l.zone.asked > 0
		}
	}
	b.rouse()
}

func (s *stock) kind(name string) (kind, bool) {
	if k, known := s.devices[name]; known {
		return k, true
	}
	k, known := s.groups[name]
	return k, known
}

// lacks are the names that are not there, or are no lamps; nothing when the
// list is not known whole.
func (s *stock) lacks(lamps []*lamp) (names []string) {
	if s.devices == nil {
		return nil
	}
	for _, l := range lamps {
		if k, known := s.kind(l.name); known && !k.light || !known && !s.cut {
			names = append(names, l.name)
		}
	}
	return names
}

// has are the names of all lamps and groups.
func (s *stock) has() (names []string) {
	for _, list := range []map[string]kind{s.devices, s.groups} {
		for name, k := range list {
			if k.light {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}
