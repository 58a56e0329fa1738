// Package mastodon posts what is most wanted to a Mastodon server, by
// POST /api/v1/statuses (https://docs.joinmastodon.org/methods/statuses/#create):
// a dj.NewsSink. It promises that one piece of news is one post, also when it is
// told again (Idempotency-Key, which a server remembers for an hour), that a
// post names songs and nobody, and that the token stands in no error. How often
// there is news is the list's affair.
package mastodon

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"foyer/devices"
	"foyer/devices/dj"
)

// Config is one account.
type Config struct {
	Server string // https://..., without a path
	Token  string // of an application that may write:statuses
	Title  string // the first line of a post; empty = "Most wanted on the floor now:"
	// Visibility is public, unlisted or private; empty = the account's own.
	Visibility string
	Clock      devices.Clock // nil = the machine's
}

// Bounds of one post.
const (
	requestLimit = 15 * time.Second
	maxReply     = 256 << 10
	maxPost      = 500 // characters, Mastodon's own default
	longestRest  = time.Hour
)

// Account is a dj.NewsSink. It is safe for use by many at once.
type Account struct {
	config Config
	client *http.Client

	mu     sync.Mutex
	health devices.Health
}

// New makes an account. Nothing is asked yet.
func New(c Config) *Account {
	if c.Clock == nil {
		c.Clock = devices.Machine{}
	}
	c.Server = strings.TrimSuffix(c.Server, "/")
	transport := &http.Transport{
		DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext, TLSHandshakeTimeout: 5 * time.Second,
		IdleConnTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Account{
		config: c, client: &http.Client{Transport: transport, Timeout: requestLimit, CheckRedirect: stay},
		health: devices.Health{Up: true, Since: c.Clock.Now()},
	}
}

// Check finds what cannot be meant with the address of a server; nil = nothing.
// The token goes there, so it is encrypted, unless the server is this machine.
func Check(server string) error {
	at, err := url.Parse(server)
	switch {
	case err != nil || at.Host == "" || strings.Trim(at.Path, "/") != "" || at.User != nil:
		return errors.New("write a server as https://mastodon.example")
	case at.Scheme == "https", at.Scheme == "http" && here(at.Hostname()):
		return nil
	}
	return errors.New("the token would go there unencrypted: write https")
}

func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Health tells how the last post went.
func (a *Account) Health() devices.Health {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.health
}

// Close ends the connections that are idle.
func (a *Account) Close() { a.client.CloseIdleConnections() }

// Do posts one piece of news.
func (a *Account) Do(ctx context.Context, n dj.News) error {
	problem, err := a.post(ctx, n)
	if ctx.Err() == nil || err == nil {
		a.note(problem, err)
	}
	if err != nil {
		return fmt.Errorf("mastodon: %w", err)
	}
	return nil
}

func (a *Account) note(problem string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if up := err == nil; up != a.health.Up {
		a.health.Up, a.health.Since = up, a.config.Clock.Now()
	}
	a.health.Problem = problem
	switch {
	case err == nil:
		a.health.Accepted++
	case devices.IsPermanent(err):
		a.health.Refused++
	}
}

// post makes one try, and says in plain words what is wrong.
func (a *Account) post(ctx context.Context, n dj.News) (problem string, err error) {
	if len(n.Top) == 0 {
		return "", devices.Permanent(errors.New("no song in it"))
	}
	body, _ := json.Marshal(struct {
		Status     string `json:"status"`
		Visibility string `json:"visibility,omitempty"`
	}{a.text(n), a.config.Visibility}) // plain fields: it always encodes
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.config.Server+"/api/v1/statuses", bytes.NewReader(body))
	if err != nil {
		return "The server's address cannot be read.", devices.Permanent(errors.New("its address cannot be read"))
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+a.config.Token)
	r.Header.Set("Idempotency-Key", n.ID)
	r.Header.Set("User-Agent", "Foyer")
	answer, err := a.client.Do(r)
	if err != nil {
		return a.config.Server + " does not answer. The post is tried again.", unanswered(err)
	}
	defer func() { _ = answer.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(answer.Body, maxReply))
	return a.judge(answer, said, err)
}

// unanswered is an error without the address. What could not be dialled was
// certainly not told.
func unanswered(err error) error {
	if e, is := errors.AsType[*url.Error](err); is {
		err = e.Err
	}
	if dial, is := errors.AsType[*net.OpError](err); is && dial.Op == "dial" {
		return devices.Unsent(err)
	}
	return err
}

func (a *Account) judge(answer *http.Response, said []byte, err error) (problem string, _ error) {
	var post struct{ ID string }
	refused := fmt.Errorf("status %d", answer.StatusCode)
	switch s := answer.StatusCode; {
	case s == http.StatusUnauthorized, s == http.StatusForbidden:
		return "The server refuses the token. Make a new one in the account's settings, with the right write:statuses.", devices.Permanent(refused)
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable:
		return "The server asks to wait. The newest post is tried again.", devices.After(devices.Unsent(refused), a.rest(answer.Header))
	case s == http.StatusUnprocessableEntity:
		return "The server refused the last post.", devices.Permanent(refused)
	case s >= 500:
		return fmt.Sprintf("The server has a fault of its own (status %d). The post is tried again.", s), refused
	case s != http.StatusOK:
		return fmt.Sprintf("What answers is no Mastodon server (status %d). Check the address in the venue file.", s), devices.Permanent(refused)
	case err != nil:
		return a.config.Server + " broke off its answer. The post is tried again.", err
	case json.Unmarshal(said, &post) != nil || post.ID == "":
		return "What answers is no Mastodon server. Check the address in the venue file.", errors.New("its answer names no post")
	}
	return "", nil
}

// rest is how long the server asks to be left alone: X-RateLimit-Reset, or
// Retry-After in seconds.
func (a *Account) rest(h http.Header) time.Duration {
	now := a.config.Clock.Now()
	wait := time.Minute
	if at, err := time.Parse(time.RFC3339, h.Get("X-RateLimit-Reset")); err == nil {
		wait = at.Sub(now)
	} else if s, err := time.ParseDuration(h.Get("Retry-After") + "s"); err == nil {
		wait = s
	}
	return min(max(wait, 0), longestRest)
}

// text is a post. A song cannot mention somebody, or be a link or a hashtag.
func (a *Account) text(n dj.News) string {
	title := a.config.Title
	if title == "" {
		title = "Most wanted on the floor now:"
	}
	lines := []string{title}
	for i, r := range n.Top {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, plain(r.Song)))
	}
	text := []rune(strings.Join(lines, "\n"))
	return string(text[:min(len(text), maxPost)])
}

// plain puts a thin nothing behind what Mastodon would make a link of.
func plain(song string) string {
	return strings.NewReplacer("@", "@\u2060", "#", "#\u2060", "://", ":\u2060//").Replace(song)
}
