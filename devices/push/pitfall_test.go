package push

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sideshow/apns2"

	"foyer/devices"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

// apple runs a pretend APNs with a sender to it until the test ends.
func apple(t *testing.T) (*phones.Service, *APNs) {
	t.Helper()
	s, err := phones.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { _ = s.Run(ctx) })
	a, err := New(Config{Host: s.URL(), Topic: phones.Topic, TeamID: phones.TeamID, KeyID: phones.KeyID, Key: s.Key(), CA: s.CA()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); cancel(); run.Wait() })
	return s, a
}

func offer() rules.Push {
	return rules.Push{Head: rules.Head{ID: "coffee-3|ada|1/2", Why: rules.Why{Rule: "coffee-3"}}, Token: phone, Title: "A coffee", Expires: time.Unix(2_000_000_000, 0)}
}

// apns2 sends to the sandbox unless told otherwise.
func TestNobodyLandsInTheSandboxUnaware(t *testing.T) {
	c := Config{Topic: "t", TeamID: "t", KeyID: "k"}
	if _, err := New(c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "host") {
		t.Errorf("New without a host = %v, want the host asked for", err)
	}
	_, a := apple(t)
	if a.client.Host != a.config.Host || Production == Sandbox {
		t.Errorf("apns2 sends to %s, want %s", a.client.Host, a.config.Host)
	}
}

// apns2's own transport keeps a connection for ever, and its client waits a minute.
func TestConnectionsThatAreIdleOrDeadEnd(t *testing.T) {
	_, a := apple(t)
	h := a.transport
	if h.IdleConnTimeout <= 0 || h.TLSHandshakeTimeout <= 0 || h.HTTP2.SendPingTimeout <= 0 || h.HTTP2.PingTimeout <= 0 || a.config.Timeout != 10*time.Second {
		t.Errorf("idle %v, handshake %v, ping %v for %v, request %v; want all bounded, the request by 10 s",
			h.IdleConnTimeout, h.TLSHandshakeTimeout, h.HTTP2.SendPingTimeout, h.HTTP2.PingTimeout, a.config.Timeout)
	}
}

// apns2 leaves the push type to a default and checks no size.
func TestEveryHeaderIsSaid(t *testing.T) {
	_, a := apple(t)
	n, err := a.notification(offer())
	if err != nil || n.PushType != apns2.PushTypeAlert || n.Priority != apns2.PriorityHigh || n.Topic != phones.Topic ||
		n.Expiration.Unix() != 2_000_000_000 || n.ApnsID == "" || len(n.CollapseID) != 64 {
		t.Errorf("notification = %+v, %v; want an alert with everything", n, err)
	}
}

// apns2 ignores that signing has failed, and sends an old bearer or none.
func TestKeyThatCannotSignSendsNothing(t *testing.T) {
	s, a := apple(t)
	wrong, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(wrong)
	if err != nil {
		t.Fatal(err)
	}
	c := a.config
	c.Key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if _, err := New(c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "P-256") {
		t.Errorf("New with a P-384 key = %v, want what key is wanted", err)
	}
	a.bearer.token.AuthKey = wrong
	err = a.Do(t.Context(), offer())
	if devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) || s.Counts().Requests+s.Counts().Refused != 0 {
		t.Errorf("Do = %v, %+v; want unsent, and no request", err, s.Counts())
	}
}

// apns2 writes the device token into the address as it is.
func TestOnlyHexadecimalTokensAreWrittenIntoTheAddress(t *testing.T) {
	for token, want := range map[string]bool{
		phone: true, strings.ToUpper(phone): true, strings.Repeat("a", 200): true, strings.Repeat("a", 201): false,
		phone[1:]: false, phone[:63] + "/": false, phone[:63] + "?": false, "": false, phone[:60] + "%2f0": false,
	} {
		if got := ValidToken(token); got != want {
			t.Errorf("ValidToken(%q) = %v, want %v", token, got, want)
		}
	}
}

// apns2 asks for libraries with known holes: ours are newer.
func TestLibrariesWithHolesAreRaised(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for library, least := range map[string][]int{"github.com/golang-jwt/jwt/v4": {4, 5, 2}, "github.com/golang-jwt/jwt/v5": {5, 2, 2}, "golang.org/x/net": {0, 38, 0}} {
		found := regexp.MustCompile(regexp.QuoteMeta(library) + ` v(\d+)\.(\d+)\.(\d+)`).FindSubmatch(mod)
		if found == nil {
			t.Errorf("%s is not in go.mod", library)
			continue
		}
		var version []int
		for _, part := range found[1:] {
			n, _ := strconv.Atoi(string(part))
			version = append(version, n)
		}
		if slices.Compare(version, least) < 0 {
			t.Errorf("%s is %v, want %v at least", library, version, least)
		}
	}
}

// An expired provider token is renewed once, and the push goes out with it.
func TestExpiredProviderTokenIsRenewedAtOnce(t *testing.T) {
	s, a := apple(t)
	old := time.Now().Add(-25 * time.Minute)
	a.bearer.put(saved{Bearer: signedAt(t, a.bearer.token.AuthKey, old), IssuedAt: old.Unix()})
	if err := a.Do(t.Context(), offer()); err != nil {
		t.Fatalf("Do with a token of 25 minutes = %v, want nil", err)
	}
	s.Expire()
	if err := a.Do(t.Context(), offer()); err != nil || s.Counts().ByReason["ExpiredProviderToken"] != 1 || s.Counts().Accepted != 2 {
		t.Errorf("Do after it expired = %v, %+v; want it renewed once and accepted", err, s.Counts())
	}
	s.Expire()
	err := a.Do(t.Context(), offer())
	if devices.IsPermanent(err) || devices.NotBefore(err) == 0 || !strings.Contains(a.Health().Problem, "clock") {
		t.Errorf("Do when a new one is too old = %v, %q; want a wait, and the clock named", err, a.Health().Problem)
	}
}

// A service that shows another certificate than ours signed is not spoken to.
func TestServiceWithAnotherCertificateIsNotSpokenTo(t *testing.T) {
	_, a := apple(t)
	other, _ := apple(t)
	c := a.config
	c.Host = other.URL()
	b, err := New(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	err = b.Do(t.Context(), offer())
	if devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) || other.Counts().Requests+other.Counts().Refused != 0 {
		t.Errorf("Do = %v, %+v; want unsent and temporary", err, other.Counts())
	}
	if h := b.Health(); h.Up || !strings.Contains(h.Problem, "certificate") {
		t.Errorf("health %+v, want down and why", h)
	}
}

// signedAt is a provider token of another hour (RFC 7515, ES256).
func signedAt(t *testing.T, key *ecdsa.PrivateKey, at time.Time) string {
	t.Helper()
	b64 := base64.RawURLEncoding.EncodeToString
	text := b64(fmt.Appendf(nil, `{"alg":"ES256","kid":%q}`, phones.KeyID)) + "." + b64(fmt.Appendf(nil, `{"iss":%q,"iat":%d}`, phones.TeamID, at.Unix()))
	digest := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	var signature [64]byte
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return text + "." + b64(signature[:])
}
