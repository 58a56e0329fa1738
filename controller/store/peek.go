package store

import (
	"context"
	"errors"
	"log/slog"

	"github.com/redis/go-redis/v9"
)

// Peek opens a store to read it: it takes no lease, and nothing can be
// committed. A configured Redis may be peeked at beside a running controller.
// An embedded store has one user at a time: Peek waits for it until ctx ends.
func Peek(ctx context.Context, c Config, log *slog.Logger) (*Store, error) {
	c.Owner = "reading" // it never writes
	if err := c.validate(); err != nil {
		return nil, err
	}
	log = log.With("component", "store")
	redis.SetLogger(quiet{log})
	s := &Store{config: c, keys: keysOf(c.Venue), log: log, script: newScripts(), reading: true}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	if err := s.client.Ping(ctx).Err(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// errReading refuses to write what was opened to be read.
var errReading = errors.New("store: it was opened to be read")
