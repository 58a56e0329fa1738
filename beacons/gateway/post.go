package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/beacons/gateway/spool"
	"foyer/beacons/link"
)

const (
	// stretch is how much is heard in one message.
	stretch = 500 * time.Millisecond
	// longest is how many sightings go into one message: no controller takes a
	// body above 64 KiB.
	longest = 300
	// herd is the longest that a gateway with a backlog waits after the broker
	// is back, so that they do not all come at once.
	herd = 3 * time.Second
)

// publisher publishes one message; at QoS 1 it waits for the broker.
type publisher interface {
	Publish(ctx context.Context, m link.Message) error
}

// post brings what was heard to the controller, however long that takes.
type post struct {
	topic string
	out   publisher
	log   *slog.Logger

	mu    sync.Mutex
	spool *spool.Spool
	disk  *spool.Disk // nil = memory alone
	sick  bool        // the disk, as said last
	up    bool        // the broker is there

	news chan struct{} // of one: something may be due
	ride []spool.Message
}

func newPost(topic string, s *spool.Spool, d *spool.Disk, out publisher, log *slog.Logger) *post {
	return &post{topic: topic, spool: s, disk: d, out: out, log: log, news: make(chan struct{}, 1)}
}

// take keeps what was heard, and makes it safe when it is time.
func (p *post) take(now time.Time, list []beacons.Sighting) {
	p.mu.Lock()
	for part := range slices.Chunk(list, longest) {
		p.spool.Add(spool.Entry{At: now, Count: len(part), Body: appendSightings(nil, part)})
	}
	err := p.spool.Shelve(now, false)
	if p.disk != nil {
		err = errors.Join(err, p.disk.Tend(now, p.spool.Counts().Committed))
	}
	changed := p.sick != (err != nil)
	p.sick = err != nil
	p.mu.Unlock()
	if changed && err != nil {
		p.log.Error("the disk takes nothing: what waits is in memory alone", "err", err)
	} else if changed {
		p.log.Info("the disk takes messages again")
	}
	p.wake()
}

// acked takes the controller's answer as it came.
func (p *post) acked(now time.Time, body []byte) {
	var ack struct {
		Boot string `json:"boot"`
		Seq  uint64 `json:"seq"`
	}
	if err := json.Unmarshal(body, &ack); err != nil {
		p.log.Warn("an answer that nobody can read", "err", err)
		return
	}
	p.mu.Lock()
	p.spool.Acked(now, ack.Boot, ack.Seq)
	p.mu.Unlock()
	p.wake()
}

// line tells whether the broker is there.
func (p *post) line(up bool, now time.Time) {
	p.mu.Lock()
	if up && !p.up && p.spool.Counts().Waiting > 10 {
		p.spool.Hold(now.Add(rand.N(herd)))
	}
	p.up = up
	p.mu.Unlock()
	p.wake()
}

// counts is how the spool is.
func (p *post) counts() spool.Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.spool.Counts()
}

// Run publishes what is due until ctx ends, and then keeps what is left.
func (p *post) Run(ctx context.Context) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		if wait := p.send(ctx); wait >= 0 {
			timer.Reset(wait)
		}
		select {
		case <-ctx.Done():
			return p.close(time.Now())
		case <-p.news:
		case <-timer.C:
		}
	}
}

// send publishes what is due, without holding the lock, and says how long
// until more is: negative = not before something happens.
func (p *post) send(ctx context.Context) time.Duration {
	p.load(time.Now())
	for _, m := range p.ride {
		err := p.out.Publish(ctx, link.Message{Topic: p.topic, Body: m.Body, QoS: m.QoS})
		if err != nil {
			p.mu.Lock()
			p.spool.Failed(m.Seq)
			p.mu.Unlock()
			// The broker's return wakes us; a stuck one is tried again soon.
			return stretch
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	wake := p.spool.Wake(now)
	if wake.IsZero() || !p.up {
		return -1
	}
	return max(time.Millisecond, wake.Sub(now))
}

// load copies what is due: the spool may let go of its own meanwhile.
func (p *post) load(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ride = p.ride[:0]
	if !p.up {
		return
	}
	p.spool.Due(now, func(m spool.Message) {
		m.Body = slices.Clone(m.Body)
		p.ride = append(p.ride, m)
	})
}

// close puts what waits on the disk.
func (p *post) close(now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.disk == nil {
		return nil
	}
	return errors.Join(p.spool.Shelve(now, true), p.disk.Note(p.spool.Counts().Committed), p.disk.Close())
}

func (p *post) wake() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}
