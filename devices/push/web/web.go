// Package web tells browsers through their push services (RFC 8030, 8291 and
// 8292): a Driver of rules.Push whose address is a PushSubscription, and the
// door to webpush-go. It promises that nothing is sent anywhere but to a push
// service of the allow-list, that a copy of an effect replaces the one before
// it while that waits (same Topic) and on the screen (same id), that "accepted"
// is the service's word and never called delivered, and that no subscription
// and no key stands in an error or a log. It never retries by itself.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"foyer/devices"
	"foyer/rules"
)

// Config is one sender.
type Config struct {
	// Subscriber is whom a push service may write to about us: an address such
	// as ops@example.org, bare, or an https URL.
	Subscriber string
	Keys       Keys
	// Hosts are push services beside the known ones, see Allowed.
	Hosts []string
	CA    []byte        // PEM to trust instead of the machine's roots: tests and demo
	Clock devices.Clock // which Expires is on; nil = the machine's
	// Timeout bounds one Do, in real time; 0 = 10 s.
	Timeout time.Duration
	// Gone is told that a subscription has ended: it has to be deleted. It is
	// called from Do, by several at a time; nil = nobody is told.
	Gone func(subscription string)
}

// Sender is a sender. It is safe for use by many at once.
type Sender struct {
	config    Config
	allowed   Allowed
	log       *slog.Logger
	client    *http.Client
	transport *http.Transport

	mu     sync.Mutex
	health devices.Health
	row    int // refusals of our key in a row
	busy   int // tries in a row that were not taken
}

// New makes a sender. Nothing is sent yet.
func New(c Config, log *slog.Logger) (*Sender, error) {
	if c.Timeout <= 0 {
		c.Timeout = requestLimit
	}
	if c.Clock == nil {
		c.Clock = devices.Machine{}
	}
	allowed, err := NewAllowed(c.Hosts)
	if err = errors.Join(err, c.validate()); err != nil {
		return nil, fmt.Errorf("web push: %w", err)
	}
	transport, err := newTransport(allowed, c.CA)
	if err != nil {
		return nil, err
	}
	return &Sender{
		config: c, allowed: allowed, log: log, transport: transport,
		client: &http.Client{Transport: bounded{transport}, CheckRedirect: stay},
		health: devices.Health{Up: true, Since: time.Now()},
	}, nil
}

func (c Config) validate() error {
	var problems []error
	switch https := strings.HasPrefix(c.Subscriber, "https://"); {
	case strings.HasPrefix(c.Subscriber, "mailto:"):
		problems = append(problems, errors.New("subject: write the bare address, without the mailto"))
	case !https && !strings.Contains(c.Subscriber, "@"):
		problems = append(problems, errors.New("subject: want an address such as ops@example.org, or an https URL"))
	}
	if err := c.Keys.check(); err != nil {
		problems = append(problems, fmt.Errorf("keys: %w", err))
	}
	return errors.Join(problems...)
}

// Public is the key that a browser has to subscribe with, base64url.
func (s *Sender) Public() string { return s.config.Keys.Public }

// Read reads a subscription as a browser gives it, and refuses one that this
// sender would not send to.
func (s *Sender) Read(text string) (Subscription, error) { return Read(text, s.allowed) }

// Close ends the connections to the push services once they are idle.
func (s *Sender) Close() { s.transport.CloseIdleConnections() }

// Do sends one push. It takes at most the configured time-out.
func (s *Sender) Do(ctx context.Context, p rules.Push) error {
	to, err := s.Read(p.Token)
	if err == nil {
		var body []byte
		if body, err = encode(p); err == nil {
			return s.send(ctx, p, to, body)
		}
	}
	s.refused("")
	return devices.Permanent(fmt.Errorf("web push: %w", err))
}

func (s *Sender) send(ctx context.Context, p rules.Push, to Subscription, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	ttl := lifetime(p.Expires, s.config.Clock.Now())
	ctx, seen := watch(ctx)
	response, err := webpush.SendNotificationWithContext(ctx, body, &webpush.Subscription{
		Endpoint: to.Endpoint, Keys: webpush.Keys{Auth: to.Keys.Auth, P256dh: to.Keys.P256dh},
	}, &webpush.Options{
		HTTPClient: s.client, Subscriber: s.config.Subscriber, Topic: topic(p.ID), TTL: int(ttl / time.Second), Urgency: urgency(ttl),
		VAPIDPublicKey: s.config.Keys.Public, VAPIDPrivateKey: s.config.Keys.Private,
	})
	if err == nil {
		defer func() { _ = response.Body.Close() }()
	}
	return s.act(p, to, read(response, err, seen.sent.Load()))
}

// Bounds of what is sent.
const (
	// plainLimit is what webpush-go can pad to a body of 4096 bytes, the most
	// that a push service has to take (RFC 8030, 7.2).
	plainLimit = 3993
	// longest is how long a push service keeps a push at most.
	longest = 28 * 24 * time.Hour
	// urgent is how near the end of an offer is that is worth a phone's battery.
	urgent = 6 * time.Hour
)

// Note is what a service worker is given to show.
type Note struct {
	ID    string `json:"id"` // for its receipts, and the place on the screen
	Title string `json:"title"`
	Body  string `json:"body"`
	// Until is the end of the offer, Unix ms; 0 = it has none.
	Until int64 `json:"until,omitempty"`
}

// encode writes what is encrypted, and refuses what would not fit.
func encode(p rules.Push) ([]byte, error) {
	n := Note{ID: p.ID, Title: p.Title, Body: p.Body}
	if !p.Expires.IsZero() {
		n.Until = p.Expires.UnixMilli()
	}
	body, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	if len(body) > plainLimit {
		return nil, fmt.Errorf("payload of %d bytes, browsers take %d: shorten title or body", len(body), plainLimit)
	}
	return body, nil
}

// lifetime is how long the push may wait for the browser: to the end of the
// offer. 0 is now or never.
func lifetime(end, now time.Time) time.Duration {
	if end.IsZero() {
		return 0
	}
	return min(max(0, end.Sub(now)), longest)
}

func urgency(ttl time.Duration) webpush.Urgency {
	if ttl <= urgent {
		return webpush.UrgencyHigh
	}
	return webpush.UrgencyNormal
}
