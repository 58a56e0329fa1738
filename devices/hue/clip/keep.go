package clip

import (
	"context"
	"time"

	"foyer/devices"
)

// settling is how long after a hint everything is read again: the hints of one
// change come over a second or two.
const settling = 1500 * time.Millisecond

// reading is one look at the bridge: at everything when that is due, else at
// whatever is cheapest to ask.
type reading struct{}

// reader does readings; they are tried again until the bridge answers.
type reader struct{ b *Bridge }

// Do looks once.
func (r reader) Do(ctx context.Context, _ reading) error {
	b := r.b
	b.mu.Lock()
	whole := !b.loaded || !b.clock.Now().Before(b.reread())
	b.mu.Unlock()
	if whole {
		return b.load(ctx)
	}
	return b.probe(ctx)
}

// reread is when everything is to be read again; the caller holds the lock.
func (b *Bridge) reread() time.Time {
	if !b.stale.IsZero() && b.stale.Add(settling).Before(b.due) {
		return b.stale.Add(settling)
	}
	return b.due
}

// Run keeps what we know of the bridge true until ctx ends, and puts back what
// somebody else has changed.
func (b *Bridge) Run(ctx context.Context) error {
	defer b.Close()
	for ctx.Err() == nil {
		if b.unpaired() == nil {
			_ = b.reading.Do(ctx, reading{}) // an error is booked where it came up
			b.mend(ctx)
		}
		b.sleep(ctx)
	}
	return nil
}

// sleep waits until the next look is due, or something has changed.
func (b *Bridge) sleep(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b.mu.Lock()
	now := b.clock.Now()
	wait := b.config.Probe
	if b.loaded {
		wait = min(b.reread().Sub(now), b.heart.asked.Add(b.config.Probe).Sub(now))
	}
	b.nap = cancel
	b.mu.Unlock()
	_ = b.clock.Sleep(ctx, max(wait, 10*time.Millisecond)) // its end is looked at by Run
}

// rouse ends the nap of Run; the caller holds the lock.
func (b *Bridge) rouse() {
	if b.nap != nil {
		b.nap()
	}
}

// known reads everything when nothing is known yet.
func (b *Bridge) known(ctx context.Context) error {
	b.mu.Lock()
	loaded := b.loaded
	b.mu.Unlock()
	if loaded {
		return nil
	}
	return b.load(ctx)
}

// load reads everything, in one request.
func (b *Bridge) load(ctx context.Context) error {
	asked := time.Now()
	all, err := b.ask(ctx, root)
	if err != nil {
		return err
	}
	s := newStock(all)
	for _, z := range b.scenes {
		z.equip(s, asked)
	}
	if b.stage != nil {
		b.stage.equip(s, asked)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	first := !b.loaded
	b.stock, b.loaded, b.stale = s, true, time.Time{}
	b.due = b.clock.Now().Add(b.config.Reread)
	if first {
		b.log.InfoContext(ctx, "bridge read", "lamps", len(s.of("light")), "scenes", len(s.of("scene")))
	}
	return nil
}

// probe asks whether the bridge is there: about the area we stream to, else
// about the bridge itself.
func (b *Bridge) probe(ctx context.Context) error {
	if b.stage != nil && b.stage.id() != "" {
		return b.prove(ctx, b.stage)
	}
	_, err := b.ask(ctx, root+"/bridge")
	return err
}

// mend puts back what somebody else has changed.
func (b *Bridge) mend(ctx context.Context) {
	for _, s := range b.scenes {
		if ctx.Err() == nil && s.usurped(b.clock.Now(), b.config.Held) {
			_ = b.again(ctx, s) // the next reading finds it still so, and tries again
		}
	}
}

// settle counts how a light ended.
func (b *Bridge) settle(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil:
		b.done++
	case devices.IsPermanent(err):
		b.refused++
	}
}
