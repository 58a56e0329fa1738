package bridge

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// put answers PUT lights/<id>/state and groups/<id>/action, and their names.
func (b *Bridge) put(path []string, body []byte) reply {
	address := "/" + strings.Join(path, "/")
	if len(path) == 2 && (path[0] == "lights" || path[0] == "groups") {
		return b.rename(path, body)
	}
	if len(path) != 3 || path[0]+path[2] != "lightsstate" && path[0]+path[2] != "groupsaction" {
		return failed(3, address, "resource, %s, not available", address)
	}
	lamps, ok := b.addressed(path)
	if !ok {
		at := "/" + path[0] + "/" + path[1]
		return failed(3, at, "resource, %s, not available", at)
	}
	var change map[string]json.RawMessage
	switch err := json.Unmarshal(body, &change); {
	case err != nil:
		return failed(2, address, "body contains invalid json")
	case len(change) == 0:
		return failed(5, address, "invalid/missing parameters in body")
	}
	wait, ok := b.radio.send(b.config.Now(), cost(path[0], change))
	if !ok {
		b.remember(address, body, overloads(b.config.Overload))
		return busy(Fault(overloads(b.config.Overload)), address)
	}
	b.remember(address, body, "")
	b.counters.Behind = max(b.counters.Behind, wait)
	if path[0] == "groups" {
		b.counters.Groups++
	}
	return reply{body: b.change(address, lamps, change, wait)}
}

func overloads(as int) string {
	switch as {
	case http.StatusServiceUnavailable:
		return string(Unavailable)
	case 901:
		return string(Internal)
	default:
		return string(TooMany)
	}
}

func (b *Bridge) addressed(path []string) ([]*lamp, bool) {
	if path[0] == "groups" {
		g, ok := b.group(path[1])
		return g.lamps, ok
	}
	i := slices.IndexFunc(b.lamps, func(l *lamp) bool { return l.id == path[1] })
	if i < 0 {
		return nil, false
	}
	return b.lamps[i : i+1], true
}

// cost is how many Zigbee messages a command takes: one each for brightness,
// colour and power, and a group is a broadcast.
func cost(kind string, change map[string]json.RawMessage) float64 {
	if kind == "groups" {
		return broadcast
	}
	n := 0.0
	for _, names := range [][]string{{"on"}, {"bri"}, {"xy", "ct", "hue", "sat"}, {"alert", "effect"}} {
		if slices.ContainsFunc(names, func(name string) bool { return change[name] != nil }) {
			n++
		}
	}
	return max(n, 1)
}

// change applies a command to lamps and answers for every parameter. The
// answer is the first lamp's, as a group answers once.
func (b *Bridge) change(address string, lamps []*lamp, change map[string]json.RawMessage, wait time.Duration) []any {
	if scene, ok := change["scene"]; ok {
		return b.recall(address, lamps, scene, wait)
	}
	fade, answers := 400*time.Millisecond, []any(nil)
	for i, l := range lamps {
		w := wish{address: address, lamp: l, fade: &fade}
		got := w.take(change)
		l.send(b.config.Now(), wait, fade)
		if i == 0 {
			answers = got
		}
	}
	return answers
}

// recall brings back a stored look. Its lamps come back switched on.
func (b *Bridge) recall(address string, lamps []*lamp, raw json.RawMessage, wait time.Duration) []any {
	var id string
	_ = json.Unmarshal(raw, &id)
	i := slices.IndexFunc(b.config.Scenes, func(s Scene) bool { return s.ID == id })
	if i < 0 {
		return []any{failure(7, address+"/scene", "invalid value, %s, for parameter, scene", id)}
	}
	s := b.config.Scenes[i]
	for _, l := range lamps {
		if l.group != s.Group {
			continue
		}
		l.on, l.bri, l.ct, l.mode = true, s.Bri, s.Mirek, "ct"
		x, y := white(s.Mirek)
		l.x, l.y = clamp(l.kind, x, y)
		l.send(b.config.Now(), wait, 400*time.Millisecond)
	}
	return []any{success(address+"/scene", id)}
}
