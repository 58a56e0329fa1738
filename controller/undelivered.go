package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// blobs keeps small things over a restart.
type blobs interface {
	SaveBlob(ctx context.Context, name string, blob []byte) error
	LoadBlob(ctx context.Context, name string) ([]byte, error)
}

// What could not be told is kept so long and so many: a letter may hold what
// people have said, so it is not kept for ever.
const (
	undeliveredBlob = "webhooks"
	undeliveredMost = 100
	undeliveredFor  = 7 * 24 * time.Hour
)

// shortID is how much of an id is shown, and does to name it.
const shortID = len("msg_") + 8

// undelivered are the webhooks that were given up, oldest first, and the
// receivers that asked to be left alone. Every change is in the store before
// it counts.
type undelivered struct {
	store blobs
	clock clock

	mu  sync.Mutex
	now lost
}

type lost struct {
	Letters []lostLetter `json:"letters,omitempty"`
	// Alone are receivers that asked to be left alone, with a mark of the
	// address they had: who has moved is asked again.
	Alone map[string]string `json:"alone,omitempty"`
	// Dropped are how many older ones were too many to keep.
	Dropped int `json:"dropped,omitempty"`
}

type lostLetter struct {
	ID      string    `json:"id"`
	Letter  letter    `json:"letter"`
	Because string    `json:"because"`
	GivenUp time.Time `json:"given_up"`
	// Again says that it is on its way once more.
	Again bool `json:"again,omitempty"`
}

func openUndelivered(ctx context.Context, s blobs, c clock) (*undelivered, error) {
	u := &undelivered{store: s, clock: c}
	body, err := s.LoadBlob(ctx, undeliveredBlob)
	if err != nil || body == nil {
		return u, err
	}
	if err := json.Unmarshal(body, &u.now); err != nil {
		return nil, fmt.Errorf("webhooks that were given up: %w", err)
	}
	u.now.prune(c.Now())
	return u, nil
}

// prune forgets what is too old, unless it is wanted once more, and tells
// whether there was something.
func (l *lost) prune(now time.Time) bool {
	before := len(l.Letters)
	l.Letters = slices.DeleteFunc(l.Letters, func(l lostLetter) bool { return !l.Again && now.Sub(l.GivenUp) > undeliveredFor })
	return len(l.Letters) != before
}

// shorten forgets the oldest of too many, those that are wanted once more last.
func (l *lost) shorten() {
	for len(l.Letters) > undeliveredMost {
		oldest := max(0, slices.IndexFunc(l.Letters, func(l lostLetter) bool { return !l.Again }))
		l.Letters, l.Dropped = slices.Delete(l.Letters, oldest, oldest+1), l.Dropped+1
	}
}

// end notes how a letter ended: done is forgotten, given up is kept.
func (u *undelivered) end(ctx context.Context, id string, l letter, cause error) error {
	return u.change(ctx, func(next *lost) bool {
		before := len(next.Letters)
		next.Letters = slices.DeleteFunc(next.Letters, func(other lostLetter) bool { return other.ID == id })
		if cause == nil {
			return len(next.Letters) != before
		}
		next.Letters = append(next.Letters, lostLetter{ID: id, Letter: l, Because: cause.Error(), GivenUp: u.clock.Now()})
		next.shorten()
		return true
	})
}

// again marks letters as wanted once more, and returns them with a new end:
// all, those to one receiver, or one by its id or how the id begins.
func (u *undelivered) again(ctx context.Context, which string, until time.Time) (chosen []letter, err error) {
	err = u.change(ctx, func(next *lost) bool {
		for i := range next.Letters {
			l := &next.Letters[i]
			if !l.Again && (which == "all" || which == l.Letter.Hook || len(which) >= shortID && strings.HasPrefix(l.ID, which)) {
				l.Again, l.Letter.Until = true, until
				chosen = append(chosen, l.Letter)
			}
		}
		return len(chosen) > 0
	})
	return chosen, err
}

// wanted are the letters that are to be sent again.
func (u *undelivered) wanted() (all []letter) {
	for _, l := range u.list() {
		if l.Again {
			all = append(all, l.Letter)
		}
	}
	return all
}

// list are all that are kept, oldest first.
func (u *undelivered) list() []lostLetter {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.now.Letters)
}

// alone tells whether the receiver asked to be left alone at this address.
func (u *undelivered) alone(hook, address string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.now.Alone[hook] != "" && u.now.Alone[hook] == addressMark(address)
}

func (u *undelivered) setAlone(ctx context.Context, hook, address string, alone bool) error {
	mark := ""
	if alone {
		mark = addressMark(address)
	}
	return u.change(ctx, func(next *lost) bool {
		if next.Alone[hook] == mark {
			return false
		}
		marks := map[string]string{hook: mark}
		for other, held := range next.Alone {
			if other != hook {
				marks[other] = held
			}
		}
		next.Alone = marks
		return true
	})
}

// addressMark knows an address again without keeping it.
func addressMark(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:8])
}

// change makes a change and saves it; what cannot be saved is not changed.
func (u *undelivered) change(ctx context.Context, of func(*lost) bool) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	next := u.now
	next.Letters = slices.Clone(u.now.Letters)
	if pruned := next.prune(u.clock.Now()); !of(&next) && !pruned {
		return nil
	}
	body, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if err := u.store.SaveBlob(ctx, undeliveredBlob, body); err != nil {
		return err
	}
	u.now = next
	return nil
}

// said is what a receiver was not told, for the page; "" = it was told all.
func (u *undelivered) said(hook string) string {
	n, last := 0, ""
	for _, l := range u.list() {
		if l.Letter.Hook == hook && !l.Again {
			n, last = n+1, l.Because
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return "One webhook was given up: " + last + ". `foyer webhooks` says which."
	}
	return fmt.Sprintf("%d webhooks were given up; the last: %s. `foyer webhooks` says which.", n, last)
}

// dropped are how many were too many to keep.
func (u *undelivered) dropped() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.now.Dropped
}
