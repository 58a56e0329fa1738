package phones

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Browsers is a pretend Web Push service with the browsers that listen to it:
// it checks who sends (RFC 8292), and each browser decrypts what it is sent
// (RFC 8291) and shows it. Its methods may be called by anyone at any time.
type Browsers struct {
	listener net.Listener
	server   *http.Server
	ca       []byte // PEM

	mu       sync.Mutex
	faults   Faults
	browsers map[string]*browser
	told     []*Told
	requests map[string]int // by subscription and topic
	counts   Counts
}

// browser is one that has subscribed.
type browser struct {
	private *ecdh.PrivateKey
	auth    []byte
	sender  string // whose pushes it takes, base64url
	gone    bool
}

// StartBrowsers listens on addr, for example "127.0.0.1:0". Run answers.
func StartBrowsers(addr string) (*Browsers, error) {
	papers, err := issue()
	if err != nil {
		return nil, fmt.Errorf("phones: issue certificates: %w", err)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("phones: %w", err)
	}
	b := &Browsers{listener: listener, ca: papers.ca, browsers: map[string]*browser{}, requests: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /push/{browser}", b.answer)
	b.server = &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0), // cut connections are our own doing
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{papers.server}, MinVersion: tls.VersionTLS12},
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			b.count(func(n *Counts) { n.Connections++ })
			return context.WithValue(ctx, wire{}, c)
		},
	}
	return b, nil
}

// Run answers until ctx ends; then every connection is cut.
func (b *Browsers) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = b.server.Close() })
	defer stop()
	if err := b.server.ServeTLS(b.listener, "", ""); ctx.Err() == nil {
		return fmt.Errorf("phones: %w", err)
	}
	return nil
}

// Addr is host:port of the service.
func (b *Browsers) Addr() string { return b.listener.Addr().String() }

// CA is the certificate, PEM, that a sender has to trust.
func (b *Browsers) CA() []byte { return b.ca }

// Faults switches to f, from the next request on. Of its Leave and Gone nothing
// is known here: see Unsubscribe.
func (b *Browsers) Faults(f Faults) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = f
}

// Subscribe is what a page does with PushManager.subscribe: a new browser takes
// the pushes of a sender, whose public key is given as base64url. It returns
// the PushSubscription as JSON, with an endpoint at host:port at; "" = Addr.
func (b *Browsers) Subscribe(sender, at string) (string, error) {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return "", fmt.Errorf("phones: subscribe: %w", err)
	}
	auth := make([]byte, 16)
	_, _ = rand.Read(auth) // never fails
	id := rand.Text()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.browsers[id] = &browser{private: private, auth: auth, sender: sender}
	if at == "" {
		at = b.Addr()
	}
	text, err := json.Marshal(map[string]any{
		"endpoint": "https://" + at + "/push/" + id, "expirationTime": nil,
		"keys": map[string]string{"auth": base64.RawURLEncoding.EncodeToString(auth), "p256dh": base64.RawURLEncoding.EncodeToString(private.PublicKey().Bytes())},
	})
	return string(text), err
}

// Unsubscribe ends the subscription of an endpoint: from now on 410.
func (b *Browsers) Unsubscribe(endpoint string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.browsers[endpoint[strings.LastIndex(endpoint, "/")+1:]]; known != nil {
		known.gone = true
	}
}

// Told is every message on every screen, oldest first. A copy with the same
// id takes the place of the one before it, as the service worker does.
func (b *Browsers) Told() (all []Told) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.told {
		all = append(all, *t)
	}
	return all
}

// Counts is a copy of the counters.
func (b *Browsers) Counts() Counts {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.counts
}

func (b *Browsers) count(add func(*Counts)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	add(&b.counts)
}

// answer is the service's side of one request.
func (b *Browsers) answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, payloadLimit))
	if err != nil {
		b.refuse(w, http.StatusRequestEntityTooLarge)
		return
	}
	known, status := b.judge(r)
	if status != http.StatusCreated {
		b.refuse(w, status)
		return
	}
	note, err := known.open(body)
	if err != nil {
		b.refuse(w, http.StatusBadRequest)
		return
	}
	fault := b.draw(r)
	switch fault {
	case hung:
		<-r.Context().Done()
		return
	case tooMany:
		w.Header().Set("Retry-After", "2")
		b.refuse(w, http.StatusTooManyRequests)
		return
	case busy:
		b.refuse(w, http.StatusServiceUnavailable)
		return
	case broken:
		b.refuse(w, http.StatusInternalServerError)
		return
	case well, cut, leave:
	}
	b.show(r, note)
	if fault == cut {
		if c, ok := r.Context().Value(wire{}).(net.Conn); ok {
			_ = c.Close()
		}
		return
	}
	w.Header().Set("Location", "https://"+r.Host+"/message/"+rand.Text())
	w.WriteHeader(http.StatusCreated)
}

// judge finds what is wrong with a request; 201 = nothing.
func (b *Browsers) judge(r *http.Request) (*browser, int) {
	b.mu.Lock()
	known := b.browsers[r.PathValue("browser")]
	gone := known != nil && known.gone
	b.mu.Unlock()
	ttl, err := strconv.Atoi(r.Header.Get("TTL"))
	topic, urgency := r.Header.Get("Topic"), r.Header.Get("Urgency")
	switch {
	case known == nil:
		return nil, http.StatusNotFound
	case gone:
		return nil, http.StatusGone
	case err != nil || ttl < 0 || len(topic) > 32 || !isBase64(topic):
		return nil, http.StatusBadRequest
	case urgency != "" && !slices.Contains([]string{"very-low", "low", "normal", "high"}, urgency):
		return nil, http.StatusBadRequest
	case r.Header.Get("Content-Encoding") != "aes128gcm":
		return nil, http.StatusUnsupportedMediaType
	}
	return known, vouched(r.Header.Get("Authorization"), "https://"+r.Host, known.sender, time.Now())
}

func (b *Browsers) draw(r *http.Request) fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts.Requests++
	name := r.PathValue("browser") + " " + r.Header.Get("Topic")
	b.requests[name]++
	return b.faults.pick(name, b.requests[name])
}

func (b *Browsers) refuse(w http.ResponseWriter, status int) {
	b.count(func(n *Counts) { n.Refused++ })
	w.WriteHeader(status)
}

// show puts a message on the screen.
func (b *Browsers) show(r *http.Request, n shown) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts.Accepted++
	now := time.Now()
	ttl, _ := strconv.Atoi(r.Header.Get("TTL")) // it was judged
	t := &Told{
		Token: r.PathValue("browser"), Title: n.Title, Body: n.Body, ID: n.ID, CollapseID: r.Header.Get("Topic"), At: now, Times: 1,
		Expires: now.Add(time.Duration(ttl) * time.Second), Urgency: r.Header.Get("Urgency"),
	}
	b.told = slices.DeleteFunc(b.told, func(old *Told) bool {
		same := old.Token == t.Token && old.ID == t.ID
		if same {
			t.Times += old.Times
		}
		return same
	})
	b.told = append(b.told, t)
}

func isBase64(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}
