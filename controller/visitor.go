package main

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"foyer/beacons/link"
)

// embeddedBroker is where the embedded broker of a running controller listens.
const embeddedBroker = "mqtt://127.0.0.1:1883"

// brokerURL is where the venue's broker is.
func brokerURL(c config) string { return cmp.Or(c.Broker.URL, embeddedBroker) }

// visitor is a connection beside a running controller, under a name of its own
// that the broker forgets: it only listens.
func visitor(c config, role string, topics []link.Filter, hear func(link.Delivery)) (*link.Link, error) {
	secure, err := tlsOf(c)
	if err != nil {
		return nil, err
	}
	b := c.Broker
	return link.New(link.Options{
		URL: brokerURL(c), Client: fmt.Sprintf("foyer-%s-%s-%d", c.Venue, role, os.Getpid()), Clean: true,
		User: b.User, Password: b.Password, TLS: secure, Subscribe: topics, Hear: hear, Eager: true,
	}), nil
}

// accompany runs links until the returned function is called, which gives what
// was wrong with them for good.
func accompany(ctx context.Context, links ...*link.Link) (part func() error) {
	ctx, stop := context.WithCancel(ctx)
	all, ctx := errgroup.WithContext(ctx)
	for _, l := range links {
		all.Go(func() error { return l.Run(ctx) })
	}
	return func() error {
		stop()
		return all.Wait()
	}
}

// arrive waits until a link is up, for a while.
func arrive(ctx context.Context, l *link.Link, atMost time.Duration) (link.Health, error) {
	for began := time.Now(); ; {
		if h := l.Health(); h.Up || time.Since(began) >= atMost {
			return h, nil
		}
		if err := rest(ctx, 20*time.Millisecond); err != nil {
			return link.Health{}, err
		}
	}
}

// hostOf is an address without the user and the password that it may carry.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address in the venue file"
	}
	return u.Host
}
