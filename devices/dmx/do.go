package dmx

import (
	"context"
	"errors"
	"fmt"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/light"
	"foyer/rules"
)

var errSoon = errors.New("the zone has changed only just now")

// Do dresses the fixtures of the light's zone; they go there frame by frame.
// It returns at once: no frame is answered, and a look that could not be sent
// yet is in every frame to come. A light that is older than the newest one is
// superseded, and done.
func (u *Universe) Do(ctx context.Context, l rules.Light) error {
	u.log.DebugContext(ctx, "light", "zone", string(l.Zone), "rule", l.Why.Rule, "colours", len(l.Colours), "scene", l.Scene)
	u.mu.Lock()
	defer u.mu.Unlock()
	err := u.dress(ctx, l)
	switch {
	case err == nil:
		u.health.Accepted++
		return nil
	case devices.IsPermanent(err):
		u.health.Refused++
	}
	return fmt.Errorf("dmx: light %s: %w", l.Zone, err)
}

func (u *Universe) dress(ctx context.Context, l rules.Light) error {
	s := u.stage(l.Zone)
	if s == nil {
		return devices.Permanent(fmt.Errorf("universe %d lights no such zone", u.config.Universe))
	}
	if err := ctx.Err(); err != nil {
		return devices.Unsent(err)
	}
	if l.Why.At.Before(s.of.Why.At) {
		return nil
	}
	if l.ID != "" && l.ID == s.of.ID {
		return nil // it is in every frame already
	}
	now := u.clock.Now()
	if wait := s.set.Add(l.Every).Sub(now); wait > 0 {
		return devices.After(devices.Unsent(errSoon), wait) // in the outbox a newer one takes its place meanwhile
	}
	s.dress(now, l)
	u.dressed = true
	return nil
}

// dress gives every fixture its colour.
func (s *stage) dress(now time.Time, l rules.Light) {
	colours, level, ok := s.wall.Turn(l, len(s.Fixtures), len(s.Fixtures))
	if !ok {
		return
	}
	looks := make([]light.Shine, len(colours))
	for i, c := range colours {
		looks[i] = light.Shine{XY: c, Level: level}
	}
	s.of, s.set = l, now
	s.show.Wear(now, looks, light.FadeOf(l))
}

// Beat pulses the fixtures of the zone to the music, softly, if nothing holds
// its lights.
func (u *Universe) Beat(zone beacons.Zone) {
	u.mu.Lock()
	defer u.mu.Unlock()
	s := u.stage(zone)
	if s == nil || u.config.Held != nil && u.config.Held(s.of) {
		return
	}
	s.show.Beat(u.clock.Now())
}

func (u *Universe) stage(zone beacons.Zone) *stage {
	for _, s := range u.zones {
		if s.Zone.Zone == zone {
			return s
		}
	}
	return nil
}
