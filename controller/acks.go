package main

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/controller/venue"
)

const (
	// ackEvery is how often a source is told again how far it is committed.
	ackEvery = 5 * time.Second
	// ackWhile is how long after it was last heard.
	ackWhile = time.Minute
)

// acks tells numbered sources how far they are committed. Only what the store
// has is ever told.
type acks struct {
	topic   string // foyer/<venue>/ack/
	publish func(context.Context, link.Message) error

	mu        sync.Mutex
	committed map[beacons.Source]venue.Mark
	heard     map[beacons.Source]time.Time
}

func newAcks(name string, marks []venue.Mark, publish func(context.Context, link.Message) error) *acks {
	a := &acks{topic: "foyer/" + name + "/ack/", publish: publish, committed: map[beacons.Source]venue.Mark{}, heard: map[beacons.Source]time.Time{}}
	for _, m := range marks {
		a.committed[m.Source] = m
	}
	return a
}

// hear notes that a source is there, so that it is answered.
func (a *acks) hear(source beacons.Source) {
	a.mu.Lock()
	a.heard[source] = time.Now()
	a.mu.Unlock()
}

// tell answers sources whose messages have just been committed. An answer that
// is lost is given again, so an error is of no consequence here.
func (a *acks) tell(marks []venue.Mark) {
	a.mu.Lock()
	for _, m := range marks {
		a.committed[m.Source] = m
	}
	a.mu.Unlock()
	for _, m := range marks {
		a.send(m)
	}
}

func (a *acks) send(m venue.Mark) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = a.publish(ctx, a.message(m))
}

func (a *acks) message(m venue.Mark) link.Message {
	body, _ := json.Marshal(struct { // two plain fields: it always encodes
		Boot string `json:"boot"`
		Seq  uint64 `json:"seq"`
	}{m.Boot, m.Seq})
	return link.Message{Topic: a.topic + string(m.Source), Body: body}
}

// birth is the answer to every source, for each new connection.
func (a *acks) birth() (messages []link.Message) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, m := range a.committed {
		messages = append(messages, a.message(m))
	}
	return messages
}

// Run repeats the answers until ctx ends.
func (a *acks) Run(ctx context.Context) error {
	tick := time.NewTicker(ackEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			for _, m := range a.present() {
				a.send(m)
			}
		}
	}
}

func (a *acks) present() (marks []venue.Mark) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for source, at := range a.heard {
		if time.Since(at) > ackWhile {
			delete(a.heard, source)
		} else if m, ok := a.committed[source]; ok {
			marks = append(marks, m)
		}
	}
	return marks
}
