package main

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/controller/console"
	"foyer/devices"
)

func TestEachDeviceHasACardWithWhatIsKnownOfIt(t *testing.T) {
	installTransport()
	now := time.Date(2026, 5, 9, 21, 0, 0, 0, time.UTC)
	g := &gear{start: time.Now().Add(-time.Minute)}
	c := config{file: t.TempDir() + "/venue.yaml", Lights: []lamps{{Zone: "lounge", Kind: "hue", Bridge: "http://192.0.2.7", Group: "1", Key: "file:hue.key"}}}
	if err := g.addBridges(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	g.join(device{
		name: "stage", kind: "sACN universe 1", clock: devices.Machine{},
		health: func() devices.Health {
			return devices.Health{Up: true, Since: time.Now().Add(-time.Minute), Accepted: 7}
		},
		figures: func() []console.Figure { return []console.Figure{{Label: "Frames", Value: "44 a second"}} },
	})
	cards := g.cards(newSteppedClock(now), 60, time.UTC)
	if len(cards) != 2 || cards[0].State != console.PartDown || cards[0].Pair != "http://192.0.2.7" || !strings.Contains(cards[0].Problem, "hue.key is not there. Pair with it") {
		t.Fatalf("cards: got %+v, want a bridge without its key first", cards)
	}
	stage := cards[1]
	if stage.State != console.PartOK || stage.Accepted != 7 || len(stage.Figures) != 1 {
		t.Errorf("card of what joined: got %+v, want it up with its figure", stage)
	}
	if age := now.Sub(stage.Since); age < time.Hour || age > 2*time.Hour {
		t.Errorf("a minute of the machine at 60 times the speed: got %v on the venue's clock, want an hour", age)
	}
	if parts := g.parts(); len(parts) != 2 || parts[1].Name != "stage" {
		t.Errorf("parts: got %+v, want the same two devices", parts)
	}
}

func TestDevicesThatAreCalledAlikeAreToldApart(t *testing.T) {
	well := func() devices.Health { return devices.Health{Up: true} }
	g := &gear{start: time.Now()}
	g.lack("push", "Nothing is pushed.")
	for _, name := range []string{"bar", "bar", "push", "bar 2", "bar"} {
		g.join(device{name: name, health: well})
	}
	var names []string
	for _, part := range g.parts() {
		names = append(names, part.Name)
	}
	if want := []string{"push", "bar", "bar 2", "push 2", "bar 2 2", "bar 3"}; !slices.Equal(names, want) {
		t.Errorf("names on the page: got %q, want %q", names, want)
	}
}
