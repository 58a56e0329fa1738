package main

import (
	"sync"
	"sync/atomic"

	"foyer/beacons"
	"foyer/beacons/frame"
	"foyer/beacons/radio"
)

// ears turn what the radio hears into sightings, strangers sorted out first:
// at an event half of what is on the air is telephones.
type ears struct {
	roll atomic.Pointer[roll]

	mu      sync.Mutex
	thin    *thinner
	battery map[radio.Address]int8 // from telemetry, which does not say whose it is

	adverts, known atomic.Uint64
}

// mostBatteries bounds the addresses whose battery is remembered.
const mostBatteries = 4096

func newEars(r *roll, which string) *ears {
	e := &ears{thin: newThinner(which), battery: map[radio.Address]int8{}}
	e.roll.Store(r)
	return e
}

// hear takes one advertisement.
func (e *ears) hear(a radio.Advert) {
	e.adverts.Add(1)
	f := frame.Parse(a.Body)
	charge := f.Telemetry.Battery()
	r := e.roll.Load()
	if f.Kind == frame.TLM {
		e.charge(a.From, charge)
		return
	}
	if !r.knows(f.ID) {
		return
	}
	e.known.Add(1)
	e.mu.Lock()
	defer e.mu.Unlock()
	if charge == 0 {
		charge = e.battery[a.From]
	}
	e.thin.add(&f, a.RSSI, charge, a.At, r.name)
}

func (e *ears) charge(from radio.Address, percent int8) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.battery) >= mostBatteries {
		clear(e.battery)
	}
	e.battery[from] = percent
}

// flush is what was heard since the last flush.
func (e *ears) flush() []beacons.Sighting {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.thin.flush()
}
