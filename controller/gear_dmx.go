package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/devices"
	"foyer/devices/dmx"
)

// addDMX makes the driver of each universe, with all zones that it lights.
func (g *gear) addDMX(c config, set settings) error {
	lines := map[dmxUniverse][]lamps{}
	var universes []dmxUniverse
	for _, l := range c.dmxLights() {
		at := l.dmxUniverse()
		if lines[at] == nil {
			universes = append(universes, at)
		}
		lines[at] = append(lines[at], l)
	}
	for _, at := range universes {
		if err := g.addUniverse(c, at, lines[at], set); err != nil {
			return err
		}
	}
	return nil
}

func (g *gear) addUniverse(c config, at dmxUniverse, lines []lamps, set settings) error {
	config := dmx.Config{
		Protocol: at.protocol, Universe: at.universe, To: at.to, Priority: lines[0].Priority,
		Source: "Foyer " + c.Venue, Held: heldLight(set),
	}
	names := map[int]string{} // by address
	var ids []string
	var zones []beacons.Zone
	for _, l := range lines {
		ids = append(ids, l.ID)
		zone := beacons.Zone(l.Zone)
		if !slices.Contains(zones, zone) {
			zones = append(zones, zone)
			config.Zones = append(config.Zones, dmx.Zone{Zone: zone})
		}
		of := &config.Zones[slices.Index(zones, zone)]
		for i, f := range l.Fixtures {
			names[f.At] = numbered(l.ID, i, len(l.Fixtures))
			of.Fixtures = append(of.Fixtures, f.dmx())
		}
	}
	// Eyes live in real time, whatever the venue's clock is at.
	universe, err := dmx.New(config, devices.Machine{}, set.log)
	if err != nil {
		return err
	}
	g.lightings = append(g.lightings, lighting{
		name: strings.Join(ids, ", "), kind: fmt.Sprintf("%s universe %d at %s", at.protocol.Name(), at.universe, universe.To()),
		driver: universe, zones: zones, runs: []func(context.Context) error{universe.Run},
		health: universe.Health, clock: devices.Machine{}, beat: universe.Beat,
		lamps: func() []console.Lamp { return fixtures(ids[0], names, universe.Lamps()) },
		figures: func() []console.Figure {
			return []console.Figure{
				{Label: "Frames sent", Value: fmt.Sprint(universe.Frames())},
				{Label: "Answers", Value: "none: DMX does not answer"},
			}
		},
	})
	return nil
}

// fixtures are the lamps of a universe, for the page.
func fixtures(id string, names map[int]string, all []dmx.Lamp) (shown []console.Lamp) {
	for _, f := range all {
		shown = append(shown, console.Lamp{
			ID: fmt.Sprintf("%s/%d", id, f.At), Name: names[f.At], Zone: f.Zone, Colour: string(f.Colour),
			Brightness: f.Brightness, Reachable: f.Sent, Confirmed: f.Sent && !f.Moving,
		})
	}
	return shown
}

// lookDMX names the universes: there is nobody to ask.
func lookDMX(c config) (all []finding) {
	g := &gear{}
	if err := g.addDMX(c, settings{log: slog.New(slog.DiscardHandler)}); err != nil {
		return []finding{{failure, "lamps", firstLine(err), "foyer run does not start with such lamps", "mend lights in the venue file"}}
	}
	for _, l := range g.lightings {
		all = append(all, finding{Mark: skipped, What: l.name, Found: fmt.Sprintf("%s: DMX does not answer; whether its %d lamps shine is to be seen", l.kind, len(l.lamps()))})
	}
	return all
}
