package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

func TestFixturesThatCannotBeMeantAreTold(t *testing.T) {
	one := "fixtures: [{profile: rgb, at: 1}]"
	for _, c := range []struct{ line, says string }{
		{`{id: a, zone: bar, kind: sacn, universe: 1}`, "A light of kind `sacn` needs `fixtures`."},
		{`{id: a, zone: bar, kind: sacn, ` + one + `}`, "A light of kind `sacn` needs `universe`."},
		{`{id: a, zone: bar, kind: artnet, universe: 0, ` + one + `}`, "A light of kind `artnet` needs `to`."},
		{`{id: a, zone: bar, kind: artnet, universe: 0, to: 192.0.2.9, priority: 90, ` + one + `}`, "A light of kind `artnet` has no `priority`."},
		{`{id: a, zone: bar, kind: sacn, universe: 0, ` + one + `}`, "sACN has the universes 1 to 63999."},
		{`{id: a, zone: bar, kind: artnet, universe: 40000, to: 192.0.2.9, ` + one + `}`, "Art-Net has the universes 0 to 32767"},
		{`{id: a, zone: bar, kind: sacn, universe: 1, fixtures: [{profile: moving-head, at: 1}]}`, "moving-head"},
		{`{id: a, zone: bar, kind: sacn, universe: 1, fixtures: [{profile: rgb, at: 511}]}`, "A universe has 512 slots, and `rgb` needs 3 from here on: it begins at 510 at most."},
		{`{id: a, zone: bar, kind: sacn, universe: 1, fixtures: [{profile: rgbw, at: 1}, {profile: rgb, at: 4}]}`, "Slot 4 is of the one at 1 already: `rgb` at 4 takes the slots 4 to 6."},
		{`{id: a, zone: bar, kind: sacn, universe: 1, ` + one + "}\n  - " + `{id: b, zone: stage, kind: sacn, universe: 1, ` + one + `}`, "Slot 1 is of a fixture of `a` already"},
		{`{id: a, zone: bar, kind: sacn, universe: 1, ` + one + "}\n  - " + `{id: b, zone: stage, kind: sacn, universe: 1, priority: 90, fixtures: [{profile: rgb, at: 9}]}`, "One universe has one priority, and `a` gives it 80"},
		{`{id: a, zone: bar, kind: sacn, universe: 1, ` + one + "}\n  - " + `{id: b, zone: stage, kind: sacn, universe: 1, to: 239.255.0.1, ` + one + `}`, "Slot 1 is of a fixture of `a` already"},
		{`{id: a, zone: bar, kind: artnet, universe: 0, to: 192.0.2.9, ` + one + "}\n  - " + `{id: b, zone: stage, kind: artnet, universe: 0, to: "192.0.2.9:6454", ` + one + `}`, "Slot 1 is of a fixture of `a` already"},
		{`{id: a, zone: bar, kind: sacn, universe: 258, to: 239.255.0.1, ` + one + `}`, "sACN universe 258 has the group 239.255.1.2: write that, or leave `to` away."},
		{`{id: a, zone: bar, kind: artnet, universe: 0, to: 239.255.0.1, ` + one + `}`, "Art-Net frames go to one device"},
		{`{id: a, zone: bar, kind: artnet, universe: 0, to: 255.255.255.255, ` + one + `}`, "Art-Net frames go to one device"},
		{`{id: a, zone: bar, kind: artnet, universe: 0, to: 8.8.8.8, ` + one + `}`, "8.8.8.8 is an address in the internet"},
		{`{id: a, zone: bar, kind: artnet, universe: 0, to: 192.168.1.300, ` + one + `}`, "This is no address. One is written as 192.0.2.9, or with a port as 192.0.2.9:6454."},
		{`{id: a, zone: bar, kind: sacn, universe: 1, to: "http://192.168.1.3", ` + one + `}`, "This is no address."},
	} {
		if _, said := litVenue(t, "  - "+c.line+"\n"); len(said) != 1 || !strings.Contains(said[0], c.says) {
			t.Errorf("%s: got %q, want only %q", c.line, said, c.says)
		}
	}
}

func TestZonesOfOneUniverseGoOutTogether(t *testing.T) {
	c, said := litVenue(t, `
  - {id: stage, zone: stage, kind: sacn, universe: 1, fixtures: [{profile: rgb, at: 1}, {profile: rgb, at: 4}], to: "127.0.0.1:9", priority: 70}
  - {id: wall, zone: bar, kind: sacn, universe: 1, fixtures: [{profile: dimmer-rgb, at: 100}], to: "127.0.0.1:9", priority: 70}
  - {id: front, zone: stage, kind: artnet, universe: 0, fixtures: [{profile: rgbw, at: 1}], to: node.local}
`)
	if len(said) != 0 {
		t.Fatalf("the venue: got %q", said)
	}
	g := &gear{}
	if err := g.addLights(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	if len(g.lightings) != 2 || g.lightings[0].name != "stage, wall" || g.lightings[0].kind != "sACN universe 1 at 127.0.0.1:9" {
		t.Fatalf("devices: got %+v, want two universes", g.lightings)
	}
	for _, zone := range []beacons.Zone{"stage", "bar"} {
		if err := g.light().Do(t.Context(), rules.Light{Zone: zone, Scene: "evening", Head: rules.Head{Why: rules.Why{At: time.Now()}}}); err != nil {
			t.Errorf("light of %s: got %v, want nil", zone, err)
		}
	}
	if found := lookDMX(c); len(found) != 2 || !strings.Contains(found[0].Found, "whether its 3 lamps shine") {
		t.Errorf("doctor: got %+v, want each universe", found)
	}
	all := g.lamps()
	if len(all) != 4 || all[2].Zone != "bar" || all[2].ID != "stage/100" || all[2].Name != "wall" || all[1].Name != "stage 2" {
		t.Errorf("lamps: got %+v, want two, one, and one", all)
	}
}
