package dmx

import (
	"context"
	"errors"
	"syscall"
	"time"
)

const (
	// period is between two frames while something changes: 40 a second, below
	// the 44 that a universe of DMX512 takes.
	period = 25 * time.Millisecond
	// alive is between two frames while nothing does. A receiver forgets a
	// source after 2.5 s.
	alive = time.Second
	// settle is how many frames say the same before it is known to stay so: one
	// may be lost (E1.31, 6.6.1).
	settle = 3
)

// Run sends the universe until ctx ends, and says goodbye.
func (u *Universe) Run(ctx context.Context) error {
	defer func() { u.line.end(context.WithoutCancel(ctx), &u.slots) }()
	var sent time.Time
	same := 0
	for next := u.clock.Now(); ctx.Err() == nil; {
		now := u.clock.Now()
		slots, changed, dressed := u.frame(now)
		if changed {
			same = 0
		}
		if dressed && (same < settle || now.Sub(sent) >= alive) {
			u.heard(u.line.send(ctx, &slots, false))
			sent, same = now, same+1
		}
		next = later(next.Add(period), now)   // a frame that was missed is not made up for
		_ = u.clock.Sleep(ctx, next.Sub(now)) // its end is looked at above
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// frame is the universe now, and whether it differs from the frame before.
func (u *Universe) frame(now time.Time) (slots Slots, changed, dressed bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	slots = u.slots
	for _, s := range u.zones {
		s.shown = s.show.Frame(now)
		for i, f := range s.Fixtures {
			f.put(s.shown[i], &slots)
		}
	}
	changed, u.slots = slots != u.slots, slots
	return slots, changed, u.dressed
}

// heard notes how a frame went.
func (u *Universe) heard(err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if up := err == nil; up != u.health.Up {
		u.health.Up, u.health.Since = up, u.clock.Now()
	}
	u.verdict = err
	if err == nil {
		u.frames++
		return
	}
	if !errors.Is(err, syscall.ECONNREFUSED) { // that one tells of the frame before; the socket is well
		u.line.redial()
	}
}
