package bridge

import (
	"math"
	"strings"
)

// resources are all resources of CLIP v2, in a stable order.
func (b *Bridge) resources() (all []object) {
	home := []any{}
	for _, l := range b.lamps {
		all = append(all, l.resources()...)
		home = append(home, ref("device", uuid("device", l.id)))
	}
	for _, g := range b.groups {
		all = append(all, g.room(), g.light(uuid("room", g.id), "room"))
		home = append(home, ref("room", uuid("room", g.id)))
	}
	whole := group{id: "0", lamps: b.lamps}
	all = append(all, whole.light(uuid("bridge_home", ""), "bridge_home"), object{
		"type": "bridge_home", "id": uuid("bridge_home", ""), "id_v1": "/groups/0", "children": home,
		"services": []any{ref("grouped_light", uuid("grouped_light", "0"))},
	}, object{"type": "bridge", "id": uuid("bridge", ""), "bridge_id": strings.ToLower(bridgeID), "time_zone": object{"time_zone": "UTC"}})
	for _, s := range b.config.Scenes {
		all = append(all, b.storedScene(s))
	}
	for _, d := range b.looks {
		all = append(all, d.resource())
	}
	for _, a := range b.areas {
		all = append(all, a.resource())
	}
	return all
}

// resources are a lamp's four: the thing, its light, its radio and what can be
// streamed to.
func (l *lamp) resources() []object {
	device := uuid("device", l.id)
	owner, v1, named := ref("device", device), "/lights/"+l.id, object{"name": l.name, "archetype": "sultan_bulb"}
	link := "connected"
	if !l.reachable {
		link = "connectivity_issue"
	}
	return []object{
		{
			"type": "device", "id": device, "id_v1": v1, "metadata": named,
			"product_data": object{"model_id": "LCA001", "manufacturer_name": "Signify Netherlands B.V.", "product_name": "Hue color lamp", "certified": true},
			"services":     []any{ref("light", uuid("light", l.id)), ref("zigbee_connectivity", uuid("zigbee", l.id)), ref("entertainment", uuid("entertainment", l.id))},
		},
		l.light(owner, named),
		{"type": "zigbee_connectivity", "id": uuid("zigbee", l.id), "id_v1": v1, "owner": owner, "status": link, "mac_address": "00:17:88:01:00:00:00:" + pad(l.id)},
		{
			"type": "entertainment", "id": uuid("entertainment", l.id), "id_v1": v1, "owner": owner, "renderer": true, "proxy": true, "equalizer": true,
			"renderer_reference": ref("light", uuid("light", l.id)), "segments": object{"configurable": false, "max_segments": 1},
		},
	}
}

func (l *lamp) light(owner, named object) object {
	g, status, mode := gamut(l.kind), "none", "normal"
	if l.plays != nil {
		status = "dynamic_palette"
	}
	if l.streamed {
		mode = "streaming"
	}
	var mirek any
	if l.mode == "ct" {
		mirek = l.ct
	}
	return object{
		"type": "light", "id": uuid("light", l.id), "id_v1": "/lights/" + l.id, "owner": owner, "metadata": named, "mode": mode,
		"on": object{"on": l.on}, "dimming": object{"brightness": percent(l.bri), "min_dim_level": 2.0},
		"color_temperature": object{"mirek": mirek, "mirek_valid": l.mode == "ct", "mirek_schema": object{"mirek_minimum": 153, "mirek_maximum": 500}},
		"color": object{"xy": point(l.x, l.y), "gamut_type": l.kind, "gamut": object{
			"red": point(g[0].x, g[0].y), "green": point(g[1].x, g[1].y), "blue": point(g[2].x, g[2].y),
		}},
		"dynamics": object{"status": status, "status_values": []any{"none", "dynamic_palette"}, "speed": 0.0, "speed_valid": status != "none"},
		"alert":    object{"action_values": []any{"breathe"}},
	}
}

func (g group) room() object {
	children := []any{}
	for _, l := range g.lamps {
		children = append(children, ref("device", uuid("device", l.id)))
	}
	return object{
		"type": "room", "id": uuid("room", g.id), "id_v1": "/groups/" + g.id, "children": children,
		"services": []any{ref("grouped_light", uuid("grouped_light", g.id))}, "metadata": object{"name": g.name, "archetype": "lounge"},
	}
}

func (g group) light(owner, kind string) object {
	on, sum := false, 0.0
	for _, l := range g.lamps {
		on = on || l.on
		sum += percent(l.bri)
	}
	return object{
		"type": "grouped_light", "id": uuid("grouped_light", g.id), "id_v1": "/groups/" + g.id, "owner": ref(kind, owner),
		"on": object{"on": on}, "dimming": object{"brightness": math.Round(sum/float64(max(len(g.lamps), 1))*100) / 100},
	}
}

func percent(bri int) float64 { return math.Round(float64(bri)/254*10000) / 100 }

func point(x, y float64) object { return object{"x": x, "y": y} }
