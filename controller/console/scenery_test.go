package console

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"testing"
	"time"
)

// TestSceneForLookingAtThePages serves a made-up evening until it is
// interrupted, for whoever works on the pages:
//
//	FOYER_SCENE=127.0.0.1:8090 go test -timeout 0 -run Scene ./controller/console
func TestSceneForLookingAtThePages(t *testing.T) {
	address := os.Getenv("FOYER_SCENE")
	if address == "" {
		t.Skip("set FOYER_SCENE to an address to look at the pages with a made-up evening")
	}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	var state atomic.Pointer[State]
	c := New(Options{State: state.Load, Log: slog.New(slog.DiscardHandler)})
	go func() { _ = c.Run(ctx) }()
	go play(ctx, newScene(1), &state)
	server := &http.Server{Addr: address, Handler: c.Handler(), ReadHeaderTimeout: time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); ctx.Err() == nil {
		t.Fatal(err)
	}
}

// play moves a scene until ctx ends.
func play(ctx context.Context, s *scene, state *atomic.Pointer[State]) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		state.Store(s.step())
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
