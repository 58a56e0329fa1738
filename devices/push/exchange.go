package push

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/sideshow/apns2"
)

const (
	requestLimit = 10 * time.Second // of one Do, renewing the provider token included
	dialLimit    = 5 * time.Second
	answerLimit  = 64 << 10 // bytes; Apple says one line
)

// newTransport replaces apns2's own, which has no idle time-out and whose dial
// does not end with its request. Pings find a dead connection in 15 seconds.
// Strict, because a provider that opens a connection per stream while Apple
// still allows one stream looks like an attack to Apple.
func newTransport(ca []byte) (*http.Transport, error) {
	var roots *x509.CertPool // nil = the machine's
	if len(ca) > 0 {
		roots = x509.NewCertPool()
		if !roots.AppendCertsFromPEM(ca) {
			return nil, errors.New("push: ca holds no certificate")
		}
	}
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	return &http.Transport{
		DialContext:         (&net.Dialer{Timeout: dialLimit, KeepAlive: 15 * time.Second}).DialContext,
		TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: dialLimit,
		IdleConnTimeout:     90 * time.Second,
		MaxConnsPerHost:     2, // one, and one more while an old one drains after a GOAWAY
		Protocols:           &protocols,
		HTTP2: &http.HTTP2Config{
			SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second,
			StrictMaxConcurrentRequests: true,
		},
	}, nil
}

// stay follows no redirect: it would carry our authorization elsewhere.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// answer is what came back for one request.
type answer struct {
	status int // 0 = none came
	reason string
	since  time.Time     // of a 410
	wait   time.Duration // Retry-After
	err    error         // nothing came back, or nothing of Apple's
	sent   bool          // the request, or a part of it, had left
}

// ask makes one request.
func (a *APNs) ask(ctx context.Context, n *apns2.Notification) answer {
	seen := &sight{}
	ctx = context.WithValue(ctx, sightKey{}, seen)
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { seen.sent.Store(true) }})
	r, err := a.client.PushWithContext(ctx, n)
	said := answer{wait: seen.wait, sent: seen.sent.Load()}
	if err != nil {
		said.err = seen.explain(err)
		return said
	}
	said.status, said.reason, said.since = r.StatusCode, r.Reason, r.Timestamp.Time
	return said
}

// sight is what the transport saw of one request and apns2 does not tell.
type sight struct {
	sent   atomic.Bool
	status int
	wait   time.Duration
}

type sightKey struct{}

// explain gives err without the address, which holds the device token, and
// with the status that apns2 drops when the body is not Apple's JSON.
func (s *sight) explain(err error) error {
	if wrapped, is := errors.AsType[*url.Error](err); is {
		err = wrapped.Err
	}
	if s.status != 0 {
		return fmt.Errorf("status %d with an answer that is not Apple's: %w", s.status, err)
	}
	return err
}

// witness notes what apns2 drops, and bounds what it reads.
type witness struct{ next http.RoundTripper }

// RoundTrip passes the request on and looks at the answer.
func (w witness) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if seen, ok := r.Context().Value(sightKey{}).(*sight); ok {
		seen.status = response.StatusCode
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // a date is rare, and 0 is safe
		seen.wait = time.Duration(max(0, seconds)) * time.Second
	}
	response.Body = bounded{io.LimitReader(response.Body, answerLimit), response.Body}
	return response, nil
}

// bounded is a body that is read up to a limit and closed as a whole.
type bounded struct {
	io.Reader
	io.Closer
}
