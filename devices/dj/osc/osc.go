// Package osc tells a desk of lights or pictures by Open Sound Control 1.0 what
// the DJ's list says: a dj.Sink over UDP. It promises one bundle, small enough
// for one packet, that holds the whole state, so that a lost one is mended by
// the next. OSC never answers, so it promises nothing about who hears.
//
// The bundle holds, in this order:
//
//	/foyer/dj/paused   ,i     1 = no requests are taken
//	/foyer/dj/playing  ,s     the song that was played last, "" = none
//	/foyer/dj/songs    ,i     how many songs are open
//	/foyer/dj/top      ,isif  place from 1, song, votes, weight     (up to 5)
//	/foyer/dj/tastes   ,i     how many tastes follow
//	/foyer/dj/taste    ,isii  place from 1, taste, people, trend    (up to 5)
package osc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"foyer/devices"
	"foyer/devices/dj"
)

// shown is how many songs and how many tastes are told.
const shown = 5

// Config is one listener.
type Config struct {
	Address string        // host:port
	Clock   devices.Clock // nil = the machine's
}

// Speaker is a dj.Sink. It is safe for use by many at once.
type Speaker struct {
	config Config

	mu     sync.Mutex
	health devices.Health
}

// New makes a speaker. Nothing is sent yet.
func New(c Config) *Speaker {
	if c.Clock == nil {
		c.Clock = devices.Machine{}
	}
	return &Speaker{config: c, health: devices.Health{Up: true, Since: c.Clock.Now()}}
}

// Health tells how the last packet went. A machine that is there and does not
// listen refuses it; one that is off says nothing.
func (s *Speaker) Health() devices.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.health
}

// Do sends the list. That a machine does not listen is noticed with the packet
// after the first that it refused.
func (s *Speaker) Do(ctx context.Context, l dj.List) error {
	if err := ctx.Err(); err != nil {
		return devices.Unsent(fmt.Errorf("osc: %w", err))
	}
	err := s.send(ctx, packet(l))
	s.note(err)
	if err != nil {
		return devices.Unsent(fmt.Errorf("osc: %w", err))
	}
	return nil
}

// answerIn is how long a refusal may take to come back: they are near.
const answerIn = 50 * time.Millisecond

func (s *Speaker) send(ctx context.Context, body []byte) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "udp", s.config.Address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write(body); err != nil {
		return err
	}
	// Nothing is ever answered, but a refusal (ICMP) shows as an error here.
	_ = conn.SetReadDeadline(time.Now().Add(answerIn))
	if _, err := conn.Read(make([]byte, 1)); errors.Is(err, syscall.ECONNREFUSED) {
		return err
	}
	return nil
}

func (s *Speaker) note(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if up := err == nil; up != s.health.Up {
		s.health.Up, s.health.Since = up, s.config.Clock.Now()
	}
	s.health.Problem = ""
	switch {
	case err == nil:
		s.health.Accepted++
	case errors.Is(err, syscall.ECONNREFUSED):
		s.health.Problem = "Nobody listens for OSC at " + s.config.Address + ". Start the program there, or check the port in the venue file."
	default:
		s.health.Problem = "Nothing can be sent to " + s.config.Address + ". Check the address in the venue file, and the network."
	}
}
