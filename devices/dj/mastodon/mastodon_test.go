package mastodon_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/dj"
	"foyer/devices/dj/mastodon"
)

const token = "a-token-that-nobody-may-see"

// server answers as Mastodon 4 does to a new status: it wants a bearer token
// and a text of at most 500 characters, and gives the same post for the same
// Idempotency-Key.
type server struct {
	mu    sync.Mutex
	posts []string
	byKey map[string]string
	says  http.HandlerFunc // instead; nil = as it should
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct{ Status, Visibility string }
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	switch {
	case s.says != nil:
		s.says(w, r)
	case r.Method != http.MethodPost || r.URL.Path != "/api/v1/statuses":
		http.Error(w, `{"error":"Record not found"}`, http.StatusNotFound)
	case r.Header.Get("Authorization") != "Bearer "+token:
		http.Error(w, `{"error":"The access token is invalid"}`, http.StatusUnauthorized)
	case json.NewDecoder(r.Body).Decode(&in) != nil || in.Status == "" || len([]rune(in.Status)) > 500 || strings.Contains(in.Status, "refused"):
		http.Error(w, `{"error":"Validation failed: Text can't be blank"}`, http.StatusUnprocessableEntity)
	default:
		key := r.Header.Get("Idempotency-Key")
		id, known := s.byKey[key]
		if !known || key == "" {
			s.posts = append(s.posts, in.Status)
			id = fmt.Sprint(len(s.posts))
			s.byKey[key] = id
		}
		_, _ = fmt.Fprintf(w, `{"id":%q,"content":"","visibility":"public"}`, id)
	}
}

func (s *server) answers(says http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.says = says
}

func (s *server) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.posts...)
}

func newServer(t *testing.T) (*server, string) {
	t.Helper()
	s := &server{byKey: map[string]string{}}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, h.URL
}

func news(id string, songs ...string) dj.News {
	n := dj.News{ID: id}
	for _, s := range songs {
		n.Top = append(n.Top, dj.Request{Song: s})
	}
	return n
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		_, _ = w.Write([]byte(`{"error":"no"}`))
	}
}

func TestAccountKeepsTheDriversPromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[dj.News] {
		s, at := newServer(t)
		wire := devicetest.NewWire(t, strings.TrimPrefix(at, "http://"))
		a := mastodon.New(mastodon.Config{Server: "http://" + wire.Addr(), Token: token})
		bad := news("b", "refused")
		return devicetest.Subject[dj.News]{
			Driver: a, Good: news("a", "Waterloo", "SOS"), Bad: &bad, Wire: wire, Close: a.Close,
			Busy: func(on bool) {
				s.answers(nil)
				if on {
					s.answers(status(http.StatusTooManyRequests, "Retry-After", "0"))
				}
			},
		}
	})
}

func TestOneChangeIsOnePostHoweverOftenItIsTold(t *testing.T) {
	s, at := newServer(t)
	for range 3 { // three starts
		a := mastodon.New(mastodon.Config{Server: at + "/", Token: token, Title: "Der Tanzboden will:"})
		for _, n := range []dj.News{news("1", "ABBA - Waterloo", "@everyone #ad https://x.example"), news("2", strings.Repeat("é", 700))} {
			if err := a.Do(t.Context(), n); err != nil {
				t.Fatalf("Do = %v, want nil", err)
			}
		}
	}
	got := s.all()
	if len(got) != 2 || got[0] != "Der Tanzboden will:\n1. ABBA - Waterloo\n2. @\u2060everyone #\u2060ad https:\u2060//x.example" || len([]rune(got[1])) != 500 {
		t.Errorf("posts %q, want two: the songs without links, and one cut at 500 characters", got)
	}
}

func TestEveryAnswerHasItsMeaning(t *testing.T) {
	s, at := newServer(t)
	soon := time.Now().Add(2 * time.Minute).UTC().Format(time.RFC3339)
	for _, row := range []struct {
		what    string
		answer  http.HandlerFunc
		forGood bool
		outcome devices.Outcome
		wait    time.Duration
		problem string
	}{
		{"401", status(401), true, devices.Refused, 0, "refuses the token"},
		{"403", status(403), true, devices.Refused, 0, "refuses the token"},
		{"422", status(422), true, devices.Refused, 0, "refused the last post"},
		{"404", status(404), true, devices.Refused, 0, "no Mastodon server"},
		{"301", status(301, "Location", "https://elsewhere.example"), true, devices.Refused, 0, "no Mastodon server"},
		{"429", status(429, "X-RateLimit-Reset", soon), false, devices.Refused, 100 * time.Second, "asks to wait"},
		{"503", status(503, "Retry-After", "90"), false, devices.Refused, 80 * time.Second, "asks to wait"},
		{"500", status(500), false, devices.Unknown, 0, "a fault of its own"},
		{"200 without a post", status(200), false, devices.Unknown, 0, "no Mastodon server"},
	} {
		a := mastodon.New(mastodon.Config{Server: at, Token: token})
		s.answers(row.answer)
		err := a.Do(t.Context(), news("1", "Waterloo"))
		if devices.IsPermanent(err) != row.forGood || devices.OutcomeOf(err) != row.outcome || devices.NotBefore(err) < row.wait {
			t.Errorf("%s: %v (%v, wait %v), want for good %v, %v, a wait of %v", row.what, err, devices.OutcomeOf(err), devices.NotBefore(err), row.forGood, row.outcome, row.wait)
		}
		if h := a.Health(); h.Up || !strings.Contains(h.Problem, row.problem) || strings.Contains(fmt.Sprint(err, h), token) {
			t.Errorf("%s: health %+v, want down, %q, and no token", row.what, h, row.problem)
		}
		a.Close()
	}
}

func TestTheTokenGoesNowhereUnencrypted(t *testing.T) {
	for server, good := range map[string]bool{
		"https://mastodon.example": true, "https://mastodon.example/": true, "http://127.0.0.1:3000": true, "http://mastodon.example": false,
		"mastodon.example": false, "https://mastodon.example/api": false, "https://me:secret@mastodon.example": false, "ftp://x": false,
	} {
		if err := mastodon.Check(server); (err == nil) != good {
			t.Errorf("Check(%q) = %v, want good: %v", server, err, good)
		}
	}
}
