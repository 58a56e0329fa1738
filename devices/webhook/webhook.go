// Package webhook tells a service elsewhere what happened at the venue: a
// Driver of Message that posts it, signed by the Standard Webhooks scheme
// (https://github.com/standard-webhooks/standard-webhooks, version 1.0.0), so
// that a receiver checks it with a library it has already. It promises one
// webhook-id for every try of a message, that no redirect is followed, that a
// reply is read up to a bound, and that nothing is sent into the venue's own
// network unless the hook is allowed to. It never retries by itself: whether
// waiting helps is said here, how long is the Outbox's affair. No address
// beyond the host, and no secret, stands in an error or a log: the path of a
// hook is often a key to it.
package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"foyer/devices"
)

// Config is one hook.
type Config struct {
	Name string // what the venue file calls it, for errors and health
	URL  string // https://..., or http://... into the venue's own network
	// Secrets are "whsec_" and base64 of 24 to 64 bytes, the newest first. Each
	// signs, so that a receiver can change over while both are here.
	Secrets []string
	// Private allows addresses of the venue's own network and of this machine.
	Private bool
	CA      []byte // PEM to trust instead of the machine's roots; nil = those
	// Timeout bounds one Do; 0 = 15 s, the least that the specification advises.
	Timeout time.Duration
}

// Message is one thing to tell.
type Message struct {
	// ID is the webhook-id: letters, digits, - and _. Receivers know a repeat
	// by it, so one cause must always have the same; see ID.
	ID   string
	Type string          // full-stop delimited, such as "rule.coffee-gift"
	At   time.Time       // when it happened, not when it is sent
	Data json.RawMessage // any JSON value
}

// Hook is one receiver. It is safe for use by many at once.
type Hook struct {
	config    Config
	host      string
	keys      [][]byte
	client    *http.Client
	transport *http.Transport
	log       *slog.Logger

	mu     sync.Mutex
	health devices.Health
	alone  bool      // it asked to be left alone
	shut   time.Time // until then it is not asked
	why    error     // why it is shut
}

// The bounds of one exchange.
const (
	requestLimit = 15 * time.Second
	dialLimit    = 5 * time.Second
	answerLimit  = 64 << 10 // bytes that are read of a reply
	bodyLimit    = 20 << 10 // bytes of a message: what the specification advises
)

// New makes a hook. Nothing is sent yet.
func New(c Config, log *slog.Logger) (*Hook, error) {
	if err := Check(c.URL, c.Private); err != nil {
		return nil, fmt.Errorf("webhook %s: %w", c.Name, err)
	}
	at, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("webhook %s: its address cannot be read", c.Name)
	}
	keys, err := keysOf(c.Secrets)
	if err != nil {
		return nil, fmt.Errorf("webhook %s: %w", c.Name, err)
	}
	if c.Timeout <= 0 {
		c.Timeout = requestLimit
	}
	h := &Hook{config: c, host: at.Hostname(), keys: keys, log: log, health: devices.Health{Up: true, Since: time.Now()}}
	if h.transport, err = newTransport(c, at.Scheme == "http"); err != nil {
		return nil, fmt.Errorf("webhook %s: %w", c.Name, err)
	}
	h.client = &http.Client{Transport: h.transport, CheckRedirect: stay}
	return h, nil
}

// newTransport asks no proxy: the guard would see the proxy's address only.
func newTransport(c Config, plain bool) (*http.Transport, error) {
	var roots *x509.CertPool // nil = the machine's
	if len(c.CA) > 0 {
		roots = x509.NewCertPool()
		if !roots.AppendCertsFromPEM(c.CA) {
			return nil, fmt.Errorf("its `ca` holds no certificate")
		}
	}
	dialer := &net.Dialer{Timeout: dialLimit, KeepAlive: 15 * time.Second, Control: guard{private: c.Private, plain: plain}.control}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    dialLimit,
		IdleConnTimeout:        30 * time.Second,
		MaxConnsPerHost:        4,
		MaxResponseHeaderBytes: answerLimit,
	}, nil
}

// stay follows no redirect: it would carry the message to who knows where.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Host is where the hook leads, without its path.
func (h *Hook) Host() string { return h.host }

// Close ends the connections that are idle.
func (h *Hook) Close() { h.transport.CloseIdleConnections() }

// Do tells one message. A hook that asked to be left alone is not asked.
func (h *Hook) Do(ctx context.Context, m Message) error {
	body, err := m.body()
	if err != nil {
		h.refused()
		return devices.Permanent(fmt.Errorf("webhook %s: %w", h.config.Name, err))
	}
	if err := h.closed(time.Now()); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, h.config.Timeout)
	defer cancel()
	return h.act(ctx, h.ask(ctx, m.ID, body))
}

// body is the payload: minified JSON of type, timestamp and data.
func (m Message) body() ([]byte, error) {
	if !plainID(m.ID) {
		return nil, fmt.Errorf("its id is not made of letters, digits, - and _")
	}
	data := m.Data
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	body, err := json.Marshal(struct {
		Type      string          `json:"type"`
		Timestamp time.Time       `json:"timestamp"`
		Data      json.RawMessage `json:"data"`
	}{m.Type, m.At.UTC(), data})
	if err != nil {
		return nil, fmt.Errorf("its data cannot be written: %w", err)
	}
	if len(body) > bodyLimit {
		return nil, fmt.Errorf("%d bytes are too many for a webhook: at most %d", len(body), bodyLimit)
	}
	return body, nil
}

// request is one signed try.
func (h *Hook) request(ctx context.Context, id string, body []byte, now time.Time) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.config.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Foyer")
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", stamp)
	r.Header.Set("webhook-signature", sign(h.keys, id, stamp, body))
	return r, nil
}
