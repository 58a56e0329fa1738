package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"foyer/beacons/link"
)

// meter hears what the controller makes of the load.
type meter struct {
	prefix string // foyer/<venue>/

	mu       sync.Mutex
	latency  *hdrhistogram.Histogram // microseconds
	statuses int
	status   accepted
	before   accepted
	began    time.Time
}

// accepted is what we read of the controller's status.
type accepted struct {
	Sightings uint64 `json:"sightings"`
	Unknown   uint64 `json:"unknown"`
	Visits    uint64 `json:"visits"`
	Dropped   uint64 `json:"dropped"`
}

func newMeter(venue string) *meter {
	return &meter{prefix: "foyer/" + venue + "/", latency: hdrhistogram.New(1, int64(time.Minute/time.Microsecond), 3)}
}

func (m *meter) filters() []link.Filter {
	return []link.Filter{{Topic: m.prefix + "zone/+"}, {Topic: m.prefix + "status"}}
}

func (m *meter) hear(d link.Delivery) {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	switch rest := strings.TrimPrefix(d.Topic, m.prefix); {
	case rest == "status":
		var s accepted
		if json.Unmarshal(d.Body, &s) == nil {
			m.status = s
			m.statuses++
		}
	case strings.HasPrefix(rest, "zone/") && !d.Retain:
		m.zone(now, d.Body)
	}
}

// zone notes how long a zone message took since the sighting that decided it.
func (m *meter) zone(now time.Time, body []byte) {
	var z struct{ At int64 }
	if json.Unmarshal(body, &z) != nil || m.began.IsZero() || z.At < m.began.UnixMilli() {
		return
	}
	// A histogram out of range means a minute or more: the maximum says so.
	_ = m.latency.RecordValue(min(max(now.Sub(time.UnixMilli(z.At)).Microseconds(), 1), int64(time.Minute/time.Microsecond)))
}

// patience is how long the meter waits for a controller to say something new.
const patience = 5 * time.Second

var errNoController = errors.New("load: no status from a controller of this venue; is one running?")

// begin waits for two words of the controller, because the first may be an old
// one that the broker kept.
func (m *meter) begin(ctx context.Context) error {
	for start := time.Now(); ; {
		m.mu.Lock()
		if m.statuses >= 2 {
			m.before, m.began = m.status, time.Now()
			m.mu.Unlock()
			return nil
		}
		m.mu.Unlock()
		if time.Since(start) > patience {
			return errNoController
		}
		if !sleepUntil(ctx, time.Now().Add(20*time.Millisecond)) {
			return ctx.Err()
		}
	}
}

// end waits until everything is accepted, or nothing more is, and fills in what
// the controller made of it.
func (m *meter) end(ctx context.Context, r *result) {
	last, since := accepted{}, time.Now()
	for {
		m.mu.Lock()
		now := m.status
		m.mu.Unlock()
		if now != last {
			last, since = now, time.Now()
		}
		if got := m.accepted(now); got == r.Sent || time.Since(since) > patience || !sleepUntil(ctx, time.Now().Add(50*time.Millisecond)) {
			break
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r.Accepted, r.Unknown = m.accepted(last), last.Unknown-m.before.Unknown
	r.Dropped, r.Visits = last.Dropped-m.before.Dropped, last.Visits-m.before.Visits
	r.Latency = latencyOf(m.latency)
}

// accepted is how many of ours the controller took, known or not.
func (m *meter) accepted(now accepted) uint64 {
	return now.Sightings + now.Unknown - m.before.Sightings - m.before.Unknown
}
