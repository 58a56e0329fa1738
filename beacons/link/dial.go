package link

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
)

// target is where the broker listens.
type target struct {
	url     *url.URL
	address string
	tls     *tls.Config // nil = no TLS
}

// parse reads the options that can be wrong for good.
func parse(o Options) (*target, error) {
	u, err := url.Parse(o.URL)
	if err != nil {
		return nil, fmt.Errorf("link: broker url: %w", err)
	}
	if o.Client == "" {
		return nil, errors.New("link: a client id is needed, or the broker cannot know us again")
	}
	t := &target{url: u}
	port := "1883"
	switch u.Scheme {
	case "tcp", "mqtt":
	case "tls", "ssl", "mqtts":
		port, t.tls = "8883", &tls.Config{MinVersion: tls.VersionTLS12}
		if o.TLS != nil {
			t.tls = o.TLS
		}
	default:
		return nil, fmt.Errorf("link: broker url %s: the scheme must be tcp, mqtt, tls, ssl or mqtts", u.Redacted())
	}
	if u.Port() != "" {
		port = u.Port()
	}
	t.address = net.JoinHostPort(u.Hostname(), port)
	return t, nil
}

// dial opens the connection.
func (t *target) dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if t.tls != nil {
		return (&tls.Dialer{Config: t.tls}).DialContext(ctx, "tcp", t.address)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", t.address)
}
