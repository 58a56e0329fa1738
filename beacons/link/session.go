package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// session is one connection from its first packet to its last, and one client
// of paho: a used one is not used again.
type session struct {
	l      *Link
	client mqtt.Client
	life   context.Context // ends when the connection breaks, with the cause
	end    context.CancelCauseFunc
	passed atomic.Int64 // messages that are on their way through paho
	// joined ends the time in which the end of ctx closes the connection; nil
	// when there was none to close.
	joined func() bool
}

func newSession(ctx context.Context, l *Link, broker *target) *session {
	s := &session{l: l}
	s.life, s.end = context.WithCancelCause(context.WithoutCancel(ctx))
	s.client = mqtt.NewClient(s.options(ctx, broker))
	return s
}

// run connects and stays until the connection breaks or ctx ends.
func (s *session) run(ctx context.Context) error {
	defer s.end(nil)
	welcome := s.client.Connect()
	<-welcome.Done() // soon: dialling ends with ctx, and the end of ctx closes the connection
	if s.joined != nil {
		s.joined()
	}
	if err := welcome.Error(); err != nil {
		return fmt.Errorf("connecting to the broker: %w", err)
	}
	defer s.client.Disconnect(uint(goodbye.Milliseconds()))
	problem, err := s.subscribe(ctx)
	if err != nil {
		return fmt.Errorf("subscribing: %w", err)
	}
	s.l.here(s.client, s.life.Done(), problem)
	s.l.bear(ctx)
	select {
	case <-s.life.Done():
		return broken(context.Cause(s.life))
	case <-ctx.Done():
		s.l.farewell()
		return ctx.Err()
	}
}

// broken says in plain words how a connection ended.
func broken(why error) error {
	if errors.Is(why, io.EOF) {
		return errors.New("the broker closed the connection")
	}
	return fmt.Errorf("the connection broke: %w", why)
}

// subscribe makes every subscription and reads what was granted: a refusal is
// no error to paho. One refused leaves the others standing.
func (s *session) subscribe(ctx context.Context) (problem string, err error) {
	filters := s.l.o.Subscribe
	if len(filters) == 0 {
		return "", nil
	}
	wanted := make(map[string]byte, len(filters))
	for _, f := range filters {
		wanted[f.Topic] = f.QoS
	}
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	token := s.client.SubscribeMultiple(wanted, nil)
	if err := await(ctx, s.life.Done(), token); err != nil {
		return "", err
	}
	granted, ok := token.(*mqtt.SubscribeToken)
	if !ok {
		return "", fmt.Errorf("the broker answered with %T", token)
	}
	return judge(filters, granted.Result()), nil
}

// judge says what is wrong with the granted subscriptions.
func judge(wanted []Filter, granted map[string]byte) string {
	for _, f := range wanted {
		switch got := granted[f.Topic]; {
		case got > 2:
			return fmt.Sprintf("the broker refused the subscription to %s", f.Topic)
		case got < f.QoS:
			return fmt.Sprintf("the broker grants the subscription to %s only at QoS %d", f.Topic, got)
		}
	}
	return ""
}

// bear publishes what must be said at every connect.
func (l *Link) bear(ctx context.Context) {
	if l.o.Birth != nil {
		for _, m := range l.o.Birth() {
			if err := l.Publish(ctx, m); err != nil {
				l.o.Log.WarnContext(ctx, "birth message not sent", "topic", m.Topic, "err", err)
			}
		}
	}
	if l.o.Up != nil {
		l.o.Up()
	}
}

// farewell publishes the will ourselves: after an orderly goodbye the broker
// would keep it to itself.
func (l *Link) farewell() {
	if l.o.Will == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	if err := l.Publish(ctx, *l.o.Will); err != nil {
		l.o.Log.WarnContext(ctx, "last message not sent", "topic", l.o.Will.Topic, "err", err)
	}
}

// hear lets one message be heard at a time.
func (l *Link) hear(d Delivery) {
	l.hearing.Lock()
	defer l.hearing.Unlock()
	if l.o.Hear != nil {
		l.o.Hear(d)
	}
}

func (l *Link) rest() {
	if l.o.Rest != nil {
		l.o.Rest()
	}
}

// deliveryOf is a message that came through paho.
func deliveryOf(m mqtt.Message) Delivery {
	d := Delivery{Message: Message{Topic: m.Topic(), Body: m.Payload(), QoS: m.Qos(), Retain: m.Retained()}}
	if d.QoS > 0 {
		d.Ack = m.Ack
	}
	return d
}
