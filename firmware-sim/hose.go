package main

import (
	"context"
	"time"
)

// late is how far behind its time a message may leave before it is counted.
const late = 10 * time.Millisecond

// gush is how often a connection writes at most. What is due within it goes out
// in one system call, which is most of what a sighting costs here; each message
// carries the time of its own writing.
const gush = 2 * time.Millisecond

// hose is one connection of the load: it writes what is due, whatever happens
// on the other side.
type hose struct {
	broker, client string
	herd           *herd
	began          time.Time
	rate, walks    float64 // per second
	per            int
	total          int
	sent, messages int
	late           int
	worst          time.Duration
}

func (o *loadOptions) hose(h *herd, began time.Time) *hose {
	share := float64(len(h.heads)) / float64(o.tags)
	made := &hose{
		broker: o.broker, client: "foyer-sim-hose-" + randomHex(4), herd: h, began: began,
		per: o.per, rate: float64(o.rate) * share, total: int(float64(o.rate) * o.seconds * share),
	}
	if o.walks > 0 {
		made.walks = float64(len(h.heads)) / o.walks.Seconds()
	}
	return made
}

// pour connects and writes until everything is sent or ctx ends.
func (h *hose) pour(ctx context.Context) error {
	w, err := dialPipe(ctx, h.broker, h.client)
	if err != nil {
		return err
	}
	defer func() { _ = w.close() }()
	for h.sent < h.total && ctx.Err() == nil {
		now := time.Now()
		if err := h.drip(w, now); err != nil {
			return err
		}
		sleepUntil(ctx, later(now.Add(gush), h.due(h.sent+1)))
	}
	return nil
}

// drip writes what is due at now.
func (h *hose) drip(w *pipe, now time.Time) error {
	passed := now.Sub(h.began)
	for due := h.walks * passed.Seconds(); float64(h.herd.walks) < due-1; {
		h.herd.walk()
	}
	due := min(h.total, int(h.rate*passed.Seconds()))
	for h.sent < due {
		if behind := now.Sub(h.due(h.sent + 1)); behind > late {
			h.late++
			h.worst = max(h.worst, behind)
		}
		topic, body, n := h.herd.next(now.UnixMilli(), min(h.per, h.total-h.sent))
		if err := w.publish(topic, body); err != nil {
			return err
		}
		h.sent += n
		h.messages++
	}
	return w.flush()
}

// due is when the n-th sighting is.
func (h *hose) due(n int) time.Time {
	return h.began.Add(time.Duration(float64(n) / h.rate * float64(time.Second)))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
