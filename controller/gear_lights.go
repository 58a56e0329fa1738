package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/devices"
	"foyer/devices/hue"
	"foyer/rules"
)

// lighting is one device with lamps: a bridge, a universe, a broker's lamps.
type lighting struct {
	name   string // as the page calls it
	kind   string // what it is and where, as the page tells it
	driver devices.Driver[rules.Light]
	zones  []beacons.Zone
	runs   []func(context.Context) error
	health func() devices.Health
	lamps  func() []console.Lamp
	// check asks the device once, changes nothing, and counts its lamps; nil =
	// there is nobody to ask.
	check func(context.Context) (lamps int, err error)
	// beat pulses the lamps of a zone to a beat of music; nil = it cannot.
	beat func(beacons.Zone)
	// clock is the one its health tells times by; nil = the venue's.
	clock devices.Clock
	// figures are what else is to be known of it; nil = nothing.
	figures func() []console.Figure
	// pair is the address to pair with, "" = no need; nil = it has no such thing.
	pair func() string
}

// addLights makes the drivers of all lamps.
func (g *gear) addLights(c config, set settings) error {
	return errors.Join(g.addBridges(c, set), g.addClips(c, set), g.addWLEDs(c, set), g.addMQTTLamps(c, set), g.addDMX(c, set))
}

// addBridges makes one driver for each bridge, with all lamp groups it serves.
func (g *gear) addBridges(c config, set settings) error {
	var addresses []string
	zones := map[string][]hue.Zone{}
	keys := map[string]string{}
	lent := map[string][]beacons.Zone{}
	for _, l := range c.lightsOf("hue") {
		if l.Mode == modeScene {
			continue
		}
		if l.Mode == modeStream {
			lent[l.Bridge] = append(lent[l.Bridge], beacons.Zone(l.Zone))
		}
		if !slices.Contains(addresses, l.Bridge) {
			addresses = append(addresses, l.Bridge)
		}
		zones[l.Bridge] = append(zones[l.Bridge], hue.Zone{Zone: beacons.Zone(l.Zone), Group: l.Group})
		keys[l.Bridge] = l.Key
	}
	for _, address := range addresses {
		paired, lacks := c.paired(address, keys[address])
		bridge, err := hue.New(hue.Config{
			URL: address, Key: paired.Key, Pin: paired.Pin, Lacks: lacks, Zones: zones[address], Lent: lent[address], Probe: set.probe, Held: heldLight(set),
		}, set.clock, set.log)
		if err != nil {
			return err
		}
		g.bridges = append(g.bridges, bridge)
	}
	return nil
}

// light is the end of the outbox of lights: a light goes to every device that
// has lamps in its zone, and is done when all of them have taken it. Those that
// answer at once come first; the bridges all at the same time.
func (g *gear) light() devices.Driver[rules.Light] {
	return router[rules.Light](func(ctx context.Context, e rules.Light) error {
		var refused, failed []error
		took := false
		note := func(err error) {
			took = true
			if devices.IsPermanent(err) {
				refused = append(refused, err)
			} else if err != nil {
				failed = append(failed, err)
			}
		}
		for _, l := range g.lightings {
			if slices.Contains(l.zones, e.Zone) {
				note(l.driver.Do(ctx, e))
			}
		}
		if g.bridges.Lights(e.Zone) {
			note(g.bridges.Do(ctx, e))
		}
		switch {
		case !took:
			return devices.Permanent(fmt.Errorf("light %s: nothing lights this zone", e.Zone))
		case failed != nil: // trying again helps these, whatever the others said
			return errors.Join(failed...)
		}
		return errors.Join(refused...)
	})
}

// lamps are all lamps, for the page.
func (g *gear) lamps() (all []console.Lamp) {
	for i, b := range g.bridges {
		for _, l := range b.Lamps() {
			all = append(all, console.Lamp{
				ID: fmt.Sprintf("%d/%d", i+1, l.ID), Name: l.Name, Zone: l.Zone, Colour: string(l.Colour),
				Brightness: l.Brightness, Reachable: l.Reachable, Confirmed: l.Confirmed,
			})
		}
	}
	for _, l := range g.lightings {
		all = append(all, l.lamps()...)
	}
	return all
}
