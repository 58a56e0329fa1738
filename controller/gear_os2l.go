package main

import (
	"cmp"
	"fmt"
	"math"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/devices"
	"foyer/devices/os2l"
)

// addBeats hears the beats of a DJ's program, for the page and for the lamps of the
// DJ's zone that can pulse; nil = there is none.
func (g *gear) addBeats(d djConfig, set settings) *os2l.Listener {
	if d.OS2L == "" {
		return nil
	}
	beat := func() { g.beat(beacons.Zone(d.Zone)) }
	// Music is in real time, whatever the venue's clock is at.
	listener := os2l.New(os2l.Config{Listen: os2lAddress(d.OS2L), Beat: beat}, devices.Machine{}, set.log)
	g.join(device{
		name: "beats of " + cmp.Or(d.Name, d.ID), kind: "OS2L at " + os2lAddress(d.OS2L), health: listener.Health, clock: devices.Machine{},
		figures: func() []console.Figure {
			connected := "no"
			if listener.Connected() {
				connected = "yes"
			}
			return []console.Figure{{Label: "DJ's program connected", Value: connected}, {Label: "Beats heard", Value: fmt.Sprint(listener.Beats())}}
		},
	})
	return listener
}

// beat pulses the lamps of a zone that are told many times a second.
func (g *gear) beat(zone beacons.Zone) {
	for _, l := range g.lightings {
		if l.beat != nil && slices.Contains(l.zones, zone) {
			l.beat(zone)
		}
	}
}

// bpm is how fast the music is that is heard, in whole beats a minute.
func (d *desk) bpm() float64 {
	if d.beats == nil {
		return 0
	}
	return math.Round(d.beats.BPM())
}

// os2lAddress adds the port that DJs' programs look for.
func os2lAddress(address string) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(address, strconv.Itoa(os2l.Port))
}

// checkOS2L finds what cannot be meant with where beats are heard.
func (c config) checkOS2L(v *validation, i int) {
	address := c.DJ[i].OS2L
	if address == "" {
		return
	}
	at := fmt.Sprintf("dj[%d].os2l", i)
	if to, err := netip.ParseAddrPort(os2lAddress(address)); err != nil || to.Port() == 0 {
		v.say(at, "Where beats are heard is written as an address of this machine, 127.0.0.1:9996, or 0.0.0.0:9996 for all it has.")
	}
	for _, other := range c.DJ[:i] {
		if other.OS2L != "" && os2lAddress(other.OS2L) == os2lAddress(address) {
			v.say(at, fmt.Sprintf("The DJ `%s` is heard there already: give each a port of its own.", other.ID))
		}
	}
}
