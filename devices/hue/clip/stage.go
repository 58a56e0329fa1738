package clip

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/light"
	"foyer/rules"
)

// mostChannels is what one frame takes.
const mostChannels = 20

// idSize is how long the id of an area is.
const idSize = 36

// standing is how it is with the stream.
type standing int

const (
	waiting   standing = iota // it has not been tried yet
	streaming                 // frames go out
	falling                   // it is refused or lost; lamps are told one by one
)

// stage is the zone that is streamed to.
type stage struct {
	zone  Zone
	spare bool // its lamps can be told one by one

	mu       sync.Mutex
	fault    error // why there is no area; nil = there is
	area     resource
	channels []channel
	show     *light.Show
	wall     light.Wall
	newest   rules.Light
	worn     time.Time // when the looks were changed last
	state    standing
	why      error         // of falling
	turned   chan struct{} // closed when the state or the fault changes, or a first light is worn
	began    time.Time     // of the stream
	who      string        // as whom we stream
	lost     error         // why the stream has to end
	lit      []light.Shine // what the lamps showed when they were read last
	shown    []light.Shine // in the last frame
	sent     uint64
}

// channel is one place of the area, and the light that hangs there.
type channel struct {
	id    byte
	light string
	gamut light.Gamut
}

func newStage(z Zone, spare bool) *stage {
	return &stage{zone: z, spare: spare, turned: make(chan struct{})}
}

// equip takes what the bridge has for the zone, as of when it was asked.
func (st *stage) equip(all stock, asked time.Time) {
	st.mu.Lock()
	defer st.mu.Unlock()
	area, err := all.areaOf(st.zone)
	channels := all.channels(area)
	if err == nil && (len(channels) == 0 || len(area.ID) != idSize) {
		err = fmt.Errorf("the area %q has no lamps", area.name())
	}
	if st.fault = devices.Permanent(err); err != nil {
		st.lose(err)
		st.signal()
		return
	}
	st.lit = all.shines(channels)
	st.check(area, asked)
	st.area = area
	if slices.Equal(channels, st.channels) {
		return
	}
	if st.channels != nil {
		st.lose(fmt.Errorf("the area %q was changed", area.name()))
	}
	st.channels, st.show, st.wall, st.worn = channels, nil, light.Wall{}, time.Time{}
	if st.newest.Zone != "" {
		st.dress(time.Now(), st.newest)
	}
}

// areaOf finds the entertainment area of a zone.
func (s stock) areaOf(z Zone) (resource, error) {
	all := s.of("entertainment_configuration")
	var named []string
	for _, a := range all {
		named = append(named, fmt.Sprintf("%q", a.name()))
		if z.Area != "" && (a.ID == z.Area || strings.EqualFold(a.name(), z.Area)) || z.Area == "" && a.V1 == "/groups/"+z.Group {
			return a, nil
		}
	}
	if z.Area != "" {
		return resource{}, fmt.Errorf("the bridge has no entertainment area %q; it has %s", z.Area, listed(named))
	}
	g, err := s.group(z.Group)
	if err != nil {
		return resource{}, err
	}
	for _, a := range all {
		if s.within(a, g) {
			return a, nil
		}
	}
	return resource{}, fmt.Errorf("no entertainment area lies in group %s %q; make one in the Hue app and name it with `area:`: there is %s", z.Group, g.name(), listed(named))
}

// within tells whether all lights of an area hang in a group.
func (s stock) within(area, group resource) bool {
	lights := s.lights(group)
	channels := s.channels(area)
	return len(channels) > 0 && !slices.ContainsFunc(channels, func(c channel) bool {
		return !slices.ContainsFunc(lights, func(l resource) bool { return l.ID == c.light })
	})
}

// channels are the places of an area whose lights are known, in their order.
func (s stock) channels(area resource) (out []channel) {
	for _, c := range area.Channels {
		for _, m := range c.Members {
			if l, ok := s.renderer(m.Service.ID); ok && len(out) < mostChannels && c.ID >= 0 && c.ID < 256 {
				out = append(out, channel{byte(c.ID), l.ID, l.gamut()})
				break
			}
		}
	}
	return out
}

// shines are what the lights of channels show.
func (s stock) shines(channels []channel) (out []light.Shine) {
	for _, c := range channels {
		out = append(out, s.by[c.light].shine())
	}
	return out
}

// renderer is the light of an entertainment service: the one it names, else the
// one of the same device.
func (s stock) renderer(service string) (resource, bool) {
	e := s.by[service]
	if e.Renders != nil {
		l, ok := s.by[e.Renders.ID]
		return l, ok
	}
	for _, l := range s.of("light") {
		if l.Owner.ID == e.Owner.ID {
			return l, true
		}
	}
	return resource{}, false
}

// check ends a stream that the bridge says is not on, or is not ours. What was
// asked before it began says nothing about it.
func (st *stage) check(area resource, asked time.Time) {
	if st.state != streaming || asked.Before(st.began) {
		return
	}
	switch {
	case area.Status == "inactive":
		st.lose(errEnded)
	case area.Streamer != nil && area.Streamer.ID != st.who:
		st.lose(errTaken)
	}
}

// lose has the stream end; the caller holds the lock.
func (st *stage) lose(why error) {
	if st.state == streaming && st.lost == nil {
		st.lost = why
	}
}

// turn changes how it is with the stream.
func (st *stage) turn(to standing, why error) (from standing) {
	st.mu.Lock()
	defer st.mu.Unlock()
	from = st.state
	st.state, st.why = to, why
	if to == streaming {
		st.began, st.lost = time.Now(), nil
	}
	if from != to {
		st.signal()
	}
	return from
}

// signal wakes who waits for the stage; the caller holds the lock.
func (st *stage) signal() {
	close(st.turned)
	st.turned = make(chan struct{})
}

// wear takes a light: the show goes to its looks from now on. It tells whether
// there is anything to show.
func (st *stage) wear(now time.Time, l rules.Light) (worn bool, err error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !l.Why.At.Before(st.newest.Why.At) {
		if wait := st.worn.Add(l.Every).Sub(now); st.show != nil && wait > 0 && !same(l, st.newest) {
			return true, devices.After(devices.Unsent(fmt.Errorf("the zone was changed a moment ago, and may be again in %s", wait.Round(time.Millisecond))), wait)
		}
		st.dress(now, l)
	}
	return st.show != nil, nil
}

func same(a, b rules.Light) bool {
	return slices.Equal(a.Colours, b.Colours) && a.Scene == b.Scene && a.Min == b.Min && a.Max == b.Max
}

// dress gives the show the looks of a light; the caller holds the lock.
func (st *stage) dress(now time.Time, l rules.Light) {
	colours, level, ok := st.wall.Turn(l, len(st.channels), len(st.channels))
	if !ok {
		return
	}
	looks := make([]light.Shine, len(st.channels))
	for i, c := range st.channels {
		looks[i] = light.Shine{XY: c.gamut.Clamp(colours[i]), Level: level}
	}
	if st.show == nil {
		st.show = begun(now, st.lit)
		st.signal()
	}
	st.show.Wear(now, looks, light.FadeOf(l))
	st.newest, st.worn = l, now
}

// begun is a show that goes on from what the lamps show: it has come there
// from the dark in the seconds before.
func begun(now time.Time, lit []light.Shine) *light.Show {
	const steps, step = 400, 50 * time.Millisecond // saturated red waits its turn lamp by lamp
	show := light.NewShow(len(lit))
	at := now.Add(-steps * step)
	show.Frame(at)
	show.Wear(at, lit, 0)
	for range steps {
		at = at.Add(step)
		show.Frame(at)
	}
	return show
}

// Beat pulses the lamps of a zone that is streamed to once, now, as far as eyes
// allow and if nothing holds its lights; another zone has no pulse.
func (b *Bridge) Beat(zone beacons.Zone) {
	if b.stage == nil || b.stage.zone.Zone != zone {
		return
	}
	b.stage.mu.Lock()
	defer b.stage.mu.Unlock()
	if b.stage.show == nil || b.config.Held != nil && b.config.Held(b.stage.newest) {
		return
	}
	b.stage.show.Beat(time.Now())
}

// frame is the next frame, or why there is none any more.
func (st *stage) frame(now time.Time, into []byte) ([]byte, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	switch {
	case st.lost != nil:
		return nil, st.lost
	case st.show == nil:
		return nil, errEnded // the area was changed to one that nothing can be worn in
	}
	st.shown = st.show.Frame(now)
	into = appendFrame(into, byte(st.sent), st.area.ID, st.channels, st.shown)
	st.sent++
	return into, nil
}

func (st *stage) frames() uint64 {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.sent
}

func (st *stage) id() string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.area.ID
}

// picture is what the stage looks like; on tells whether frames go out.
func (st *stage) picture() (channels []channel, shown []light.Shine, on bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.channels, st.shown, st.state == streaming
}
