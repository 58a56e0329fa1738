// Package broker is the embedded MQTT broker, for the demo and for trying Foyer
// out, and the door to mochi-mqtt. A venue runs a broker of its own.
//
// It promises a broker that anyone on this machine may use and nobody else can
// reach. It keeps nothing: what it held is gone when it ends.
//
// Its library is known to mix up the packet numbers of both directions, so that
// a client which publishes at QoS 1 loses deliveries it has not acknowledged:
// publish and subscribe over two connections.
package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
)

const (
	// festival is how long a retained message lives, in seconds: the library
	// throws them away after a day unless told otherwise.
	festival = 30 * 24 * 60 * 60
	// largest packet, bytes. Whoever sends a larger one is disconnected.
	largest = 256 << 10
	// pending is how many messages may wait for one slow client.
	pending = 1 << 16
)

// ErrNotLoopback says that an address can be reached from other machines.
var ErrNotLoopback = errors.New("the embedded broker lets everybody in, so it listens on the loopback only; run mosquitto for other machines")

// Broker is one embedded broker.
type Broker struct {
	server *mqtt.Server
	door   listeners.Listener
}

// New makes a broker that listens on addr, such as 127.0.0.1:1883; port 0 takes
// a free one. Clients can connect at once and are answered when Run runs.
func New(addr string, log *slog.Logger) (*Broker, error) {
	if err := onLoopback(addr); err != nil {
		return nil, fmt.Errorf("broker: listen on %s: %w", addr, err)
	}
	b := &Broker{server: mqtt.New(&mqtt.Options{Capabilities: capabilities(), Logger: quiet(log)})}
	b.door = &door{
		Listener: listeners.NewTCP(listeners.Config{ID: "loopback", Address: addr}),
		clients:  &b.server.Listeners.ClientsWg, inside: map[net.Conn]bool{},
	}
	if err := b.server.AddHook(new(auth.AllowHook), nil); err != nil {
		return nil, fmt.Errorf("broker: let everybody in: %w", err)
	}
	if err := b.server.AddListener(b.door); err != nil {
		return nil, fmt.Errorf("broker: listen on %s: %w", addr, err)
	}
	return b, nil
}

// Addr is where the broker listens, with the real port.
func (b *Broker) Addr() string { return b.door.Address() }

// Run serves until ctx ends.
func (b *Broker) Run(ctx context.Context) error {
	if err := b.server.Serve(); err != nil {
		return fmt.Errorf("broker: serve: %w", err)
	}
	<-ctx.Done()
	if err := b.server.Close(); err != nil {
		return fmt.Errorf("broker: close: %w", err)
	}
	return nil
}

func onLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return ErrNotLoopback
	}
	return nil
}

func capabilities() *mqtt.Capabilities {
	c := mqtt.NewDefaultServerCapabilities()
	c.MaximumInflight = math.MaxUint16
	c.MaximumMessageExpiryInterval = festival
	c.MaximumClientWritesPending = pending
	c.MaximumPacketSize = largest
	return c
}

// quiet passes on what a person could act on. The library also tells of every
// client by its name, and phones have names.
func quiet(log *slog.Logger) *slog.Logger {
	if log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(errorsOnly{log.With("component", "broker").Handler()})
}

// errorsOnly hides everything below an error.
type errorsOnly struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h errorsOnly) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (h errorsOnly) WithAttrs(attrs []slog.Attr) slog.Handler {
	return errorsOnly{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h errorsOnly) WithGroup(name string) slog.Handler {
	return errorsOnly{h.Handler.WithGroup(name)}
}
