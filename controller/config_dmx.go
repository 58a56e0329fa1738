package main

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"foyer/devices/dmx"
)

// dmxLamps are the keys of lamps that are fixtures of a DMX universe.
type dmxLamps struct {
	// Universe is a pointer because Art-Net has a universe 0.
	Universe *int      `yaml:"universe" min:"0" max:"63999"`
	Fixtures []fixture `yaml:"fixtures"`
	// To is a host, or host:port; by sACN it need not be there.
	To string `yaml:"to"`
	// Priority is that among sACN sources.
	Priority int `yaml:"priority" min:"1" max:"200"`
}

type fixture struct {
	Profile string `yaml:"profile,required" words:"rgb|rgbw|dimmer-rgb"`
	At      int    `yaml:"at,required" min:"1" max:"512"`
}

func (f fixture) dmx() dmx.Fixture { return dmx.Fixture{Profile: dmx.Profile(f.Profile), At: f.At} }

// dmxUniverse is one universe as it is sent: lines that agree in it go out in
// the same frames.
type dmxUniverse struct {
	protocol dmx.Protocol
	universe int
	to       string // host:port
}

func (l lamps) dmxUniverse() dmxUniverse {
	c := dmx.Config{Protocol: dmx.Protocol(l.Kind), Universe: *l.Universe, To: l.To}
	return dmxUniverse{c.Protocol, c.Universe, c.Destination()}
}

// dmxLights are the lines of fixtures, both protocols.
func (c config) dmxLights() []lamps {
	return append(c.lightsOf(string(dmx.SACN)), c.lightsOf(string(dmx.ArtNet))...)
}

// checkDMX finds what cannot be meant with fixtures.
func (c config) checkDMX(v *validation, at string, l lamps) {
	switch u := *l.Universe; {
	case l.Kind == string(dmx.SACN) && u == 0:
		v.say(at+".universe", "sACN has the universes 1 to 63999.")
	case l.Kind == string(dmx.ArtNet) && u > 32767:
		v.say(at+".universe", "Art-Net has the universes 0 to 32767: 256 times the net, 16 times the sub-net, and the universe.")
	}
	l.checkTo(v, at)
	c.checkSlots(v, at, l)
	for _, other := range c.dmxLights() {
		if other.ID == l.ID {
			return // each pair is told once, at the later line
		}
		if other.Universe != nil && other.dmxUniverse() == l.dmxUniverse() && cmp.Or(other.Priority, dmx.Priority) != cmp.Or(l.Priority, dmx.Priority) {
			v.say(at, fmt.Sprintf("One universe has one priority, and `%s` gives it %d: write the same here.", other.ID, cmp.Or(other.Priority, dmx.Priority)))
		}
	}
}

// checkSlots finds fixtures that overlap or lie outside.
func (c config) checkSlots(v *validation, at string, l lamps) {
	taken := map[int]string{}
	for _, other := range c.dmxLights() {
		if other.ID == l.ID {
			break
		}
		if other.Universe != nil && other.dmxUniverse() == l.dmxUniverse() {
			for _, f := range other.Fixtures {
				take(taken, f.dmx(), "a fixture of `"+other.ID+"`")
			}
		}
	}
	for i, f := range l.Fixtures {
		place := fmt.Sprintf("%s.fixtures[%d].at", at, i)
		if f.dmx().Last() > dmx.Size {
			v.say(place, fmt.Sprintf("A universe has %d slots, and `%s` needs %d from here on: it begins at %d at most.", dmx.Size, f.Profile, f.dmx().Profile.Size(), dmx.Size+1-f.dmx().Profile.Size()))
		}
		if slot, owner := take(taken, f.dmx(), fmt.Sprintf("the one at %d", f.At)); owner != "" {
			v.say(place, fmt.Sprintf("Slot %d is of %s already: `%s` at %d takes the slots %d to %d.", slot, owner, f.Profile, f.At, f.At, f.dmx().Last()))
		}
	}
}

// take notes whose the slots of a fixture are, and returns the first that was
// another's.
func take(taken map[int]string, f dmx.Fixture, name string) (slot int, owner string) {
	for s := f.Last(); s >= f.At; s-- {
		if taken[s] != "" {
			slot, owner = s, taken[s]
		}
		taken[s] = name
	}
	return slot, owner
}

// checkTo finds addresses at which no lamp of a venue is.
func (l lamps) checkTo(v *validation, at string) {
	host := l.To
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip, err := netip.ParseAddr(host)
	group := fmt.Sprintf("239.255.%d.%d", *l.Universe>>8, *l.Universe&0xff)
	switch {
	case l.To == "":
	case host == "", strings.ContainsAny(l.To, "/ "), err != nil && strings.Trim(host, "0123456789.:") == "":
		v.say(at+".to", "This is no address. One is written as 192.0.2.9, or with a port as 192.0.2.9:"+port(l)+".")
	case err != nil: // a name
	case ip.IsMulticast() && l.Kind == string(dmx.ArtNet), ip == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		v.say(at+".to", "Art-Net frames go to one device: write its address.")
	case ip.IsMulticast() && host != group:
		v.say(at+".to", fmt.Sprintf("sACN universe %d has the group %s: write that, or leave `to` away.", *l.Universe, group))
	case !ip.IsMulticast() && !inVenue(ip):
		v.say(at+".to", fmt.Sprintf("%s is an address in the internet, and lamps are in the venue's network: 192.168…, 10…, 172.16… to 172.31…, or 2… for Art-Net.", host))
	}
}

func port(l lamps) string {
	if l.Kind == string(dmx.ArtNet) {
		return "6454"
	}
	return "5568"
}

// inVenue tells whether an address can be one of a venue's own network: a
// private one, this machine, one of documentation, or of 2.0.0.0/8, where
// Art-Net began.
func inVenue(ip netip.Addr) bool {
	for _, own := range []string{"2.0.0.0/8", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"} {
		if netip.MustParsePrefix(own).Contains(ip) {
			return true
		}
	}
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast()
}
