package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"foyer/controller/venue"
)

// Commit writes a batch whole or not at all, and once: a repeat of a batch
// that is already there changes nothing and succeeds. It returns ErrTakenOver,
// *Behind or *Doubled (see there); after any other error the outcome is
// unknown, and the same batch must be sent again.
func (s *Store) Commit(ctx context.Context, b *venue.Batch) error {
	return s.write(ctx, b, "")
}

// CommitAll writes everything the controller remembers over a store that has
// gone back in time to batch has, as *Behind told. What the store still has
// beyond b (history, decisions, seen ids) stays, but the outbox becomes b.Out
// and the stops b.Stops. Its errors are those of Commit.
func (s *Store) CommitAll(ctx context.Context, b *venue.Batch, has uint64) error {
	if b.Number <= has {
		return fmt.Errorf("store: batch %d cannot be written over batch %d", b.Number, has)
	}
	return s.write(ctx, b, strconv.FormatUint(has, 10))
}

func (s *Store) write(ctx context.Context, b *venue.Batch, over string) error {
	if s.reading {
		return errReading
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	keys, args, err := s.encode(b, over, time.Now())
	if err != nil {
		return fmt.Errorf("store: batch %d: %w", b.Number, err)
	}
	limit := writePatience
	if over != "" {
		limit = allPatience
	}
	reply, err := s.runFor(ctx, limit, s.script.commit, keys, args...).Slice()
	if err == nil {
		err = outcome(reply)
	}
	if err == nil || errors.Is(err, ErrTakenOver) {
		return err
	}
	return fmt.Errorf("store: commit batch %d: %w", b.Number, err)
}

// outcome reads what the commit script answered.
func outcome(reply []any) error {
	if len(reply) == 0 {
		return unexpected(reply)
	}
	code, _ := reply[0].(int64)
	if code == 1 {
		return ErrTakenOver
	}
	if len(reply) < 2 {
		return unexpected(reply)
	}
	if code == 2 {
		has, err := strconv.ParseUint(fmt.Sprint(reply[1]), 10, 64)
		if err != nil {
			return unexpected(reply)
		}
		return &Behind{Has: has}
	}
	if len(reply) == 2 {
		return nil
	}
	doubled := &Doubled{}
	for _, id := range reply[2:] {
		doubled.Decisions = append(doubled.Decisions, fmt.Sprint(id))
	}
	return doubled
}

// encode lays a batch out as commit.lua reads it. Strings go in as pointers
// into the batch, which costs no allocation; the buffer is used again.
func (s *Store) encode(b *venue.Batch, over string, now time.Time) ([]string, []any, error) {
	a := arguments{list: s.args[:0], keys: s.keys.commit()}
	a.add(s.epoch, s.token, b.Number, over, now.UnixMilli(), now.Add(-25*time.Hour).UnixMilli(), s.bounds.history, s.bounds.seen)
	a.profiles(b.Profiles)
	a.visits(b.Visits)
	a.decisions(b.Decisions)
	a.codes(&s.keys, b.Codes)
	a.marks(b.Marks)
	a.notes(b.Notes)
	a.strings(b.Seen)
	a.strings(b.Settled)
	a.effects(b.Out)
	a.stops(b.Stops)
	s.args = a.list
	return a.keys, a.list, a.err
}
