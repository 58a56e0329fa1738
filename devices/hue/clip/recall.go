package clip

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strings"
	"time"

	"foyer/devices"
	"foyer/devices/light"
)

// gentle is the speed of a palette, 0 to 1: a lamp takes many seconds from one
// colour to the next.
const gentle = 0.3

// errNoGroup says that a room cannot be told as a whole.
var errNoGroup = devices.Permanent(errors.New("the group has nothing to tell all its lamps by"))

type (
	switched struct {
		On bool `json:"on"`
	}
	dimmed struct {
		Brightness float64 `json:"brightness"`
	}
	coloured struct {
		XY point `json:"xy"`
	}
	warmed struct {
		Mirek int `json:"mirek"`
	}
	lasting struct {
		Duration int `json:"duration"` // ms
	}
	named struct {
		Name    string `json:"name"`
		AppData string `json:"appdata"`
	}
	paletteColour struct {
		Color   coloured `json:"color"`
		Dimming dimmed   `json:"dimming"`
	}
	palette struct {
		Color       []paletteColour `json:"color"`
		Dimming     []dimmed        `json:"dimming"`
		Temperature []warmed        `json:"color_temperature"`
		Effects     []struct{}      `json:"effects"`
	}
	lampAction struct {
		On      switched  `json:"on"`
		Dimming dimmed    `json:"dimming"`
		Color   *coloured `json:"color,omitempty"`
	}
	sceneAction struct {
		Target ref        `json:"target"`
		Action lampAction `json:"action"`
	}
	sceneBody struct {
		Type     string        `json:"type,omitempty"`
		Metadata *named        `json:"metadata,omitempty"`
		Group    *ref          `json:"group,omitempty"`
		Actions  []sceneAction `json:"actions,omitempty"`
		Palette  *palette      `json:"palette,omitempty"`
		Speed    float64       `json:"speed,omitempty"`
		Recall   *recall       `json:"recall,omitempty"`
	}
	recall struct {
		Action   string  `json:"action"`
		Duration int     `json:"duration"` // ms
		Dimming  *dimmed `json:"dimming,omitempty"`
	}
	groupBody struct {
		On          switched `json:"on"`
		Dimming     dimmed   `json:"dimming"`
		Temperature warmed   `json:"color_temperature"`
		Dynamics    lasting  `json:"dynamics"`
	}
)

func ms(d time.Duration) int { return int(d.Milliseconds()) }

func percent(level float64) dimmed {
	return dimmed{max(math.Round(level*10000)/100, 1)}
}

// wear makes the lamps of the zone wear it, by two requests or by one.
func (b *Bridge) wear(ctx context.Context, s *scene, want dressing) error {
	defer s.tell()
	if want.palette == nil {
		return b.wearPlain(ctx, s, want)
	}
	id, err := b.paint(ctx, s, want)
	if err == nil {
		dim := percent(want.level)
		err = b.put(ctx, "scene", id, sceneBody{Recall: &recall{"dynamic_palette", ms(want.fade), &dim}})
	}
	if refusedAs(err, http.StatusNotFound) {
		return b.lostScene(s)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plays = true
	return nil
}

// tell notes that something was said about the scene, whatever came of it.
func (s *scene) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = time.Now()
}

// paint gives our scene its palette, and makes the scene when there is none.
func (b *Bridge) paint(ctx context.Context, s *scene, want dressing) (id string, err error) {
	colours := paletteOf(want)
	s.mu.Lock()
	id = s.id
	body := sceneBody{Palette: &colours, Speed: gentle}
	if id == "" {
		body.Type, body.Metadata, body.Group = "scene", &named{s.title(), "foyer"}, &ref{s.room.ID, s.room.Type}
		body.Actions = actions(s.lights, want)
	}
	s.mu.Unlock()
	if id != "" {
		return id, b.put(ctx, "scene", id, body)
	}
	r := request{method: http.MethodPost, path: root + "/scene", body: body}
	if err := b.writes.Do(ctx, &r); err != nil {
		b.hint() // it may have been made all the same: look before another is
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id = r.made
	return r.made, nil
}

func paletteOf(want dressing) palette {
	p := palette{Dimming: []dimmed{}, Temperature: []warmed{}, Effects: []struct{}{}}
	for _, c := range want.palette {
		p.Color = append(p.Color, paletteColour{coloured{point(c)}, percent(want.level)})
	}
	return p
}

// actions are what the scene is without its palette: the same colours, at rest.
func actions(lights []resource, want dressing) (all []sceneAction) {
	for i, l := range lights {
		a := sceneAction{ref{l.ID, "light"}, lampAction{On: switched{true}, Dimming: percent(want.level)}}
		if l.Color != nil {
			a.Action.Color = &coloured{point(want.palette[i%len(want.palette)])}
		}
		all = append(all, a)
	}
	return all
}

// wearPlain recalls a scene of the bridge by its name; without one of that name
// the whole group is warm white, by one command.
func (b *Bridge) wearPlain(ctx context.Context, s *scene, want dressing) error {
	s.mu.Lock()
	others, services := s.named, s.room.Services
	s.plays = false
	s.mu.Unlock()
	for _, r := range others {
		if strings.EqualFold(r.name(), want.scene) {
			return b.put(ctx, "scene", r.ID, sceneBody{Recall: &recall{Action: "active", Duration: ms(want.fade)}})
		}
	}
	for _, r := range services {
		if r.Kind == "grouped_light" {
			return b.put(ctx, r.Kind, r.ID, groupBody{switched{true}, percent(want.level), warmed{light.HouseWhite}, lasting{ms(want.fade)}})
		}
	}
	return errNoGroup
}
