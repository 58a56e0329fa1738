package console

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a browser that takes its time over every write.
type slow struct {
	head http.Header
	got  bytes.Buffer
}

func (s *slow) Header() http.Header { return s.head }
func (s *slow) WriteHeader(int)     {}
func (s *slow) Flush()              {}
func (s *slow) Write(b []byte) (int, error) {
	time.Sleep(3 * time.Second)
	return s.got.Write(b)
}

func TestSlowPageSkipsToTheNewestState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var state atomic.Pointer[State]
		c := New(Options{State: state.Load, Log: slog.New(slog.DiscardHandler)})
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		go func() { _ = c.Run(ctx) }()
		var venue sync.WaitGroup
		venue.Go(func() { change(ctx, &state) })
		page := &slow{head: http.Header{}}
		c.Handler().ServeHTTP(page, httptest.NewRequest(http.MethodGet, "http://localhost/api/live", nil))
		venue.Wait() // time would stand still for it once the test has returned
		// The venue made 240 states in that minute, the page took 20. With a
		// queue it would be at the 20th.
		if last := lastPeople(t, page.got.String()); last < 225 {
			t.Errorf("a slow page after one minute shows state %d, want one of the last 15 of 240", last)
		}
	})
}

// lastPeople is the number of people that a page shows at the end of its
// stream, whose last changes were of that number only.
func lastPeople(t *testing.T, stream string) int {
	t.Helper()
	var n int
	at := strings.LastIndex(stream, `{"people":`)
	if at < 0 {
		t.Fatal("the stream has no change of the people")
	}
	if _, err := fmt.Sscanf(stream[at:], `{"people":%d}`, &n); err != nil {
		t.Fatalf("last change of the stream: %v in %.80q", err, stream[at:])
	}
	return n
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

// timed is a browser that notes when it was last written to.
type timed struct {
	*httptest.ResponseRecorder
	last time.Time
}

func (p *timed) Write(b []byte) (int, error) {
	p.last = time.Now()
	return p.ResponseRecorder.Write(b)
}

func TestChangeReachesThePageWithinAQuarterOfASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var state atomic.Pointer[State]
		state.Store(crowded(1))
		c := New(Options{State: state.Load, Log: slog.New(slog.DiscardHandler)})
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		go func() { _ = c.Run(ctx) }()
		var changed time.Time
		go func() {
			time.Sleep(3*time.Second + time.Millisecond) // just after a look
			changed = time.Now()
			state.Store(crowded(2))
		}()
		page := &timed{ResponseRecorder: httptest.NewRecorder()}
		c.Handler().ServeHTTP(page, httptest.NewRequest(http.MethodGet, "http://localhost/api/live", nil))
		if took := page.last.Sub(changed); took < 0 || took > beat {
			t.Errorf("a change of the state reached the page after %s, want within %s", took, beat)
		}
	})
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
