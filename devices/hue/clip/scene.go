package clip

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"foyer/devices"
	"foyer/devices/light"
	"foyer/rules"
)

const (
	// mostColours is what a palette takes.
	mostColours = 9
	// restful is the least time between two changes of a scene. With a fade of a
	// second or more it is far below anything that flashes.
	restful   = 4 * time.Second
	leastFade = time.Second
)

// errGone says that our scene is no longer there.
var errGone = errors.New("our scene was deleted on the bridge")

// scene is a zone that wears a dynamic scene.
type scene struct {
	zone Zone
	turn chan struct{} // holds one token: who has it may change the scene

	mu     sync.Mutex
	fault  error // why it cannot be lit; nil = it can
	room   resource
	lights []resource
	named  []resource // scenes of the room that others have made
	id     string     // of ours; "" = not made yet
	plays  bool
	newest rules.Light
	wall   light.Wall
	worn   dressing
	since  time.Time // when it was changed last
	told   time.Time // the same on the machine's clock
}

// dressing is what the lamps of a scene wear: a palette, or one of the bridge's
// own scenes, or plain white. The zero dressing is nothing of ours.
type dressing struct {
	palette []light.XY
	level   float64
	scene   string // its name, when it is not a palette
	fade    time.Duration
}

// same tells whether nobody would see the change.
func (d dressing) same(e dressing) bool {
	return d.scene == e.scene && d.level == e.level && slices.Equal(d.palette, e.palette)
}

func newScene(z Zone) *scene {
	s := &scene{zone: z, turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	return s
}

// title is the name of our scene, by which it is found again after a restart.
func (s *scene) title() string {
	name := "Foyer " + string(s.zone.Zone)
	return strings.ToValidUTF8(name[:min(len(name), 32)], "")
}

// equip takes what the bridge has for the zone, as of when it was asked: of our
// scene it says nothing when that was changed meanwhile.
func (s *scene) equip(all stock, asked time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room, s.fault = all.group(s.zone.Group)
	if s.fault != nil {
		s.fault, s.lights = devices.Permanent(s.fault), nil
		return
	}
	s.lights, s.named = all.lights(s.room), nil
	old := asked.Before(s.told)
	if !old {
		s.id, s.plays = "", false
	}
	for _, r := range all.of("scene") {
		switch {
		case r.Group.ID != s.room.ID:
		case r.name() == s.title() && old:
		case r.name() == s.title():
			s.id, s.plays = r.ID, r.Status == "dynamic_palette"
		default:
			s.named = append(s.named, r)
		}
	}
	if s.colourful() == 0 {
		s.fault = devices.Permanent(fmt.Errorf("group %s %q has no colour lamps", s.zone.Group, s.room.name()))
	}
}

func (s *scene) colourful() int {
	n := 0
	for _, l := range s.lights {
		if l.Color != nil {
			n++
		}
	}
	return n
}

func (s *scene) trouble() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}

// dress makes the scene of a zone wear a light.
func (b *Bridge) dress(ctx context.Context, s *scene, l rules.Light) error {
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return devices.Unsent(ctx.Err())
	}
	if err := b.known(ctx); err != nil {
		return err
	}
	want, wall, err := s.want(l)
	if err != nil {
		return err
	}
	proven, err := b.proven(ctx, s, want)
	if err != nil || proven {
		return err
	}
	if wait := s.wait(b.clock.Now(), l.Every); wait > 0 {
		return devices.After(devices.Unsent(fmt.Errorf("the scene was changed a moment ago, and may be again in %s", wait.Round(time.Millisecond))), wait)
	}
	if err := b.wear(ctx, s, want); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.worn, s.wall, s.since = want, wall, b.clock.Now()
	return nil
}

// want is what a light asks of the scene: what is worn already when it changes
// nothing, is older than the newest, or is of too few people.
func (s *scene) want(l rules.Light) (dressing, light.Wall, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault != nil || l.Why.At.Before(s.newest.Why.At) {
		return s.worn, s.wall, s.fault
	}
	s.newest = l
	wall := s.wall
	colours, level, ok := wall.Turn(l, len(s.lights), min(s.colourful(), mostColours))
	if !ok {
		return s.worn, s.wall, nil
	}
	want := dressing{level: level, scene: l.Scene, fade: max(light.FadeOf(l), leastFade)}
	if l.Scene == "" {
		want.palette = distinct(colours, s.gamut())
	}
	return want, wall, nil
}

// gamut is the one of the first lamp with colour; the bridge clamps the others.
func (s *scene) gamut() light.Gamut {
	for _, l := range s.lights {
		if l.Color != nil {
			return l.gamut()
		}
	}
	return light.GamutOf("")
}

// distinct leaves out colours that are there already.
func distinct(colours []light.XY, g light.Gamut) (out []light.XY) {
	for _, c := range colours {
		if c = g.Clamp(c); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func (s *scene) wait(now time.Time, every time.Duration) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.since.IsZero() {
		return 0
	}
	return s.since.Add(max(every, restful)).Sub(now)
}

// proven asks the bridge whether it wears what is wanted; any answer tells that
// it is there.
func (b *Bridge) proven(ctx context.Context, s *scene, want dressing) (bool, error) {
	s.mu.Lock()
	same, id, palette := want.same(s.worn), s.id, want.palette != nil
	s.mu.Unlock()
	if !same {
		return false, nil
	}
	if !palette || id == "" {
		_, err := b.ask(ctx, root+"/bridge")
		return err == nil && (!palette || id != ""), err
	}
	got, err := b.ask(ctx, root+"/scene/"+id)
	if refusedAs(err, http.StatusNotFound) {
		return false, b.lostScene(s)
	}
	if err != nil || len(got) == 0 {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plays = got[0].Status == "dynamic_palette"
	return s.plays, nil
}

// lostScene forgets a scene that somebody has deleted: it will be made again.
func (b *Bridge) lostScene(s *scene) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id, s.plays = "", false
	return devices.Unsent(errGone)
}

// usurped tells whether our palette should play and does not.
func (s *scene) usurped(now time.Time, held func(rules.Light) bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault != nil || s.worn.palette == nil || s.plays || now.Sub(s.since) < restful {
		return false
	}
	return held == nil || !held(s.newest)
}

// again puts back what is worn.
func (b *Bridge) again(ctx context.Context, s *scene) error {
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if !s.usurped(b.clock.Now(), b.config.Held) {
		return nil // a Do was faster
	}
	s.mu.Lock()
	worn := s.worn
	s.mu.Unlock()
	err := b.wear(ctx, s, worn)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since = b.clock.Now()
	return err
}
