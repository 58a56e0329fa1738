package bridge

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// What a scene may have at most (openhue-api, ScenePost and capabilities).
const (
	maxPalette = 9
	maxScenes  = 200
	maxName    = 32
	maxAppData = 16
)

// dynamic is a scene made over CLIP v2. Recalled as a palette, the bridge moves
// its lamps from colour to colour by itself.
type dynamic struct {
	id, name, appdata string
	group             group
	actions           json.RawMessage
	palette           palette
	speed             float64

	since  time.Time // when it was recalled as a palette
	fade   time.Duration
	bright float64 // percent
}

type palette struct {
	Color []struct {
		Color struct {
			XY struct {
				X float64 `json:"x"`
				Y float64 `json:"y"`
			} `json:"xy"`
		} `json:"color"`
		Dimming struct {
			Brightness float64 `json:"brightness"`
		} `json:"dimming"`
	} `json:"color"`
	Dimming     []any `json:"dimming"`
	Temperature []any `json:"color_temperature"`
	Effects     []any `json:"effects"`
}

// sceneBody is a POST or PUT of a scene.
type sceneBody struct {
	Metadata *struct {
		Name    string `json:"name"`
		AppData string `json:"appdata"`
	} `json:"metadata"`
	Group *struct {
		ID   string `json:"rid"`
		Kind string `json:"rtype"`
	} `json:"group"`
	Actions []struct {
		Target struct {
			ID string `json:"rid"`
		} `json:"target"`
		Action change2 `json:"action"`
	} `json:"actions"`
	Palette *palette `json:"palette"`
	Speed   *float64 `json:"speed"`
	Recall  *struct {
		Action   string `json:"action"`
		Duration int    `json:"duration"`
		Dimming  *struct {
			Brightness float64 `json:"brightness"`
		} `json:"dimming"`
	} `json:"recall"`
}

func (s sceneBody) wrong() string {
	switch {
	case s.Metadata != nil && (s.Metadata.Name == "" || len(s.Metadata.Name) > maxName || len(s.Metadata.AppData) > maxAppData):
		return "metadata.name has 1 to 32 characters, metadata.appdata 1 to 16"
	case s.Palette != nil && len(s.Palette.Color) > maxPalette:
		return "palette.color has 9 entries at most"
	case s.Speed != nil && (*s.Speed < 0 || *s.Speed > 1):
		return "speed must be 0 to 1"
	case s.Recall != nil && !slices.Contains([]string{"active", "dynamic_palette", "static"}, s.Recall.Action):
		return "recall.action must be active, dynamic_palette or static"
	}
	for _, a := range s.Actions {
		if text := a.Action.wrong(); text != "" {
			return text
		}
	}
	return ""
}

// makeScene answers POST scene.
func (b *Bridge) makeScene(a asked) reply {
	var body sceneBody
	if err := json.Unmarshal(a.body, &body); err != nil || body.wrong() != "" || body.Metadata == nil || body.Group == nil || len(body.Actions) == 0 {
		return told2(http.StatusBadRequest, nil, "a scene needs metadata, group and actions; "+body.wrong())
	}
	i := slices.IndexFunc(b.groups, func(g group) bool { return uuid("room", g.id) == body.Group.ID && body.Group.Kind == "room" })
	switch {
	case i < 0:
		return told2(http.StatusNotFound, nil, "group not found")
	case len(b.looks)+len(b.config.Scenes) >= maxScenes:
		return told2(http.StatusInsufficientStorage, nil, "no room for one more scene")
	}
	if _, refused := b.byRadio(a, 1); refused != nil {
		return *refused
	}
	d := &dynamic{id: uuid("scene", b.letters(16, "0123456789")), group: b.groups[i], speed: 0.5}
	d.take(body)
	b.looks = append(b.looks, d)
	return taken(http.StatusCreated, "scene", d.id)
}

func (d *dynamic) take(body sceneBody) {
	if body.Metadata != nil {
		d.name = body.Metadata.Name
		if body.Metadata.AppData != "" {
			d.appdata = body.Metadata.AppData
		}
	}
	if body.Palette != nil {
		d.palette = *body.Palette
	}
	if body.Speed != nil {
		d.speed = *body.Speed
	}
	if body.Actions != nil {
		d.actions, _ = json.Marshal(body.Actions) // decoded a moment ago
	}
}

// putScene answers PUT scene/<id>: what it is, and its recall.
func (b *Bridge) putScene(a asked) reply {
	var body sceneBody
	if err := json.Unmarshal(a.body, &body); err != nil || body.wrong() != "" {
		return told2(http.StatusBadRequest, nil, "invalid body: "+body.wrong())
	}
	if len(a.path) == 2 {
		for _, s := range b.config.Scenes {
			if uuid("scene", s.ID) == a.path[1] {
				return b.recallStored(a, s, body.Recall != nil)
			}
		}
		for _, d := range b.looks {
			if d.id == a.path[1] {
				return b.recallDynamic(a, d, body)
			}
		}
	}
	return told2(http.StatusNotFound, nil, "Not Found")
}

func (b *Bridge) recallStored(a asked, s Scene, recall bool) reply {
	if !recall {
		return told2(http.StatusForbidden, nil, "this scene cannot be changed")
	}
	wait, refused := b.byRadio(a, broadcast)
	if refused != nil {
		return *refused
	}
	b.recall("", b.lamps, json.RawMessage(fmt.Sprintf("%q", s.ID)), wait)
	return taken(http.StatusOK, "scene", a.path[1])
}

func (b *Bridge) recallDynamic(a asked, d *dynamic, body sceneBody) reply {
	cost := 1.0
	if body.Recall != nil {
		cost = broadcast
	}
	_, refused := b.byRadio(a, cost)
	if refused != nil {
		return *refused
	}
	d.take(body)
	if body.Recall == nil {
		return taken(http.StatusOK, "scene", d.id)
	}
	if body.Recall.Action != "dynamic_palette" || len(d.palette.Color) == 0 {
		return told2(http.StatusBadRequest, nil, "this scene has nothing to recall so")
	}
	d.since, d.fade, d.bright = b.config.Now(), time.Duration(body.Recall.Duration)*time.Millisecond, 0
	if body.Recall.Dimming != nil {
		d.bright = body.Recall.Dimming.Brightness
	}
	for _, l := range d.group.lamps {
		if l.reachable {
			l.plays, l.on = d, true
			l.start = time.Time{}
		}
	}
	b.play(b.config.Now())
	return taken(http.StatusOK, "scene", d.id)
}

func (b *Bridge) deleteScene(a asked) reply {
	i := slices.IndexFunc(b.looks, func(d *dynamic) bool { return len(a.path) == 2 && d.id == a.path[1] })
	if i < 0 {
		return told2(http.StatusNotFound, nil, "Not Found")
	}
	for _, l := range b.lamps {
		if l.plays == b.looks[i] {
			l.plays = nil
		}
	}
	b.looks = slices.Delete(b.looks, i, i+1)
	return taken(http.StatusOK, "scene", a.path[1])
}
