package clip

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/firmware-sim/bridge"
)

// lampOf is the lamp of this number as the page would show it.
func lampOf(b *Bridge, id string) Lamp {
	all := b.Lamps()
	if i := slices.IndexFunc(all, func(l Lamp) bool { return l.ID == id }); i >= 0 {
		return all[i]
	}
	return Lamp{}
}

func TestWhatOthersDoIsSeenAndPutBack(t *testing.T) {
	t.Parallel()
	sim := serve(t, bridge.Config{})
	b := driver(t, Config{URL: sim.URL(), Paired: paired(t, sim), Zones: inScene(), Probe: 500 * time.Millisecond}, devices.Machine{})
	behind(t, b.Run, b.Listen)
	if err := b.Do(t.Context(), inRed(lounge)); err != nil {
		t.Fatal(err)
	}
	sim.Reach("2", false)
	devicetest.Until(t, "a lamp out of reach is named", func() bool {
		return !lampOf(b, "2").Reachable && strings.Contains(b.Health().Problem, "Lamp Lounge 2 is out of reach. Is it switched off at the wall?")
	})
	sim.Reach("2", true)
	told := len(sim.Told())
	other := salon{t, newHand(), sim, nil}
	other.ask(http.MethodPut, "/light/"+b.scenes[0].lights[0].ID, `{"on":{"on":false}}`)
	devicetest.Until(t, "the lamp that was switched off plays again", func() bool { return other.wears("#ff2020") == 6 && lampOf(b, "1").Confirmed })
	changes := 0
	for _, c := range sim.Told()[told:] {
		if strings.Contains(c.Path, "/scene/") {
			changes++
		}
	}
	if changes != 2 && changes != 4 { // the lamp that came back may have been told apart
		t.Errorf("requests to put it back: got %d, want two or four", changes)
	}
}

func TestEventsAreHeardAgainAfterALossAndAllIsReadAnew(t *testing.T) {
	t.Parallel()
	sim := serve(t, bridge.Config{})
	b := driver(t, Config{URL: sim.URL(), Paired: paired(t, sim), Zones: inScene(), Probe: 200 * time.Millisecond}, devices.Machine{})
	behind(t, b.Run, b.Listen)
	devicetest.Until(t, "the bridge is up and its events are heard", func() bool { return b.Health().Up && b.Health().Problem == "" })
	for _, fault := range []bridge.Fault{bridge.Garbage, bridge.Cut} {
		sim.Break(fault)
		devicetest.Until(t, "the loss is told while "+string(fault), func() bool { return b.Health().Problem != "" })
		sim.Reach("3", false) // nobody tells
		sim.Break(bridge.None)
		devicetest.Until(t, "what happened meanwhile is known after "+string(fault), func() bool { return !lampOf(b, "3").Reachable })
		sim.Reach("3", true)
		devicetest.Until(t, "all is well after "+string(fault), func() bool { return b.Health().Problem == "" })
	}
	sim.Restart()
	sim.Reach("4", false)
	devicetest.Until(t, "what happened in a restart is known", func() bool { return !lampOf(b, "4").Reachable })
}

func TestFaultsAreTemporaryInBothModes(t *testing.T) {
	t.Parallel()
	for _, zones := range [][]Zone{inScene(), onStage()} {
		sim := serve(t, bridge.Config{})
		b := driver(t, Config{URL: sim.URL(), Paired: paired(t, sim), Zones: zones, Streams: sim.StreamAddr()}, devices.Machine{})
		behind(t, b.Run, b.Stream)
		if err := b.Do(t.Context(), inRed(zones[0].Zone)); err != nil {
			t.Fatal(err)
		}
		for _, fault := range []bridge.Fault{bridge.TooMany, bridge.Unavailable, bridge.Internal, bridge.Garbage, bridge.Half, bridge.Cut, bridge.Hang} {
			sim.Break(fault)
			if err := b.Do(t.Context(), inRed(zones[0].Zone)); err == nil || devices.IsPermanent(err) {
				t.Errorf("mode %s while %s: got %v, want a temporary error", zones[0].Mode, fault, err)
			}
		}
		sim.Break(bridge.None)
		devicetest.Until(t, "the light is taken again", func() bool { return b.Do(t.Context(), inRed(zones[0].Zone)) == nil })
	}
}
