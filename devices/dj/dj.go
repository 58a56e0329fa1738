// Package dj keeps the DJ's list: what the floor asks for and what it likes. A
// Desk is one list and a Driver of rules.Song. It promises that the same song,
// however it is spelled, is one line with one vote a person; that an effect
// counts once, over restarts too; and that the public List names nobody. It
// plays nothing and finds nothing in a catalogue.
package dj

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/rules"
)

// Config is one desk.
type Config struct {
	// Queue is the desk's id in the rules; a song for another one is refused.
	Queue string
	// Store keeps the list over restarts; nil = memory only. A song is done when
	// it is saved; a taste is saved within half a minute of the next change.
	Store Store
	// Changed is told the public list after every change, one at a time and in
	// order; nil = nobody is told. It may call Snapshot, and should not block.
	Changed func(List)
	Clock   devices.Clock // nil = the machine's
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
	maxSeen  = 1_024  // effects remembered, so that a copy changes nothing
	maxText  = 120    // characters of a song or taste
)

// The reasons for which a song is refused for good.
var (
	errEmpty = errors.New("no song and no taste in it")
	errFull  = errors.New("the list is full")
	errNo    = errors.New("the DJ said no to this song")
)

// Desk is one DJ's list. It is safe for use by many at once.
type Desk struct {
	config Config
	public atomic.Pointer[List]

	mu      sync.Mutex
	book    book
	changes uint64
	health  devices.Health

	songs, tastes shelf
}

// New makes an empty desk. Restore brings back what an earlier one had.
func New(c Config) *Desk {
	if c.Clock == nil {
		c.Clock = devices.Machine{}
	}
	d := &Desk{config: c, book: newBook()}
	d.health = devices.Health{Up: true, Since: c.Clock.Now()}
	d.public.Store(&List{Requests: []Request{}, Tastes: []Taste{}})
	return d
}

// Snapshot is the list as everybody may see it. It is shared: nobody changes it.
func (d *Desk) Snapshot() List { return *d.public.Load() }

// Health tells how the desk is.
func (d *Desk) Health() devices.Health {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.health
}

// Do enters a song or a taste. An error of saving leaves it entered, and a
// second Do with it only saves.
func (d *Desk) Do(ctx context.Context, s rules.Song) error {
	if err := ctx.Err(); err != nil {
		return devices.Unsent(fmt.Errorf("dj: %w", err))
	}
	if err := d.enter(s); err != nil {
		return devices.Permanent(fmt.Errorf("dj %s: %w", s.Queue, err))
	}
	if s.Song == "" {
		return d.saveTastes(ctx, tastePause)
	}
	return d.saveSongs(ctx)
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
		return err
	}
	if changed {
		d.health.Accepted++
		d.publish(s.At)
	}
	return nil
}

// Mark is the DJ's word on a song of the list: accepted, later, played or no.
func (d *Desk) Mark(ctx context.Context, song string, state State) error {
	if err := d.mark(song, state); err != nil {
		return devices.Permanent(fmt.Errorf("dj %s: %w", d.config.Queue, err))
	}
	return d.saveSongs(ctx)
}

func (d *Desk) mark(song string, state State) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	line, found := d.book.songs[key(song)]
	switch {
	case !state.valid():
		return fmt.Errorf("%q is no state of a song", state)
	case !found:
		return errors.New("no such song on the list")
	}
	line.State = state
	d.publish(d.config.Clock.Now())
	return nil
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
	if at.After(d.book.at) {
		d.book.at = at
	}
	list := d.book.list()
	d.public.Store(&list)
	if d.config.Changed != nil {
		d.config.Changed(list)
	}
}
