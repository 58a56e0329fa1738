package dj

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"foyer/beacons"
	"foyer/devices/dj/songs"
	"foyer/rules"
)

// book is a list with what must not be shown: who voted. People stand in it as
// salted hashes, as do the effects that were entered.
type book struct {
	terms    terms
	salt     string
	songs    map[string]*line     // by key
	tastes   map[string]*liked    // by person
	floor    map[string]time.Time // by person: when they left; zero = they are there
	requests map[string]time.Time // by person: when their newest one was taken
	blocked  map[string]Blocked   // by key
	paused   bool
	last     *press   // the DJ's, that can be taken back
	words    []Word   // to be told to those who asked
	said     uint64   // words so far
	telling  string   // the word that is just being told
	seen     []string // effects, oldest first
	known    map[string]bool
	trends   trends
	at       time.Time
}

// terms are what a book goes by.
type terms struct {
	Config
	key func(string) string // folds a song, an artist or a taste
}

// line is one song.
type line struct {
	Song     string    `json:"song"`
	FirstAt  time.Time `json:"first_at"`
	State    State     `json:"state"`
	PlayedAt time.Time `json:"played_at,omitzero"` // the last time; zero = not this evening
	By       []vote    `json:"by"`
	track    songs.Track
}

// vote is one person's, and where they can be answered.
type vote struct {
	Who  string      `json:"who"`
	To   beacons.Tag `json:"to,omitempty"`
	Rule string      `json:"rule,omitempty"` // that took it
	At   time.Time   `json:"at,omitzero"`
}

func newBook(c Config) book {
	return book{
		terms: terms{Config: c, key: songs.NewFolder(norm.NFKD.String).Key}, salt: rand.Text(),
		songs: map[string]*line{}, tastes: map[string]*liked{}, floor: map[string]time.Time{}, requests: map[string]time.Time{},
		blocked: map[string]Blocked{}, known: map[string]bool{},
	}
}

// hash stands for a person or an effect.
func (b *book) hash(name string) string {
	sum := sha256.Sum256([]byte(b.salt + "|" + name))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// decision is the part of an effect's ID that all effects of one answer share.
func decision(id string) string {
	if at := strings.LastIndexByte(id, '/'); at >= 0 {
		return id[:at]
	}
	return id
}

// enter takes one effect, and tells whether anything is different now.
func (b *book) enter(s rules.Song) (changed bool, err error) {
	song, taste := tidy(s.Song), tidy(s.Taste)
	if song == "" && taste == "" {
		return false, errEmpty
	}
	id, person := b.hash(s.ID), b.hash(string(s.Person))
	if taste != "" {
		changed = b.like(&liked{Person: person, Taste: taste, Weight: cmp.Or(s.Weight, 1), At: s.At})
	}
	if song == "" || b.known[id] {
		return changed, nil
	}
	b.remember(id)
	voted, no := b.vote(song, vote{Who: person, To: s.To, Rule: s.Why.Rule, At: s.At})
	if no != nil {
		b.remember("!" + b.hash(decision(s.ID)))
		b.say(Word{Song: song, Text: no.Text, To: asker(s), Due: s.At})
		return changed, no
	}
	b.remember("+" + b.hash(decision(s.ID)))
	return changed || voted, nil
}

// vote adds one person's vote for a song. A song that was played is asked for
// anew, after a while.
func (b *book) vote(song string, v vote) (bool, *refusal) {
	k := b.terms.key(song)
	l, found := b.songs[k]
	if no := b.refuses(song, l, v); no != nil {
		return false, no
	}
	if found && l.State != Played {
		return l.add(song, v), nil
	}
	next := &line{Song: song, FirstAt: v.At, State: Asked, By: []vote{v}, track: b.terms.track(song)}
	if found {
		next.PlayedAt = l.PlayedAt
	} else if !b.room(v.At) {
		return false, refuseFull()
	}
	b.songs[k] = next
	if before := b.requests[v.Who]; v.At.After(before) {
		b.requests[v.Who] = v.At
	}
	return true, nil
}

func (t terms) track(song string) songs.Track {
	if t.Look == nil {
		return songs.Track{}
	}
	return t.Look(song)
}

// add adds a vote to a song that is there. Votes may come out of order: the
// first one to ask is the one who did so first.
func (l *line) add(song string, v vote) (changed bool) {
	if cmp.Or(v.At.Compare(l.FirstAt), cmp.Compare(song, l.Song)) < 0 {
		l.FirstAt, l.Song, changed = v.At, song, true
	}
	at := slices.IndexFunc(l.By, func(had vote) bool { return had.Who == v.Who })
	if at < 0 {
		l.By = append(l.By, v)
		return true
	}
	if v.At.After(l.By[at].At) {
		l.By[at].At, changed = v.At, true
	}
	return changed
}

// room makes room for one song, if there is something the DJ is done with and
// that may be forgotten.
func (b *book) room(now time.Time) bool {
	if len(b.songs) < maxSongs {
		return true
	}
	var oldest string
	for k, l := range b.songs {
		if l.State.closed() && !l.rests(now) && (oldest == "" || b.older(k, oldest)) {
			oldest = k
		}
	}
	delete(b.songs, oldest)
	return oldest != ""
}

func (b *book) older(a, than string) bool {
	return cmp.Or(b.songs[a].FirstAt.Compare(b.songs[than].FirstAt), cmp.Compare(a, than)) < 0
}

// date says when the book was last changed.
func (b *book) date(at time.Time) {
	if at.After(b.at) {
		b.at = at
	}
}

func (b *book) remember(id string) {
	if b.known[id] {
		return
	}
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
	delete(b.tastes, who)
	delete(b.floor, who)
	delete(b.requests, who)
	for k, l := range b.songs {
		at := slices.IndexFunc(l.By, func(v vote) bool { return v.Who == who })
		if at < 0 {
			continue
		}
		found = true
		b.unsay(l.By[at].To)
		if l.By = slices.Delete(l.By, at, at+1); len(l.By) == 0 {
			delete(b.songs, k)
		}
	}
	return found
}
