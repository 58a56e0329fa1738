package store

import (
	"cmp"
	"errors"
	"sync"
	"time"
)

// Health is how the store is, in words for the page.
type Health struct {
	Up      bool
	Since   time.Time // since when it is up, or not
	Problem string    // empty when up
}

// health remembers the last problem of asking, of writing and of care: a Redis
// may answer and yet refuse to write, for a full disk or for want of memory.
type health struct {
	mu                  sync.Mutex
	probe, refuse, care string
	now                 Health
}

// Health tells how the store is. While Run runs it is at most 2 seconds old.
func (s *Store) Health() Health {
	s.health.mu.Lock()
	defer s.health.mu.Unlock()
	return s.health.now
}

// probed notes the outcome of a look at the store.
func (h *health) probed(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err == nil:
		h.probe = ""
	case errors.Is(err, ErrTakenOver):
		h.probe = err.Error()
	default:
		h.probe = "the store does not answer: " + err.Error()
	}
	h.settle()
}

// wrote notes the outcome of a write. Only a refusal counts: silence is what
// the probe is for.
func (h *health) wrote(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err == nil:
		h.refuse = ""
	case refused(err):
		h.refuse = "the store refuses to write: " + err.Error()
	}
	h.settle()
}

// tended notes the outcome of care for an embedded store, and tells whether it
// is a new problem.
func (h *health) tended(err error) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	was := h.care
	h.care = ""
	if err != nil {
		h.care = err.Error()
	}
	h.settle()
	return err != nil && h.care != was
}

func (h *health) settle() {
	problem := cmp.Or(h.care, h.probe, h.refuse)
	if up := problem == ""; up != h.now.Up || h.now.Since.IsZero() {
		h.now.Up, h.now.Since = up, time.Now()
	}
	h.now.Problem = problem
}
