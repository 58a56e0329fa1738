package dmx

import (
	"errors"
	"fmt"
	"net"
	"syscall"

	"foyer/beacons"
	"foyer/devices"
	"foyer/rules"
)

// Health is how the sending goes. That it is up says that frames are sent; no
// lamp ever says that it got them.
func (u *Universe) Health() devices.Health {
	u.mu.Lock()
	defer u.mu.Unlock()
	h := u.health
	h.Problem = u.problem()
	return h
}

// problem is what is wrong, in plain words.
func (u *Universe) problem() string {
	name, to := u.config.Protocol.Name(), u.line.to
	_, isName := errors.AsType[*net.DNSError](u.verdict)
	switch err := u.verdict; {
	case err == nil:
		return ""
	case isName:
		return fmt.Sprintf("%s goes to %s, and nobody here knows a device of that name: write its address.", name, to)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("The device at %s is there and takes no %s: is it set to it?", to, name)
	case errors.Is(err, syscall.EHOSTUNREACH):
		return fmt.Sprintf("No device answers to the address of %s. Has it power, and is the cable in?", to)
	case errors.Is(err, syscall.ENETUNREACH):
		return fmt.Sprintf("This machine is in no network with %s: is the cable to the lights in?", to)
	}
	return fmt.Sprintf("%s cannot be sent to %s: is this machine in the network of the lights?", name, to)
}

// Name is the protocol as people write it.
func (p Protocol) Name() string {
	if p == ArtNet {
		return "Art-Net"
	}
	return "sACN"
}

// Frames is how many frames were sent.
func (u *Universe) Frames() uint64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.frames
}

// To is where the frames go, host:port.
func (u *Universe) To() string { return u.line.to }

// Lamp is one fixture as the page shows it.
type Lamp struct {
	At         int // its address
	Zone       beacons.Zone
	Colour     rules.Colour // in the last frame; "" = no frame was sent yet
	Brightness float64      // share of full, 0 = off
	Sent       bool         // the last frame was sent
	Moving     bool         // on its way to its look
}

// Lamps are the fixtures, zone by zone, as the last frame told them.
func (u *Universe) Lamps() (all []Lamp) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, s := range u.zones {
		for i, f := range s.Fixtures {
			l := Lamp{At: f.At, Zone: s.Zone.Zone, Sent: u.frames > 0 && u.verdict == nil, Moving: !s.show.Still()}
			if u.dressed && s.shown[i].Level > 0 {
				l.Colour, l.Brightness = s.shown[i].XY.Colour(), s.shown[i].Level
			}
			all = append(all, l)
		}
	}
	return all
}
