package web

import (
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Subscription is where one browser listens, as the Push API gives it.
type Subscription struct {
	Endpoint string `json:"endpoint"`
	Keys     struct {
		Auth   string `json:"auth"`
		P256dh string `json:"p256dh"`
	} `json:"keys"`
}

// String is the subscription as an address of rules.Push: JSON, always the
// same for the same one.
func (s Subscription) String() string {
	text, _ := json.Marshal(s) // plain fields: it always encodes
	return string(text)
}

// Is tells whether an address of rules.Push is a browser's: a subscription is
// JSON, and nothing else is.
func Is(address string) bool { return strings.HasPrefix(address, "{") }

// longestText bounds a subscription; those of today have some 500 bytes.
const longestText = 2048

// Read reads a PushSubscription as JSON, and says what is wrong with one that
// cannot be sent to. Its errors hold nothing of it but a host.
func Read(text string, to Allowed) (s Subscription, err error) {
	if len(text) > longestText {
		return s, fmt.Errorf("a subscription of %d bytes, at most %d are taken", len(text), longestText)
	}
	if json.Unmarshal([]byte(text), &s) != nil || s.Endpoint == "" {
		return s, errors.New(`not a PushSubscription: want {"endpoint": ..., "keys": {"p256dh": ..., "auth": ...}}`)
	}
	if err := to.check(s.Endpoint); err != nil {
		return s, err
	}
	point, err := decode(s.Keys.P256dh)
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	if err != nil {
		return s, errors.New("the subscription's p256dh is no P-256 key")
	}
	if auth, err := decode(s.Keys.Auth); err != nil || len(auth) != 16 {
		return s, errors.New("the subscription's auth is not 16 bytes")
	}
	return s, nil
}

// decode reads base64 in either alphabet, padded or not: browsers differ.
func decode(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(s))
}

// topic names the place that every copy of an effect takes while it waits: 32
// characters of base64url, as many as there may be (RFC 8030, 5.4).
func topic(id string) string {
	sum := sha256.Sum256([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum[:24])
}

// known are the push services of the browsers there are. A subscription comes
// from a browser, and whoever writes one could make us call any address.
func known() []string {
	return []string{"fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com", "web.push.apple.com"}
}

// Allowed is which hosts may be sent to.
type Allowed struct {
	hosts []string // "host", "*.host" or "host:port"
	// loopback are those of hosts on this machine: for tests and the demo, and
	// without TLS if they like.
	loopback []string
}

// NewAllowed allows the known push services and more: "host", "*.host" for all
// below it, or "host:port". A host on this machine is allowed by its name and
// port only.
func NewAllowed(more []string) (Allowed, error) {
	a := Allowed{hosts: known()}
	var problems []error
	for _, h := range more {
		name, port := part(h)
		switch bare := strings.TrimPrefix(name, "*."); {
		case here(name) && port == "":
			problems = append(problems, fmt.Errorf("host %q: say the port too", h))
		case here(name):
			a.loopback = append(a.loopback, strings.ToLower(h))
		case strings.ContainsAny(bare, "*/@? ") || !strings.Contains(bare, ".") || net.ParseIP(bare) != nil:
			problems = append(problems, fmt.Errorf(`host %q: want a name such as "push.example.org" or "*.push.example.org"`, h))
		default:
			a.hosts = append(a.hosts, strings.ToLower(h))
		}
	}
	return a, errors.Join(problems...)
}

// check says why an endpoint may not be sent to; nil = it may.
func (a Allowed) check(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || strings.HasSuffix(u.Host, ":") {
		return errors.New("the subscription's endpoint is no address of a push service")
	}
	host := strings.ToLower(u.Host)
	switch {
	case slices.Contains(a.loopback, host) && (u.Scheme == "http" || u.Scheme == "https"):
		return nil
	case u.Scheme != "https":
		return errors.New("the subscription's endpoint is not https")
	}
	name, port := part(host)
	for _, allowed := range a.hosts {
		wanted, at := part(allowed)
		if at == "" {
			at = "443"
		}
		if (port == "" || port == at) && (port != "" || at == "443") && matches(name, wanted) {
			return nil
		}
	}
	return errors.New("no push service that this venue knows; another can be allowed in venue.yaml, as one of push.web.hosts")
}

func matches(name, wanted string) bool {
	if below, all := strings.CutPrefix(wanted, "*"); all {
		return strings.HasSuffix(name, below) && len(name) > len(below)
	}
	return name == wanted
}

// part takes host and port apart; the port may be missing.
func part(hostport string) (host, port string) {
	if h, p, err := net.SplitHostPort(hostport); err == nil {
		return h, p
	}
	return strings.Trim(hostport, "[]"), ""
}

// here tells whether a host is this machine.
func here(name string) bool {
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}
