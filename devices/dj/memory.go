package dj

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"
)

// memoryVersion is that of both memories.
const memoryVersion = 1

// tastePause is the shortest time between two saves of the tastes. They are
// many and soft: after a crash they come back as people come back to the floor.
const tastePause = 30 * time.Second

// memory is what the store keeps of a desk: the songs in one blob, the tastes
// in another. Neither holds names, but they are not for everybody: who knows a
// person's pseudonym could look for it.
type memory struct {
	Version int       `json:"version"`
	Salt    string    `json:"salt"`
	At      time.Time `json:"at,omitzero"`

	Songs    []line               `json:"songs,omitempty"`
	Seen     []string             `json:"seen,omitempty"`
	Requests map[string]time.Time `json:"requests,omitempty"`
	Blocked  map[string]Blocked   `json:"blocked,omitempty"`
	Paused   bool                 `json:"paused,omitempty"`
	Last     *press               `json:"last,omitempty"`
	Words    []Word               `json:"words,omitempty"`
	Said     uint64               `json:"said,omitempty"`

	Tastes []liked              `json:"tastes,omitempty"`
	Floor  map[string]time.Time `json:"floor,omitempty"`
}

// UnmarshalJSON reads a vote, or the person alone as older versions wrote it.
func (v *vote) UnmarshalJSON(body []byte) error {
	if json.Unmarshal(body, &v.Who) == nil {
		return nil
	}
	type whole vote
	return json.Unmarshal(body, (*whole)(v))
}

// shelf is one blob and how far it is behind. One save runs at a time, and it
// covers every change before it.
type shelf struct {
	saving sync.Mutex
	saved  uint64
	last   time.Time
}

func (d *Desk) songsName() string  { return "dj-" + d.config.Queue }
func (d *Desk) tastesName() string { return d.songsName() + "-tastes" }

// Save makes everything so far safe, the tastes too: at the end of a run.
func (d *Desk) Save(ctx context.Context) error {
	if err := d.saveSongs(ctx); err != nil {
		return err
	}
	return d.saveTastes(ctx, 0)
}

func (d *Desk) saveSongs(ctx context.Context) error {
	return d.save(ctx, &d.songs, d.songsName(), 0, func() memory {
		b := &d.book
		b.cool()
		m := memory{
			Seen: b.seen, Requests: b.requests, Blocked: b.blocked, Paused: b.paused, Last: b.last, Words: b.words, Said: b.said,
		}
		for _, l := range b.songs {
			m.Songs = append(m.Songs, *l)
		}
		return m
	})
}

func (d *Desk) saveTastes(ctx context.Context, pause time.Duration) error {
	return d.save(ctx, &d.tastes, d.tastesName(), pause, func() (m memory) {
		m.Floor = d.book.floor
		for _, l := range d.book.tastes {
			m.Tastes = append(m.Tastes, *l)
		}
		return m
	})
}

// save writes what pick takes from the book, unless another's save covered it
// while this one waited, or the last one was less than pause ago.
func (d *Desk) save(ctx context.Context, s *shelf, name string, pause time.Duration, pick func() memory) error {
	if d.config.Store == nil {
		return nil
	}
	mine := d.version()
	s.saving.Lock()
	defer s.saving.Unlock()
	now := d.config.Clock.Now()
	if s.saved >= mine || now.Sub(s.last) < pause {
		return nil
	}
	covers, body, err := d.encode(pick)
	if err == nil {
		err = d.config.Store.SaveBlob(ctx, name, body)
	}
	d.note(err)
	if err != nil {
		return fmt.Errorf("dj %s: save the list: %w", d.config.Queue, err)
	}
	s.saved, s.last = covers, now
	return nil
}

func (d *Desk) version() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.changes
}

func (d *Desk) encode(pick func() memory) (covers uint64, body []byte, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := pick()
	m.Version, m.Salt, m.At = memoryVersion, d.book.salt, d.book.at
	body, err = json.Marshal(m)
	return d.changes, body, err
}

// note keeps the health.
func (d *Desk) note(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if up := err == nil; up != d.health.Up {
		d.health.Up, d.health.Since = up, d.config.Clock.Now()
	}
	d.health.Problem = ""
	if err != nil {
		d.health.Problem = "The DJ's list cannot be saved (" + err.Error() + "). It is shown, and saved again with the next change."
	}
}

// Restore brings back the list that an earlier desk saved. It comes before the
// first Do: what it finds takes the place of what is there.
func (d *Desk) Restore(ctx context.Context) error {
	if d.config.Store == nil {
		return nil
	}
	songs, err := d.load(ctx, d.songsName())
	if err != nil || songs == nil {
		return err
	}
	tastes, err := d.load(ctx, d.tastesName())
	if err != nil {
		return err
	}
	if tastes != nil && tastes.Salt == songs.Salt { // else its people are strangers
		songs.Tastes, songs.Floor = tastes.Tastes, tastes.Floor
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.book = songs.book(d.config)
	d.renew() // nobody listens yet
	return nil
}

// load reads one blob; nil when there is none.
func (d *Desk) load(ctx context.Context, name string) (*memory, error) {
	body, err := d.config.Store.LoadBlob(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("dj %s: load the list: %w", d.config.Queue, err)
	}
	if body == nil {
		return nil, nil //nolint:nilnil // nothing there is no error
	}
	m := &memory{}
	if err := json.Unmarshal(body, m); err != nil {
		return nil, fmt.Errorf("dj %s: read the saved list: %w", d.config.Queue, err)
	}
	if m.Version != memoryVersion {
		return nil, fmt.Errorf("dj %s: the saved list has version %d, want %d", d.config.Queue, m.Version, memoryVersion)
	}
	return m, nil
}

func (m *memory) book(c Config) book {
	b := newBook(c)
	b.salt, b.at, b.paused, b.last, b.words, b.said = m.Salt, m.At, m.Paused, m.Last, m.Words, m.Said
	for _, l := range m.Songs {
		l.track = b.terms.track(l.Song)
		b.songs[b.terms.key(l.Song)] = &l
	}
	for _, l := range m.Tastes {
		b.like(&l)
	}
	for _, id := range m.Seen {
		b.remember(id)
	}
	maps.Copy(b.floor, m.Floor)
	maps.Copy(b.requests, m.Requests)
	maps.Copy(b.blocked, m.Blocked)
	return b
}

// cool forgets who asked so long ago that they may ask again.
func (b *book) cool() {
	maps.DeleteFunc(b.requests, func(_ string, asked time.Time) bool { return b.at.Sub(asked) >= b.terms.Cooldown })
}
