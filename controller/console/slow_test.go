package console

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a browser that takes its time over every write.
type slow struct {
	head   http.Header
	got    bytes.Buffer
	writes int
}

func (s *slow) Header() http.Header { return s.head }
func (s *slow) WriteHeader(int)     {}
func (s *slow) Flush()              {}
func (s *slow) Write(b []byte) (int, error) {
	time.Sleep(3 * time.Second)
	s.writes++
	return s.got.Write(b)
}

func TestSlowPageSkipsToTheNewestState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var state atomic.Pointer[State]
		c := New(Options{State: state.Load, Log: slog.New(slog.DiscardHandler)})
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		go func() { _ = c.Run(ctx) }()
		go change(ctx, &state)
		page := &slow{head: http.Header{}}
		c.Handler().ServeHTTP(page, httptest.NewRequest(http.MethodGet, "http://localhost/api/live", nil))
		// A minute at one write in 3 s is 20 writes; the venue made 240 states.
		if page.writes > 22 {
			t.Errorf("a slow page in one minute: got %d writes, want about 20", page.writes)
		}
		newest := []byte(`"people":240`)
		if !bytes.Contains(page.got.Bytes(), newest) && !bytes.Contains(page.got.Bytes(), []byte(`"people":239`)) {
			t.Errorf("a slow page did not reach the newest state; it ended with %.200s", page.got.Bytes()[page.got.Len()-200:])
		}
	})
}

// change makes a new state four times a second.
func change(ctx context.Context, state *atomic.Pointer[State]) {
	for n := 1; ctx.Err() == nil; n++ {
		s := crowded(1)
		s.People = n
		state.Store(s)
		time.Sleep(beat)
	}
}

func TestSilentStreamKeepsBreathing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{State: func() *State { return nil }, Log: slog.New(slog.DiscardHandler)})
		ctx, stop := context.WithTimeout(t.Context(), 40*time.Second)
		defer stop()
		go func() { _ = c.Run(ctx) }()
		page := httptest.NewRecorder()
		c.Handler().ServeHTTP(page, httptest.NewRequest(http.MethodGet, "http://localhost/api/live", nil))
		if got := bytes.Count(page.Body.Bytes(), []byte(": still here\n\n")); got != 2 {
			t.Errorf("heartbeats in 40 silent seconds: got %d, want 2", got)
		}
	})
}
