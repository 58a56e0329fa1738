package mqttlight

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"foyer/devices"
	"foyer/rules"
)

var errHeld = errors.New("lights are stopped for now")

// Do makes the zone wear the light. It returns when the broker has taken every
// look of it, or newer ones in their place; and as soon as a try has failed.
// The look stays wanted then: the lamps get the newest when the line is back,
// whether Do is called again or not. A light that is older than the zone's
// newest has been superseded and is done.
func (b *Base) Do(ctx context.Context, l rules.Light) error {
	b.log.DebugContext(ctx, "light", "zone", string(l.Zone), "rule", l.Why.Rule, "colours", len(l.Colours), "scene", l.Scene)
	err := ctx.Err()
	if err == nil {
		err = b.wait(ctx, l)
	}
	b.ended(err)
	if err != nil {
		return fmt.Errorf("mqttlight: light %s: %w", l.Zone, err)
	}
	return nil
}

// wait asks for the light and waits for what comes of it.
func (b *Base) wait(ctx context.Context, l rules.Light) error {
	w, err := b.want(l)
	if w == nil {
		return err
	}
	select {
	case err := <-w.answer:
		return err
	case <-ctx.Done():
		b.forget(w)
		return ctx.Err()
	}
}

// want makes l the newest light of its zone and returns who waits for it, or
// why there is nothing to wait for.
func (b *Base) want(l rules.Light) (*waiter, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	z := b.zones[l.Zone]
	switch {
	case z == nil:
		return nil, devices.Permanent(fmt.Errorf("no lamp below %s lights this zone", b.config.Base))
	case l.Why.At.Before(z.newest.Why.At):
		return nil, nil
	}
	z.newest, z.pending = l, true
	z.asked++
	defer b.rouse()
	if err := b.away(); err != nil {
		return nil, devices.Unsent(err)
	}
	if wait := b.pace.rest.Sub(b.clock.Now()); wait > 0 {
		return nil, devices.After(devices.Unsent(fmt.Errorf("the broker is left alone for %s", wait.Round(time.Millisecond))), wait)
	}
	w := &waiter{zone: z, number: z.asked, answer: make(chan error, 1)}
	z.waiting = append(z.waiting, w)
	return w, nil
}

// forget takes a Do out that waits no more.
func (b *Base) forget(w *waiter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w.zone.waiting = slices.DeleteFunc(w.zone.waiting, func(other *waiter) bool { return other == w })
}

func (b *Base) ended(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil:
		b.done++
	case devices.IsPermanent(err):
		b.refused++
	}
}
