package wled

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/rules"
)

// Run asks the WLED now and then how it is, and gives it its look back when it
// shows another: it was away, or somebody has changed it. It ends with ctx.
func (s *Strip) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		s.mend(ctx)
		_ = s.clock.Sleep(ctx, s.config.Check) // its end is looked at above
	}
	return nil
}

// mend does it once. Its errors are told by Health.
func (s *Strip) mend(ctx context.Context) {
	if s.enter(ctx) != nil {
		return
	}
	defer s.leave()
	is, err := s.call(ctx, http.MethodGet, nil)
	s.heard(is, err)
	if is == nil || s.want == nil || is.wears(s.want.state(0)) || s.config.Held != nil && s.config.Held(s.of) {
		return
	}
	_ = s.show(ctx, time.Second)
}

// Check asks the WLED once how it is, and counts its lamps. The error says what
// is wrong, in plain words. It changes nothing, and is for one that nobody runs.
func (s *Strip) Check(ctx context.Context) (lamps int, err error) {
	s.heard(s.call(ctx, http.MethodGet, nil))
	if problem := s.Health().Problem; problem != "" {
		return 0, errors.New(problem)
	}
	return s.config.Segments, nil
}

// wish notes what the strip should show.
func (s *Strip) wish(l look) {
	s.want = &l
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wanted = s.want
}

// heard notes how a request went.
func (s *Strip) heard(is *state, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.verdict = err
	if is != nil {
		s.shown = is
	}
	if up := err == nil || errors.Is(err, errBusy); up != s.health.Up {
		s.health.Up, s.health.Since = up, s.clock.Now()
	}
}

// settled counts how a light has ended.
func (s *Strip) settled(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.health.Accepted++
	case devices.IsPermanent(err):
		s.health.Refused++
	}
}

// Health is how the WLED is.
func (s *Strip) Health() devices.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.health
	h.Problem = s.problem()
	return h
}

// problem is what is wrong, in plain words.
func (s *Strip) problem() string {
	switch {
	case errors.Is(s.verdict, errUnasked), errors.Is(s.verdict, errBusy), errors.Is(s.verdict, errForeign):
		return fmt.Sprintf("The WLED at %s: %v.", s.host, plain(s.verdict))
	case s.verdict != nil:
		return fmt.Sprintf("The WLED at %s does not answer. Has it power, and is it in this network?", s.host)
	}
	if has := s.lacks(); has >= 0 {
		return fmt.Sprintf("The WLED at %s has %d segments, and the venue file says %d: add them on its own page, or write `segments: %d`.", s.host, has, s.config.Segments, max(has, 1))
	}
	return ""
}

// plain is the first of our own errors that err is: the rest is for the log.
func plain(err error) error {
	all := []error{errUnasked, errBusy, errForeign}
	return all[slices.IndexFunc(all, func(own error) bool { return errors.Is(err, own) })]
}

// lacks is how many of our segments the WLED has, if not all; else -1.
func (s *Strip) lacks() int {
	if s.shown == nil {
		return -1
	}
	for i := range s.config.Segments {
		if _, there := s.shown.segment(i); !there {
			return i
		}
	}
	return -1
}

// Lamp is one segment as the page shows it.
type Lamp struct {
	ID   int // of the segment, from 0
	Zone beacons.Zone
	// Colour and Brightness (share of full, 0 = off) are what the WLED said last;
	// empty as long as it has said nothing.
	Colour     rules.Colour
	Brightness float64
	Reachable  bool
	Confirmed  bool // it shows what we want, as far as it says
}

// Lamps are the segments, in order.
func (s *Strip) Lamps() []Lamp {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Lamp, s.config.Segments)
	for i := range out {
		out[i] = Lamp{ID: i, Zone: s.config.Zone}
		if s.shown == nil {
			continue
		}
		is, there := s.shown.segment(i)
		out[i].Reachable = s.health.Up && there
		out[i].Confirmed = out[i].Reachable && s.wanted != nil && s.shown.wears(s.wanted.state(0))
		if there && s.shown.On && is.On {
			out[i].Colour, out[i].Brightness = is.colour(), float64(s.shown.Bri*is.Bri)/(full*full)
		}
	}
	return out
}

// colour is what the segment shows, as a browser writes it.
func (g segment) colour() rules.Colour {
	if len(g.Colours) == 0 || len(g.Colours[0]) < 3 {
		return ""
	}
	c := g.Colours[0]
	return rules.Colour(fmt.Sprintf("#%02x%02x%02x", c[0]&0xff, c[1]&0xff, c[2]&0xff))
}
