package store

import (
	"context"
	_ "embed" // the scripts below
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// The scripts, each described in its own file.
var (
	//go:embed fence.lua
	fenceLua string
	//go:embed take.lua
	takeLua string
	//go:embed renew.lua
	renewLua string
	//go:embed release.lua
	releaseLua string
	//go:embed commit.lua
	commitLua string
	//go:embed begin.lua
	beginLua string
	//go:embed put.lua
	putLua string
)

type scripts struct{ take, renew, release, commit, begin, put *redis.Script }

func newScripts() scripts {
	fenced := func(lua string) *redis.Script { return redis.NewScript(fenceLua + lua) }
	return scripts{
		take: redis.NewScript(takeLua), renew: fenced(renewLua), release: fenced(releaseLua),
		commit: fenced(commitLua), begin: fenced(beginLua), put: fenced(putLua),
	}
}

// run runs a script and tells the health what came of it.
func (s *Store) run(ctx context.Context, script *redis.Script, keys []string, args ...any) *redis.Cmd {
	return s.runFor(ctx, writePatience, script, keys, args...)
}

func (s *Store) runFor(ctx context.Context, limit time.Duration, script *redis.Script, keys []string, args ...any) *redis.Cmd {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	s.gate.RLock()
	defer s.gate.RUnlock()
	if script != s.script.renew {
		s.changes.Add(1)
	}
	cmd := script.Run(ctx, s.client, keys, args...)
	s.health.wrote(cmd.Err())
	return cmd
}

// put sets one field of a hash, if the lease is ours.
func (s *Store) put(ctx context.Context, key, field string, value any) error {
	ok, err := s.run(ctx, s.script.put, []string{s.keys.lease, key}, s.epoch, s.token, field, value).Int()
	if err == nil && ok == 0 {
		err = ErrTakenOver
	}
	return err
}

// refused tells whether err is an answer of Redis, not the lack of one.
func refused(err error) bool {
	var answer redis.Error
	return errors.As(err, &answer) && !errors.Is(err, redis.Nil)
}

func unexpected(reply any) error { return fmt.Errorf("unexpected reply %v", reply) }
