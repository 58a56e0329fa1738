package bridge

import (
	"encoding/json"
	"math"
	"time"
)

// wish is one command on its way into one lamp.
type wish struct {
	address string
	lamp    *lamp
	fade    *time.Duration
	answers []any
}

// take changes the lamp and answers for each parameter. Power comes first,
// because a lamp that is off refuses the rest; of the colours xy beats ct
// beats hue and sat.
func (w *wish) take(change map[string]json.RawMessage) []any {
	for _, name := range []string{"on", "bri", "hue", "sat", "ct", "xy", "alert", "effect", "transitiontime"} {
		if raw, ok := change[name]; ok {
			w.one(name, raw)
		}
	}
	for name := range change {
		if !w.known(name) {
			w.answers = append(w.answers, failure(6, w.address+"/"+name, "parameter, %s, not available", name))
		}
	}
	return w.answers
}

func (w *wish) known(name string) bool {
	switch name {
	case "on", "bri", "hue", "sat", "ct", "xy", "alert", "effect", "transitiontime":
		return true
	}
	return false
}

func (w *wish) one(name string, raw json.RawMessage) {
	if name != "on" && name != "transitiontime" && !w.lamp.on {
		w.answers = append(w.answers, failure(201, w.address+"/"+name, "parameter, %s, is not modifiable. Device is set to off.", name))
		return
	}
	value, ok := w.set(name, raw)
	if !ok {
		w.answers = append(w.answers, failure(7, w.address+"/"+name, "invalid value, %s, for parameter, %s", raw, name))
		return
	}
	w.answers = append(w.answers, success(w.address+"/"+name, value))
}

func (w *wish) set(name string, raw json.RawMessage) (any, bool) {
	l := w.lamp
	switch name {
	case "on":
		return l.on, json.Unmarshal(raw, &l.on) == nil && string(raw) != "null"
	case "xy":
		return w.xy(raw)
	case "alert":
		return l.alert, json.Unmarshal(raw, &l.alert) == nil
	case "effect":
		return l.effect, json.Unmarshal(raw, &l.effect) == nil
	}
	return w.number(name, raw)
}

func (w *wish) xy(raw json.RawMessage) (any, bool) {
	var p []float64
	if err := json.Unmarshal(raw, &p); err != nil || len(p) != 2 || !(p[0] >= 0 && p[0] <= 1 && p[1] >= 0 && p[1] <= 1) {
		return nil, false
	}
	w.lamp.x, w.lamp.y = clamp(w.lamp.kind, p[0], p[1])
	w.lamp.mode = "xy"
	return [2]float64{w.lamp.x, w.lamp.y}, true
}

// number sets a whole number within its bounds.
func (w *wish) number(name string, raw json.RawMessage) (any, bool) {
	bounds := map[string][2]float64{
		"bri": {0, 254}, "hue": {0, 65535}, "sat": {0, 254}, "ct": {153, 500}, "transitiontime": {0, 65535},
	}[name]
	var f float64
	if err := json.Unmarshal(raw, &f); err != nil || f < bounds[0] || f > bounds[1] || f != math.Trunc(f) {
		return nil, false
	}
	w.enter(name, int(f))
	return int(f), true
}

func (w *wish) enter(name string, n int) {
	l := w.lamp
	switch name {
	case "bri":
		l.bri = max(n, 1)
	case "transitiontime":
		*w.fade = time.Duration(n) * 100 * time.Millisecond
	case "ct":
		l.ct, l.mode = n, "ct"
		x, y := white(n)
		l.x, l.y = clamp(l.kind, x, y)
	case "hue":
		l.hue, l.mode = n, "hs"
	case "sat":
		l.sat, l.mode = n, "hs"
	}
	if name == "hue" || name == "sat" {
		x, y := wheel(l.hue, l.sat)
		l.x, l.y = clamp(l.kind, x, y)
	}
}
