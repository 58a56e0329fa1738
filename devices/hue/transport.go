package hue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// replyLimit bounds a reply; all lamps of a full bridge are some 150 kB.
const replyLimit = 4 << 20

// Busy says that the bridge answered that it takes nothing now.
type Busy struct {
	Status int // HTTP status, or the error type 901
}

// Error names the status.
func (b *Busy) Error() string { return fmt.Sprintf("the bridge is busy (%d)", b.Status) }

// Broken says that the bridge answered, and not as a bridge does.
type Broken struct{ What string }

// Error says what was wrong.
func (b *Broken) Error() string { return "the bridge answered nonsense: " + b.What }

// errNotInstalled is what New says when huego could hang for ever.
var errNotInstalled = errors.New("hue: http.DefaultClient has no hue.Transport; main installs it before anything else")

// Transport is what main puts into http.DefaultClient before anything else:
//
//	http.DefaultClient = &http.Client{Transport: hue.Transport(http.DefaultTransport)}
//
// Requests of this package (and of huego on its behalf) get two connections a
// bridge at most, no proxy, a bounded reply, and a status that says "busy"
// becomes an error of type *Busy. All other requests go to base untouched.
func Transport(base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{rest: base, bridges: map[string]*http.Transport{}}
}

// connections makes the connections to bridges with one certificate.
func connections(pin string) *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
		MaxConnsPerHost:       2,
		MaxIdleConnsPerHost:   2,
		IdleConnTimeout:       90 * time.Second,
		ResponseHeaderTimeout: 10 * time.Second,
		TLSHandshakeTimeout:   5 * time.Second,
		TLSClientConfig:       Pinned(pin),
	}
}

func installed() error {
	if _, ok := http.DefaultClient.Transport.(*transport); !ok {
		return errNotInstalled
	}
	return nil
}

type transport struct {
	rest http.RoundTripper

	mu      sync.Mutex
	bridges map[string]*http.Transport // by pin
}

// ours marks the context of a request to a bridge; its value is the pin.
type ours struct{}

// request is the context for one request to the bridge of this pin. huego
// passes it on, so the transport knows its own without a list of hosts.
func request(ctx context.Context, pin string, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithValue(ctx, ours{}, pin), limit)
}

// to is the connections to the bridge of this pin.
func (t *transport) to(pin string) *http.Transport {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bridges[pin] == nil {
		t.bridges[pin] = connections(pin)
	}
	return t.bridges[pin]
}

// RoundTrip does one request.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	pin, is := r.Context().Value(ours{}).(string)
	if !is {
		return t.rest.RoundTrip(r)
	}
	res, err := t.to(pin).RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		_ = res.Body.Close()
		return nil, status(res.StatusCode)
	}
	res.Body = &limited{Reader: io.LimitReader(res.Body, replyLimit), Closer: res.Body}
	return res, nil
}

// CloseIdleConnections closes what lies idle, to bridges and to others.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.rest.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.bridges {
		c.CloseIdleConnections()
	}
}

func status(code int) error {
	if code == http.StatusTooManyRequests || code >= http.StatusInternalServerError {
		return &Busy{Status: code}
	}
	return &Broken{What: fmt.Sprintf("HTTP status %d", code)}
}

type limited struct {
	io.Reader
	io.Closer
}
