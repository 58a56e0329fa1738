package bridge

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// maxChannels is what a stream can move at most.
const maxChannels = 20

// Area is an entertainment area: lamps that a stream moves, one channel each.
type Area struct {
	Name  string
	Group string   // its lamps are those of this group, the first 20
	Lamps []string // or these, by id
}

// area is one entertainment_configuration.
type area struct {
	id, v1, name string
	lamps        []*lamp // by channel
	by           string  // who streams to it, an application; "" = nobody
	begun        time.Time
}

// keep makes the areas; the bridge is not heard yet.
func (b *Bridge) keep(c Config) {
	if c.Areas == nil && len(c.Rooms) > 1 {
		c.Areas = []Area{{Name: "Dance area", Group: "2"}}
	}
	for i, made := range c.Areas {
		a := &area{id: uuid("area", made.Name), v1: fmt.Sprintf("/groups/%d", 200+i), name: made.Name}
		for _, l := range b.lamps {
			if slices.Contains(made.Lamps, l.id) || made.Group == l.group {
				a.lamps = append(a.lamps, l)
			}
		}
		a.lamps = a.lamps[:min(len(a.lamps), maxChannels)]
		b.areas = append(b.areas, a)
	}
}

func (a *area) resource() object {
	channels, lights, places := []any{}, []any{}, []any{}
	for i, l := range a.lamps {
		at := object{"x": float64(i)/float64(len(a.lamps))*2 - 1, "y": 0.0, "z": 1.0}
		service := ref("entertainment", uuid("entertainment", l.id))
		channels = append(channels, object{"channel_id": i, "position": at, "members": []any{object{"service": service, "index": 0}}})
		places = append(places, object{"service": service, "positions": []any{at}, "position": at, "equalization_factor": 1})
		lights = append(lights, ref("light", uuid("light", l.id)))
	}
	out := object{
		"type": "entertainment_configuration", "id": a.id, "id_v1": a.v1, "metadata": object{"name": a.name}, "name": a.name,
		"configuration_type": "music", "status": "inactive", "channels": channels, "light_services": lights,
		"locations": object{"service_locations": places}, "stream_proxy": object{"mode": "auto", "node": ref("entertainment", uuid("entertainment", "1"))},
	}
	if a.by != "" {
		out["status"], out["active_streamer"] = "active", ref("auth_v1", a.by)
	}
	return out
}

// putArea answers start and stop. Only one stream at a time is possible, and
// nobody takes or ends another's.
func (b *Bridge) putArea(a asked) reply {
	i := slices.IndexFunc(b.areas, func(x *area) bool { return len(a.path) == 2 && x.id == a.path[1] })
	var body struct {
		Action string `json:"action"`
	}
	switch err := json.Unmarshal(a.body, &body); {
	case i < 0:
		return told2(http.StatusNotFound, nil, "Not Found")
	case err != nil || body.Action != "start" && body.Action != "stop":
		return told2(http.StatusBadRequest, nil, "action must be start or stop")
	}
	who := appID(a.key)
	if taken := slices.ContainsFunc(b.areas, func(x *area) bool { return x.by != "" && (x.by != who || x != b.areas[i] && body.Action == "start") }); taken {
		b.remember(a.at(), a.body, "taken")
		return told2(http.StatusForbidden, nil, "another stream is active")
	}
	b.remember(a.at(), a.body, "")
	if body.Action == "start" {
		b.begin(b.areas[i], who)
	} else {
		b.end(b.areas[i])
	}
	return taken(http.StatusOK, a.path[0], a.path[1])
}

// begin lets somebody stream to an area; the caller holds the lock.
func (b *Bridge) begin(a *area, who string) {
	a.by, a.begun = who, b.config.Now()
	b.sink.heard = a.begun
	for _, l := range a.lamps {
		l.streamed, l.plays = true, nil
	}
}

// end ends the stream to an area: its lamps stay as they are.
func (b *Bridge) end(a *area) {
	if a.by == "" {
		return
	}
	a.by = ""
	for _, l := range a.lamps {
		l.streamed = false
	}
	b.sink.hangUp()
}

// Restart is the bridge losing power for a moment: no stream is on any more,
// and who listens to events is cut off.
func (b *Bridge) Restart() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.areas {
		b.end(a)
	}
	b.events.restarts++
	b.events.kept = nil
}

// Claim makes another app stream to the first area, or no longer.
func (b *Bridge) Claim(claimed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.end(b.areas[0])
	if claimed {
		b.begin(b.areas[0], appID("another app"))
	}
}
