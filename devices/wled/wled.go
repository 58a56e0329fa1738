// Package wled makes the segments of a WLED light strip wear what a Light says,
// by JSON over HTTP (https://kno.wled.ge/interfaces/json-api/). One Strip is one
// WLED in one zone of the venue, and its segments are its lamps.
//
// It promises: each request says the whole look, so that it may be repeated and
// mends what others have changed; a WLED that was away gets its newest look
// back; no segment flashes; it never waits without a bound; and the colours of
// fewer than three are never shown. It is paced and tried again by who wraps it.
//
// It is the smallest driver here, and the example of devices/README.md.
package wled

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/light"
	"foyer/rules"
)

// Config is one WLED and the zone it lights. URL and Zone are needed.
type Config struct {
	URL  string // "http://192.0.2.8"
	Zone beacons.Zone
	// Segments is how many segments are lamps, counted from the first; 0 = 1.
	Segments int
	// Timeout bounds one request, in real time; 0 = 2 s.
	Timeout time.Duration
	// Check is how often the strip is compared with what it should show; 0 = 5 s.
	Check time.Duration
	// Held says that a light must not be shown for now: the strip stays as it is
	// until it is let go on. nil = never.
	Held func(rules.Light) bool
}

// Strip is one WLED; it does rules.Light for its zone. Do may be called by
// many, Run must run.
type Strip struct {
	config Config
	host   string
	clock  devices.Clock
	log    *slog.Logger
	http   *http.Client

	turn chan struct{} // held by the one who talks to the WLED; it guards what follows
	wall light.Wall
	area light.Area
	want *look       // what the strip should show; nil = nothing yet
	of   rules.Light // the light that want is of
	told bool        // the WLED has taken it
	set  time.Time   // when a light was shown last

	mu      sync.Mutex
	health  devices.Health
	wanted  *look // want, for the page
	shown   *state
	verdict error // of the last request
}

// New makes the driver of one WLED. It says nothing to it yet.
func New(c Config, clock devices.Clock, log *slog.Logger) (*Strip, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" {
		return nil, fmt.Errorf("wled: address %q: a WLED is written as http://192.0.2.8", c.URL)
	}
	c.URL, c.Segments = "http://"+u.Host, max(c.Segments, 1)
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Second
	}
	if c.Check == 0 {
		c.Check = 5 * time.Second
	}
	return &Strip{
		config: c, host: u.Host, clock: clock, log: log.With("component", "wled", "strip", u.Host),
		// One connection: it is a small computer.
		http:   &http.Client{Timeout: c.Timeout, Transport: &http.Transport{MaxConnsPerHost: 1}, CheckRedirect: stay},
		turn:   make(chan struct{}, 1),
		health: devices.Health{Since: clock.Now()}, verdict: errUnasked,
	}, nil
}

// stay follows no redirect: a WLED sends nobody elsewhere.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close ends the connection to the WLED that is kept between two lights.
func (s *Strip) Close() { s.http.CloseIdleConnections() }

// enter takes the turn to talk to the WLED, or ends with ctx.
func (s *Strip) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return devices.Unsent(err)
	}
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return devices.Unsent(ctx.Err())
	}
}

func (s *Strip) leave() { <-s.turn }
