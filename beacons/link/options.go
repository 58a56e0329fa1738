package link

import (
	"context"
	"net"
	"net/url"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// options tells paho what its defaults get wrong. The ways back that
// it has of its own are not used: see firstPause.
func (s *session) options(ctx context.Context, broker *target) *mqtt.ClientOptions {
	o := mqtt.NewClientOptions()
	o.Servers = []*url.URL{broker.url}
	o.SetClientID(s.l.o.Client).SetCleanSession(s.l.o.Clean).SetProtocolVersion(4)
	o.SetUsername(s.l.o.User).SetPassword(s.l.o.Password)
	o.SetAutoReconnect(false).SetConnectRetry(false)
	o.SetConnectTimeout(connectTimeout).SetWriteTimeout(writeTimeout)
	o.SetKeepAlive(keepAlive).SetPingTimeout(pingTimeout)
	o.SetOrderMatters(true).SetAutoAckDisabled(true)
	o.SetStore(mqtt.NewOrderedMemoryStore())
	o.SetConnectionLostHandler(func(_ mqtt.Client, err error) { s.end(err) })
	o.SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) {
		s.l.hear(deliveryOf(m))
		s.l.rest()
		s.passed.Add(-1)
	})
	o.SetCustomOpenConnectionFn(func(*url.URL, mqtt.ClientOptions) (net.Conn, error) {
		conn, err := broker.dial(ctx)
		if err != nil {
			return nil, err
		}
		s.joined = context.AfterFunc(ctx, func() { _ = conn.Close() })
		sieve := newSieve(conn, s.l.hear, &s.passed)
		sieve.pace.eager, sieve.pace.rest = s.l.o.Eager, s.l.rest
		return sieve, nil
	})
	if w := s.l.o.Will; w != nil {
		o.SetBinaryWill(w.Topic, w.Body, w.QoS, w.Retain)
	}
	return o
}
