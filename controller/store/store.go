// Package store keeps what must outlive the process: profiles, history,
// decisions, codes, marks and the effects on their way. It is the only door to
// Redis: a configured one (single server, Sentinel or Cluster), a redis-server
// that it starts itself, or a trial store inside the process; one client and
// one set of scripts for all of them.
//
// It promises that a batch is written whole or not at all, and once, however
// often it is sent; that of two controllers one writes; and that a Redis that
// has gone back in time is noticed. Every write is a script that may be
// repeated, because the client repeats a command whose reply was lost. It
// never judges what it keeps, and nothing in it expires by a clock.
package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/redis/go-redis/v9"
)

// Config says which store to open. The zero value of a field means "not told".
type Config struct {
	// Redis holds host:port addresses or redis://, rediss:// or unix:// URLs.
	// One is a single server, several with Master are Sentinels, several
	// without are the seeds of a Cluster; none means an embedded store.
	Redis []string
	// Master is the name under which Sentinel knows the server.
	Master         string
	User, Password string
	// Dir is the data directory of the embedded kinds.
	Dir string
	// Venue separates the keys of venues that share a Redis.
	Venue string
	// Owner is who we are, the same after a restart: it takes its own lease
	// over at once. Another owner waits until the lease is not renewed.
	Owner string
	// Embedded chooses "child" or "memory"; empty is the best there is.
	Embedded string
}

// Store is an open store. Its methods may be called from several goroutines;
// batches are written one after the other.
type Store struct {
	kind   Kind
	config Config
	keys   keys
	client redis.UniversalClient
	host   host
	log    *slog.Logger
	script scripts
	health health
	bounds bounds

	epoch uint64
	token string
	// reading says that there is no lease: see Peek.
	reading bool

	// gate is shut while a trial store is copied, so that the copy falls
	// between two writes.
	gate sync.RWMutex
	// changes counts writes that a trial store has to save.
	changes atomic.Uint64
	// writing keeps batches in order and guards the argument buffer.
	writing sync.Mutex
	args    []any
}

// Open finds or starts the store and takes its lease. It waits until both are
// done or ctx ends. Run must be running soon after, and Close ends what Open
// began.
func Open(ctx context.Context, c Config, log *slog.Logger) (*Store, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	log = log.With("component", "store")
	redis.SetLogger(quiet{log})
	s := &Store{config: c, keys: keysOf(c.Venue), log: log, script: newScripts(), token: newToken(c.Owner)}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	if err := s.takeLease(ctx); err != nil {
		return nil, errors.Join(err, s.client.Close(), s.host.close())
	}
	s.bounds = boundsOf(s.kind)
	s.health.probed(nil)
	return s, nil
}

func (c Config) validate() error {
	switch {
	case c.Venue == "" || strings.ContainsAny(c.Venue, "{}"):
		// Braces would move the hash tag, and a Cluster would refuse the scripts.
		return fmt.Errorf("store: venue %q: it must be a name without braces", c.Venue)
	case c.Owner == "":
		return errors.New("store: an owner is missing: who takes the lease?")
	case len(c.Redis) == 0 && c.Dir == "":
		return errors.New("store: neither a Redis address nor a data directory is given")
	case c.Embedded != "" && c.Embedded != "child" && c.Embedded != "memory":
		return fmt.Errorf(`store: embedded %q: it must be "child", "memory" or empty`, c.Embedded)
	}
	return nil
}

// newToken makes a name for this very process: random first, so that two
// processes of one owner differ, and of fixed length, so that a script can cut
// the owner out.
func newToken(owner string) string {
	random := make([]byte, tokenRandom/2)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(random) + owner
}

// Kind tells which kind of store this is.
func (s *Store) Kind() Kind { return s.kind }

// Close gives the lease back and ends the embedded store, with what it holds
// safe on disk. Call it after Run has returned.
func (s *Store) Close() error {
	if !s.reading {
		s.giveLease()
	}
	err := s.client.Close()
	if err != nil {
		err = fmt.Errorf("store: close the connections: %w", err)
	}
	return errors.Join(err, s.host.close())
}

// quiet sends the client's own log to ours: its lines repeat what our errors say.
type quiet struct{ log *slog.Logger }

// Printf logs one line of the client for whoever debugs.
func (q quiet) Printf(ctx context.Context, format string, v ...any) {
	if q.log.Enabled(ctx, slog.LevelDebug) {
		q.log.DebugContext(ctx, "redis client", "line", fmt.Sprintf(format, v...))
	}
}
