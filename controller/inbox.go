package main

import (
	"sync"

	"foyer/beacons"
	"foyer/controller/venue"
)

// inboxBound is how many plain sightings may wait. Sightings repeat, so beyond
// it the oldest are dropped, and counted.
const inboxBound = 100_000

// inbox is what the venue has not been told yet. Plain sightings are samples
// and bounded; everything else is kept, and acknowledged once committed.
type inbox struct {
	mu      sync.Mutex
	plain   []beacons.Sighting
	sure    []item
	dropped uint64
	ready   chan struct{}
}

// item is one input that must not be lost, with what to call once it has been
// stepped, and once it is safe. A barrier is an item without an input.
type item struct {
	in      venue.Input
	stepped func()
	safe    func()
}

func newInbox() *inbox { return &inbox{ready: make(chan struct{}, 1)} }

// sight adds plain sightings; it copies them. They come in bursts: who adds
// the last one calls rouse.
func (b *inbox) sight(sightings []beacons.Sighting) {
	b.mu.Lock()
	b.plain = append(b.plain, sightings...)
	if over := len(b.plain) - inboxBound; over > 0 {
		b.plain = append(b.plain[:0], b.plain[over:]...)
		b.dropped += uint64(over)
	}
	b.mu.Unlock()
}

// rouse wakes the loop if sightings wait.
func (b *inbox) rouse() {
	b.mu.Lock()
	waits := len(b.plain) > 0
	b.mu.Unlock()
	if waits {
		b.ring()
	}
}

// put adds what must not be lost.
func (b *inbox) put(in venue.Input, safe func()) { b.add(item{in: in, safe: safe}) }

func (b *inbox) add(i item) {
	b.mu.Lock()
	b.sure = append(b.sure, i)
	b.mu.Unlock()
	b.ring()
}

func (b *inbox) ring() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

// swap takes everything that waits, and leaves emptied slices in its place.
func (b *inbox) swap(plain []beacons.Sighting, sure []item) ([]beacons.Sighting, []item) {
	clear(sure)
	b.mu.Lock()
	defer b.mu.Unlock()
	gotPlain, gotSure := b.plain, b.sure
	b.plain, b.sure = plain[:0], sure[:0]
	return gotPlain, gotSure
}

// lost is how many sightings were dropped because the inbox was full.
func (b *inbox) lost() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.dropped
}
