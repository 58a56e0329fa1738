package bridge

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"
)

// change2 is what a light, a group or an action of a scene can be told.
type change2 struct {
	On *struct {
		On *bool `json:"on"`
	} `json:"on,omitempty"`
	Dimming *struct {
		Brightness *float64 `json:"brightness"`
	} `json:"dimming,omitempty"`
	Color *struct {
		XY *struct {
			X *float64 `json:"x"`
			Y *float64 `json:"y"`
		} `json:"xy"`
	} `json:"color,omitempty"`
	Temperature *struct {
		Mirek *int `json:"mirek"`
	} `json:"color_temperature,omitempty"`
	Dynamics *struct {
		Duration *int `json:"duration"`
	} `json:"dynamics,omitempty"`
}

// wrong says what the bridge would not take; "" = nothing.
func (c change2) wrong() string {
	within := func(v *float64, top float64) bool { return v != nil && *v >= 0 && *v <= top }
	switch {
	case c.On != nil && c.On.On == nil:
		return "on.on is missing"
	case c.Dimming != nil && !within(c.Dimming.Brightness, 100):
		return "dimming.brightness must be 0 to 100"
	case c.Color != nil && (c.Color.XY == nil || !within(c.Color.XY.X, 1) || !within(c.Color.XY.Y, 1)):
		return "color.xy must have x and y of 0 to 1"
	case c.Temperature != nil && (c.Temperature.Mirek == nil || *c.Temperature.Mirek < 153 || *c.Temperature.Mirek > 500):
		return "color_temperature.mirek must be 153 to 500"
	case c.Dynamics != nil && (c.Dynamics.Duration == nil || *c.Dynamics.Duration < 0 || *c.Dynamics.Duration > 6_000_000):
		return "dynamics.duration must be 0 to 6000000"
	}
	return ""
}

// messages is how many Zigbee messages it takes to tell one lamp.
func (c change2) messages() float64 {
	n := 0.0
	for _, some := range []bool{c.On != nil, c.Dimming != nil, c.Color != nil || c.Temperature != nil} {
		if some {
			n++
		}
	}
	return max(n, 1)
}

// apply tells one lamp. Of the colours xy beats the temperature.
func (c change2) apply(l *lamp) {
	if c.On != nil {
		l.on = *c.On.On
	}
	if c.Dimming != nil {
		l.bri = max(int(math.Round(*c.Dimming.Brightness/100*254)), 1)
	}
	switch {
	case c.Color != nil:
		l.x, l.y = clamp(l.kind, *c.Color.XY.X, *c.Color.XY.Y)
		l.mode = "xy"
	case c.Temperature != nil:
		l.ct, l.mode = *c.Temperature.Mirek, "ct"
		x, y := white(l.ct)
		l.x, l.y = clamp(l.kind, x, y)
	}
}

func (c change2) fade() time.Duration {
	if c.Dynamics == nil {
		return 400 * time.Millisecond
	}
	return time.Duration(*c.Dynamics.Duration) * time.Millisecond
}

// putLight answers PUT light/<id> and grouped_light/<id>.
func (b *Bridge) putLight(a asked) reply {
	lamps, cost := b.meant(a)
	if lamps == nil {
		return told2(http.StatusNotFound, nil, "Not Found")
	}
	var c change2
	if err := json.Unmarshal(a.body, &c); err != nil || c.wrong() != "" {
		return told2(http.StatusBadRequest, nil, "invalid body: "+c.wrong())
	}
	if cost == 0 {
		cost = c.messages()
	}
	wait, refused := b.byRadio(a, cost)
	if refused != nil {
		return *refused
	}
	var unheard []string
	for _, l := range lamps {
		c.apply(l)
		l.send(b.config.Now(), wait, c.fade())
		if !l.reachable {
			unheard = append(unheard, fmt.Sprintf("device (light) %s has communication issues, command may not have effect", uuid("light", l.id)))
		}
	}
	if unheard != nil {
		return taken(http.StatusMultiStatus, a.path[0], a.path[1], unheard...)
	}
	return taken(http.StatusOK, a.path[0], a.path[1])
}

// meant finds the lamps of a path, and what a broadcast to them costs; 0 = it
// is none.
func (b *Bridge) meant(a asked) (lamps []*lamp, cost float64) {
	if len(a.path) < 2 {
		return nil, 0
	}
	if a.path[0] == "light" {
		i := slices.IndexFunc(b.lamps, func(l *lamp) bool { return uuid("light", l.id) == a.path[1] })
		if i < 0 {
			return nil, 0
		}
		return b.lamps[i : i+1], 0
	}
	if a.path[1] == uuid("grouped_light", "0") {
		return b.lamps, broadcast
	}
	for _, g := range b.groups {
		if a.path[1] == uuid("grouped_light", g.id) {
			return g.lamps, broadcast
		}
	}
	return nil, 0
}

// byRadio books messages on the radio, or answers that there is no room.
func (b *Bridge) byRadio(a asked, messages float64) (wait time.Duration, refused *reply) {
	wait, ok := b.radio.send(b.config.Now(), messages)
	if !ok {
		as := Fault(overloads(b.config.Overload))
		if as == Internal { // CLIP v2 has HTTP statuses only
			as = Unavailable
		}
		b.remember(a.at(), a.body, string(as))
		no := busy(as, "")
		return 0, &no
	}
	b.remember(a.at(), a.body, "")
	b.counters.Behind = max(b.counters.Behind, wait)
	if messages >= broadcast {
		b.counters.Groups++
	}
	return wait, nil
}
