package dj

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// book is a list with what must not be shown: who voted. People stand in it as
// salted hashes, as do the effects that were entered.
type book struct {
	salt   string
	songs  map[string]*line  // by key
	tastes map[string]*liked // by person
	sums   map[string]*sum   // of tastes, by key
	seen   []string          // effects, oldest first
	known  map[string]bool   // of seen
	at     time.Time
}

// line is one song.
type line struct {
	Song    string    `json:"song"`
	FirstAt time.Time `json:"first_at"`
	State   State     `json:"state"`
	By      []string  `json:"by"` // people
}

func newBook() book {
	return book{salt: rand.Text(), songs: map[string]*line{}, tastes: map[string]*liked{}, sums: map[string]*sum{}, known: map[string]bool{}}
}

// hash stands for a person or an effect.
func (b *book) hash(name string) string {
	sum := sha256.Sum256([]byte(b.salt + "|" + name))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// enter takes one effect, and tells whether anything is different now.
func (b *book) enter(s rules.Song) (changed bool, err error) {
	song, taste := tidy(s.Song), tidy(s.Taste)
	if song == "" && taste == "" {
		return false, errEmpty
	}
	id, person := b.hash(s.ID), b.hash(string(s.Person))
	if b.known[id] {
		return false, nil
	}
	if song != "" {
		if changed, err = b.vote(song, person, s.At); err != nil {
			return false, err
		}
	}
	if taste != "" {
		changed = b.like(&liked{Person: person, Taste: taste, Weight: cmp.Or(s.Weight, 1), At: s.At}) || changed
	}
	b.remember(id)
	return changed, nil
}

// vote adds one person's vote for a song. A song that was played is asked for
// anew.
func (b *book) vote(song, person string, at time.Time) (bool, error) {
	l, found := b.songs[key(song)]
	switch {
	case found && l.State == No:
		return false, errNo
	case found && l.State != Played:
		return l.add(song, person, at), nil
	case !found && !b.room():
		return false, errFull
	}
	b.songs[key(song)] = &line{Song: song, FirstAt: at, State: Asked, By: []string{person}}
	return true, nil
}

// add adds a vote to a song that is there. Votes may come out of order: the
// first one to ask is the one who did so first.
func (l *line) add(song, person string, at time.Time) (changed bool) {
	if cmp.Or(at.Compare(l.FirstAt), cmp.Compare(song, l.Song)) < 0 {
		l.FirstAt, l.Song, changed = at, song, true
	}
	if !slices.Contains(l.By, person) {
		l.By, changed = append(l.By, person), true
	}
	return changed
}

// room makes room for one song, if there is something the DJ is done with.
func (b *book) room() bool {
	if len(b.songs) < maxSongs {
		return true
	}
	var oldest string
	for k, l := range b.songs {
		if l.State.closed() && (oldest == "" || b.older(k, oldest)) {
			oldest = k
		}
	}
	delete(b.songs, oldest)
	return oldest != ""
}

func (b *book) older(a, than string) bool {
	return cmp.Or(b.songs[a].FirstAt.Compare(b.songs[than].FirstAt), cmp.Compare(a, than)) < 0
}

func (b *book) remember(id string) {
	if len(b.seen) >= maxSeen {
		delete(b.known, b.seen[0])
		b.seen = b.seen[1:]
	}
	b.seen = append(b.seen, id)
	b.known[id] = true
}

// forget takes a person out, and tells whether they were in it. A song that
// nobody else asked for goes with them.
func (b *book) forget(person beacons.Person) bool {
	who := b.hash(string(person))
	_, found := b.tastes[who]
	b.unlike(who)
	for k, l := range b.songs {
		at := slices.Index(l.By, who)
		if at < 0 {
			continue
		}
		found = true
		if l.By = slices.Delete(l.By, at, at+1); len(l.By) == 0 {
			delete(b.songs, k)
		}
	}
	return found
}

// list is the book without the people.
func (b *book) list() List {
	l := List{Requests: make([]Request, 0, len(b.songs)), At: b.at}
	for _, s := range b.songs {
		l.Requests = append(l.Requests, Request{Song: s.Song, Votes: len(s.By), FirstAt: s.FirstAt, State: s.State})
	}
	slices.SortFunc(l.Requests, byRank)
	l.Tastes = b.summary()
	return l
}
