package main

import (
	"cmp"
	"log/slog"
	"slices"
	"sync"
	"time"

	"foyer/beacons/wire"
	"foyer/controller/console"
)

// refusals counts bad input by reason, and logs each reason of each anchor at
// most once a minute.
type refusals struct {
	log *slog.Logger

	mu     sync.Mutex
	counts map[wire.Reason]uint64
	logged map[wire.Refusal]time.Time
}

const (
	logEvery = time.Minute
	// logBound keeps an anchor-name flood from growing our memory.
	logBound = 1000
)

func newRefusals(log *slog.Logger) *refusals {
	return &refusals{log: log, counts: map[wire.Reason]uint64{}, logged: map[wire.Refusal]time.Time{}}
}

func (r *refusals) count(refusal wire.Refusal) { r.add(refusal, 1) }

// add counts one refusal many times.
func (r *refusals) add(refusal wire.Refusal, n uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[refusal.Reason] += n
	if time.Since(r.logged[refusal]) < logEvery {
		return
	}
	if len(r.logged) >= logBound {
		clear(r.logged)
	}
	r.logged[refusal] = time.Now()
	r.log.Warn("input was refused", "component", "intake", "reason", string(refusal.Reason), "anchor", refusal.Anchor)
}

// list is the reasons for the page, the most frequent first.
func (r *refusals) list() (reasons []console.Reason) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for reason, n := range r.counts {
		reasons = append(reasons, console.Reason{Reason: string(reason), Count: n})
	}
	slices.SortFunc(reasons, func(a, b console.Reason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Reason, b.Reason))
	})
	return reasons
}
