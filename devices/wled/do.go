package wled

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"foyer/devices"
	"foyer/devices/light"
	"foyer/rules"
)

var errSoon = errors.New("the zone has changed only just now")

// Do makes the strip wear the light, and returns when the WLED has said that
// it does. A light that is older than the newest one is superseded, and done.
func (s *Strip) Do(ctx context.Context, l rules.Light) error {
	s.log.DebugContext(ctx, "light", "zone", string(l.Zone), "rule", l.Why.Rule, "colours", len(l.Colours), "scene", l.Scene)
	err := s.dress(ctx, l)
	s.settled(err)
	if err != nil {
		return fmt.Errorf("wled: light %s: %w", l.Zone, err)
	}
	return nil
}

func (s *Strip) dress(ctx context.Context, l rules.Light) error {
	if l.Zone != s.config.Zone {
		return devices.Permanent(fmt.Errorf("the WLED at %s lights no such zone", s.host))
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if l.Why.At.Before(s.of.Why.At) {
		return nil
	}
	if s.told && l.ID != "" && l.ID == s.of.ID {
		return nil // asked again, because nobody heard that it is done
	}
	if wait := s.set.Add(l.Every).Sub(s.clock.Now()); wait > 0 {
		return devices.After(devices.Unsent(errSoon), wait) // in the outbox a newer one takes its place meanwhile
	}
	colours, level, ok := s.wall.Turn(l, s.config.Segments, s.config.Segments)
	if !ok {
		return nil
	}
	s.of, s.told = l, false
	s.wish(look{colours, level})
	return s.show(ctx, light.FadeOf(l))
}

// show tells the WLED what it should show, as slowly as eyes need it.
func (s *Strip) show(ctx context.Context, fade time.Duration) error {
	fade, err := s.glide(ctx, fade)
	if err != nil {
		return err
	}
	is, err := s.post(ctx, s.want.state(fade))
	s.heard(is, err)
	if err == nil {
		s.set, s.told = s.clock.Now(), true
	}
	return err
}

// glide waits until the strip may change, for a second at most, and says how
// fast it may.
func (s *Strip) glide(ctx context.Context, fade time.Duration) (time.Duration, error) {
	for {
		slowest, longest := fade, time.Duration(0)
		now := s.clock.Now()
		for i := range s.want.colours {
			allowed, wait := s.area.Judge(now, strconv.Itoa(i), s.want.shine(i), fade)
			slowest, longest = max(slowest, allowed), max(longest, wait)
		}
		if longest > 0 {
			if err := s.clock.Sleep(ctx, longest); err != nil {
				return 0, devices.Unsent(err)
			}
			continue
		}
		for i := range s.want.colours {
			s.area.Note(now, strconv.Itoa(i), s.want.shine(i), slowest)
		}
		return slowest, nil
	}
}
