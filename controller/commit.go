package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"foyer/beacons"
	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/rules"
)

// stale is how long after its decision a light goes on only if there is none
// newer: the store was away, and what was decided meanwhile waits behind it.
const stale = time.Second

// committer makes batches safe, and then lets go what waited for it. Persist,
// then act.
type committer struct {
	store   *store.Store
	loop    *loop
	release func([]rules.Effect)
	tell    func([]venue.Mark) // acknowledgements to numbered sources
	note    func([]venue.Told) // the history
	log     *slog.Logger
}

// Run commits until the loop has ended and its last batch is safe. When ctx
// has ended too, a store that is away is not waited for.
func (c *committer) Run(ctx context.Context) error {
	for s := range c.loop.commits {
		began := time.Now()
		err := c.commit(ctx, &s)
		var behind *store.Behind
		if err != nil && !errors.As(err, &behind) {
			return err
		}
		var late []rules.Effect
		if behind == nil {
			if time.Since(began) > stale {
				late, s.effects = part(s.effects)
			}
			c.letGo(s)
		}
		c.loop.idle <- verdict{behind: behind, lost: s, late: late} // one is on its way at most
	}
	return nil
}

func (c *committer) letGo(s sealed) {
	c.release(s.effects)
	for _, safe := range s.safe {
		safe()
	}
	if s.batch != nil {
		c.tell(s.batch.Marks)
		c.note(s.batch.Told)
	}
}

// commit tries until the store has the batch: after an error it may or may not
// have it, and sending it again is harmless.
func (c *committer) commit(ctx context.Context, s *sealed) error {
	if s.batch == nil {
		return nil
	}
	pause := 20 * time.Millisecond
	for {
		err := c.write(s)
		var behind *store.Behind
		var doubled *store.Doubled
		switch {
		case err == nil:
			return nil
		case errors.Is(err, store.ErrTakenOver):
			return err
		case errors.As(err, &behind):
			return behind
		case errors.As(err, &doubled):
			c.log.ErrorContext(ctx, "decisions that were done before are not acted on again", "component", "store", "count", len(doubled.Decisions))
			s.effects = without(s.effects, doubled)
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
			pause = min(2*pause, 500*time.Millisecond)
		}
	}
}

func (c *committer) write(s *sealed) error {
	// The batch is written even while the program ends: its context is its own.
	if s.over != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // it is everybody
		defer cancel()
		return c.store.CommitAll(ctx, s.batch, s.over.Has)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return c.store.Commit(ctx, s.batch)
}

// part takes the lights out of effects.
func part(effects []rules.Effect) (lights, others []rules.Effect) {
	for _, e := range effects {
		if _, is := e.(rules.Light); is {
			lights = append(lights, e)
		} else {
			others = append(others, e)
		}
	}
	return lights, others
}

// newest leaves out lights that another light of their zone follows: a look
// that was missed is not shown any more.
func newest(effects []rules.Effect) []rules.Effect {
	last := map[beacons.Zone]int{}
	for i, e := range effects {
		if light, is := e.(rules.Light); is {
			last[light.Zone] = i
		}
	}
	kept := effects[:0]
	for i, e := range effects {
		if light, is := e.(rules.Light); !is || last[light.Zone] == i {
			kept = append(kept, e)
		}
	}
	return kept
}

func without(effects []rules.Effect, doubled *store.Doubled) (kept []rules.Effect) {
	for _, e := range effects {
		if !doubled.Holds(e.About().ID) {
			kept = append(kept, e)
		}
	}
	return kept
}
