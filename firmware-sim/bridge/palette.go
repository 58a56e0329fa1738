package bridge

import (
	"encoding/json"
	"math"
	"time"
)

// play moves the lamps of dynamic scenes to where they are at now: from one
// colour of the palette to the next, the faster the scene the sooner.
func (b *Bridge) play(now time.Time) {
	for _, d := range b.looks {
		for i, l := range d.group.lamps {
			if l.plays == d && l.reachable {
				d.move(now, i, l)
			}
		}
	}
}

// turn is how long a lamp takes from one colour to the next: from 1 s to 31 s.
func (d *dynamic) turn() time.Duration {
	return time.Second + time.Duration((1-d.speed)*30*float64(time.Second))
}

func (d *dynamic) move(now time.Time, place int, l *lamp) {
	if len(d.palette.Color) == 0 {
		return
	}
	step := int(now.Sub(d.since) / d.turn())
	start, fade := d.since.Add(time.Duration(step)*d.turn()), d.turn()
	if step == 0 {
		fade = d.fade
	}
	if l.start.Equal(start) {
		return // it is on its way
	}
	here := l.shows(start)
	c := d.palette.Color[(place+step)%len(d.palette.Color)]
	l.x, l.y = clamp(l.kind, c.Color.XY.X, c.Color.XY.Y)
	bright := c.Dimming.Brightness
	if d.bright > 0 {
		bright = d.bright
	}
	l.mode, l.bri = "xy", max(int(math.Round(bright/100*254)), 1)
	l.from, l.to, l.start, l.fade = here, l.aim(), start, fade
}

// active is the status of the scene: a lamp that was told something else ends
// it for all.
func (d *dynamic) active() string {
	playing := false
	for _, l := range d.group.lamps {
		if l.reachable && l.plays != d {
			return "inactive"
		}
		playing = playing || l.plays == d
	}
	if playing {
		return "dynamic_palette"
	}
	return "inactive"
}

func (d *dynamic) resource() object {
	var shown object
	raw, _ := json.Marshal(d.palette) // plain fields
	_ = json.Unmarshal(raw, &shown)
	return object{
		"type": "scene", "id": d.id, "metadata": object{"name": d.name, "appdata": d.appdata}, "group": ref("room", uuid("room", d.group.id)),
		"actions": d.actions, "palette": shown, "speed": d.speed, "auto_dynamic": false, "recall": object{}, "status": object{"active": d.active()},
	}
}

func (b *Bridge) storedScene(s Scene) object {
	return object{
		"type": "scene", "id": uuid("scene", s.ID), "id_v1": "/scenes/" + s.ID, "metadata": object{"name": s.Name}, "group": ref("room", uuid("room", s.Group)),
		"actions": []any{}, "palette": object{"color": []any{}, "dimming": []any{}, "color_temperature": []any{}, "effects": []any{}},
		"speed": 0.5, "auto_dynamic": false, "recall": object{}, "status": object{"active": "inactive"},
	}
}
