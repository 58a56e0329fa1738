package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"foyer/beacons"
	"foyer/controller/venue"
)

// DecisionsOf are the decisions about a person, a rule, or both, in no order;
// an empty one stands for all.
func (s *Store) DecisionsOf(ctx context.Context, person beacons.Person, rule string) (all []venue.Decision, err error) {
	told := map[string]bool{}
	for cursor := uint64(0); ; {
		pairs, next, err := s.client.HScan(ctx, s.keys.decisions, cursor, idOf(rule, person), page).Result()
		if err != nil {
			return nil, fmt.Errorf("store: decisions: %w", err)
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			d, err := decodeDecision(pairs[i], pairs[i+1])
			if err != nil {
				return nil, fmt.Errorf("store: decisions: %w", err)
			}
			// The pattern may fit more: an id may hold what it parts by.
			if !told[d.ID] && (person == "" || d.Person == person) && (rule == "" || d.Rule == rule) {
				told[d.ID], all = true, append(all, d)
			}
		}
		if cursor = next; cursor == 0 {
			return all, nil
		}
	}
}

// Decision is one decision by its ID; false = there is none.
func (s *Store) Decision(ctx context.Context, id string) (venue.Decision, bool, error) {
	value, err := s.client.HGet(ctx, s.keys.decisions, id).Result()
	if errors.Is(err, redis.Nil) {
		return venue.Decision{}, false, nil
	}
	var d venue.Decision
	if err == nil {
		d, err = decodeDecision(id, value)
	}
	if err != nil {
		return venue.Decision{}, false, fmt.Errorf("store: decision: %w", err)
	}
	return d, true, nil
}

// idOf is the pattern of the IDs of decisions, "rule|person|occurrence".
func idOf(rule string, person beacons.Person) string {
	parts := []string{"*", "*", "*"}
	if rule != "" {
		parts[0] = literal(rule)
	}
	if person != "" {
		parts[1] = literal(string(person))
	}
	return strings.Join(parts, "|")
}

// literal takes the meaning from what means something in a pattern of Redis.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`).Replace(s)
}

// VisitsOf are the ended visits of a person that are kept, oldest first.
func (s *Store) VisitsOf(ctx context.Context, person beacons.Person) (all []beacons.Visit, err error) {
	err = s.Visits(ctx, func(v beacons.Visit) error {
		if v.Person == person {
			all = append(all, v)
		}
		return nil
	})
	return all, err
}
