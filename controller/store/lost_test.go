package store

import (
	"fmt"
	"testing"

	"foyer/beacons"
)

// behindProxy is a store whose replies can be lost.
func behindProxy(t *testing.T) (*Store, *proxy) {
	t.Helper()
	p := newProxy(t, serve(t).addr)
	return open(t, Config{Redis: []string{p.addr}, Venue: "expo", Owner: "one"}), p
}

func TestLostReplyChangesNothing(t *testing.T) {
	for lost := int32(1); lost <= 4; lost++ {
		t.Run(fmt.Sprint(lost), func(t *testing.T) {
			s, p := behindProxy(t)
			_ = s.client.Ping(t.Context()).Err() // connect first: greetings are replies too
			p.lose.Store(lost)
			tries := 1
			for ; s.Commit(t.Context(), rich(1)) != nil; tries++ {
				if tries == 20 {
					t.Fatalf("commit with %d lost replies: no success in 20 tries", lost)
				}
			}
			if lost > 2 && tries == 1 {
				t.Fatalf("commit with %d lost replies: succeeded at once, so nothing was lost", lost)
			}
			same(t, "load after lost replies", load(t, s), sum())
			visits := 0
			if err := s.Visits(t.Context(), func(beacons.Visit) error { visits++; return nil }); err != nil || visits != 1 {
				t.Fatalf("history after lost replies: got %d visits, %v; want 1", visits, err)
			}
		})
	}
}

func TestLostReplyIsNoEarlierTry(t *testing.T) {
	s, p := behindProxy(t)
	_ = s.client.Ping(t.Context()).Err()
	p.lose.Store(1) // the client repeats by itself
	tried, done, err := s.Begin(t.Context(), "r|ada|1/push")
	if tried || done || err != nil {
		t.Fatalf("begin whose first reply was lost: got tried %v, done %v, %v; want false, false, nil", tried, done, err)
	}
}
