package hue

import (
	"context"
	"errors"
)

// Check asks the bridge once what it has, and counts the lamps of its zones.
// The error joins what is wrong: that it does not answer, does not know the
// key, or has no lamps for a zone. It changes nothing, and is for a bridge that
// nobody runs.
func (b *Bridge) Check(ctx context.Context) (lamps int, err error) {
	if err := b.unpaired(); err != nil {
		return 0, err
	}
	ctx, cancel := request(ctx, b.pin(), b.config.Timeout)
	defer cancel()
	got, err := b.load(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	if isDenied(err) {
		b.heart.denied = err
	}
	if b.heart.last = err; err != nil {
		return 0, bare(err)
	}
	b.equip(b.clock.Now(), got)
	var wrong []error
	for _, z := range b.order {
		wrong = append(wrong, z.fault)
	}
	return len(b.lamps), errors.Join(wrong...)
}
