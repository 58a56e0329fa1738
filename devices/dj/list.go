package dj

import (
	"cmp"
	"slices"
	"time"
)

// List is what the DJ sees, and what may be shown to everybody.
type List struct {
	Requests []Request `json:"requests"` // open ones first, then by votes, then by age
	Tastes   []Taste   `json:"tastes"`   // by weight, the 100 heaviest
	At       time.Time `json:"at,omitzero"`
}

// Request is one song that was asked for.
type Request struct {
	Song    string    `json:"song"` // as it was first spelled
	Votes   int       `json:"votes"`
	FirstAt time.Time `json:"first_at"`
	State   State     `json:"state"`
}

// Taste is one artist or genre that people on the floor like.
type Taste struct {
	Taste  string  `json:"taste"`
	People int     `json:"people"`
	Weight float64 `json:"weight"` // the sum over these people
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

// rank puts what the DJ can still do first.
func (s State) rank() int {
	switch s {
	case Asked, Accepted:
		return 0
	case Later:
		return 1
	case Played, No:
	}
	return 2
}

func byRank(a, b Request) int {
	return cmp.Or(
		cmp.Compare(a.State.rank(), b.State.rank()),
		cmp.Compare(b.Votes, a.Votes),
		a.FirstAt.Compare(b.FirstAt),
		cmp.Compare(a.Song, b.Song),
	)
}

func byWeight(a, b Taste) int {
	return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(b.People, a.People), cmp.Compare(a.Taste, b.Taste))
}
