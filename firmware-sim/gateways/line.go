package gateways

import (
	"context"
	"sync"
	"time"

	"foyer/beacons"
)

// Publisher publishes one message. It returns once the message is written, at
// QoS 1 once the broker took it.
type Publisher interface {
	Publish(ctx context.Context, topic string, body []byte, qos byte, retain bool) error
}

// Line is a fleet on a broker. Its methods may be called from any goroutine; it
// waits by the machine's clock, however fast the crowd lives.
type Line struct {
	out Publisher

	mu    sync.Mutex
	fleet *Fleet
	moved chan struct{} // closed and made anew whenever something changed

	news chan struct{} // of one: something may be due
	ride ride          // of Run alone
}

// ride is what is being sent: copies, because the fleet may let go of its own.
type ride struct {
	messages []Message
	bytes    []byte
}

// NewLine joins a fleet, which it then owns, to a publisher.
func NewLine(f *Fleet, out Publisher) *Line {
	return &Line{out: out, fleet: f, moved: make(chan struct{}), news: make(chan struct{}, 1)}
}

// Hear takes what was heard at one anchor; see Fleet.Hear.
func (l *Line) Hear(anchor beacons.Anchor, list []beacons.Sighting) {
	l.mu.Lock()
	l.fleet.Hear(time.Now(), anchor, list)
	l.mu.Unlock()
	l.wake()
}

// Ask takes a song that a phone asks for.
func (l *Line) Ask(id string, phone beacons.Tag, song string) {
	l.mu.Lock()
	l.fleet.Ask(time.Now(), id, phone, song)
	l.mu.Unlock()
	l.wake()
}

// Acked takes the controller's answer to one source; see Fleet.Acked.
func (l *Line) Acked(topic string, body []byte) error {
	l.mu.Lock()
	err := l.fleet.Acked(time.Now(), topic, body)
	l.stir()
	l.mu.Unlock()
	l.wake()
	return err
}

// Unacked is how many messages have no answer yet; see Fleet.Unacked.
func (l *Line) Unacked() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fleet.Unacked()
}

// Counts is what the fleet did so far.
func (l *Line) Counts() Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fleet.Counts()
}

// Settled waits until at most unacked messages have no answer, or ctx ends. A
// driver that keeps step with the controller waits for 0.
func (l *Line) Settled(ctx context.Context, unacked int) error {
	for {
		l.mu.Lock()
		n, moved := l.fleet.Unacked(), l.moved
		l.mu.Unlock()
		if n <= unacked {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Run publishes what is due until ctx ends. A broker that is away loses
// nothing: what got no answer is sent again.
func (l *Line) Run(ctx context.Context) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		if wait := l.send(ctx); wait >= 0 {
			timer.Reset(wait)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-l.news:
		case <-timer.C:
		}
	}
}

// send publishes what is due, without holding the lock, and says how long
// until more is: negative = not before something happens.
func (l *Line) send(ctx context.Context) time.Duration {
	l.load()
	for _, m := range l.ride.messages {
		err := l.out.Publish(ctx, m.Topic, m.Body, m.QoS, false)
		if err != nil {
			l.ride.bytes = nil // somebody may still be reading it
		} else if m.ask != "" {
			l.went(m)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stir()
	wake := l.fleet.Wake()
	if wake.IsZero() {
		return -1
	}
	return max(0, time.Until(wake))
}

// load copies what is due.
func (l *Line) load() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ride.messages, l.ride.bytes = l.ride.messages[:0], l.ride.bytes[:0]
	l.fleet.Due(time.Now(), func(m Message) {
		from := len(l.ride.bytes)
		l.ride.bytes = append(l.ride.bytes, m.Body...)
		m.Body = l.ride.bytes[from:]
		l.ride.messages = append(l.ride.messages, m)
	})
}

func (l *Line) went(m Message) {
	l.mu.Lock()
	l.fleet.Went(m)
	l.mu.Unlock()
}

// stir tells whoever waits that something has changed.
func (l *Line) stir() {
	close(l.moved)
	l.moved = make(chan struct{})
}

func (l *Line) wake() {
	select {
	case l.news <- struct{}{}:
	default:
	}
}
