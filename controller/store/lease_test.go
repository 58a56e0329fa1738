package store

import (
	"context"
	"errors"
	"testing"
	"time"
)

// running runs a store beside the test; stop ends Run, which must agree.
func running(t testing.TB, s *Store) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stopped := false
	stop = func() {
		cancel()
		if stopped {
			return
		}
		stopped = true
		if err := <-ended; err != nil {
			t.Errorf("run until told to stop: got %v, want nil", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

func TestSameOwnerTakesOverAtOnce(t *testing.T) {
	server := serve(t)
	old := open(t, server.config("one"))
	commit(t, old, rich(1))
	began := time.Now()
	next := open(t, server.config("one"))
	if took := time.Since(began); took > time.Second {
		t.Errorf("open as the same owner: took %v, want less than 1 s", took)
	}
	_, _, begin := old.Begin(t.Context(), "x")
	for what, err := range map[string]error{
		"commit": old.Commit(t.Context(), rich(2)), "repeat": old.Commit(t.Context(), rich(1)),
		"commit all": old.CommitAll(t.Context(), rich(2), 1), "begin": begin,
		"finish": old.Finish(t.Context(), "x"), "save": old.SaveBlob(t.Context(), "x", nil), "run": old.Run(t.Context()),
	} {
		if !errors.Is(err, ErrTakenOver) {
			t.Errorf("%s by a controller that was taken over: got %v, want ErrTakenOver", what, err)
		}
	}
	if h := old.Health(); h.Up {
		t.Errorf("health of a controller that was taken over: got %+v, want not up", h)
	}
	same(t, "load by the next controller", load(t, next), sum())
	commit(t, next, rich(2))
}

func TestOtherOwnerWaitsWhileTheLeaseIsRenewed(t *testing.T) {
	t.Parallel() // it waits for most of its time
	server := serve(t)
	first := open(t, server.config("one"))
	stop := running(t, first)
	ctx, cancel := context.WithTimeout(t.Context(), leaseTime+2*time.Second)
	defer cancel()
	if _, err := Open(ctx, server.config("two"), testLog()); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("open as another owner while the lease is renewed: got %v, want deadline exceeded", err)
	}
	commit(t, first, rich(1))
	stop()
	began := time.Now()
	second := open(t, server.config("two"))
	if took := time.Since(began); took < leaseTime || took > leaseTime+3*time.Second {
		t.Errorf("open as another owner after the first died: took %v, want about %v", took, leaseTime)
	}
	if err := first.Commit(t.Context(), rich(2)); !errors.Is(err, ErrTakenOver) {
		t.Errorf("commit by the first: got %v, want ErrTakenOver", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	began = time.Now()
	open(t, server.config("three"))
	if took := time.Since(began); took > time.Second {
		t.Errorf("open as another owner after a close: took %v, want less than 1 s", took)
	}
}
