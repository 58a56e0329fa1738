package hue

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"foyer/beacons"
	"foyer/devices"
	"foyer/rules"
)

// Shards are the bridges of one venue as one driver: a light goes to every
// bridge that has lamps in its zone, and is done when all of them have taken
// it. One bridge keeps some 40 lamps lively; more lamps want more bridges.
type Shards []*Bridge

// begun is a light one bridge is at.
type begun struct {
	bridge *Bridge
	waiter *waiter
	err    error
}

// Do makes every bridge of the zone wear the light, all at the same time.
func (s Shards) Do(ctx context.Context, l rules.Light) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("hue: light %s: %w", l.Zone, err)
	}
	var all []begun
	for _, b := range s {
		if b.lights(l.Zone) {
			w, err := b.want(l)
			all = append(all, begun{b, w, err})
		}
	}
	if all == nil {
		return devices.Permanent(fmt.Errorf("hue: light %s: no bridge lights this zone", l.Zone))
	}
	var refused, failed []error
	for _, one := range all {
		if err := one.bridge.wait(ctx, l, one.waiter, one.err); devices.IsPermanent(err) {
			refused = append(refused, err)
		} else if err != nil {
			failed = append(failed, err)
		}
	}
	if failed != nil { // trying again helps these, whatever the others said
		return errors.Join(failed...)
	}
	return errors.Join(refused...)
}

// Lights tells whether any bridge has lamps in the zone.
func (s Shards) Lights(zone beacons.Zone) bool {
	return slices.ContainsFunc(s, func(b *Bridge) bool { return b.lights(zone) })
}

func (b *Bridge) lights(zone beacons.Zone) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	z := b.zones[zone]
	return z != nil && !z.lent
}
