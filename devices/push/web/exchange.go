package web

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
	"net/netip"
	"net/url"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	requestLimit = 10 * time.Second // of one Do
	dialLimit    = 5 * time.Second
	answerLimit  = 64 << 10 // bytes; most answers have none
)

// newTransport dials public addresses only: a name of the allow-list must not
// lead into the venue's own network, whatever its DNS says. What venue.yaml
// allows on this machine is dialled all the same.
func newTransport(to Allowed, ca []byte) (*http.Transport, error) {
	var roots *x509.CertPool // nil = the machine's
	if len(ca) > 0 {
		roots = x509.NewCertPool()
		if !roots.AppendCertsFromPEM(ca) {
			return nil, errors.New("web push: ca holds no certificate")
		}
	}
	dialer := &net.Dialer{Timeout: dialLimit, KeepAlive: 15 * time.Second, ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		return to.dial(address)
	}}
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	return &http.Transport{
		DialContext:         dialer.DialContext, // no proxy: it would dial for us
		TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: dialLimit,
		IdleConnTimeout:     90 * time.Second,
		MaxConnsPerHost:     32,
		MaxIdleConnsPerHost: 32,
		Protocols:           &protocols,
		HTTP2:               &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second},
	}, nil
}

var errInside = errors.New("the push service's name leads to an address that is not public")

// dial says why an address may not be dialled; nil = it may.
func (a Allowed) dial(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errInside
	}
	ip := at.Addr().Unmap()
	if ip.IsLoopback() && len(a.loopback) > 0 {
		for _, h := range a.loopback {
			if _, port := part(h); port == strconv.Itoa(int(at.Port())) {
				return nil
			}
		}
	}
	carriers := netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64}), 10) // behind their own translation (RFC 6598)
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || carriers.Contains(ip) {
		return errInside
	}
	return nil
}

// stay follows no redirect: it could lead anywhere.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// sight is what was seen of one request.
type sight struct{ sent atomic.Bool }

// watch notes when a request, or a part of it, has left.
func watch(ctx context.Context) (context.Context, *sight) {
	seen := &sight{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { seen.sent.Store(true) }}), seen
}

// answer is what came back for one request.
type answer struct {
	status int           // 0 = none came
	wait   time.Duration // Retry-After
	err    error
	sent   bool // the request, or a part of it, had left
}

// read takes an answer, to its end.
func read(r *http.Response, err error, sent bool) answer {
	if err != nil {
		if wrapped, is := errors.AsType[*url.Error](err); is {
			err = wrapped.Err // without the endpoint
		}
		return answer{err: err, sent: sent}
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil { // or the connection could not be used again
		return answer{err: fmt.Errorf("status %d, then: %w", r.StatusCode, err), sent: true}
	}
	return answer{status: r.StatusCode, wait: retryAfter(r.Header.Get("Retry-After"), time.Now()), sent: true}
}

// retryAfter reads seconds, or a date (RFC 9110, 10.2.3).
func retryAfter(s string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(s); err == nil {
		return time.Duration(max(0, min(seconds, 24*60*60))) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return min(max(0, at.Sub(now)), 24*time.Hour)
	}
	return 0
}

// bounded bounds what is read of an answer.
type bounded struct{ next http.RoundTripper }

// RoundTrip passes the request on.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, answerLimit), response.Body}
	return response, nil
}
