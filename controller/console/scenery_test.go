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
//
// FOYER_SCENE_KIND=empty shows the hour before anyone comes, trouble an hour
// in which much is down.
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
	go play(ctx, sceneOf(os.Getenv("FOYER_SCENE_KIND")), &state)
	server := &http.Server{Addr: address, Handler: c.Handler(), ReadHeaderTimeout: time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); ctx.Err() == nil {
		t.Fatal(err)
	}
}

// sceneOf is an evening of one kind.
func sceneOf(kind string) *scene {
	s := newScene(1)
	st := &s.state
	switch kind {
	case "empty":
		s.closed = true
		*st = State{Venue: st.Venue, At: st.At, Speed: 1, Plan: st.Plan, Zones: make([]Zone, len(st.Zones)), Parts: st.Parts}
		for i, zone := range st.Plan.Zones {
			st.Zones[i].ID = zone.ID
		}
		st.Parts[0].State = PartStarting
	case "trouble":
		st.Parts[0] = Part{Name: "broker", State: PartDown, Since: st.At, Text: "The broker does not answer; nobody's badge is heard. It is tried again every 2 s."}
		st.Parts[2] = Part{Name: "bridge", State: PartDown, Since: st.At, Text: "The bridge does not answer; the lamps keep their last colours."}
		st.Zones[2].People, st.Codes[0].Free, st.Codes[0].Given = 47, 0, 174
		for i := range st.Lamps {
			st.Lamps[i].Reachable = i%2 == 0
		}
	}
	return s
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
