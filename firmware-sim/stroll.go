package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"foyer/beacons"
	"foyer/firmware-sim/crowd"
	"foyer/firmware-sim/gateways"
)

const (
	progressEvery = 10 * time.Second
	// shortest is how finely the crowd's time is cut at high speed.
	shortest = 5 * time.Millisecond
	// farewell is how long the last messages get to be committed.
	farewell = 10 * time.Second
)

// stroll lets a crowd live in step with the machine's clock.
type stroll struct {
	o     *crowdOptions
	crowd *crowd.Crowd
	line  *gateways.Line
	out   io.Writer
	now   time.Time // at the venue
}

// live goes on until everybody has left, the time is up, or ctx ends.
func (s *stroll) live(ctx context.Context, up <-chan struct{}) {
	select {
	case <-up:
	case <-ctx.Done():
		return
	}
	if s.o.lasts > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, s.o.lasts)
		defer stop()
	}
	// What happened before we came is not told, only lived.
	s.now = s.time()
	s.crowd.Step(s.now, nil, nil)
	progress := time.NewTicker(progressEvery)
	defer progress.Stop()
	for !s.crowd.Next().IsZero() && ctx.Err() == nil {
		s.wait(ctx, progress.C)
		s.now = s.time()
		s.crowd.Step(s.now, s.line.Hear, func(id string, phone beacons.Tag, song string, _ time.Time) {
			s.line.Ask(id, phone, song)
		})
	}
	s.tell()
}

// time is the venue's time.
func (s *stroll) time() time.Time {
	return s.o.begins.Add(time.Duration(float64(time.Since(s.o.epoch.Time)) * s.o.speed))
}

// wait waits until something happens at the venue.
func (s *stroll) wait(ctx context.Context, progress <-chan time.Time) {
	pause := time.Duration(float64(s.crowd.Next().Sub(s.time())) / s.o.speed)
	timer := time.NewTimer(max(pause, shortest))
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		case <-progress:
			s.tell()
		}
	}
}

// tell says how it goes.
func (s *stroll) tell() {
	n := s.line.Counts()
	_, _ = fmt.Fprintf(s.out, "%s  %d people, %d sightings in %d messages, %d asks; %d unanswered, %d sent again, %d dropped\n",
		s.now.Format("Mon 15:04:05"), s.crowd.Present(), n.Sightings, n.Messages, n.Asks, s.line.Unacked(), n.Resent, n.Dropped)
}

// settle gives the last messages time to be committed.
func (s *stroll) settle(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, farewell)
	defer stop()
	if err := s.line.Settled(ctx, 0); err != nil {
		_, _ = fmt.Fprintf(s.out, "%d messages have no answer from a controller\n", s.line.Unacked())
	}
}

// told is the report of a crowd.
type told struct {
	Seed    uint64          `json:"seed"`
	People  int             `json:"people"`
	Until   time.Time       `json:"until"` // at the venue
	Sent    gateways.Counts `json:"sent"`
	Unacked int             `json:"unacked"`
	// Owed is who has certainly earned what, by the simulator's own oracle.
	Owed  []crowd.Finding `json:"owed"`
	Rules []crowd.Share   `json:"rules"`
	Truth []beacons.Visit `json:"truth"`
}

func (s *stroll) report() error {
	everyone := s.crowd.Judge(s.o.people, nil) // nothing given: all that is owed is missing
	text, err := json.MarshalIndent(told{
		Seed: s.o.seed, People: s.o.people, Until: s.now, Sent: s.line.Counts(), Unacked: s.line.Unacked(),
		Owed: everyone.Missing, Rules: everyone.Rules, Truth: s.crowd.Truth(),
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := os.WriteFile(s.o.report, text, 0o644); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
