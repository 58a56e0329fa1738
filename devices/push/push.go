// Package push tells phones through Apple's push service: a Driver of
// rules.Push, and the door to apns2. It promises that a copy of an effect
// replaces the one before it on the screen (same apns-id, same collapse id),
// that "accepted" is Apple's word and never called delivered, and that no
// device token stands in an error or a log. It never retries by itself: how
// long to wait is the wrappers' affair, whether waiting helps is said here.
//
// Give an Outbox of pushes the person as its key, so that a busy phone is left
// alone by the next push too.
package push

import (
	"context"
	"crypto/elliptic"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/sideshow/apns2"
	"github.com/sideshow/apns2/token"

	"foyer/devices"
	"foyer/rules"
)

// Apple's two hosts.
const (
	Production = apns2.HostProduction
	Sandbox    = apns2.HostDevelopment
)

// Config is one sender: an app and the account that may push to it.
type Config struct {
	Host   string // "https://host[:port]"; no default, so that nobody lands in the sandbox unaware
	Topic  string // the app's bundle id
	TeamID string
	KeyID  string
	Key    []byte // the .p8 file: PEM of a PKCS 8 P-256 key
	CA     []byte // PEM to trust instead of the machine's roots: tests and demo
	// Store keeps the provider token over restarts; nil = it is made anew,
	// which Apple punishes when it happens twice in 20 minutes.
	Store Store
	// Timeout bounds one Do, in real time; 0 = 10 s.
	Timeout time.Duration
	// Gone is told that the app was removed from a phone at since: its token
	// has to be deleted, unless it was registered after that. It is called
	// from Do, by several at a time; nil = nobody is told.
	Gone func(token string, since time.Time)
}

// Store keeps a small secret.
type Store interface {
	SaveBlob(ctx context.Context, name string, blob []byte) error
	// LoadBlob returns nil when nothing was saved under the name.
	LoadBlob(ctx context.Context, name string) ([]byte, error)
}

// APNs is a sender. It is safe for use by many at once.
type APNs struct {
	config    Config
	log       *slog.Logger
	client    *apns2.Client
	transport *http.Transport
	bearer    *bearer

	mu         sync.Mutex
	health     devices.Health
	shut       time.Time // until then Apple is not asked
	why        error     // why it is shut
	unknownRow int       // phones in a row that Apple does not know
	busyRow    int       // tries in a row that Apple did not take
}

// New makes a sender. Nothing is sent yet.
func New(c Config, log *slog.Logger) (*APNs, error) {
	c.Host = strings.TrimSuffix(c.Host, "/")
	if c.Timeout <= 0 {
		c.Timeout = requestLimit
	}
	if err := c.validate(); err != nil {
		return nil, err
	}
	key, err := token.AuthKeyFromBytes(c.Key)
	if err != nil {
		return nil, fmt.Errorf("push: key: %w", err)
	}
	if key.Curve != elliptic.P256() {
		return nil, errors.New("push: key: want a P-256 key, as Apple gives in a .p8 file")
	}
	transport, err := newTransport(c.CA)
	if err != nil {
		return nil, err
	}
	tok := &token.Token{AuthKey: key, KeyID: c.KeyID, TeamID: c.TeamID}
	client := apns2.NewTokenClient(tok)
	client.Host = c.Host
	client.HTTPClient = &http.Client{Transport: witness{transport}, CheckRedirect: stay}
	return &APNs{
		config: c, log: log, client: client, transport: transport,
		bearer: newBearer(tok, c.Store, log),
		health: devices.Health{Up: true, Since: time.Now()},
	}, nil
}

func (c Config) validate() error {
	var problems []error
	if u, err := url.Parse(c.Host); err != nil || u.Scheme != "https" || u.Host == "" || u.Path != "" {
		problems = append(problems, fmt.Errorf("host %q: want https://host[:port]", c.Host))
	}
	for name, value := range map[string]string{"topic": c.Topic, "team_id": c.TeamID, "key_id": c.KeyID} {
		if value == "" {
			problems = append(problems, fmt.Errorf("%s is empty", name))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("push: %w", err)
	}
	return nil
}

// Close ends the connection to Apple once it is idle.
func (a *APNs) Close() { a.transport.CloseIdleConnections() }

// Do sends one push. It takes at most the configured time-out.
func (a *APNs) Do(ctx context.Context, p rules.Push) error {
	n, err := a.notification(p)
	if err != nil {
		a.refused("")
		return devices.Permanent(fmt.Errorf("push: %w", err))
	}
	if err := a.closed(time.Now()); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, a.config.Timeout)
	defer cancel()
	used, err := a.bearer.ready(ctx, time.Now())
	if err != nil {
		return devices.Unsent(fmt.Errorf("push: provider token: %w", err))
	}
	said := a.ask(ctx, n)
	if said.means() == renewBearer && a.bearer.renew(ctx, used, time.Now()) == nil {
		said = a.ask(ctx, n)
	}
	return a.act(p, n.ApnsID, said)
}
