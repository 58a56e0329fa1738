package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/push/web"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

// service starts a pretend push service of browsers that ends with the test.
func service(t testing.TB) *phones.Browsers {
	t.Helper()
	b, err := phones.StartBrowsers("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() {
		if err := b.Run(ctx); err != nil {
			t.Errorf("pretend push service: %v", err)
		}
	})
	t.Cleanup(func() { cancel(); run.Wait() })
	return b
}

// noon is the venue's time in these tests.
func noon() time.Time { return time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC) }

type stopped struct{ devices.Machine }

func (stopped) Now() time.Time { return noon() }

func config(t testing.TB, b *phones.Browsers, hosts ...string) web.Config {
	t.Helper()
	keys, err := web.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	return web.Config{Subscriber: "ops@example.org", Keys: keys, Hosts: append(hosts, b.Addr()), CA: b.CA(), Clock: stopped{}, Timeout: 2 * time.Second}
}

func sender(t testing.TB, c web.Config) *web.Sender {
	t.Helper()
	s, err := web.New(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// note is a push to a new browser at host:port at; "" = the service itself.
func note(t testing.TB, b *phones.Browsers, c web.Config, at string) rules.Push {
	t.Helper()
	address, err := b.Subscribe(c.Keys.Public, at)
	if err != nil {
		t.Fatal(err)
	}
	return rules.Push{
		Head:  rules.Head{ID: "coffee-3|ada|1/2", Why: rules.Why{Rule: "coffee-3", Line: 54}},
		Token: address, Title: "A coffee on us", Body: "Show this: C-0001 <&> é", Expires: noon().Add(30 * time.Minute),
	}
}

func endpoint(p rules.Push) string {
	var s web.Subscription
	_ = json.Unmarshal([]byte(p.Token), &s)
	return s.Endpoint
}

func TestSenderKeepsTheDriversPromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[rules.Push] {
		b := service(t)
		wire := devicetest.NewWire(t, b.Addr())
		c := config(t, b, wire.Addr())
		s := sender(t, c)
		bad := note(t, b, c, wire.Addr())
		b.Unsubscribe(endpoint(bad))
		return devicetest.Subject[rules.Push]{
			Driver: s, Good: note(t, b, c, wire.Addr()), Bad: &bad, Wire: wire, Close: s.Close,
			Busy: func(on bool) {
				f := phones.Faults{}
				if on {
					f.Busy = 1
				}
				b.Faults(f)
			},
		}
	})
}

func TestBrowserIsToldWhatTheEffectSays(t *testing.T) {
	b := service(t)
	c := config(t, b)
	s := sender(t, c)
	p := note(t, b, c, "")
	for range 3 {
		if err := s.Do(t.Context(), p); err != nil {
			t.Fatalf("Do = %v, want nil", err)
		}
	}
	told := b.Told()
	if len(told) != 1 {
		t.Fatalf("three copies of one effect: %d messages on the screen, want 1", len(told))
	}
	got := told[0]
	left := got.Expires.Sub(got.At)
	if got.Title != p.Title || got.Body != p.Body || got.ID != p.ID || got.Times != 3 || len(got.CollapseID) != 32 || got.Urgency != "high" || left != 30*time.Minute {
		t.Errorf("browser was told %+v, to be kept for %v; want what is in %+v, 3 times, urgent, for 30 minutes", got, left, p)
	}
	p.Expires = noon().Add(48 * time.Hour)
	_ = s.Do(t.Context(), p)
	if got := b.Told()[0]; got.Urgency != "normal" || got.Expires.Sub(got.At) != 48*time.Hour {
		t.Errorf("an offer of two days: %+v, want normal urgency for 48 h", got)
	}
	p.Expires = time.Time{}
	_ = s.Do(t.Context(), p)
	if got := b.Told()[0]; !got.Expires.Equal(got.At) {
		t.Errorf("no end: kept for %v, want now or never", got.Expires.Sub(got.At))
	}
	if h := s.Health(); !h.Up || h.Accepted != 5 || h.Problem != "" {
		t.Errorf("health %+v, want up with 5 accepted", h)
	}
}

func TestWhatABrowserWouldRefuseIsNotSent(t *testing.T) {
	b := service(t)
	c := config(t, b)
	s := sender(t, c)
	long := note(t, b, c, "")
	long.Body = strings.Repeat("é", 1990)
	err := s.Do(t.Context(), long)
	if !devices.IsPermanent(err) || !strings.Contains(err.Error(), "shorten") || b.Counts().Requests+b.Counts().Refused != 0 {
		t.Errorf("4 KB of text: %v, %+v; want permanent, how to mend it, and no request", err, b.Counts())
	}
	long.Body = strings.Repeat("é", 1950)
	if err := s.Do(t.Context(), long); err != nil {
		t.Errorf("a payload just below the limit = %v, want nil", err)
	}
}

// What each status of a push service comes to.
func TestEveryAnswerOfAPushServiceIsUnderstood(t *testing.T) {
	const refused, unknown = devices.Refused, devices.Unknown
	table := []struct {
		status    int
		after     string
		outcome   devices.Outcome
		permanent bool
		gone      bool
		wait      time.Duration
		up        bool
		problem   string
	}{
		{status: 201, outcome: devices.Done, up: true},
		{status: 200, outcome: devices.Done, up: true},
		{status: 202, outcome: devices.Done, up: true},
		{status: 404, outcome: refused, permanent: true, gone: true, up: true},
		{status: 410, outcome: refused, permanent: true, gone: true, up: true},
		{status: 400, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{status: 413, outcome: refused, permanent: true, up: true, problem: "413"},
		{status: 401, outcome: refused, permanent: true, up: true},
		{status: 403, outcome: refused, permanent: true, up: true},
		{status: 301, outcome: refused, permanent: true, up: true, problem: "301"},
		{status: 307, outcome: refused, permanent: true, up: true, problem: "307"},
		{status: 429, outcome: refused, up: true},
		{status: 429, after: "17", outcome: refused, wait: 17 * time.Second, up: true},
		{status: 429, after: "-1", outcome: refused, up: true},
		{status: 429, after: "soon", outcome: refused, up: true},
		{status: 503, after: "3", outcome: refused, wait: 3 * time.Second, problem: "wait"},
		{status: 500, outcome: unknown, problem: "wait"},
		{status: 502, outcome: unknown, problem: "502"},
		{status: 504, outcome: unknown, problem: "504"},
	}
	for _, row := range table {
		t.Run(fmt.Sprint(row.status, row.after), func(t *testing.T) {
			elsewhere := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/elsewhere" {
					elsewhere++
				}
				w.Header().Set("Retry-After", row.after)
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(row.status)
			}))
			defer server.Close()
			b := service(t)
			c := config(t, b, server.Listener.Addr().String())
			var gone []string
			c.Gone = func(subscription string) { gone = append(gone, subscription) }
			s := sender(t, c)
			p := note(t, b, c, "")
			p.Token = strings.Replace(p.Token, "https://"+b.Addr(), server.URL, 1)
			err := s.Do(t.Context(), p)
			if row.status >= 500 {
				if h := s.Health(); !h.Up {
					t.Errorf("one such answer: health %+v, want up: it is chance", h)
				}
				for range 4 {
					err = s.Do(t.Context(), p)
				}
			}
			if got := devices.OutcomeOf(err); got != row.outcome || devices.IsPermanent(err) != row.permanent || devices.NotBefore(err) != row.wait {
				t.Errorf("answered %v (%v, permanent %v, wait %v), want %v, permanent %v, wait %v",
					err, got, devices.IsPermanent(err), devices.NotBefore(err), row.outcome, row.permanent, row.wait)
			}
			if (len(gone) == 1 && gone[0] == p.Token) != row.gone {
				t.Errorf("told gone: %d, want %v", len(gone), row.gone)
			}
			if h := s.Health(); h.Up != row.up || !strings.Contains(h.Problem, row.problem) || row.problem == "" && h.Problem != "" {
				t.Errorf("health %+v, want up %v and a problem with %q", h, row.up, row.problem)
			}
			if elsewhere != 0 {
				t.Error("a redirect was followed")
			}
		})
	}
}

func TestRetryAfterADateIsWaited(t *testing.T) {
	b := service(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	defer server.Close()
	c := config(t, b, server.Listener.Addr().String())
	p := note(t, b, c, "")
	p.Token = strings.Replace(p.Token, "https://"+b.Addr(), server.URL, 1)
	if got := devices.NotBefore(sender(t, c).Do(t.Context(), p)); got < 50*time.Minute || got > time.Hour {
		t.Errorf("asks to wait %v, want about an hour", got)
	}
}

func TestWrongKeyManyTimesInARowIsAProblem(t *testing.T) {
	b := service(t)
	c := config(t, b)
	s := sender(t, c)
	other := config(t, b)
	for n := 1; n <= 5; n++ {
		if err := s.Do(t.Context(), note(t, b, other, "")); !devices.IsPermanent(err) {
			t.Fatalf("a browser that subscribed with another key = %v, want permanent", err)
		}
		if got, want := s.Health().Problem != "", n == 5; got != want {
			t.Errorf("after %d refusals: problem %q", n, s.Health().Problem)
		}
	}
	if err := s.Do(t.Context(), note(t, b, c, "")); err != nil || s.Health().Problem != "" {
		t.Errorf("the next one = %v, problem %q; want neither", err, s.Health().Problem)
	}
}

func TestServiceWithAnotherCertificateIsNotSpokenTo(t *testing.T) {
	b, other := service(t), service(t)
	c := config(t, b, other.Addr())
	s := sender(t, c)
	err := s.Do(t.Context(), note(t, other, c, ""))
	if devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) || other.Counts().Requests+other.Counts().Refused != 0 {
		t.Errorf("Do = %v, %+v; want unsent and temporary", err, other.Counts())
	}
	if h := s.Health(); h.Up || !strings.Contains(h.Problem, "certificate") {
		t.Errorf("health %+v, want down and why", h)
	}
}

func TestNoSubscriptionStandsInErrorsOrLogs(t *testing.T) {
	b := service(t)
	wire := devicetest.NewWire(t, b.Addr())
	c := config(t, b, wire.Addr())
	c.Timeout = 300 * time.Millisecond
	var log bytes.Buffer
	s, err := web.New(c, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := note(t, b, c, wire.Addr())
	path := endpoint(p)[strings.LastIndex(endpoint(p), "/"):]
	check := func(what string, err error) {
		if err == nil || strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want one without the subscription", what, err)
		}
	}
	for _, f := range []devicetest.Fault{devicetest.Garbage, devicetest.Cut, devicetest.Shut, devicetest.Hung} {
		wire.Set(f)
		check(f.String(), s.Do(t.Context(), p))
		wire.Set(devicetest.Pass)
	}
	for name, f := range map[string]phones.Faults{"503": {Busy: 1}, "429": {TooMany: 1}, "500": {Broken: 1}, "cut": {Cut: 1}, "hang": {Hang: 1}} {
		b.Faults(f)
		check(name, s.Do(t.Context(), p))
	}
	b.Faults(phones.Faults{})
	b.Unsubscribe(endpoint(p))
	check("410", s.Do(t.Context(), p))
	all := log.String() + fmt.Sprintf("%v %+v %#v", c.Keys, c.Keys, c)
	if strings.Contains(all, path) || strings.Contains(all, p.ID) || strings.Contains(all, c.Keys.Private) {
		t.Errorf("the log holds a subscription, a person or the key:\n%s", all)
	}
}

func TestConfigNamesEveryMistake(t *testing.T) {
	c := web.Config{Subscriber: "mailto:ops@example.org", Hosts: []string{"127.0.0.1", "10.0.0.1", "intranet", "*"}}
	_, err := web.New(c, slog.New(slog.DiscardHandler))
	for _, want := range []string{"mailto", "keys", "127.0.0.1", "10.0.0.1", "intranet", `"*"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New = %v, want %s named", err, want)
		}
	}
}

func TestKeysComeBackFromTheirFile(t *testing.T) {
	keys, err := web.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	again, err := web.ReadKeys(keys.Encode())
	if err != nil || again != keys {
		t.Errorf("ReadKeys of what Encode wrote = %v, want the same pair", err)
	}
	other, _ := web.NewKeys()
	other.Public = keys.Public
	if _, err := web.ReadKeys(other.Encode()); err == nil {
		t.Error("a public key of another pair = nil, want an error")
	}
}

// A service and a browser that we did not write: it checks the signature and
// the headers, decrypts, and answers 410 once its subscription is over.
func TestForeignBrowserDecryptsWhatWeSend(t *testing.T) {
	port := freePort(t)
	peer := devicetest.Node(t, "testdata/peer.cjs", port)
	if said := peer.Line(); !strings.Contains(said, "running") {
		t.Fatalf("the peer said %q", said)
	}
	keys, _ := web.NewKeys()
	gone := 0
	s := sender(t, web.Config{Subscriber: "ops@example.org", Keys: keys, Hosts: []string{"localhost:" + port}, Gone: func(string) { gone++ }})
	var subscribed struct {
		Data struct {
			web.Subscription
			ClientHash string
		}
	}
	ask(t, port, "subscribe", map[string]string{"userVisibleOnly": "true", "applicationServerKey": keys.Public}, &subscribed)
	p := rules.Push{Head: rules.Head{ID: "coffee-3|ada|1/2"}, Token: subscribed.Data.String(), Title: "A coffee on us", Body: "C-0001 <&> é", Expires: time.Now().Add(time.Hour)}
	if err := s.Do(t.Context(), p); err != nil {
		t.Fatalf("Do = %v, want nil", err)
	}
	var got struct{ Data struct{ Messages []string } }
	ask(t, port, "get-notifications", map[string]string{"clientHash": subscribed.Data.ClientHash}, &got)
	var shown web.Note
	if len(got.Data.Messages) != 1 || json.Unmarshal([]byte(got.Data.Messages[0]), &shown) != nil ||
		shown.ID != p.ID || shown.Title != p.Title || shown.Body != p.Body || shown.Until != p.Expires.UnixMilli() {
		t.Errorf("the peer decrypted %q, want one message with all of the push", got.Data.Messages)
	}
	ask(t, port, "expire-subscription/"+subscribed.Data.ClientHash, nil, nil)
	if err := s.Do(t.Context(), p); !devices.IsPermanent(err) || gone != 1 {
		t.Errorf("an expired subscription = %v, told gone %d times; want permanent, once", err, gone)
	}
}

// ask posts to the peer.
func ask(t *testing.T, port, what string, body, into any) {
	t.Helper()
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body)
	}
	response, err := http.Post("http://localhost:"+port+"/"+what, "application/json", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("peer: %s = %s", what, response.Status)
	}
	if into != nil {
		if err := json.NewDecoder(response.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	return port
}
