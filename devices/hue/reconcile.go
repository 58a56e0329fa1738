package hue

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/amimof/huego"

	"foyer/devices"
)

// settling is how long after a command the bridge may still report what was.
const settling = 2 * time.Second

// compare takes what the bridge says the lamp is. A lamp that somebody else
// has changed is owed its look again.
func (l *lamp) compare(now time.Time, s *state) {
	if s == nil {
		return
	}
	back := s.Reachable && !l.reachable
	l.reachable = s.Reachable
	if l.asking || l.sure && now.Sub(l.at) < settling {
		return
	}
	if back && l.wished {
		l.doubt(now)
		return
	}
	if is := s.look(); !l.sure || !same(is, l.shown) {
		l.show(now, is, now)
	} else {
		l.at = now
	}
}

// same compares as coarsely as the bridge rounds and clamps.
func same(a, b look) bool {
	return (a.level == 0) == (b.level == 0) && max(a.bri()-b.bri(), b.bri()-a.bri()) <= 2 && (a.level == 0 || a.xy.Near(b.xy))
}

// reconcile asks for all lamps, and falls back to the full state when huego
// cannot read them.
func (b *Bridge) reconcile(ctx context.Context) (map[int]*state, error) {
	lights, err := guarded(func() ([]huego.Light, error) { return b.library().GetLightsContext(ctx) })
	if err = sound(err); err == nil {
		return states(lights), nil
	}
	if _, busy := errors.AsType[*Busy](err); busy || devices.IsPermanent(err) || ctx.Err() != nil {
		return nil, err
	}
	s, err := b.load(ctx)
	if err != nil {
		return nil, err
	}
	out := map[int]*state{}
	for id, f := range s.lamps {
		if n, wrong := strconv.Atoi(id); wrong == nil {
			out[n] = f.State
		}
	}
	return out, nil
}

// states copies what huego has read: its values are shared and have no lock.
func states(lights []huego.Light) map[int]*state {
	out := map[int]*state{}
	for _, l := range lights {
		if l.State == nil {
			continue
		}
		s := &state{On: l.State.On, Bri: float64(l.State.Bri), CT: float64(l.State.Ct), Mode: l.State.ColorMode, Reachable: l.State.Reachable}
		for _, v := range l.State.Xy {
			s.XY = append(s.XY, float64(v))
		}
		out[l.ID] = s
	}
	return out
}
