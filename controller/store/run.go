package store

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	lookEvery = 500 * time.Millisecond
	lookFor   = time.Second
)

// Run watches the store's health, renews the lease, and keeps an embedded
// store alive and saved. It returns ErrTakenOver when another controller
// writes, and nil when ctx ends. It keeps its thread: a child process is told
// to end when the thread that started it does.
func (s *Store) Run(ctx context.Context) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var renewed time.Time
	for {
		s.tend(ctx)
		if err := s.look(ctx, &renewed); errors.Is(err, ErrTakenOver) {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// tend cares for an embedded store, and logs each of its problems once.
func (s *Store) tend(ctx context.Context) {
	if err := s.host.tend(ctx); ctx.Err() == nil && s.health.tended(err) {
		s.log.WarnContext(ctx, "the embedded store has a problem", "problem", err.Error())
	}
}

// look asks the node that holds our keys for the lease, and renews it in time.
func (s *Store) look(ctx context.Context, renewed *time.Time) error {
	asking, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	err := s.probe(asking)
	if err == nil && time.Since(*renewed) >= leaseRenew {
		if err = s.renewLease(asking); err == nil {
			*renewed = time.Now()
		}
	}
	if ctx.Err() == nil {
		s.health.probed(err)
	}
	return err
}

func (s *Store) probe(ctx context.Context) error {
	epoch, err := s.client.HGet(ctx, s.keys.lease, "e").Uint64()
	if errors.Is(err, redis.Nil) {
		return nil // an empty store: the next renewal puts the lease back
	}
	if err == nil && epoch > s.epoch {
		return ErrTakenOver
	}
	return err
}
