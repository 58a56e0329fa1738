package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/devices"
	"foyer/devices/hue"
	"foyer/devices/hue/clip"
)

// How a light of kind hue is lit; without a word it is lamp by lamp.
const (
	modeScene  = string(clip.Scene)
	modeStream = string(clip.Stream)
)

// checkMode finds what cannot be meant with the mode of a bridge's lamps.
func (c config) checkMode(v *validation, at string, l lamps) {
	switch l.Mode {
	case modeScene, modeStream:
		if !strings.HasPrefix(l.Bridge, "https://") {
			v.say(at+".mode", fmt.Sprintf("`mode: %s` is spoken by https only: write the bridge as https://..., and pair with it again (foyer pair --anew).", l.Mode))
		}
	}
	if l.Area != "" && l.Mode != modeStream {
		v.say(at+".area", "Only a light with `mode: stream` has an `area`.")
	}
	for _, other := range c.lightsOf("hue") {
		switch {
		case other.ID == l.ID:
			return
		case other.Bridge == l.Bridge && other.Mode == modeStream && l.Mode == modeStream:
			v.say(at+".mode", fmt.Sprintf("A bridge takes one stream, and this one has that of `%s`. The other zones of it can be `mode: scene` or `mode: lamps`.", other.ID))
		case other.Bridge == l.Bridge && other.Zone == l.Zone:
			v.say(at+".zone", fmt.Sprintf("The bridge lights this zone by `%s` already.", other.ID))
		}
	}
}

// addClips makes a driver for each bridge with scenes or streams.
func (g *gear) addClips(c config, set settings) error {
	var order []doorbell
	zones := map[string][]clip.Zone{}
	for _, l := range c.lightsOf("hue") {
		if l.Mode != modeScene && l.Mode != modeStream {
			continue
		}
		if zones[l.Bridge] == nil {
			order = append(order, doorbell{l.Bridge, l.Key})
		}
		zones[l.Bridge] = append(zones[l.Bridge], clip.Zone{Zone: beacons.Zone(l.Zone), Mode: clip.Mode(l.Mode), Group: l.Group, Area: l.Area})
	}
	for i, door := range order {
		paired, lacks := c.paired(door.url, door.key)
		b, err := clip.New(clip.Config{
			URL: door.url, Paired: paired, Lacks: lacks, Zones: zones[door.url], Lamps: g.lampsOf(door.url), Held: heldLight(set),
		}, set.clock, set.log)
		if err != nil {
			return err
		}
		g.lightings = append(g.lightings, clipLighting(c, door, b, numbered("scenes and streams", i, len(order))))
	}
	return nil
}

// lampsOf is who tells the lamps of a bridge one by one; nil = nobody.
func (g *gear) lampsOf(address string) clip.Lamps {
	i := slices.IndexFunc(g.bridges, func(b *hue.Bridge) bool { return b.URL() == address })
	if i < 0 {
		return nil
	}
	return g.bridges[i]
}

func clipLighting(c config, door doorbell, b *clip.Bridge, name string) lighting {
	return lighting{
		name: name, kind: "Hue bridge at " + hostOf(door.url) + ", by scenes and streams", driver: b, zones: b.Zones(),
		runs:   []func(context.Context) error{b.Run, b.Listen, b.Stream, func(ctx context.Context) error { return watchClip(ctx, c, door, b) }},
		health: b.Health, beat: b.Beat, check: b.Check, lamps: func() []console.Lamp { return clipLamps(b) }, figures: func() []console.Figure { return clipFigures(b) },
		pair: func() string {
			if b.Paired() {
				return ""
			}
			return door.url
		},
	}
}

// watchClip takes the key that pairing writes beside us, until ctx ends.
func watchClip(ctx context.Context, c config, door doorbell, b *clip.Bridge) error {
	for devices.Machine.Sleep(devices.Machine{}, ctx, 2*time.Second) == nil {
		if p, lacks := c.paired(door.url, door.key); lacks == "" && !b.Tried(p) {
			_ = b.Use(p) // what cannot be meant is told by its health
		}
	}
	return nil
}

// clipLamps are the lamps of scenes and streams, for the page.
func clipLamps(b *clip.Bridge) (shown []console.Lamp) {
	for _, l := range b.Lamps() {
		shown = append(shown, console.Lamp{
			ID: b.Host() + "/" + l.ID, Name: l.Name, Zone: l.Zone, Colour: string(l.Colour), Brightness: l.Brightness, Reachable: l.Reachable, Confirmed: l.Confirmed,
		})
	}
	return shown
}

func clipFigures(b *clip.Bridge) []console.Figure {
	t := b.Traffic()
	return []console.Figure{
		{Label: "Changes taken", Value: fmt.Sprint(t.Sent)},
		{Label: "Frames sent", Value: fmt.Sprint(t.Frames)},
		{Label: "Answered “too busy”", Value: fmt.Sprint(t.Refused)},
		{Label: "Not answered", Value: fmt.Sprint(t.Failed)},
	}
}

// lookClips asks each bridge for what scenes and streams need.
func lookClips(ctx context.Context, c config) (all []finding) {
	const dark = "the lamps of such zones keep their colours, or are told one by one"
	g := &gear{}
	if err := g.addClips(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		return []finding{{failure, "lamps", firstLine(err), "foyer run does not start with such lamps", "mend lights in the venue file"}}
	}
	for _, l := range g.lightings {
		lamps, err := l.check(ctx)
		if err != nil {
			do := "compare groups and areas with those in the Hue app"
			if l.pair() != "" {
				do = "run foyer pair, and press the button on the bridge"
			}
			all = append(all, finding{failure, l.name, strings.ReplaceAll(err.Error(), "\n", "; "), dark, do})
			continue
		}
		all = append(all, finding{Mark: well, What: l.name, Found: fmt.Sprintf("%s, has every group and area; %d lamps", l.kind, lamps)})
	}
	return all
}
