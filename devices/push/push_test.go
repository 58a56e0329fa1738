package push_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/push"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

// service starts a pretend Apple that ends with the test.
func service(t testing.TB) *phones.Service {
	t.Helper()
	s, err := phones.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Errorf("pretend Apple: %v", err)
		}
	})
	t.Cleanup(func() { cancel(); run.Wait() })
	return s
}

func config(s *phones.Service) push.Config {
	return push.Config{
		Host: s.URL(), Topic: phones.Topic, TeamID: phones.TeamID, KeyID: phones.KeyID,
		Key: s.Key(), CA: s.CA(),
	}
}

func sender(t testing.TB, c push.Config) *push.APNs {
	t.Helper()
	a, err := push.New(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return a
}

// note is the push of person n.
func note(n int) rules.Push {
	return rules.Push{
		Head:  rules.Head{ID: fmt.Sprintf("coffee-3|p%05d|1/2", n), Why: rules.Why{Rule: "coffee-3", Line: 54}},
		Token: fmt.Sprintf("%064x", n+1), Title: "A coffee on us", Body: "Show this: C-0001 <&>",
		Expires: time.Unix(1_764_000_000, 0),
	}
}

// shelf is a store in memory.
type shelf struct {
	mu    sync.Mutex
	blobs map[string][]byte
	down  error
}

func (s *shelf) SaveBlob(_ context.Context, name string, blob []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.blobs == nil {
		s.blobs = map[string][]byte{}
	}
	s.blobs[name] = blob
	return s.down
}

func (s *shelf) LoadBlob(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blobs[name], s.down
}

func TestSenderKeepsTheDriversPromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[rules.Push] {
		apple := service(t)
		wire := devicetest.NewWire(t, apple.Addr())
		c := config(apple)
		c.Host, c.Timeout = "https://"+wire.Addr(), 2*time.Second
		a := sender(t, c)
		bad := note(2)
		apple.Disown(bad.Token)
		return devicetest.Subject[rules.Push]{
			Driver: a, Good: note(1), Bad: &bad, Wire: wire, Close: a.Close,
			Busy: func(on bool) {
				if on {
					apple.Faults(phones.Faults{Busy: 1})
				} else {
					apple.Faults(phones.Faults{})
				}
			},
		}
	})
}

func TestPhoneIsToldWhatTheEffectSays(t *testing.T) {
	apple := service(t)
	a := sender(t, config(apple))
	p := note(7)
	for range 3 {
		if err := a.Do(t.Context(), p); err != nil {
			t.Fatalf("Do = %v, want nil", err)
		}
	}
	told := apple.Told()
	if len(told) != 1 {
		t.Fatalf("three copies of one effect: %d messages on the screen, want 1", len(told))
	}
	got := told[0]
	if got.Token != p.Token || got.Title != p.Title || got.Body != p.Body || !got.Expires.Equal(p.Expires) ||
		got.ID != p.ID || got.Rule != "coffee-3" || got.Times != 3 || len(got.CollapseID) > 64 {
		t.Errorf("phone was told %+v, want what is in %+v, 3 times", got, p)
	}
	if n := apple.Requests(got.APNsID); n != 3 {
		t.Errorf("requests under one apns-id: %d, want 3", n)
	}
	if h := a.Health(); !h.Up || h.Accepted != 3 || h.Problem != "" {
		t.Errorf("health %+v, want up with 3 accepted", h)
	}
}

func TestWhatAppleWouldRefuseIsNotSent(t *testing.T) {
	apple := service(t)
	a := sender(t, config(apple))
	long, path, short := note(1), note(1), note(1)
	long.Body = strings.Repeat("é", 2100)
	path.Token = strings.Repeat("ab/../", 20)
	short.Token = "ab"
	for name, p := range map[string]rules.Push{"4 KB of text": long, "token with a path": path, "short token": short} {
		err := a.Do(t.Context(), p)
		if !devices.IsPermanent(err) || devices.OutcomeOf(err) != devices.Refused {
			t.Errorf("%s: %v, want permanent", name, err)
		}
	}
	if got := apple.Counts(); got.Requests+got.Refused != 0 {
		t.Errorf("Apple was asked: %+v, want nothing", got)
	}
	long.Body = strings.Repeat("é", 1900)
	if err := a.Do(t.Context(), long); err != nil {
		t.Errorf("a payload just below the limit = %v, want nil", err)
	}
}

func TestGoneTellsTokenAndTime(t *testing.T) {
	apple := service(t)
	c := config(apple)
	var token string
	var since time.Time
	c.Gone = func(t string, at time.Time) { token, since = t, at }
	a := sender(t, c)
	at := time.Unix(1_700_000_123, 456e6)
	apple.Uninstall(note(1).Token, at)
	err := a.Do(t.Context(), note(1))
	if !devices.IsPermanent(err) || token != note(1).Token || !since.Equal(at.Truncate(time.Second)) {
		t.Errorf("Do = %v, gone %q since %v; want permanent, the token, %v", err, token, since, at)
	}
}

func TestRestartDoesNotRenewTheProviderToken(t *testing.T) {
	apple := service(t)
	c := config(apple)
	c.Store = &shelf{}
	for n := range 5 {
		if err := sender(t, c).Do(t.Context(), note(n)); err != nil {
			t.Fatalf("start %d: Do = %v, want nil", n+1, err)
		}
	}
	c.Store = nil
	a := sender(t, c)
	err := a.Do(t.Context(), note(9)) // may be signed in the same second, but never equal
	if err == nil || devices.IsPermanent(err) || devices.NotBefore(err) != 20*time.Minute {
		t.Errorf("a start that forgot the token: Do = %v, want a wait of 20 minutes", err)
	}
	if h := a.Health(); h.Up || !strings.Contains(h.Problem, "too often") {
		t.Errorf("health %+v, want down and why", h)
	}
	requests := apple.Counts()
	if err := a.Do(t.Context(), note(9)); devices.NotBefore(err) == 0 || apple.Counts().Refused != requests.Refused {
		t.Errorf("stopped sender: Do = %v, %+v; want a wait and no request", err, apple.Counts())
	}
}

func TestUnreachableStoreMintsNothing(t *testing.T) {
	apple := service(t)
	c := config(apple)
	store := &shelf{down: errors.New("store is away")}
	c.Store = store
	a := sender(t, c)
	err := a.Do(t.Context(), note(1))
	if devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) || apple.Counts().Connections != 0 {
		t.Errorf("Do = %v, want unsent and temporary", err)
	}
	store.down = nil
	if err := a.Do(t.Context(), note(1)); err != nil {
		t.Errorf("Do when the store is back = %v, want nil", err)
	}
}

func TestWrongKeyStopsTheSender(t *testing.T) {
	apple, other := service(t), service(t)
	c := config(apple)
	c.Key = other.Key()
	a := sender(t, c)
	err := a.Do(t.Context(), note(1))
	if devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) || devices.NotBefore(err) == 0 {
		t.Errorf("Do = %v, want unsent, temporary, with a wait", err)
	}
	if h := a.Health(); h.Up || !strings.Contains(h.Problem, "InvalidProviderToken") {
		t.Errorf("health %+v, want down with Apple's reason", h)
	}
}

func TestNoTokenStandsInErrorsOrLogs(t *testing.T) {
	apple := service(t)
	wire := devicetest.NewWire(t, apple.Addr())
	c := config(apple)
	c.Host = "https://" + wire.Addr()
	var log bytes.Buffer
	a, err := push.New(c, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	p := note(1)
	check := func(what string, err error) {
		if err == nil || strings.Contains(err.Error(), p.Token) {
			t.Errorf("%s: error %v, want one without the token", what, err)
		}
	}
	for _, f := range []devicetest.Fault{devicetest.Garbage, devicetest.Cut, devicetest.Shut, devicetest.Hung} {
		wire.Set(f)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		check(f.String(), a.Do(ctx, p))
		cancel()
		wire.Set(devicetest.Pass)
	}
	for name, f := range map[string]phones.Faults{"503": {Busy: 1}, "429": {TooMany: 1}, "410": {Gone: 1}, "cut": {Cut: 1}} {
		apple.Faults(f)
		check(name, a.Do(t.Context(), p))
	}
	apple.Faults(phones.Faults{})
	apple.Disown(p.Token)
	check("400", a.Do(t.Context(), p))
	if strings.Contains(log.String(), p.Token) || strings.Contains(log.String(), p.ID) {
		t.Errorf("the log holds a token or a person:\n%s", &log)
	}
}

func TestAnswerOfAProxyIsTemporaryAndNamesItsStatus(t *testing.T) {
	apple := service(t)
	proxy := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>Bad gateway</html>"))
	}))
	proxy.EnableHTTP2 = true
	proxy.StartTLS()
	defer proxy.Close()
	c := config(apple)
	c.Host, c.CA = proxy.URL, pemOf(proxy.Certificate().Raw)
	a := sender(t, c)
	err := a.Do(t.Context(), note(1))
	if devices.OutcomeOf(err) != devices.Unknown || devices.IsPermanent(err) || !strings.Contains(err.Error(), "502") {
		t.Errorf("Do through a broken proxy = %v, want a temporary unknown with 502 in it", err)
	}
}

func TestConfigNamesEveryMistake(t *testing.T) {
	_, err := push.New(push.Config{Host: "http://push.example/x"}, slog.New(slog.DiscardHandler))
	for _, want := range []string{"host", "topic", "team_id", "key_id"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New of an empty config = %v, want %s named", err, want)
		}
	}
	c := config(service(t))
	c.Key = []byte("not a key")
	if _, err := push.New(c, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("New with a broken key = nil, want an error")
	}
}
