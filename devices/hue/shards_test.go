package hue

import (
	"context"
	"testing"
	"time"

	"foyer/devices"
	"foyer/firmware-sim/bridge"
)

func TestShardsLightOneZoneByTwoBridges(t *testing.T) {
	t.Parallel()
	var both Shards
	var sims []*bridge.Bridge
	for range 2 {
		sim := serve(t, bridge.Config{})
		b := driver(t, Config{URL: sim.URL(), Key: sim.Key(), Zones: []Zone{{lounge, "1"}}}, devices.Machine{})
		run(t, b)
		both, sims = append(both, b), append(sims, sim)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := both.Do(ctx, colours(lounge, "#ff0000", "#00ff00", "#0000ff")); err != nil {
		t.Fatalf("light over two bridges: %v", err)
	}
	for i, sim := range sims {
		if n := sim.Counters().Sent; n != 6 {
			t.Errorf("commands to bridge %d: got %d, want 6", i+1, n)
		}
	}
	if err := both.Do(ctx, colours("cellar")); !devices.IsPermanent(err) {
		t.Errorf("light in a zone of no bridge: got %v, want permanent", err)
	}
}

// TestShardThatIsAwayLeavesTheOthersLit holds up neither the lamps of the bridge
// that is well nor, when it is back, its own.
func TestShardThatIsAwayLeavesTheOthersLit(t *testing.T) {
	t.Parallel()
	var both Shards
	var sims []*bridge.Bridge
	for range 2 {
		sim := serve(t, bridge.Config{})
		b := driver(t, Config{URL: sim.URL(), Key: sim.Key(), Zones: []Zone{{lounge, "1"}}, Timeout: time.Second}, devices.Machine{})
		run(t, b)
		both, sims = append(both, b), append(sims, sim)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := both.Do(ctx, inRed()); err != nil {
		t.Fatal(err)
	}
	sims[1].Break(bridge.Cut)
	if err := both.Do(ctx, inBlue()); err == nil || devices.IsPermanent(err) {
		t.Errorf("light while one of two bridges is away: got %v, want a temporary error", err)
	}
	arrives(ctx, t, sims[0])
	sims[1].Break(bridge.None)
	arrives(ctx, t, sims[1])
	sims[0].Forget(sims[0].Key())
	sims[1].Break(bridge.Unavailable)
	if err := both.Do(ctx, inRed()); err == nil || devices.IsPermanent(err) {
		t.Errorf("light when one bridge refuses for good and the other is busy: got %v, want a temporary error", err)
	}
}

// arrives waits until the lamps of a bridge are blue.
func arrives(ctx context.Context, t *testing.T, sim *bridge.Bridge) {
	t.Helper()
	for wears(sim, "1", "#4060ff") < 4 {
		if (devices.Machine{}).Sleep(ctx, 20*time.Millisecond) != nil {
			t.Fatalf("lamps of a bridge in blue: got %d, want the 4 that can", wears(sim, "1", "#4060ff"))
		}
	}
}
