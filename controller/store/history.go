package store

import (
	"context"
	"fmt"

	"foyer/beacons"
	"foyer/controller/venue"
)

// Visits hands every ended visit that is kept to each, oldest first. An error
// of each ends it.
func (s *Store) Visits(ctx context.Context, each func(beacons.Visit) error) error {
	err := s.stream(ctx, s.keys.visits, func(values map[string]any) error {
		visit, err := decodeVisit(values)
		if err != nil {
			return err
		}
		return each(visit)
	})
	if err != nil {
		return fmt.Errorf("store: visits: %w", err)
	}
	return nil
}

// Decisions hands every decision to each, in no order. An error of each ends it.
func (s *Store) Decisions(ctx context.Context, each func(venue.Decision) error) error {
	err := s.scan(ctx, s.keys.decisions, func(id, value string) error {
		decision, err := decodeDecision(id, value)
		if err != nil {
			return err
		}
		return each(decision)
	})
	if err != nil {
		return fmt.Errorf("store: decisions: %w", err)
	}
	return nil
}
