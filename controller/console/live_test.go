package console

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// site is a console over a real socket and the state it shows.
type site struct {
	*httptest.Server
	state atomic.Pointer[State]
}

func serve(t *testing.T, first *State) *site {
	t.Helper()
	s := &site{}
	s.state.Store(first)
	c := New(Options{State: s.state.Load, Log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	s.Server = httptest.NewServer(c.Handler())
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v, want nil", err)
		}
		s.Close() // waits for the streams: Run must have ended them
	})
	return s
}

// events opens the stream and gives its data, one message a receive.
func events(t *testing.T, s *site) <-chan map[string]json.RawMessage {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/api/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.Client().Do(request)
	if err != nil {
		t.Fatalf("open the stream: %v", err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("content type of the stream: got %q", got)
	}
	out := make(chan map[string]json.RawMessage)
	go read(t, response.Body, out)
	return out
}

func read(t *testing.T, body io.Reader, out chan<- map[string]json.RawMessage) {
	defer close(out)
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: {")
		if !ok { // the page's name, a heartbeat
			continue
		}
		data = "{" + data
		var parts map[string]json.RawMessage
		if err := json.Unmarshal([]byte(data), &parts); err != nil {
			t.Errorf("a message of the stream is not JSON: %v", err)
			return
		}
		select {
		case out <- parts:
		case <-t.Context().Done():
			return
		}
	}
}

// next waits for one message.
func next(t *testing.T, stream <-chan map[string]json.RawMessage) map[string]json.RawMessage {
	t.Helper()
	select {
	case parts, ok := <-stream:
		if !ok {
			t.Fatal("the stream ended, want a message")
		}
		return parts
	case <-time.After(5 * time.Second):
		t.Fatal("no message within 5 s")
	}
	return nil
}

func TestPageGetsEverythingAndThenOnlyWhatChanged(t *testing.T) {
	s := serve(t, crowded(1))
	stream := events(t, s)
	if first := next(t, stream); len(first) != fields(t) {
		t.Fatalf("the first message has %d parts, want all %d", len(first), fields(t))
	}
	changed := *s.state.Load()
	changed.People++
	changed.At = changed.At.Add(time.Second)
	s.state.Store(&changed)
	second := next(t, stream)
	if len(second) != 2 || string(second["people"]) != strconv.Itoa(changed.People) {
		t.Errorf("after people and the clock changed: got parts %q, want people %d and at", second, changed.People)
	}
}

func TestPageThatComesBeforeTheVenueWaitsForIt(t *testing.T) {
	s := serve(t, nil)
	stream := events(t, s)
	response, err := s.Client().Get(s.URL + "/api/state")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("state before there is one: got %s, want 503", response.Status)
	}
	s.state.Store(crowded(1))
	if first := next(t, stream); len(first) != fields(t) {
		t.Errorf("the first message has %d parts, want all %d", len(first), fields(t))
	}
}

func TestStreamsEndWithTheConsole(t *testing.T) {
	s := &site{}
	s.state.Store(crowded(1))
	c := New(Options{State: s.state.Load, Log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	s.Server = httptest.NewServer(c.Handler())
	defer s.Close()
	stream := events(t, s)
	next(t, stream)
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run ended with %v, want nil", err)
	}
	if parts, ok := <-stream; ok {
		t.Errorf("after the end: got %d more parts, want the end of the stream", len(parts))
	}
}

func TestOnePageTooManyIsRefused(t *testing.T) {
	c := New(Options{State: func() *State { return nil }, Log: slog.New(slog.DiscardHandler)})
	for range maxStreams {
		c.streams <- struct{}{}
	}
	answer := httptest.NewRecorder()
	c.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://localhost/api/live", nil))
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("stream number %d: got %d, want 503", maxStreams+1, answer.Code)
	}
}
