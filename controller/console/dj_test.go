package console

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// night is a console with a DJ's list whose buttons work.
func night(t *testing.T) (*httptest.Server, *booth) {
	t.Helper()
	s := newScene(3)
	var state atomic.Pointer[State]
	state.Store(&s.state)
	b := &booth{list: s.state.DJ[0], inform: func(l DJList) {
		next := *state.Load()
		next.DJ = []DJList{l}
		state.Store(&next)
	}}
	c := New(Options{State: state.Load, Press: b.press, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	server := httptest.NewServer(c.Handler())
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
		server.Close()
	})
	return server, b
}

func TestDJPageInARealBrowser(t *testing.T) {
	needed(t, exists(built(), "index.html"), "the pages are not built: run npm ci and npm run build in controller/console/web")
	needed(t, onPath("node"), "node is not on PATH: install nodejs")
	needed(t, onPath("chromium", "chromium-browser", "google-chrome"), "no chromium on PATH: install chromium")
	_, err := os.Stat(filepath.Join("web", "node_modules", "playwright-core"))
	needed(t, err == nil, "playwright-core is not there: run npm ci in controller/console/web")
	server, b := night(t)
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	script := exec.CommandContext(ctx, "node", "test/dj.mjs", server.URL+"/dj", os.Getenv("FOYER_PICTURES"))
	script.Dir, script.WaitDelay = "web", 5*time.Second
	var complaints bytes.Buffer
	script.Stderr = &complaints
	if err := script.Run(); err != nil {
		t.Fatalf("the DJ's page in a real browser: %v\n%s", err, complaints.String())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	want := "accept Chic - Le Freak, undo, pause, go-on, block-artist Donna Summer"
	if got := strings.Join(b.done[:min(5, len(b.done))], ", "); got != want {
		t.Errorf("pressed %q, want %q", got, want)
	}
}

func TestADJsButtonIsAnsweredWithTheListOrWithWhyNot(t *testing.T) {
	server, _ := night(t)
	for _, row := range []struct {
		body, want string
		status     int
	}{
		{`{"queue":"main","do":"played","song":"Chic - Le Freak"}`, `"undo":"Chic - Le Freak: played"`, http.StatusOK},
		{`{"queue":"main","do":"dance"}`, `Write in ` + "`do`" + ` one of accept, played`, http.StatusConflict},
		{`{"queue":"main","do":"undo"}`, `"undo":""`, http.StatusOK},
		{`{"queue":"main","do":"undo"}`, `There is nothing to take back.`, http.StatusConflict},
		{`{"queue":"main","what":1}`, `The body must be one JSON object`, http.StatusConflict},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/api/dj", strings.NewReader(row.body))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		_, _ = said.ReadFrom(answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != row.status || !strings.Contains(said.String(), row.want) {
			t.Errorf("post %s: %d %s, want %d with %s", row.body, answer.StatusCode, said.String(), row.status, row.want)
		}
	}
}
