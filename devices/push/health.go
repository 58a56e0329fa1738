package push

import (
	"fmt"
	"time"

	"foyer/devices"
)

// unknownMany is how many unknown phones in a row are no longer chance, and
// busyMany how many answers that say nothing good.
const unknownMany, busyMany = 5, 5

// Health tells how the sender is. What it knows it knows from the last push.
func (a *APNs) Health() devices.Health {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.health
}

// accepted notes a push that Apple took.
func (a *APNs) accepted() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.health.Accepted++
	a.unknownRow, a.busyRow = 0, 0
	a.set(true, "")
}

// refused notes a push that is given up; the problem is ours, or empty.
func (a *APNs) refused(problem string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.health.Refused++
	if problem != "" {
		a.set(true, problem)
	}
}

// unknown notes a phone that Apple does not know. One is a stale token; many
// in a row are production tokens sent to the sandbox, or the other way round.
func (a *APNs) unknown() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.health.Refused++
	a.unknownRow++
	if a.unknownRow == unknownMany {
		a.log.Error("apple knows none of the last phones", "phones", a.unknownRow, "host", a.config.Host, "topic", a.config.Topic)
	}
	if a.unknownRow >= unknownMany {
		a.set(true, fmt.Sprintf("Apple knows none of the last %d phones: check that host (sandbox or production) and topic are the app's.", a.unknownRow))
	}
}

// answered notes an answer that says nothing about the sender.
func (a *APNs) answered() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.set(true, a.health.Problem)
}

// down notes that Apple was not reached, or was busy: one answer of twenty is
// so on a bad day, and the pushes get through.
func (a *APNs) down(err error, answered bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.busyRow++; answered && a.busyRow < busyMany {
		return
	}
	a.set(false, "The push service does not take pushes ("+err.Error()+"). They wait.")
}

// close stops the sender for a while. Its pushes were not sent.
func (a *APNs) close(err error, pause time.Duration, problem string) error {
	a.log.Error("pushes are stopped", "cause", err, "for", pause)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.shut, a.why = time.Now().Add(pause), err
	a.set(false, problem)
	return devices.After(devices.Unsent(err), pause)
}

// closed is the error of a sender that is stopped; nil when it is not.
func (a *APNs) closed(now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	left := a.shut.Sub(now)
	if left <= 0 {
		return nil
	}
	return devices.After(devices.Unsent(fmt.Errorf("stopped: %w", a.why)), left)
}

// set changes the state; a.mu is held.
func (a *APNs) set(up bool, problem string) {
	if up != a.health.Up {
		a.health.Since = time.Now()
		a.log.Info("push service changed", "up", up, "problem", problem)
	}
	a.health.Up, a.health.Problem = up, problem
}
