package dj

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"foyer/devices"
)

// press is the DJ's last one, with what was before it.
type press struct {
	Text    string              `json:"text"`
	Songs   map[string]standing `json:"songs,omitempty"`
	Blocked map[string]Blocked  `json:"blocked,omitempty"`
	Paused  bool                `json:"paused,omitempty"`
}

// standing is how a song stood.
type standing struct {
	State    State     `json:"state"`
	PlayedAt time.Time `json:"played_at,omitzero"`
}

// Mark is the DJ's word on a song of the list: accepted, later, played or no.
func (d *Desk) Mark(ctx context.Context, song string, state State) error {
	return d.press(ctx, func(b *book, now time.Time) error {
		k := b.terms.key(song)
		l, found := b.songs[k]
		switch {
		case !state.valid():
			return fmt.Errorf("%q is no state of a song", state)
		case !found:
			return errNoSong
		case l.State == state:
			return nil // pressed twice
		}
		b.begin(fmt.Sprintf("%s: %s", l.Song, state), k)
		b.mark(k, state, now)
		return nil
	})
}

// Plays notes that a player has begun to play a recording of the catalogue; one
// that nobody asked for changes nothing. It is no press, and is not taken back.
func (d *Desk) Plays(ctx context.Context, file string) error {
	d.mu.Lock()
	now, hit := d.config.Clock.Now(), false
	for k, l := range d.book.songs {
		if file != "" && l.track.File == file && !l.State.closed() {
			hit = true
			d.book.mark(k, Played, now)
		}
	}
	if hit {
		d.publish(now)
	}
	d.mu.Unlock()
	if !hit {
		return nil
	}
	d.wake()
	return d.saveSongs(ctx)
}

// Block keeps a song, or everything of its artist, off the list for tonight:
// those that wait are told no, and it cannot be asked for.
func (d *Desk) Block(ctx context.Context, name string, artist bool) error {
	return d.press(ctx, func(b *book, now time.Time) error {
		if name = tidy(name); name == "" {
			return errors.New("say which song or artist is blocked")
		}
		var hit []string
		block := Blocked{Name: name, Artist: artist}
		for k, l := range b.songs {
			if b.hits(block, l.Song) && !l.State.closed() {
				hit = append(hit, k)
			}
		}
		slices.Sort(hit)
		b.begin("Blocked: "+name, hit...)
		b.blocked[b.blockKey(block)] = block
		for _, k := range hit {
			b.mark(k, No, now)
		}
		return nil
	})
}

// Unblock lets a song or an artist be asked for again. What was told no to
// meanwhile stays so.
func (d *Desk) Unblock(ctx context.Context, name string, artist bool) error {
	return d.press(ctx, func(b *book, _ time.Time) error {
		k := b.blockKey(Blocked{Name: name, Artist: artist})
		if _, is := b.blocked[k]; !is {
			return fmt.Errorf("%s is not blocked", tidy(name))
		}
		b.begin("Let again: " + tidy(name))
		delete(b.blocked, k)
		return nil
	})
}

// Pause stops new requests and votes, or lets them come again.
func (d *Desk) Pause(ctx context.Context, on bool) error {
	return d.press(ctx, func(b *book, _ time.Time) error {
		if b.paused == on {
			return nil
		}
		text := "Requests let in"
		if on {
			text = "Requests paused"
		}
		b.begin(text)
		b.paused = on
		return nil
	})
}

// Undo takes the last press back. Votes that came since stay.
func (d *Desk) Undo(ctx context.Context) error {
	return d.press(ctx, func(b *book, now time.Time) error {
		last := b.last
		if last == nil {
			return errors.New("there is nothing to take back")
		}
		b.last, b.blocked, b.paused = nil, last.Blocked, last.Paused
		if b.blocked == nil {
			b.blocked = map[string]Blocked{}
		}
		for _, k := range slices.Sorted(maps.Keys(last.Songs)) {
			if l, there := b.songs[k]; there {
				b.takeBack(l, last.Songs[k], now)
			}
		}
		return nil
	})
}

var errNoSong = errors.New("no such song is on the list")

// press does what the DJ wants and makes it safe.
func (d *Desk) press(ctx context.Context, do func(b *book, now time.Time) error) error {
	d.mu.Lock()
	now := d.config.Clock.Now()
	err := do(&d.book, now)
	if err == nil {
		d.publish(now)
	}
	d.mu.Unlock()
	if err != nil {
		return devices.Permanent(fmt.Errorf("dj %s: %w", d.config.Queue, err))
	}
	d.wake()
	return d.saveSongs(ctx)
}

// begin notes how everything stands before a press.
func (b *book) begin(text string, songs ...string) {
	b.last = &press{Text: text, Songs: map[string]standing{}, Blocked: maps.Clone(b.blocked), Paused: b.paused}
	for _, k := range songs {
		b.last.Songs[k] = standing{State: b.songs[k].State, PlayedAt: b.songs[k].PlayedAt}
	}
}

func (b *book) mark(k string, state State, now time.Time) {
	l := b.songs[k]
	if l.State == state {
		return
	}
	if l.State = state; state == Played {
		l.PlayedAt = now
	}
	b.sayState(l, now.Add(second))
}

// takeBack puts a song where it was. Who was told meanwhile is told again.
func (b *book) takeBack(l *line, was standing, now time.Time) {
	if l.State == was.State {
		return
	}
	l.State, l.PlayedAt = was.State, was.PlayedAt
	if !b.unsaySong(l.Song) {
		b.sayState(l, now)
	}
}

// blocks tells whether the DJ has blocked a song or its artist.
func (b *book) blocks(song string) bool {
	for _, block := range b.blocked {
		if b.hits(block, song) {
			return true
		}
	}
	return false
}

func (b *book) hits(block Blocked, song string) bool {
	if block.Artist {
		by := artist(song, b.terms.track(song))
		return by != "" && b.terms.key(by) == b.terms.key(block.Name)
	}
	return b.terms.key(song) == b.terms.key(block.Name)
}

func (b *book) blockKey(block Blocked) string {
	if block.Artist {
		return "artist " + b.terms.key(block.Name)
	}
	return "song " + b.terms.key(block.Name)
}
