package console

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// needed skips without a tool on a workbench, and fails where everything has
// to be there.
func needed(t *testing.T, ok bool, say string) {
	t.Helper()
	switch {
	case ok:
	case os.Getenv("CI") == "true":
		t.Fatal(say)
	default:
		t.Skip(say)
	}
}

func onPath(names ...string) bool {
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil {
			return true
		}
	}
	return false
}

// TestPageInARealBrowser shows a made-up evening in Chromium and lets
// web/test/page.mjs judge it. FOYER_PICTURES names a folder for pictures.
func TestPageInARealBrowser(t *testing.T) {
	needed(t, exists(built(), "index.html"), "the pages are not built: run npm ci and npm run build in controller/console/web")
	needed(t, onPath("node"), "node is not on PATH: install nodejs")
	needed(t, onPath("chromium", "chromium-browser", "google-chrome"), "no chromium on PATH: install chromium")
	_, err := os.Stat(filepath.Join("web", "node_modules", "playwright-core"))
	needed(t, err == nil, "playwright-core is not there: run npm ci in controller/console/web")

	v := newEvening(t)
	v.start(t)
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	script := exec.CommandContext(ctx, "node", "test/page.mjs", "http://"+v.address+"/", os.Getenv("FOYER_PICTURES"))
	script.Dir = "web"
	script.WaitDelay = 5 * time.Second
	var complaints bytes.Buffer
	script.Stderr = &complaints
	orders, err := script.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := script.Start(); err != nil {
		t.Fatalf("start the browser's script: %v", err)
	}
	for lines := bufio.NewScanner(orders); lines.Scan(); {
		v.obey(t, lines.Text())
	}
	if err := script.Wait(); err != nil {
		t.Errorf("the page in a real browser: %v\n%s", err, complaints.String())
	}
}

// evening is a console whose server can be stopped and started at one address.
type evening struct {
	state   atomic.Pointer[State]
	address string
	stop    func()
}

func newEvening(t *testing.T) *evening {
	t.Helper()
	v := &evening{address: "127.0.0.1:0", stop: func() {}}
	s := newScene(7)
	attack := Request{Song: "<img src=x onerror=alert(1)>", Votes: 1, At: s.state.At}
	s.state.DJ[0].Requests = append([]Request{attack}, s.state.DJ[0].Requests...)
	go play(t.Context(), s, &v.state)
	t.Cleanup(func() { v.stop() })
	return v
}

// nobodyPresses is a bridge at whose button nobody stands.
func nobodyPresses(_ context.Context, bridge string, say func(string)) error {
	say("Press the round link button on the bridge at " + bridge + " now (60 s left).")
	return fmt.Errorf("hue: pair with %s: nobody pressed the link button within a minute", bridge)
}

func (v *evening) obey(t *testing.T, order string) {
	t.Helper()
	switch order {
	case "stop":
		v.stop()
	case "start":
		v.start(t)
	default:
		t.Errorf("the browser's script said %q, want stop or start", order)
	}
}

func (v *evening) start(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", v.address)
	if err != nil {
		t.Fatalf("listen again at %s: %v", v.address, err)
	}
	v.address = listener.Addr().String()
	c := New(Options{State: v.state.Load, Log: slog.New(slog.DiscardHandler), Pair: nobodyPresses})
	ctx, cancel := context.WithCancel(context.Background())
	server := &http.Server{Handler: c.Handler(), ReadHeaderTimeout: time.Second}
	ended := make(chan error, 2)
	go func() { ended <- c.Run(ctx) }()
	go func() { ended <- server.Serve(listener) }()
	v.stop = func() {
		cancel()
		_ = server.Close()
		for range 2 {
			if err := <-ended; err != nil && !errors.Is(err, http.ErrServerClosed) {
				t.Errorf("the server ended with %v", err)
			}
		}
		v.stop = func() {}
	}
}
