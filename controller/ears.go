package main

import (
	"sync"
	"time"

	"foyer/beacons"
	"foyer/beacons/wire"
	"foyer/controller/console"
)

// ears is when each anchor was heard of last. Only anchors of the plan come
// this far, so it does not grow.
type ears struct {
	mu sync.Mutex
	of map[beacons.Anchor]*ear

	listed []console.Anchor
	at     time.Time // of listed, in real time
}

// listEvery is how often the page gets a new list: it changes with every
// sighting, and is read in seconds.
const listEvery = time.Second

type ear struct {
	heard time.Time // its newest sighting came; zero = never
	count uint64
	dead  bool // as its last will or its telemetry says
}

func newEars() *ears { return &ears{of: map[beacons.Anchor]*ear{}} }

// note takes what one message says of anchors.
func (e *ears) note(now time.Time, m *wire.Message) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if m.Kind == wire.HealthKind {
		e.ear(m.Health.Anchor).dead = !m.Health.Alive
		return
	}
	var last *ear
	for i := range m.Sightings {
		if last == nil || m.Sightings[i].Anchor != m.Sightings[i-1].Anchor {
			last = e.ear(m.Sightings[i].Anchor)
			last.heard = now
		}
		last.count++
	}
}

func (e *ears) ear(a beacons.Anchor) *ear {
	if e.of[a] == nil {
		e.of[a] = &ear{}
	}
	return e.of[a]
}

// list is every anchor of a plan, for the technician's page.
func (e *ears) list(plan beacons.Plan, place *time.Location) []console.Anchor {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.listed != nil && time.Since(e.at) < listEvery {
		return e.listed
	}
	var all []console.Anchor
	for _, a := range plan.Anchors {
		shown := console.Anchor{ID: a.ID, Zone: a.Zone, Beacon: a.Beacon != ""}
		if known := e.of[a.ID]; known != nil {
			shown.Heard, shown.Sightings, shown.Dead = local(known.heard, place), known.count, known.dead
		}
		all = append(all, shown)
	}
	e.listed, e.at = all, time.Now()
	return all
}
