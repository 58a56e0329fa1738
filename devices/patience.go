package devices

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// Patience is how long and how often an effect is tried: exponential backoff
// with full jitter, so that a thousand effects that failed together do not
// come back together. The zero Patience is a good one without an end.
type Patience[E any] struct {
	// First bounds the first pause and doubles up to Longest; 0 = 500 ms, 30 s.
	First, Longest time.Duration
	// Tries bounds how often an effect is tried; 0 = no bound.
	Tries int
	// Deadline is when trying ends for one effect; nil or a zero time = never.
	Deadline func(E) time.Time
	// Held says that an effect must not be tried for now: it waits, and no try is
	// counted, until it is let go on or its deadline comes. nil = never.
	Held func(E) bool
	// Dice gives a number in [0, 1); nil = the runtime's.
	Dice func() float64
}

// heldPause is how soon an effect that is held is looked at again.
const heldPause = 500 * time.Millisecond

var errHeld = errors.New("held back")

// Retry tries d until the effect is done, until an error is permanent, until
// the effect's own deadline or until ctx ends. It sleeps in the caller: behind
// an Outbox, which parks what has to wait, it is not needed.
func Retry[E any](d Driver[E], clock Clock, p Patience[E]) Driver[E] {
	return &retry[E]{driver: d, clock: clock, patience: p}
}

type retry[E any] struct {
	driver   Driver[E]
	clock    Clock
	patience Patience[E]
}

// Do tries until there is a last word, and returns it.
func (r *retry[E]) Do(ctx context.Context, effect E) error {
	var c course
	for {
		v := r.patience.try(ctx, r.driver, r.clock, effect, &c)
		if v.over {
			return v.err
		}
		if err := r.clock.Sleep(ctx, v.wait); err != nil {
			return c.mark(Unsent(fmt.Errorf("%w, last try: %w", err, v.err)))
		}
	}
}

// course is how the tries of one effect have gone so far.
type course struct {
	tries  int
	unsure bool // some try may have been done
	last   error
}

func (c *course) note(err error) {
	c.tries++
	c.last = err
	if OutcomeOf(err) == Unknown {
		c.unsure = true
	}
}

// mark makes err tell what the tries before it may have done.
func (c *course) mark(err error) error {
	if c.unsure {
		return Unsure(err)
	}
	return err
}

func (c *course) late() verdict {
	err := ErrLate
	if c.last != nil {
		err = fmt.Errorf("%w after %d tries, last: %w", ErrLate, c.tries, c.last)
	}
	return verdict{over: true, err: c.mark(Permanent(err))}
}

// verdict is what one try came to: over with err as the last word, or to be
// tried again after wait.
type verdict struct {
	over bool
	err  error
	wait time.Duration
}

// try makes one try and says what comes next.
func (p Patience[E]) try(ctx context.Context, d Driver[E], clock Clock, effect E, c *course) verdict {
	end := p.deadline(effect)
	switch {
	case ctx.Err() != nil:
		return verdict{over: true, err: c.mark(Unsent(ctx.Err()))}
	case !end.IsZero() && !clock.Now().Before(end):
		return c.late()
	case p.Held != nil && p.Held(effect):
		return verdict{err: errHeld, wait: heldPause}
	}
	err := do(ctx, d, effect, end, clock.Now())
	if err == nil {
		return verdict{over: true}
	}
	c.note(err)
	if IsPermanent(err) || ctx.Err() != nil || c.tries == p.Tries {
		return verdict{over: true, err: c.mark(err)}
	}
	wait, inTime := p.pause(c, end, clock.Now())
	if !inTime {
		return c.late()
	}
	return verdict{err: err, wait: wait}
}

// do gives the driver no more time than the effect has. Where the clock is
// faster than the machine's, the driver's own time limit ends the try.
func do[E any](ctx context.Context, d Driver[E], effect E, end, now time.Time) error {
	if !end.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, end.Sub(now))
		defer cancel()
	}
	return d.Do(ctx, effect)
}

func (p Patience[E]) deadline(effect E) time.Time {
	if p.Deadline == nil {
		return time.Time{}
	}
	return p.Deadline(effect)
}

// pause is how long to wait before the next try, or false when it would come
// too late. What the device asked for is waited in full, the jitter after it,
// so that a shut door is not met by a crowd when it opens.
func (p Patience[E]) pause(c *course, end, now time.Time) (time.Duration, bool) {
	first, longest := p.bounds()
	asked := max(0, NotBefore(c.last))
	bound := min(math.Ldexp(float64(first), c.tries-1), float64(longest))
	if !end.IsZero() {
		left := end.Sub(now) - asked
		if left <= first {
			return 0, false
		}
		bound = min(bound, float64(left))
	}
	return asked + time.Duration(p.dice()*bound), true
}

func (p Patience[E]) bounds() (first, longest time.Duration) {
	first, longest = p.First, p.Longest
	if first <= 0 {
		first = 500 * time.Millisecond
	}
	if longest <= 0 {
		longest = 30 * time.Second
	}
	return first, max(first, longest)
}

func (p Patience[E]) dice() float64 {
	if p.Dice == nil {
		return rand.Float64()
	}
	return p.Dice()
}
