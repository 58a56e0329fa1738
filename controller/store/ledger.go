package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Begin notes that an effect is about to be tried, before the first try. It
// tells whether an earlier try was noted, whose outcome may be unknown, and
// whether the effect is known to be done. The note stays until a batch settles
// the effect.
func (s *Store) Begin(ctx context.Context, effectID string) (tried, done bool, err error) {
	keys := []string{s.keys.lease, s.keys.ledger}
	was, err := s.run(ctx, s.script.begin, keys, s.epoch, s.token, effectID, newToken("")).Int()
	if err == nil && was < 0 {
		err = ErrTakenOver
	}
	if err != nil {
		return false, false, fmt.Errorf("store: begin an effect: %w", err)
	}
	return was > 0, was == 2, nil
}

// Finish notes that an effect is done.
func (s *Store) Finish(ctx context.Context, effectID string) error {
	if err := s.put(ctx, s.keys.ledger, effectID, "done"); err != nil {
		return fmt.Errorf("store: finish an effect: %w", err)
	}
	return nil
}

// SaveBlob keeps some bytes under a name, such as the DJ's list.
func (s *Store) SaveBlob(ctx context.Context, name string, body []byte) error {
	if err := s.put(ctx, s.keys.blobs, name, body); err != nil {
		return fmt.Errorf("store: save %s: %w", name, err)
	}
	return nil
}

// LoadBlob gives back what was last saved under a name, nil if nothing was.
func (s *Store) LoadBlob(ctx context.Context, name string) ([]byte, error) {
	body, err := s.client.HGet(ctx, s.keys.blobs, name).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: load %s: %w", name, err)
	}
	return body, nil
}
