package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"foyer/beacons"
	"foyer/controller/venue"
)

// page is how much is read in one go: some megabytes of profiles at most.
const page = 5000

// Load gives back the sum of all batches. It belongs between Open and the
// first Commit.
func (s *Store) Load(ctx context.Context) (venue.State, error) {
	var state venue.State
	for _, part := range []func(context.Context, *venue.State) error{
		s.loadNumber, s.loadProfiles, s.loadCodes, s.loadMarks, s.loadNotes, s.loadSeen, s.loadOut, s.loadStops,
	} {
		if err := part(ctx, &state); err != nil {
			return venue.State{}, fmt.Errorf("store: load: %w", err)
		}
	}
	if s.reading {
		return state, nil
	}
	// Whoever took over meanwhile may have written between our pages.
	if err := s.renewLease(ctx); err != nil {
		return venue.State{}, fmt.Errorf("store: load: %w", err)
	}
	return state, nil
}

func (s *Store) loadNumber(ctx context.Context, state *venue.State) error {
	n, err := s.client.HGet(ctx, s.keys.head, "n").Result()
	if errors.Is(err, redis.Nil) {
		return nil
	}
	if err != nil {
		return err
	}
	state.Number, err = strconv.ParseUint(n, 10, 64)
	return err
}

func (s *Store) loadProfiles(ctx context.Context, state *venue.State) error {
	count, err := s.client.HLen(ctx, s.keys.profiles).Result()
	if err != nil {
		return err
	}
	state.Profiles = make([]venue.Saved, 0, count)
	return s.scan(ctx, s.keys.profiles, func(person, body string) error {
		state.Profiles = append(state.Profiles, venue.Saved{Person: beacons.Person(person), JSON: []byte(body)})
		return nil
	})
}

func (s *Store) loadCodes(ctx context.Context, state *venue.State) error {
	pools, err := s.client.SMembers(ctx, s.keys.pools).Result()
	if err != nil {
		return err
	}
	for _, pool := range pools {
		err := s.scan(ctx, s.keys.codes(pool), func(code, value string) error {
			move, err := decodeCode(pool, code, value)
			state.Codes = append(state.Codes, move)
			return err
		})
		if err != nil {
			return err
		}
	}
	// As the venue left them: what was freed later is given again later.
	slices.SortFunc(state.Codes, func(a, b venue.CodeMove) int {
		return cmp.Or(cmp.Compare(a.Pool, b.Pool), a.At.Compare(b.At), cmp.Compare(a.Code, b.Code))
	})
	return nil
}

func (s *Store) loadMarks(ctx context.Context, state *venue.State) error {
	return s.scan(ctx, s.keys.marks, func(source, value string) error {
		mark, err := decodeMark(source, value)
		state.Marks = append(state.Marks, mark)
		return err
	})
}

func (s *Store) loadNotes(ctx context.Context, state *venue.State) error {
	err := s.scan(ctx, s.keys.notes, func(name, body string) error {
		state.Notes = append(state.Notes, venue.Note{Name: name, Body: []byte(body)})
		return nil
	})
	slices.SortFunc(state.Notes, func(a, b venue.Note) int { return cmp.Compare(a.Name, b.Name) })
	return err
}

func (s *Store) loadSeen(ctx context.Context, state *venue.State) error {
	for from := int64(0); ; from += page {
		ids, err := s.client.ZRange(ctx, s.keys.seen, from, from+page-1).Result()
		if err != nil {
			return err
		}
		state.Seen = append(state.Seen, ids...)
		if len(ids) < page {
			return nil
		}
	}
}

func (s *Store) loadOut(ctx context.Context, state *venue.State) error {
	return s.stream(ctx, s.keys.out, func(values map[string]any) error {
		body, _ := values["e"].(string)
		effect, err := decodeEffect(body)
		state.Out = append(state.Out, effect)
		return err
	})
}

func (s *Store) loadStops(ctx context.Context, state *venue.State) error {
	return s.scan(ctx, s.keys.stops, func(what, value string) error {
		stop, err := decodeStop(what, value)
		state.Stops = append(state.Stops, stop)
		return err
	})
}

// scan reads a hash page by page; each field once, though Redis may tell one
// twice while it makes the hash bigger.
func (s *Store) scan(ctx context.Context, key string, each func(field, value string) error) error {
	told := map[string]struct{}{}
	for cursor := uint64(0); ; {
		pairs, next, err := s.client.HScan(ctx, key, cursor, "", page).Result()
		if err != nil {
			return err
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			if _, again := told[pairs[i]]; again {
				continue
			}
			told[pairs[i]] = struct{}{}
			if err := each(pairs[i], pairs[i+1]); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// stream reads a stream page by page, oldest entry first.
func (s *Store) stream(ctx context.Context, key string, each func(values map[string]any) error) error {
	for from := "-"; ; {
		entries, err := s.client.XRangeN(ctx, key, from, "+", page).Result()
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if err := each(entry.Values); err != nil {
				return err
			}
		}
		if len(entries) < page {
			return nil
		}
		from = "(" + entries[len(entries)-1].ID
	}
}
