package dj

import (
	"cmp"
	"slices"
	"time"
)

// List is what the DJ sees, and what may be shown to everybody.
type List struct {
	Requests []Request `json:"requests"` // what comes next first, then by weight, votes and age
	Tastes   []Taste   `json:"tastes"`   // by weight, the 100 heaviest
	Paused   bool      `json:"paused,omitempty"`
	Blocked  []Blocked `json:"blocked,omitempty"`
	Undo     string    `json:"undo,omitempty"` // what the DJ's last press was, "" = it cannot be taken back
	At       time.Time `json:"at,omitzero"`
}

// Request is one song that was asked for.
type Request struct {
	Song     string    `json:"song"` // as it was first spelled
	Votes    int       `json:"votes"`
	Weight   float64   `json:"weight"` // of the votes: 1 for each person on the floor, less for who has left
	FirstAt  time.Time `json:"first_at"`
	State    State     `json:"state"`
	PlayedAt time.Time `json:"played_at,omitzero"` // the last time; zero = not this evening
	Artist   string    `json:"artist,omitempty"`
	Explicit bool      `json:"explicit,omitempty"`
	BPM      float64   `json:"bpm,omitempty"` // beats a minute; 0 = the catalogue does not say
	Key      string    `json:"key,omitempty"`
	File     string    `json:"-"` // the recording, as the catalogue names it: nobody's business but a player's
}

// Taste is one artist or genre that people on the floor like.
type Taste struct {
	Taste  string  `json:"taste"`
	People int     `json:"people"` // on the floor now
	Weight float64 `json:"weight"` // the sum over these people and those who have just left
	Trend  int     `json:"trend"`  // 1 = more people than some minutes ago, -1 = fewer
}

// Blocked is a song, or everything of an artist, that the DJ does not play tonight.
type Blocked struct {
	Name   string `json:"name"`
	Artist bool   `json:"artist,omitempty"`
}

// State is what the DJ has said about a song.
type State string

// The states of a song.
const (
	Asked    State = "asked"
	Accepted State = "accepted"
	Later    State = "later"
	Played   State = "played"
	No       State = "no"
)

func (s State) valid() bool {
	return slices.Contains([]State{Asked, Accepted, Later, Played, No}, s)
}

// closed tells whether the DJ is done with the song.
func (s State) closed() bool { return s == Played || s == No }

// rank puts what comes next first, and then what the DJ can still do.
func (s State) rank() int {
	switch s {
	case Accepted:
		return 0
	case Asked:
		return 1
	case Later:
		return 2
	case Played, No:
	}
	return 3
}

func byRank(a, b Request) int {
	return cmp.Or(
		cmp.Compare(a.State.rank(), b.State.rank()),
		cmp.Compare(b.Weight, a.Weight),
		cmp.Compare(b.Votes, a.Votes),
		a.FirstAt.Compare(b.FirstAt),
		cmp.Compare(a.Song, b.Song),
	)
}

func byWeight(a, b Taste) int {
	return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(b.People, a.People), cmp.Compare(a.Taste, b.Taste))
}

// list is the book without the people.
func (b *book) list(now time.Time) List {
	l := List{Requests: make([]Request, 0, len(b.songs)), Tastes: b.summary(now), Paused: b.paused, At: b.at}
	for _, s := range b.songs {
		l.Requests = append(l.Requests, b.request(s, now))
	}
	slices.SortFunc(l.Requests, byRank)
	for _, blocked := range b.blocked {
		l.Blocked = append(l.Blocked, blocked)
	}
	slices.SortFunc(l.Blocked, func(x, y Blocked) int { return cmp.Compare(x.Name, y.Name) })
	if b.last != nil {
		l.Undo = b.last.Text
	}
	return l
}

func (b *book) request(s *line, now time.Time) Request {
	var sum int64
	for _, v := range s.By {
		sum += b.share(v.Who, v.At, now)
	}
	return Request{
		Song: s.Song, Votes: len(s.By), Weight: tenths(sum * 1000), FirstAt: s.FirstAt, State: s.State, PlayedAt: s.PlayedAt,
		Artist: artist(s.Song, s.track), Explicit: s.track.Explicit, BPM: s.track.BPM, Key: s.track.Key, File: s.track.File,
	}
}
