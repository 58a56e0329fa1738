package webhook

import (
	"errors"
	"fmt"
	"time"

	"foyer/devices"
)

// errAlone says that the receiver asked not to be told any more.
var errAlone = errors.New("it asked to be left alone (status 410)")

const aloneText = "It asked to be left alone (status 410), so it is told nothing any more. `foyer webhooks again` and its name tries it once more."

// waits is said after every problem that time may mend.
const waits = " Webhooks wait and are tried again."

// Health tells how the hook is. What it knows it knows from the last try.
func (h *Hook) Health() devices.Health {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.health
}

// Alone tells whether the receiver asked to be left alone.
func (h *Hook) Alone() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.alone
}

// LeaveAlone says whether the receiver is to be left alone: as it asked before
// a restart, or no more since somebody wants it tried again.
func (h *Hook) LeaveAlone(alone bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.alone, h.shut = alone, time.Time{}
	if alone {
		h.set(false, aloneText)
		return
	}
	h.set(true, "")
}

// closed is the error of a hook that is not asked now; nil when it is.
func (h *Hook) closed(now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.alone {
		h.health.Refused++
		return devices.Permanent(fmt.Errorf("webhook %s: %w", h.config.Name, errAlone))
	}
	if left := h.shut.Sub(now); left > 0 {
		return devices.After(devices.Unsent(fmt.Errorf("it rests: %w", h.why)), left)
	}
	return nil
}

func (h *Hook) accepted() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.health.Accepted++
	h.set(true, "")
}

// refused notes a message of ours that no receiver could take.
func (h *Hook) refused() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.health.Refused++
}

// told notes an answer that refuses a message for good.
func (h *Hook) told(problem string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.health.Refused++
	h.set(true, problem)
}

func (h *Hook) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.health.Refused++
	h.alone = true
	h.set(false, aloneText)
}

// rest leaves a busy receiver alone for as long as it asks.
func (h *Hook) rest(why error, wait time.Duration, problem string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut, h.why = time.Now().Add(wait), why
	h.set(false, problem+waits)
}

func (h *Hook) down(problem string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.set(false, problem+waits)
}

// set changes the state; h.mu is held.
func (h *Hook) set(up bool, problem string) {
	if up != h.health.Up {
		h.health.Since = time.Now()
		h.log.Info("webhook changed", "hook", h.config.Name, "up", up, "problem", problem)
	}
	h.health.Up, h.health.Problem = up, problem
}
