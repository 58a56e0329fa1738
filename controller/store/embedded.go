package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/redis/go-redis/v9"
)

// connectEmbedded starts the best store this machine has, in the data
// directory, which one process at a time may use.
func (s *Store) connectEmbedded(ctx context.Context) error {
	dir, err := filepath.Abs(s.config.Dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return fmt.Errorf("store: data directory: %w", err)
	}
	lock, err := lockFile(ctx, filepath.Join(dir, "controller.lock"), func() {
		s.log.WarnContext(ctx, "another controller uses the data directory: waiting for it", "dir", dir)
	})
	if err != nil {
		return err
	}
	if err = s.startEmbedded(ctx, dir, lock); err != nil {
		return errors.Join(err, lock.Close())
	}
	s.log.InfoContext(ctx, "embedded store", "kind", s.kind.Line(), "dir", dir)
	return nil
}

func (s *Store) startEmbedded(ctx context.Context, dir string, lock *os.File) error {
	program := s.config.program()
	kept := keptBy(dir)
	switch {
	case program == "" && (s.config.Embedded == "child" || s.config.Embedded == "" && kept == Child):
		return errors.New("store: the data is a redis-server's, and neither redis-server nor valkey-server is on PATH")
	case s.config.Embedded == "" && kept == Trial && program != "":
		s.log.WarnContext(ctx, "the data is a trial store's: it stays one until its snapshots are moved away", "dir", dir)
		return s.startTrial(dir, lock)
	case program == "":
		return s.startTrial(dir, lock)
	}
	return s.startChild(ctx, program, dir, lock)
}

// keptBy tells which kind of embedded store left its data in dir. To start
// the other, and empty, would forget who was given what. Configured is none.
func keptBy(dir string) Kind {
	if (&child{dir: dir}).appendOnly() != "" {
		return Child
	}
	if _, err := os.Stat(snapshotPath(dir)); err == nil {
		return Trial
	}
	return Configured
}

// program finds the server to start; empty means the trial store.
func (c Config) program() string {
	if c.Embedded == "memory" {
		return ""
	}
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func (s *Store) startChild(ctx context.Context, program, dir string, lock *os.File) error {
	socket, err := socketPath(dir)
	if err != nil {
		return err
	}
	client := redis.NewUniversalClient(patience(&redis.UniversalOptions{Addrs: []string{socket}}))
	c := &child{program: program, dir: dir, socket: socket, client: client, lock: lock, log: s.log}
	if err = c.start(ctx); err == nil {
		err = c.ready(ctx)
	}
	if err != nil {
		return errors.Join(err, client.Close(), c.end())
	}
	s.kind, s.host, s.client = Child, c, client
	return nil
}

func (s *Store) startTrial(dir string, lock *os.File) error {
	t, err := newTrial(dir, lock, &s.gate, &s.changes)
	if err != nil {
		return err
	}
	options := patience(&redis.UniversalOptions{Addrs: []string{"trial"}})
	options.Dialer = func(context.Context, string, string) (net.Conn, error) { return t.server.Dial() }
	s.kind, s.host, s.client = Trial, t, redis.NewUniversalClient(options)
	return nil
}
