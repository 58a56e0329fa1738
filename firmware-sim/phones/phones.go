// Package phones is two push services that do not exist. Service speaks Apple's
// protocol (HTTP/2 over TLS, provider tokens, status, reason and apns-id as
// Apple documents them in "Sending notification requests to APNs"), Browsers
// that of browsers (Web Push: RFC 8030, 8291, 8292), over real sockets, and both
// remember what every phone was told. A sender cannot tell the difference, and
// nothing ever leaves the machine. Faults are switched on by share and chosen by
// a seed, so a run can be repeated.
package phones

import (
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// The one account that the service knows.
const (
	Topic  = "events.foyer.demo" // the app's bundle id
	TeamID = "FOYERTEAM1"
	KeyID  = "FOYERKEY01"
)

// maxStreams is what Apple allows on one connection.
const maxStreams = 1000

// Service is the pretend push service. Its methods may be called by anyone at
// any time.
type Service struct {
	listener net.Listener
	server   *http.Server
	ca, key  []byte // PEM
	public   *ecdsa.PublicKey

	mu       sync.Mutex
	faults   Faults
	bearers  map[string]bearer // provider tokens seen
	renewed  time.Time         // when the newest of them was first seen
	gone     map[string]time.Time
	bad      map[string]bool
	told     map[string]Told
	requests map[string]int // by apns-id
	leaving  int            // answers that are the last on their connection
	counts   Counts
}

// Start makes an account with a new key and a new CA, and listens on addr, for
// example "127.0.0.1:8092" or "127.0.0.1:0". Run answers.
func Start(addr string) (*Service, error) {
	papers, err := issue()
	if err != nil {
		return nil, fmt.Errorf("phones: issue certificates: %w", err)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("phones: %w", err)
	}
	s := &Service{
		listener: listener, ca: papers.ca, key: papers.key, public: papers.public,
		bearers: map[string]bearer{}, gone: map[string]time.Time{}, bad: map[string]bool{},
		told: map[string]Told{}, requests: map[string]int{},
	}
	s.server = s.serve(papers.server)
	return s, nil
}

func (s *Service) serve(certificate tls.Certificate) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP2(true) // Apple speaks nothing older
	return &http.Server{
		Handler:           http.HandlerFunc(s.answer),
		TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
		Protocols:         &protocols,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // cut connections are our own doing
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			s.count(func(n *Counts) { n.Connections++ })
			return context.WithValue(ctx, wire{}, c)
		},
	}
}

// wire is the context key of a request's connection.
type wire struct{}

// Run answers until ctx ends; then every connection is cut.
func (s *Service) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = s.server.Close() })
	defer stop()
	if err := s.server.ServeTLS(s.listener, "", ""); ctx.Err() == nil {
		return fmt.Errorf("phones: %w", err)
	}
	return nil
}

// Addr is host:port of the service.
func (s *Service) Addr() string { return s.listener.Addr().String() }

// URL is what a sender takes for Apple's host.
func (s *Service) URL() string { return "https://" + s.Addr() }

// CA is the certificate, PEM, that a sender has to trust.
func (s *Service) CA() []byte { return s.ca }

// Key is the account's signing key, PEM, as in the .p8 file that Apple gives.
func (s *Service) Key() []byte { return s.key }
