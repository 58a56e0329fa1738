// Package dj keeps the DJ's list: what the floor asks for and what it likes. A
// Desk is one list and a Driver of rules.Song. It promises that the same song,
// however it is spelled, is one line with one vote a person; that an effect
// counts once, over restarts too; and that the public List names nobody. It
// plays nothing and finds nothing in a catalogue.
package dj

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/dj/songs"
	"foyer/rules"
)

// Config is one desk.
type Config struct {
	// Queue is the desk's id in the rules; a song for another one is refused.
	Queue string
	// Store keeps the list over restarts; nil = memory only. A song is done when
	// it is saved; a taste is saved within half a minute of the next change.
	Store Store
	// Changed is told the public list, one at a time and in order: after every
	// change of a song at once, after others within a few seconds if Run runs;
	// nil = nobody is told. It may not call the desk, and should not block.
	Changed func(List)
	Clock   devices.Clock // nil = the machine's
	// Floor says who is on the DJ's floor now; nil = everybody counts as if they
	// were. Run asks it every few seconds.
	Floor func(context.Context) ([]beacons.Person, error)
	// Tell tells those who asked for a song, and returns once that is safe. It is
	// told a word again until it returned nil: the ID says that it is the same.
	Tell func(context.Context, Word) error // nil = nobody is told
	// Look finds a song in the DJ's catalogue, a track without a title = it is
	// not in it; nil = there is none.
	Look func(song string) songs.Track
	// Cooldown is the time between two new requests of one person; 0 = none.
	Cooldown time.Duration
	// Clean says that songs the catalogue calls explicit are not taken.
	Clean bool
}

// Store keeps some bytes under a name.
type Store interface {
	SaveBlob(ctx context.Context, name string, blob []byte) error
	// LoadBlob returns nil when nothing was saved under the name.
	LoadBlob(ctx context.Context, name string) ([]byte, error)
}

// Bounds of one desk.
const (
	maxSongs = 300    // lines; played and refused ones make room for new ones
	maxTaste = 20_000 // people
	maxSeen  = 2_048  // effects and their outcomes remembered, so that a copy changes nothing
	maxText  = 120    // characters of a song or taste
)

// Desk is one DJ's list. It is safe for use by many at once.
type Desk struct {
	config Config
	public atomic.Pointer[List]
	looked time.Time // of Run alone

	mu      sync.Mutex
	book    book
	changes uint64
	stale   bool   // public is behind the tastes
	rouse   func() // ends Run's nap
	health  devices.Health

	songs, tastes shelf
}

// New makes an empty desk. Restore brings back what an earlier one had.
func New(c Config) *Desk {
	if c.Clock == nil {
		c.Clock = devices.Machine{}
	}
	d := &Desk{config: c, book: newBook(c), rouse: func() {}}
	d.health = devices.Health{Up: true, Since: c.Clock.Now()}
	d.public.Store(&List{Requests: []Request{}, Tastes: []Taste{}})
	return d
}

// Snapshot is the list as everybody may see it. It is shared: nobody changes it.
func (d *Desk) Snapshot() List {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stale {
		d.renew()
	}
	return *d.public.Load()
}

// Health tells how the desk is.
func (d *Desk) Health() devices.Health {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.health
}

// Place is where a song stands among those the DJ can still play, from 1; 0 =
// it is not there.
func (d *Desk) Place(song string) int {
	wanted := d.key(song)
	for i, r := range d.Snapshot().Requests {
		if !r.State.closed() && d.key(r.Song) == wanted {
			return i + 1
		}
	}
	return 0
}

func (d *Desk) key(song string) string { return d.book.terms.key(song) }

// Verdict tells whether the desk has decided on a request, and whether it took
// it. ID is that of any effect of the same answer of a rule.
func (d *Desk) Verdict(id string) (taken, decided bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	hash := d.book.hash(decision(id))
	taken = d.book.known["+"+hash]
	return taken, taken || d.book.known["!"+hash]
}

// Do enters a song or a taste. An error of saving leaves it entered, and a
// second Do with it only saves. A request that is refused is answered to who
// asked.
func (d *Desk) Do(ctx context.Context, s rules.Song) error {
	if err := ctx.Err(); err != nil {
		return devices.Unsent(fmt.Errorf("dj: %w", err))
	}
	refused := d.enter(s)
	if s.Song == "" && refused == nil {
		return d.saveTastes(ctx, tastePause)
	}
	if err := d.saveSongs(ctx); err != nil {
		return err
	}
	d.wake()
	if refused != nil {
		return devices.Permanent(fmt.Errorf("dj %s: %w", s.Queue, refused))
	}
	return nil
}

// enter changes the list in memory.
func (d *Desk) enter(s rules.Song) error {
	if d.config.Queue != "" && s.Queue != d.config.Queue {
		return fmt.Errorf("no such list, this is %q", d.config.Queue)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	changed, err := d.book.enter(s)
	if err != nil {
		d.health.Refused++
		d.changes++ // that it was, and what is answered
		return err
	}
	if changed {
		d.health.Accepted++
		d.changed(s)
	}
	return nil
}

// changed makes an effect visible: a song at once, a taste when somebody looks.
func (d *Desk) changed(s rules.Song) {
	if s.Song != "" {
		d.publish(s.At)
		return
	}
	d.changes++
	d.stale = true
	d.book.date(s.At)
}

// Forget takes a person's votes and taste off the list.
func (d *Desk) Forget(ctx context.Context, person beacons.Person) error {
	d.mu.Lock()
	if d.book.forget(person) {
		d.publish(d.config.Clock.Now())
	}
	d.mu.Unlock()
	return d.Save(ctx)
}

// publish makes the change visible; d.mu is held, so that changes stay in order.
func (d *Desk) publish(at time.Time) {
	d.changes++
	d.book.date(at)
	list := d.renew()
	if d.config.Changed != nil {
		d.config.Changed(list)
	}
}

// renew makes the public list of the book; d.mu is held.
func (d *Desk) renew() List {
	list := d.book.list(d.config.Clock.Now())
	d.public.Store(&list)
	d.stale = false
	return list
}
