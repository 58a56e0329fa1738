package hue

import (
	"context"
	"fmt"
	"time"

	"foyer/devices"
	"foyer/rules"
)

// Do makes the zone wear the light. It returns when the bridge has taken every
// look of it, or newer ones in their place; and as soon as a try has failed.
// The look stays wanted then: the bridge gets the newest when it is back,
// whether Do is called again or not. A light that is older than the zone's
// newest has been superseded and is done.
func (b *Bridge) Do(ctx context.Context, l rules.Light) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("hue: light %s: %w", l.Zone, err)
	}
	w, err := b.want(l)
	return b.wait(ctx, l, w, err)
}

// wait waits for what want has begun.
func (b *Bridge) wait(ctx context.Context, l rules.Light, w *waiter, err error) error {
	b.log.DebugContext(ctx, "light", "zone", string(l.Zone), "rule", l.Why.Rule, "colours", len(l.Colours), "scene", l.Scene)
	if w != nil {
		select {
		case err = <-w.answer:
		case <-ctx.Done():
			err = ctx.Err()
			b.forget(w)
		}
	}
	b.settled(err)
	if err != nil {
		return fmt.Errorf("hue: light %s: %w", l.Zone, err)
	}
	return nil
}

func (b *Bridge) settled(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil:
		b.done++
	case devices.IsPermanent(err):
		b.refused++
	}
}

// want makes l the newest light of its zone and returns who waits for it, or
// why there is nothing to wait for.
func (b *Bridge) want(l rules.Light) (*waiter, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	z := b.zones[l.Zone]
	switch {
	case z == nil:
		return nil, devices.Permanent(fmt.Errorf("the bridge at %s lights no such zone", b.host))
	case z.fault != nil:
		return nil, z.fault
	case l.Why.At.Before(z.newest.Why.At):
		return nil, nil
	}
	z.newest, z.pending = l, true
	z.asked++
	defer b.rouse()
	if err := b.away(b.clock.Now()); err != nil {
		return nil, err
	}
	w := &waiter{zone: z, number: z.asked, heard: b.heart.answers, answer: make(chan error, 1)}
	z.waiting = append(z.waiting, w)
	return w, nil
}

// away is why it is no use to wait for the bridge now; nil = it is.
func (b *Bridge) away(now time.Time) error {
	if err := b.unpaired(); err != nil {
		return err
	}
	switch wait := b.pace.rest.Sub(now); {
	case b.heart.denied != nil:
		return devices.Permanent(b.heart.denied)
	case wait > 0 && b.heart.last != nil:
		return devices.After(devices.Unsent(fmt.Errorf("the bridge is left alone for %s: %w", wait.Round(time.Millisecond), b.heart.last)), wait)
	}
	return nil
}
