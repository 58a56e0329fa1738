package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// kept is a store of blobs in memory.
type kept map[string][]byte

// SaveBlob keeps a blob.
func (k kept) SaveBlob(_ context.Context, name string, blob []byte) error {
	k[name] = blob
	return nil
}

// LoadBlob gives it back.
func (k kept) LoadBlob(_ context.Context, name string) ([]byte, error) { return k[name], nil }

// shown is a clock that shows what it is set to.
type shown struct {
	clock
	now time.Time
}

// Now is what it shows.
func (s *shown) Now() time.Time { return s.now }

func shelfIn(t *testing.T, s blobs, c clock) *undelivered {
	t.Helper()
	u, err := openUndelivered(t.Context(), s, c)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// givesUp gives letters up, from one number to before another.
func (u *undelivered) givesUp(t *testing.T, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		if err := u.end(t.Context(), fmt.Sprintf("msg_%08d", i), letter{Hook: "crm"}, errors.New("status 400")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatWasGivenUpIsForgottenAfterAWeekUnlessItIsWanted(t *testing.T) {
	store, clock := kept{}, &shown{now: time.Now()}
	u := shelfIn(t, store, clock)
	u.givesUp(t, 0, 3)
	if chosen, err := u.again(t.Context(), "msg_00000001", clock.now.Add(hookPatience)); err != nil || len(chosen) != 1 {
		t.Fatalf("again: %v, %v, want one", chosen, err)
	}
	clock.now = clock.now.Add(undeliveredFor + time.Minute)
	if err := u.end(t.Context(), "msg_other", letter{}, nil); err != nil { // another was taken
		t.Fatal(err)
	}
	for _, of := range []*undelivered{u, shelfIn(t, store, clock)} {
		if left := of.list(); len(left) != 1 || left[0].ID != "msg_00000001" {
			t.Errorf("left after a week: %+v, want the one that is wanted again", left)
		}
	}
}

func TestWhatIsWantedAgainIsTheLastToMakeRoom(t *testing.T) {
	u := shelfIn(t, kept{}, &shown{now: time.Now()})
	u.givesUp(t, 0, undeliveredMost)
	if _, err := u.again(t.Context(), "msg_00000000", time.Now().Add(hookPatience)); err != nil {
		t.Fatal(err)
	}
	u.givesUp(t, undeliveredMost, undeliveredMost+2)
	left := u.list()
	if len(left) != undeliveredMost || left[0].ID != "msg_00000000" || left[1].ID != "msg_00000003" || u.dropped() != 2 {
		t.Errorf("%d are left, the first %s and %s, %d dropped; want %d with the first and the fourth, 2 dropped", len(left), left[0].ID, left[1].ID, u.dropped(), undeliveredMost)
	}
}
