package phones_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/firmware-sim/phones"
)

const (
	apnsID = "123e4567-e89b-12d3-a456-426655440000"
	hello  = `{"aps":{"alert":{"title":"Hello","body":"there"}},"foyer":{"id":"r|p|1/1","rule":"r"}}`
)

// peer is one sender's view of a service.
type peer struct {
	*phones.Service
	t      *testing.T
	client *http.Client
	bearer string
}

// start runs a service until the test ends.
func start(t *testing.T) *peer {
	t.Helper()
	s, err := phones.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
	})
	t.Cleanup(func() { cancel(); run.Wait() })
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CA())
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	transport := &http.Transport{Protocols: &protocols, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	p := &peer{Service: s, t: t, client: &http.Client{Transport: transport}}
	p.bearer = p.sign("ES256", phones.KeyID, phones.TeamID, time.Now())
	return p
}

// sign makes a provider token with the service's own key.
func (p *peer) sign(alg, kid, iss string, iat time.Time) string {
	p.t.Helper()
	block, _ := pem.Decode(p.Key())
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		p.t.Fatalf("parse the .p8 key: %v", err)
	}
	part := func(v any) string {
		raw, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	text := part(map[string]string{"alg": alg, "kid": kid}) + "." + part(map[string]any{"iss": iss, "iat": iat.Unix()})
	digest := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key.(*ecdsa.PrivateKey), digest[:])
	if err != nil {
		p.t.Fatal(err)
	}
	signature := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func token(n int) string { return fmt.Sprintf("%064x", n) }

// request is a good one; change spoils it.
func (p *peer) request(change func(*http.Request)) *http.Request {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.URL()+"/3/device/"+token(1), strings.NewReader(hello))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header = http.Header{
		"Authorization": {"bearer " + p.bearer}, "Apns-Id": {apnsID}, "Apns-Topic": {phones.Topic},
		"Apns-Push-Type": {"alert"}, "Apns-Priority": {"10"}, "Apns-Expiration": {"1764000000"}, "Apns-Collapse-Id": {"c"},
	}
	change(r)
	return r
}

// ask does a request and reads the answer.
func (p *peer) ask(change func(*http.Request)) (status int, reason string, timestamp int64) {
	p.t.Helper()
	response, err := p.client.Do(p.request(change))
	if err != nil {
		p.t.Fatalf("ask: %v", err)
	}
	defer func() { _ = response.Body.Close() }()
	var body struct {
		Reason    string
		Timestamp int64
	}
	raw, _ := io.ReadAll(response.Body)
	if err := json.Unmarshal(raw, &body); err != nil && len(raw) > 0 {
		p.t.Errorf("answer %q is not JSON", raw)
	}
	if want := response.Request.Header.Get("apns-id"); want != "" && response.Header.Get("apns-id") != want {
		p.t.Errorf("apns-id %q came back as %q", want, response.Header.Get("apns-id"))
	}
	return response.StatusCode, body.Reason, body.Timestamp
}

func set(name string, values ...string) func(*http.Request) {
	return func(r *http.Request) {
		if r.Header[name] = values; len(values) == 0 {
			delete(r.Header, name)
		}
	}
}

func path(p string) func(*http.Request) { return func(r *http.Request) { r.URL.Path = p } }

func body(b string) func(*http.Request) {
	return func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte(b))), int64(len(b))
	}
}

func TestRequestsAreJudgedAsAppleDoes(t *testing.T) {
	p := start(t)
	now := time.Now()
	table := map[string]struct {
		change func(*http.Request)
		status int
		reason string
	}{
		"good":              {func(*http.Request) {}, 200, ""},
		"get":               {func(r *http.Request) { r.Method, r.Body = http.MethodGet, nil }, 405, "MethodNotAllowed"},
		"path":              {path("/4/device/" + token(1)), 404, "BadPath"},
		"no token":          {path("/3/device/"), 400, "MissingDeviceToken"},
		"short token":       {path("/3/device/ab12"), 400, "BadDeviceToken"},
		"token not hex":     {path("/3/device/" + strings.Repeat("z", 64)), 400, "BadDeviceToken"},
		"no bearer":         {set("Authorization"), 403, "MissingProviderToken"},
		"basic":             {set("Authorization", "basic x"), 403, "MissingProviderToken"},
		"garbage bearer":    {set("Authorization", "bearer x.y.z"), 403, "InvalidProviderToken"},
		"bearer too old":    {set("Authorization", "bearer "+p.sign("ES256", phones.KeyID, phones.TeamID, now.Add(-61*time.Minute))), 403, "ExpiredProviderToken"},
		"bearer of future":  {set("Authorization", "bearer "+p.sign("ES256", phones.KeyID, phones.TeamID, now.Add(time.Hour))), 403, "InvalidProviderToken"},
		"another key id":    {set("Authorization", "bearer "+p.sign("ES256", "OTHER", phones.TeamID, now)), 403, "InvalidProviderToken"},
		"another team":      {set("Authorization", "bearer "+p.sign("ES256", phones.KeyID, "OTHER", now)), 403, "InvalidProviderToken"},
		"another algorithm": {set("Authorization", "bearer "+p.sign("none", phones.KeyID, phones.TeamID, now)), 403, "InvalidProviderToken"},
		"spoilt signature":  {set("Authorization", "bearer "+p.bearer[:len(p.bearer)-4]+"AAAA"), 403, "InvalidProviderToken"},
		"no id":             {set("Apns-Id"), 200, ""},
		"bad id":            {set("Apns-Id", "17"), 400, "BadMessageId"},
		"no topic":          {set("Apns-Topic"), 400, "MissingTopic"},
		"another topic":     {set("Apns-Topic", "com.example"), 400, "TopicDisallowed"},
		"two topics":        {set("Apns-Topic", phones.Topic, phones.Topic), 400, "DuplicateHeaders"},
		"push type":         {set("Apns-Push-Type", "shout"), 400, "InvalidPushType"},
		"priority":          {set("Apns-Priority", "7"), 400, "BadPriority"},
		"loud background":   {set("Apns-Push-Type", "background"), 400, "BadPriority"},
		"expiration":        {set("Apns-Expiration", "soon"), 400, "BadExpirationDate"},
		"collapse id":       {set("Apns-Collapse-Id", strings.Repeat("c", 65)), 400, "BadCollapseId"},
		"empty":             {body(""), 400, "PayloadEmpty"},
		"no JSON":           {body("hello"), 400, "PayloadEmpty"},
		"4097 bytes":        {body(`{"x":"` + strings.Repeat("x", 4089) + `"}`), 413, "PayloadTooLarge"},
		"4096 bytes":        {body(`{"x":"` + strings.Repeat("x", 4088) + `"}`), 200, ""},
	}
	if status, reason, _ := p.ask(func(*http.Request) {}); status != 200 {
		t.Fatalf("a good request = %d %s, want 200", status, reason)
	}
	for name, row := range table {
		if status, reason, _ := p.ask(row.change); status != row.status || reason != row.reason {
			t.Errorf("%s = %d %q, want %d %q", name, status, reason, row.status, row.reason)
		}
	}
}

func TestProviderTokensAreNotRenewedTooOften(t *testing.T) {
	p := start(t)
	first := p.bearer
	second := p.sign("ES256", phones.KeyID, phones.TeamID, time.Now().Add(-time.Second))
	for _, step := range []struct {
		bearer string
		reason string
		before func()
	}{
		{first, "", func() {}},
		{second, "TooManyProviderTokenUpdates", func() {}},
		{first, "", func() {}},
		{first, "ExpiredProviderToken", p.Expire},
		{second, "", func() {}},
	} {
		step.before()
		if _, reason, _ := p.ask(set("Authorization", "bearer "+step.bearer)); reason != step.reason {
			t.Errorf("answer %q, want %q", reason, step.reason)
		}
	}
}

func TestPhoneShowsTheNewestCopy(t *testing.T) {
	p := start(t)
	for n := range 3 {
		p.ask(body(fmt.Sprintf(`{"aps":{"alert":{"title":"Hello","body":"copy %d"}},"foyer":{"id":"i","rule":"r"}}`, n)))
	}
	p.ask(set("Apns-Collapse-Id", "other"))
	told := p.Told()
	if len(told) != 2 || told[0].Body != "copy 2" || told[0].Times != 3 || told[0].ID != "i" || told[0].Rule != "r" ||
		told[0].Expires.Unix() != 1764000000 || told[0].Token != token(1) {
		t.Errorf("phone shows %+v, want copy 2 of three and one other", told)
	}
	if n := p.Requests(apnsID); n != 4 {
		t.Errorf("%d requests under the apns-id, want 4", n)
	}
}

func TestUninstalledAndUnknownPhonesSaySo(t *testing.T) {
	p := start(t)
	at := time.UnixMilli(1_700_000_000_123)
	p.Uninstall(token(1), at)
	if status, reason, ms := p.ask(func(*http.Request) {}); status != 410 || reason != "Unregistered" || ms != at.UnixMilli() {
		t.Errorf("uninstalled: %d %q since %d, want 410 Unregistered since %d", status, reason, ms, at.UnixMilli())
	}
	p.Uninstall(token(1), time.Time{})
	if status, _, _ := p.ask(func(*http.Request) {}); status != 200 {
		t.Errorf("installed again: %d, want 200", status)
	}
	p.Disown(token(1))
	if _, reason, _ := p.ask(func(*http.Request) {}); reason != "BadDeviceToken" {
		t.Errorf("disowned: %q, want BadDeviceToken", reason)
	}
}

func TestFaultsFollowFromTheSeed(t *testing.T) {
	faults := phones.Faults{Seed: 3, Busy: 0.2, TooMany: 0.1, Broken: 0.1, Gone: 0.1, Leave: 0.1}
	evening := func(backwards bool) map[string]int {
		p := start(t)
		p.Faults(faults)
		for n := range 200 {
			if backwards {
				n = 199 - n
			}
			p.ask(func(r *http.Request) {
				r.URL.Path = "/3/device/" + token(n)
				r.Header["Apns-Id"] = []string{fmt.Sprintf("123e4567-e89b-12d3-a456-%012x", n)}
			})
		}
		return p.Counts().ByReason
	}
	first, second := evening(false), evening(true)
	if !maps.Equal(first, second) {
		t.Errorf("the same seed: %v, then %v; want the same", first, second)
	}
	for reason, want := range map[string]int{"ServiceUnavailable": 40, "TooManyRequests": 20, "InternalServerError": 20, "Unregistered": 12} {
		if got := first[reason]; got < want/2 || got > want*2 {
			t.Errorf("%s: %d of 200, want about %d", reason, got, want)
		}
	}
}

func TestHungRequestEndsWithItsSender(t *testing.T) {
	p := start(t)
	p.Faults(phones.Faults{Hang: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	response, err := p.client.Do(p.request(func(*http.Request) {}).WithContext(ctx))
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("hung service answered %d, want nothing", response.StatusCode)
	}
	if len(p.Told()) != 0 {
		t.Errorf("phone was told %v, want nothing", p.Told())
	}
}

func TestCutConnectionComesAfterThePhoneWasTold(t *testing.T) {
	p := start(t)
	p.Faults(phones.Faults{Cut: 1})
	response, err := p.client.Do(p.request(func(*http.Request) {}))
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("cut connection answered %d, want nothing", response.StatusCode)
	}
	if len(p.Told()) != 1 {
		t.Errorf("phone was told %v, want once", p.Told())
	}
}

func TestLeavingServiceAnswersAndEndsTheConnection(t *testing.T) {
	p := start(t)
	p.Faults(phones.Faults{Leave: 1})
	for range 3 {
		if status, _, _ := p.ask(func(*http.Request) {}); status != 200 {
			t.Fatalf("last answer on a connection = %d, want 200", status)
		}
	}
	if got := p.Counts().Connections; got < 2 {
		t.Errorf("%d connections for 3 requests, want a new one after each GOAWAY", got)
	}
}

func TestServiceStopsWithItsContext(t *testing.T) {
	s, err := phones.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Run(ctx); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	if _, err := phones.Start(s.Addr()); err != nil {
		t.Errorf("Start at the address it has left = %v, want nil", err)
	}
}
