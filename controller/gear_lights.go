package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

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
// has lamps in its zone, to all at the same time so that none waits for one that
// is silent, and is done when all of them have taken it.
func (g *gear) light() devices.Driver[rules.Light] {
	return router[rules.Light](func(ctx context.Context, e rules.Light) error {
		drivers := g.lit(e.Zone)
		if len(drivers) == 0 {
			return devices.Permanent(fmt.Errorf("light %s: nothing lights this zone", e.Zone))
		}
		errs := make([]error, len(drivers))
		var all sync.WaitGroup
		for i, d := range drivers {
			all.Go(func() { errs[i] = d.Do(ctx, e) })
		}
		all.Wait()
		return ofAll(errs)
	})
}

// lit are the devices with lamps in a zone; the bridges are one.
func (g *gear) lit(zone beacons.Zone) (drivers []devices.Driver[rules.Light]) {
	for _, l := range g.lightings {
		if slices.Contains(l.zones, zone) {
			drivers = append(drivers, l.driver)
		}
	}
	if g.bridges.Lights(zone) {
		drivers = append(drivers, g.bridges)
	}
	return drivers
}

// ofAll is one error for what several devices said: as long as trying again
// helps one of them, what the others refused for good does not count.
func ofAll(errs []error) error {
	failed := slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err == nil || devices.IsPermanent(err) })
	if len(failed) > 0 {
		return errors.Join(failed...)
	}
	return errors.Join(errs...)
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
