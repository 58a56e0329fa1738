package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"foyer/controller/venue"
)

// commitSoon repeats a batch until it is taken, as the controller does.
func commitSoon(t testing.TB, s *Store, b *venue.Batch) {
	t.Helper()
	eventually(t, "the batch is taken", func() bool {
		err := s.Commit(t.Context(), b)
		var behind *Behind
		if errors.Is(err, ErrTakenOver) || errors.As(err, &behind) {
			t.Fatalf("commit batch %d: %v", b.Number, err)
		}
		return err == nil
	})
}

// With everysec Redis answers before it writes while it syncs the second
// before, so a kill may cost two seconds; that is noticed as Behind.
func TestKilledRedisLosesNothingCommitted(t *testing.T) {
	server := serve(t, "--appendfsync", "always")
	s := open(t, server.config("one"))
	for n := uint64(1); n <= 5; n++ {
		commitSoon(t, s, &venue.Batch{Number: n, Seen: []string{rich(n).Seen[0]}})
		server.end(syscall.SIGKILL)
		server.start()
	}
	if got := load(t, s); got.Number != 5 || len(got.Seen) != 5 {
		t.Fatalf("load after 5 kills: got batch %d and %d ids, want 5 and 5", got.Number, len(got.Seen))
	}
}

func TestKilledChildIsStartedAgainAndLosesNothing(t *testing.T) {
	s := open(t, embedded(t, "child"))
	host := s.host.(*child)
	if err := s.client.ConfigSet(t.Context(), "appendfsync", "always").Err(); err != nil {
		t.Fatal(err)
	}
	commit(t, s, rich(1))
	pid := host.pid
	host.started = time.Time{} // it has run for long
	running(t, s)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	commitSoon(t, s, rich(2))
	if got := load(t, s); got.Number != 2 || len(got.Out) != 4 {
		t.Fatalf("load after the kill: got batch %d and %d effects, want 2 and 4", got.Number, len(got.Out))
	}
}

func TestRedisThatWentBackInTimeIsNoticed(t *testing.T) {
	server := serve(t)
	s := open(t, server.config("one"))
	commit(t, s, rich(1))
	server.end(syscall.SIGTERM)
	files, old := filepath.Join(server.dir, "appendonlydir"), t.TempDir()
	if err := os.CopyFS(old, os.DirFS(files)); err != nil {
		t.Fatal(err)
	}
	server.start()
	s = open(t, server.config("one")) // a newer epoch than the old state knows
	for n := uint64(2); n <= 4; n++ {
		commit(t, s, rich(n))
	}
	server.end(syscall.SIGTERM)
	if err := errors.Join(os.RemoveAll(files), os.CopyFS(files, os.DirFS(old))); err != nil {
		t.Fatal(err)
	}
	server.start()
	var behind *Behind
	if err := s.Commit(t.Context(), rich(5)); !errors.As(err, &behind) || behind.Has != 1 {
		t.Fatalf("commit of batch 5 to a Redis that went back to batch 1: got %v, want Behind with 1", err)
	}
	if err := s.CommitAll(t.Context(), rich(5), behind.Has); err != nil {
		t.Fatalf("commit all: %v", err)
	}
	commit(t, s, rich(6))
}

func TestHealthFollowsRedis(t *testing.T) {
	server := serve(t)
	s := open(t, server.config("one"))
	running(t, s)
	within := func(what string, limit time.Duration, up bool) {
		t.Helper()
		began := time.Now()
		eventually(t, what, func() bool { return s.Health().Up == up })
		if took := time.Since(began); took > limit {
			t.Errorf("health until %s: took %v, want at most %v", what, took, limit)
		}
		if h := s.Health(); up != (h.Problem == "") || time.Since(h.Since) > 3*time.Second {
			t.Errorf("health when %s: got %+v", what, h)
		}
	}
	server.end(syscall.SIGTERM)
	within("it is down", 2*time.Second, false)
	if err := s.Commit(t.Context(), rich(1)); err == nil {
		t.Fatal("commit while Redis is gone: got no error")
	}
	server.start()
	within("it is up again", 2*time.Second, true)
	commit(t, s, rich(1))

	if err := server.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	within("it hangs", 2*time.Second, false)
	if err := server.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	within("it goes on", 2*time.Second, true)
	commit(t, s, rich(2))
}

func TestRefusedWriteIsAProblemThoughRedisAnswers(t *testing.T) {
	server := serve(t)
	s := open(t, server.config("one"))
	running(t, s)
	if err := server.client().ConfigSet(t.Context(), "maxmemory", "1").Err(); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), rich(1)); err == nil {
		t.Fatal("commit to a Redis without memory: got no error")
	}
	eventually(t, "health tells it", func() bool { return !s.Health().Up })
	if err := server.client().ConfigSet(t.Context(), "maxmemory", "0").Err(); err != nil {
		t.Fatal(err)
	}
	commit(t, s, rich(1))
	eventually(t, "health is well", func() bool { return s.Health().Up })
}
