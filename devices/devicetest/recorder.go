package devicetest

import (
	"context"
	"slices"
	"sync"
)

// Recorder is a driver that remembers what it was told. The zero Recorder does
// everything; Answer, set before first use, makes it answer something else.
type Recorder[E any] struct {
	// Answer is what Do returns; nil = nil. It may block, until ctx ends.
	Answer func(ctx context.Context, effect E) error

	mu  sync.Mutex
	did []E
}

// Do remembers the effect, then answers.
func (r *Recorder[E]) Do(ctx context.Context, effect E) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r.mu.Lock()
	r.did = append(r.did, effect)
	r.mu.Unlock()
	if r.Answer == nil {
		return nil
	}
	return r.Answer(ctx, effect)
}

// Did is every effect the recorder was told, in order.
func (r *Recorder[E]) Did() []E {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.did)
}
