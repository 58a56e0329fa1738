package clip

import (
	"context"
	"fmt"

	"foyer/devices"
	"foyer/rules"
)

// Do makes the zone wear the light. A scene is done when the bridge has taken
// it and says that it plays; a stream when the bridge says that it is on and
// the show has the look; a zone that cannot be streamed to, when its lamps have
// it one by one. A light that would change nothing asks the bridge only that.
// A change too soon after the last is put off, with the wait.
func (b *Bridge) Do(ctx context.Context, l rules.Light) error {
	err := b.do(ctx, l)
	b.settle(err)
	if err != nil {
		return fmt.Errorf("clip: light %s: %w", l.Zone, err)
	}
	return nil
}

func (b *Bridge) do(ctx context.Context, l rules.Light) error {
	if err := ctx.Err(); err != nil {
		return devices.Unsent(err)
	}
	b.log.DebugContext(ctx, "light", "zone", string(l.Zone), "rule", l.Why.Rule, "colours", len(l.Colours), "scene", l.Scene)
	if b.stage != nil && b.stage.zone.Zone == l.Zone {
		return b.perform(ctx, b.stage, l)
	}
	for _, s := range b.scenes {
		if s.zone.Zone == l.Zone {
			return b.dress(ctx, s, l)
		}
	}
	return devices.Permanent(fmt.Errorf("the bridge at %s lights no such zone", b.host))
}
