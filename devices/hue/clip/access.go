package clip

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"foyer/devices"
	"foyer/devices/hue"
)

// errUnpaired says that there is no key to the bridge.
var errUnpaired = errors.New("there is no key to the bridge")

// access is how the bridge is spoken to: it changes as a whole, when somebody
// pairs with it while we run.
type access struct {
	hue.Paired
	asks   *http.Client // for questions and commands
	events *http.Client // for the one long answer, on a connection of its own
}

func newAccess(p hue.Paired, limit time.Duration) *access {
	return &access{p, &http.Client{Transport: connections(p.Pin), Timeout: limit}, &http.Client{Transport: connections(p.Pin)}}
}

// connections makes the connections to the bridge of this pin. HTTP/2 asks by
// itself whether a quiet one still lives.
func connections(pin string) *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
		TLSClientConfig:       hue.Pinned(pin),
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 10 * time.Second,
		IdleConnTimeout:       90 * time.Second,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second},
	}
}

func (a *access) closeIdle() {
	a.asks.CloseIdleConnections()
	a.events.CloseIdleConnections()
}

// Use takes a new key, and everything is read anew.
func (b *Bridge) Use(p hue.Paired) error {
	if p.Pin == "" {
		return fmt.Errorf("clip: bridge %s: https needs the pin that pairing gave", b.host)
	}
	b.access.Swap(newAccess(p, b.config.Timeout)).closeIdle()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heart.denied, b.heart.last, b.loaded = nil, nil, false
	b.rouse()
	return nil
}

// Paired tells whether there is a key that the bridge has not refused, nor
// answered under another certificate.
func (b *Bridge) Paired() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.unpaired() == nil && b.heart.denied == nil && !errors.Is(b.heart.last, hue.ErrCertificate)
}

// Tried tells whether this is the key we have.
func (b *Bridge) Tried(p hue.Paired) bool { return b.access.Load().Paired == p }

// unpaired is why nothing can be done before somebody pairs; nil = it can.
func (b *Bridge) unpaired() error {
	if b.access.Load().Key == "" {
		return devices.Permanent(fmt.Errorf("%w: %s", errUnpaired, cmp.Or(b.config.Lacks, "nobody has paired with it yet")))
	}
	return nil
}

// Close closes connections that lie idle.
func (b *Bridge) Close() { b.access.Load().closeIdle() }
