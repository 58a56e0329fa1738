package devices

import (
	"context"
	"fmt"
	"sync"
)

// Latest does the effects of one key one after another and of those that wait
// only the newest: an older one that was not started yet is superseded, and
// its Do returns nil at once. It blocks its callers; a queue that does the same
// without them is an Outbox with Newest.
func Latest[E any, K comparable](d Driver[E], key func(E) K) Driver[E] {
	return &latest[E, K]{driver: d, key: key, turns: map[K]*turn{}}
}

type latest[E any, K comparable] struct {
	driver Driver[E]
	key    func(E) K

	mu    sync.Mutex
	turns map[K]*turn // of the keys that are being done
}

// turn is one key at work: its newest waiting effect, if any.
type turn struct{ waiting *ticket }

// ticket is one waiting effect. Exactly one of its channels is ever closed.
type ticket struct{ start, replaced chan struct{} }

// Do waits for the turn of the effect's key, or until a newer one takes its place.
func (l *latest[E, K]) Do(ctx context.Context, effect E) error {
	key := l.key(effect)
	if t := l.enter(key); t != nil {
		select {
		case <-t.start:
		case <-t.replaced:
			return nil
		case <-ctx.Done():
			return l.giveUp(ctx, key, t)
		}
	}
	defer l.leave(key)
	return l.driver.Do(ctx, effect)
}

// enter takes the key's turn and returns nil, or queues behind it in place of
// whoever waited.
func (l *latest[E, K]) enter(key K) *ticket {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, busy := l.turns[key]
	if !busy {
		l.turns[key] = &turn{}
		return nil
	}
	if at.waiting != nil {
		close(at.waiting.replaced)
	}
	at.waiting = &ticket{start: make(chan struct{}), replaced: make(chan struct{})}
	return at.waiting
}

// leave hands the turn to the one who waits, or gives it back.
func (l *latest[E, K]) leave(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.turns[key]
	if at.waiting == nil {
		delete(l.turns, key)
		return
	}
	close(at.waiting.start)
	at.waiting = nil
}

// giveUp ends the wait of t. If the turn was handed over in the same moment it
// has to be handed on, or the key would stand still for ever.
func (l *latest[E, K]) giveUp(ctx context.Context, key K, t *ticket) error {
	l.mu.Lock()
	if at := l.turns[key]; at != nil && at.waiting == t {
		at.waiting = nil
	}
	l.mu.Unlock()
	select {
	case <-t.start:
		l.leave(key)
	default:
	}
	return Unsent(fmt.Errorf("latest: %w", ctx.Err()))
}
