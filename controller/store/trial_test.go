package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/controller/venue"
)

// abandon leaves a trial store as a kill -9 does: nothing is saved any more.
func abandon(t testing.TB, s *Store) {
	t.Helper()
	host := s.host.(*trial)
	if err := host.lock.Close(); err != nil {
		t.Fatal(err)
	}
	host.path = filepath.Join(t.TempDir(), "nowhere")
}

func save(t testing.TB, s *Store) {
	t.Helper()
	if err := s.host.(*trial).save(); err != nil {
		t.Fatalf("save: %v", err)
	}
}

func TestKilledTrialStoreHasItsLastSnapshot(t *testing.T) {
	c := embedded(t, "memory")
	s := open(t, c)
	commit(t, s, rich(1))
	if err := s.SaveBlob(t.Context(), "raw", []byte("\x00\xff")); err != nil {
		t.Fatal(err)
	}
	save(t, s)
	commit(t, s, rich(2))
	abandon(t, s)

	s = open(t, c)
	same(t, "load after a kill", load(t, s), sum())
	if body, err := s.LoadBlob(t.Context(), "raw"); string(body) != "\x00\xff" || err != nil {
		t.Fatalf("blob after a kill: got %q, %v", body, err)
	}
	commit(t, s, rich(2))
	commit(t, s, &venue.Batch{Number: 3, Settled: []string{"coffee|ada|1/push"}})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	want := sum()
	want.Number, want.Seen, want.Out = 3, []string{"stamp|1", "stamp|2"}, append(want.Out[1:], rich(2).Out...)
	same(t, "load after a close", load(t, open(t, c)), want)
}

func TestTornSnapshotFallsBackToTheOneBefore(t *testing.T) {
	c := embedded(t, "memory")
	s := open(t, c)
	commit(t, s, rich(1))
	save(t, s)
	commit(t, s, rich(2))
	save(t, s)
	abandon(t, s)
	path := filepath.Join(c.Dir, "trial.snapshot")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()/2); err != nil {
		t.Fatal(err)
	}
	s = open(t, c)
	same(t, "load after the newest snapshot was torn", load(t, s), sum())
	abandon(t, s)
	if err := os.Truncate(path+".old", 10); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), c, testLog()); err == nil || !strings.Contains(err.Error(), path) {
		t.Fatalf("open with torn snapshots only: got %v, want an error that names %s", err, path)
	}
}

func TestFlippedByteIsNoticed(t *testing.T) {
	var file strings.Builder
	if err := encodeSnapshot(&file, &snapshot{Sets: map[string][]string{"a": {"b", "c"}}}); err != nil {
		t.Fatal(err)
	}
	for i := range file.Len() {
		torn := []byte(file.String())
		torn[i] ^= 0x10
		if _, err := decodeSnapshot(torn); err == nil {
			t.Errorf("decode with byte %d changed: got no error", i)
		}
	}
	if _, err := decodeSnapshot([]byte(file.String())); err != nil {
		t.Errorf("decode of the file as written: %v", err)
	}
}

func TestSnapshotThatFailsIsAProblem(t *testing.T) {
	s := open(t, embedded(t, "memory"))
	host := s.host.(*trial)
	right := host.path
	host.path, host.savedAt = filepath.Join(t.TempDir(), "no", "such", "place"), time.Time{}
	commit(t, s, rich(1))
	for range 2 { // the second look must not hide it
		s.tend(t.Context())
		if h := s.Health(); h.Up || !strings.Contains(h.Problem, "save") {
			t.Fatalf("health when the snapshot cannot be written: got %+v, want a problem", h)
		}
	}
	host.path, host.savedAt = right, time.Time{}
	s.tend(t.Context())
	if h := s.Health(); !h.Up {
		t.Fatalf("health when it can be written again: got %+v, want up", h)
	}
}

func TestTrialStoreSavesEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := embedded(t, "memory")
		s := open(t, c)
		stop := running(t, s)
		commit(t, s, rich(1))
		time.Sleep(saveEvery + time.Second)
		synctest.Wait()
		first, err := os.Stat(filepath.Join(c.Dir, "trial.snapshot"))
		if err != nil {
			t.Fatalf("snapshot after 11 s: %v", err)
		}
		time.Sleep(10 * saveEvery)
		synctest.Wait()
		if later, err := os.Stat(filepath.Join(c.Dir, "trial.snapshot")); err != nil || !os.SameFile(first, later) {
			t.Errorf("snapshot when nothing has changed: got a new one (%v), want the old one", err)
		}
		stop()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
