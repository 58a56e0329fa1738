package bridge

import (
	"slices"
	"strings"
)

type object = map[string]any

// read answers a GET behind the user.
func (b *Bridge) read(path []string) reply {
	whole := b.whole()
	switch {
	case len(path) == 0:
		return reply{body: whole}
	case len(path) == 2 && path[0] == "info" && path[1] == "timezones":
		return reply{body: []string{"Europe/Amsterdam", "Europe/Berlin", "UTC"}}
	case len(path) == 2 && path[0] == "lights" && path[1] == "new":
		return reply{body: object{"lastscan": "none"}}
	case len(path) == 2 && path[0] == "groups" && path[1] == "0":
		return reply{body: b.groupObject(group{id: "0", name: "Group 0", lamps: b.lamps})}
	case len(path) == 1 && path[0] == "capabilities":
		return reply{body: b.capabilities()}
	}
	found, ok := whole[path[0]]
	if ok && len(path) == 2 {
		var all object
		if all, ok = found.(object); ok {
			found, ok = all[path[1]]
		}
	}
	if !ok || len(path) > 2 {
		address := "/" + strings.Join(path, "/")
		return failed(3, address, "resource, %s, not available", address)
	}
	return reply{body: found}
}

// whole is everything the bridge knows.
func (b *Bridge) whole() object {
	lights, groups, scenes := object{}, object{}, object{}
	for _, l := range b.lamps {
		lights[l.id] = l.object()
	}
	for _, g := range b.groups {
		groups[g.id] = b.groupObject(g)
	}
	for _, s := range b.config.Scenes {
		scenes[s.ID] = b.sceneObject(s)
	}
	return object{
		"lights": lights, "groups": groups, "scenes": scenes, "config": b.fullConfig(),
		"schedules": object{}, "rules": object{}, "sensors": object{}, "resourcelinks": object{},
	}
}

func (l *lamp) object() object {
	g := gamut(l.kind)
	model := map[string]string{"A": "LLC010", "B": "LCT001"}[l.kind]
	if model == "" {
		model = "LCA001"
	}
	return object{
		"state": l.state(), "type": "Extended color light", "name": l.name, "modelid": model,
		"manufacturername": "Signify Netherlands B.V.", "productname": "Hue color lamp",
		"uniqueid": "00:17:88:01:00:00:00:" + pad(l.id) + "-0b", "swversion": "1.104.2",
		"swupdate": object{"state": "noupdates", "lastinstall": "2024-01-01T00:00:00"},
		"config":   object{"archetype": "sultanbulb", "function": "mixed", "direction": "omnidirectional"},
		"capabilities": object{
			"certified": true,
			"control": object{
				"mindimlevel": 200, "maxlumen": 800, "colorgamuttype": l.kind, "ct": object{"min": 153, "max": 500},
				"colorgamut": [][2]float64{{g[0].x, g[0].y}, {g[1].x, g[1].y}, {g[2].x, g[2].y}},
			},
			"streaming": object{"renderer": true, "proxy": true},
		},
	}
}

func pad(id string) string { return strings.Repeat("0", max(0, 2-len(id))) + id }

// state is what the bridge believes; like a real one it tells where a lamp is
// going, not where it is.
func (l *lamp) state() object {
	return object{
		"on": l.on, "bri": l.bri, "hue": l.hue, "sat": l.sat, "effect": l.effect, "xy": [2]float64{l.x, l.y},
		"ct": l.ct, "alert": l.alert, "colormode": l.mode, "mode": "homeautomation", "reachable": l.reachable,
	}
}

func (b *Bridge) groupObject(g group) object {
	ids, all, some := []string{}, true, false
	for _, l := range g.lamps {
		ids = append(ids, l.id)
		all, some = all && l.on, some || l.on
	}
	out := object{
		"name": g.name, "lights": ids, "sensors": []string{}, "type": "Room", "class": "Lounge", "recycle": false,
		"state": object{"all_on": all, "any_on": some},
	}
	if len(g.lamps) > 0 {
		action := g.lamps[0].state()
		delete(action, "reachable")
		delete(action, "mode")
		out["action"] = action
	}
	return out
}

func (b *Bridge) sceneObject(s Scene) object {
	ids := []string{}
	if g, ok := b.group(s.Group); ok {
		for _, l := range g.lamps {
			ids = append(ids, l.id)
		}
	}
	return object{
		"name": s.Name, "type": "GroupScene", "group": s.Group, "lights": ids, "owner": b.key, "recycle": false, "locked": false,
		"appdata": object{}, "picture": "", "lastupdated": "2024-01-01T00:00:00", "version": 2,
	}
}

// group finds a group; "0" is all lamps.
func (b *Bridge) group(id string) (group, bool) {
	if id == "0" {
		return group{id: "0", name: "Group 0", lamps: b.lamps}, true
	}
	i := slices.IndexFunc(b.groups, func(g group) bool { return g.id == id })
	if i < 0 {
		return group{}, false
	}
	return b.groups[i], true
}

func (b *Bridge) shortConfig() object {
	return object{
		"name": "Pretend bridge", "datastoreversion": "160", "swversion": "1963089030", "apiversion": "1.63.0",
		"mac": "00:17:88:00:00:01", "bridgeid": bridgeID, "factorynew": false, "replacesbridgeid": nil,
		"modelid": "BSB002", "starterkitid": "",
	}
}

func (b *Bridge) fullConfig() object {
	c, now := b.shortConfig(), b.config.Now()
	c["UTC"], c["localtime"], c["timezone"] = now.UTC().Format("2006-01-02T15:04:05"), now.Format("2006-01-02T15:04:05"), "UTC"
	c["ipaddress"], c["netmask"], c["gateway"], c["dhcp"] = "127.0.0.1", "255.0.0.0", "127.0.0.1", true
	c["zigbeechannel"], c["linkbutton"], c["whitelist"] = 20, !now.After(b.link), b.users
	c["portalservices"], c["proxyaddress"], c["proxyport"] = false, "none", 0
	return c
}

func (b *Bridge) capabilities() object {
	left := func(total, used int) object { return object{"available": total - used, "total": total} }
	return object{
		"lights": left(63, len(b.lamps)), "groups": left(64, len(b.groups)), "scenes": left(200, len(b.config.Scenes)),
		"sensors": left(63, 0), "rules": left(250, 0), "schedules": left(100, 0), "resourcelinks": left(64, 0),
		"streaming": object{"available": 1, "total": 1, "channels": 10}, "timezones": object{"values": []string{"UTC"}},
	}
}
