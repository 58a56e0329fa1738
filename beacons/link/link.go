// Package link is the door to the MQTT broker, and the only one to paho.
//
// It promises that a link stays connected, or keeps trying, until its context
// ends; that every subscription is made again, and the answer to it checked, at
// every connect; that what comes in is heard one message after the other in the
// order the broker sent it; and that Health says in plain words what is wrong.
//
// It never keeps a message for later: a message that cannot be sent now is an
// error, an error of Publish means "unknown" and not "not sent", and an Ack is
// no proof of anything. Whoever must not lose a message keeps it until the
// other side says, in a message of its own, that it has it.
package link

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// ErrAway says that the link is not connected. Nothing was sent.
var ErrAway = errors.New("link: not connected")

// ErrUnknown says that the connection broke, or the time was up, before the
// broker answered: the message may have arrived or not.
var ErrUnknown = errors.New("link: nobody knows whether the message arrived")

var errGone = errors.New("the connection broke")

// Message is one MQTT message. Use QoS 0 or 1; with 2 the client library would
// hand the same message over twice.
type Message struct {
	Topic  string
	Body   []byte
	QoS    byte
	Retain bool
}

// Delivery is a message that came in. Body is lent until Hear
// returns.
type Delivery struct {
	Message
	// Ack tells the broker not to send the message again; call it once the
	// message is safe. It is nil at QoS 0. An Ack after the connection broke is
	// lost, and the message comes again.
	Ack func()
}

// Filter is one subscription with the best QoS it is wanted at.
type Filter struct {
	Topic string
	QoS   byte
}

// Options is how a link is made. URL and Client must be set.
type Options struct {
	// URL is where the broker listens: tcp or mqtt, or for TLS one of tls, ssl
	// and mqtts. It may carry a user and a password.
	URL string
	// Client is the id under which the broker knows us; only one may use it.
	Client string
	// Clean asks the broker to forget us whenever we part. Otherwise it keeps
	// our subscriptions and the QoS 1 messages we have not acknowledged.
	Clean          bool
	User, Password string
	TLS            *tls.Config // nil = the machine's certificates
	Subscribe      []Filter
	// Hear is called for each message that comes in, in order, one at a time,
	// on the path that reads the connection: while it blocks nothing is read,
	// and the broker takes us for dead after 30 s.
	Hear func(Delivery)
	// Rest is called, on the same path, each time everything at hand has been
	// heard.
	Rest func()
	// Eager hears every message the moment it is here. Otherwise, in a crowd of
	// them, each waits up to 8 ms for others, which spares most of the cost.
	Eager bool
	// Will is published by the broker when we vanish, and by us when we end.
	Will *Message
	// Birth gives the messages to publish at every connect.
	Birth func() []Message
	Up    func()      // after every connect, subscribed and born
	Down  func(error) // after every lost connection
	Log   *slog.Logger
}

// Link is one connection to a broker that mends itself.
type Link struct {
	o       Options
	hearing sync.Mutex // a late message of a lost connection must not be heard beside one of the next

	mu     sync.Mutex
	client mqtt.Client     // nil while away
	gone   <-chan struct{} // closed when the client's connection breaks
	health Health
}

// Health says how a link is.
type Health struct {
	Up bool
	// Since is when Up changed last.
	Since time.Time
	// Problem is what is wrong, in plain words; "" = nothing. A link can be up
	// and have one, such as a refused subscription.
	Problem string
}

// New makes a link that is not connected yet; Run connects it.
func New(o Options) *Link {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Log = o.Log.With("component", "link")
	return &Link{o: o, health: Health{Since: time.Now(), Problem: "not connected yet"}}
}

// Health says how the link is now.
func (l *Link) Health() Health {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.health
}

// Publish sends a message and waits, at QoS 1, until the broker has taken it.
// It fails at once with ErrAway when the link is not connected. Any other error
// means that nobody knows whether the message arrived. It returns after 5 s at
// the latest when the line is stuck, or when ctx ends.
func (l *Link) Publish(ctx context.Context, m Message) error {
	l.mu.Lock()
	client, gone := l.client, l.gone
	l.mu.Unlock()
	if client == nil {
		return ErrAway
	}
	if err := await(ctx, gone, client.Publish(m.Topic, m.QoS, m.Retain, m.Body)); err != nil {
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return nil
}

// await waits for the broker's answer.
func await(ctx context.Context, gone <-chan struct{}, token mqtt.Token) error {
	select {
	case <-token.Done():
		return token.Error()
	case <-gone:
		return errGone
	case <-ctx.Done():
		return ctx.Err()
	}
}
