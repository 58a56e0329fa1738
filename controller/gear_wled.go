package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/devices"
	"foyer/devices/wled"
	"foyer/rules"
)

// What a WLED takes: a small computer, that serves a page besides.
const (
	wledPerSecond = 4
	wledBurst     = 2
)

// addWLEDs makes the driver of each WLED.
func (g *gear) addWLEDs(c config, set settings) error {
	for _, l := range c.lightsOf("wled") {
		strip, err := wled.New(wled.Config{URL: l.Address, Zone: beacons.Zone(l.Zone), Segments: l.Segments, Held: heldLight(set)}, set.clock, set.log)
		if err != nil {
			return err
		}
		g.lightings = append(g.lightings, lighting{
			name: l.ID, kind: "WLED at " + hostOf(l.Address), zones: []beacons.Zone{beacons.Zone(l.Zone)},
			driver: devices.Pace[rules.Light](strip, set.clock, wledPerSecond, wledBurst), runs: []func(context.Context) error{strip.Run},
			health: strip.Health, check: strip.Check, lamps: func() []console.Lamp { return segments(l.ID, strip.Lamps()) },
		})
	}
	return nil
}

// segments are the lamps of a WLED, for the page.
func segments(id string, all []wled.Lamp) (shown []console.Lamp) {
	for _, s := range all {
		shown = append(shown, console.Lamp{
			ID: fmt.Sprintf("%s/%d", id, s.ID), Name: numbered(id, s.ID, len(all)), Zone: s.Zone, Colour: string(s.Colour),
			Brightness: s.Brightness, Reachable: s.Reachable, Confirmed: s.Confirmed,
		})
	}
	return shown
}

// heldLight asks of a light what is asked of every effect.
func heldLight(set settings) func(rules.Light) bool {
	return func(l rules.Light) bool { return set.held != nil && set.held(l) }
}

func (c config) checkWLED(v *validation, at string, l lamps) {
	if u, err := url.Parse(l.Address); err != nil || u.Host == "" || u.Scheme != "http" || u.Path != "" && u.Path != "/" {
		v.say(at+".address", "A WLED is written as http://192.0.2.8.")
	}
	for _, other := range c.lightsOf("wled") {
		if other.ID != l.ID && hostOf(other.Address) == hostOf(l.Address) {
			v.say(at+".address", fmt.Sprintf("This WLED is `%s` already: one WLED lights one zone, with as many segments as it has.", other.ID))
			return
		}
	}
}

// lookWLEDs asks each WLED how it is.
func lookWLEDs(ctx context.Context, c config) (all []finding) {
	const dark, do = "the lamps of its zone keep their colours", "give it power and the venue's network, and compare it with lights in the venue file"
	g := &gear{}
	if err := g.addWLEDs(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		return []finding{{failure, "lamps", firstLine(err), "foyer run does not start with such lamps", "mend lights in the venue file"}}
	}
	for _, l := range g.lightings {
		lamps, err := l.check(ctx)
		if err != nil {
			all = append(all, finding{failure, l.name, err.Error(), dark, do})
			continue
		}
		all = append(all, finding{Mark: well, What: l.name, Found: fmt.Sprintf("%s answers and has every segment; %d lamps", l.kind, lamps)})
	}
	return all
}
