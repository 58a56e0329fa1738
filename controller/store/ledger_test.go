package store

import (
	"testing"

	"foyer/controller/venue"
	"foyer/rules"
)

func TestLedgerRemembersTriesUntilSettled(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		const id = "r|ada|1/push"
		begin := func(when string, wantTried, wantDone bool) {
			t.Helper()
			tried, done, err := s.Begin(t.Context(), id)
			if err != nil || tried != wantTried || done != wantDone {
				t.Fatalf("begin %s: got tried %v, done %v, %v; want %v, %v", when, tried, done, err, wantTried, wantDone)
			}
		}
		commit(t, s, &venue.Batch{Number: 1, Out: []rules.Effect{push(id)}})
		begin("the first time", false, false)
		begin("the second time", true, false)
		if err := s.Finish(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		begin("after it was finished", true, true)
		commit(t, s, &venue.Batch{Number: 2, Settled: []string{id}})
		if n, err := s.client.HLen(t.Context(), s.keys.ledger).Result(); err != nil || n != 0 {
			t.Fatalf("ledger after settling: got %d entries, %v; want 0", n, err)
		}
	})
}

func TestBlobsAreKept(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		if body, err := s.LoadBlob(t.Context(), "dj"); body != nil || err != nil {
			t.Fatalf("load a blob that was never saved: got %q, %v; want nothing", body, err)
		}
		for _, want := range []string{"first", "second\x00\xff"} {
			if err := s.SaveBlob(t.Context(), "dj", []byte(want)); err != nil {
				t.Fatal(err)
			}
			if body, err := s.LoadBlob(t.Context(), "dj"); string(body) != want || err != nil {
				t.Fatalf("load a blob: got %q, %v; want %q", body, err, want)
			}
		}
	})
}
