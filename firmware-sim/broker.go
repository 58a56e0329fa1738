package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"sync"

	"foyer/beacons/link"
	"foyer/firmware-sim/gateways"
)

// publisher lets gateways publish through a link.
type publisher struct{ *link.Link }

// Publish implements gateways.Publisher.
func (p publisher) Publish(ctx context.Context, topic string, body []byte, qos byte, retain bool) error {
	return p.Link.Publish(ctx, link.Message{Topic: topic, Body: body, QoS: qos, Retain: retain})
}

// party is the goroutines that a command has started: they end with it.
type party struct {
	stop context.CancelFunc
	wait sync.WaitGroup
	errs chan error
}

// start runs all of them until leave. A run that fails ends the others.
func start(ctx context.Context, runs ...func(context.Context) error) (context.Context, *party) {
	ctx, stop := context.WithCancel(ctx)
	p := &party{stop: stop, errs: make(chan error, 1)}
	for _, run := range runs {
		p.run(ctx, run)
	}
	return ctx, p
}

// run adds one.
func (p *party) run(ctx context.Context, run func(context.Context) error) {
	p.wait.Go(func() {
		if err := run(ctx); err != nil {
			select {
			case p.errs <- err: // the first is told
			default:
			}
			p.stop()
		}
	})
}

// leave ends the party and returns what went wrong first.
func (p *party) leave() error {
	p.stop()
	return p.finish()
}

// finish waits until all have ended by themselves, and returns what went wrong
// first.
func (p *party) finish() error {
	p.wait.Wait()
	p.stop()
	select {
	case err := <-p.errs:
		return err
	default:
		return nil
	}
}

// connect makes a link that tells once it is up.
func connect(o link.Options) (l *link.Link, up <-chan struct{}) {
	first := make(chan struct{})
	var once sync.Once
	o.Clean = true
	o.Client += "-" + randomHex(4)
	o.Up = func() { once.Do(func() { close(first) }) }
	return link.New(o), first
}

// listen makes a link through which a fleet speaks and hears its answers.
func listen(broker string, f *gateways.Fleet, log *slog.Logger) (*gateways.Line, *link.Link, <-chan struct{}) {
	var line *gateways.Line
	l, up := connect(link.Options{
		URL: broker, Client: "foyer-sim-gateways", Log: log,
		Subscribe: []link.Filter{{Topic: f.AckTopic()}},
		Hear: func(d link.Delivery) {
			if err := line.Acked(d.Topic, d.Body); err != nil {
				log.Warn("answer not understood", "err", err)
			}
			if d.Ack != nil {
				d.Ack()
			}
		},
	})
	line = gateways.NewLine(f, publisher{l})
	return line, l, up
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}
