package history

import (
	"errors"
	"io"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// Tape is a history in memory, to be lived through by one book and another.
type Tape struct {
	Venue    string
	From, To time.Time

	plan   beacons.Plan
	state  venue.State
	place  *time.Location
	notes  []note
	people []beacons.Person
	zones  []beacons.Zone
	others []venue.Told

	person  map[beacons.Person]uint32
	zone    map[beacons.Zone]uint16
	open    map[uint32]int   // the arrival of who is in a zone
	resumed map[uint32]int64 // when those left who were in a zone at the start
	settled map[string]venue.Ending
	refused map[string]bool // people of whom a push was refused
}

// note is one line of a tape: 40 bytes, because a large event has millions.
type note struct {
	at, from int64 // Unix ns
	// end is when they left, or were last heard if that was later: where
	// somebody was is sometimes known better afterwards. Negative is when they
	// were last heard of whom nobody told that they left.
	end    int64
	person uint32
	zone   uint16
	kind   noteKind
}

type noteKind uint8

const (
	arrived noteKind = iota
	left
	other // people is the index into others
)

// NewTape is an empty tape of a venue that begins at from.
func NewTape(name string, plan beacons.Plan, from time.Time, s venue.State) *Tape {
	return &Tape{
		Venue: name, From: from, To: from, plan: plan, state: s, place: from.Location(),
		person: map[beacons.Person]uint32{}, zone: map[beacons.Zone]uint16{}, open: map[uint32]int{},
		resumed: map[uint32]int64{}, settled: map[string]venue.Ending{}, refused: map[string]bool{},
	}
}

// Load reads a history, or the parts of one that was restarted in between.
func Load(parts ...*Reader) (*Tape, error) {
	first := parts[0]
	t := NewTape(first.Venue, first.plan, first.From, first.State)
	for _, r := range parts {
		for {
			told, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, err
			}
			t.Add(told)
		}
	}
	return t, nil
}

// Len is how many notes are on the tape.
func (t *Tape) Len() int { return len(t.notes) }

// Add adds what the rules were told next.
func (t *Tape) Add(told venue.Told) {
	if told.At.After(t.To) {
		t.To = told.At
	}
	switch in := told.In.(type) {
	case venue.Visited:
		t.visit(told.At, in)
	case venue.Settled:
		t.settled[in.ID] = in.Outcome
		if in.Outcome == venue.Refused {
			t.refused[personOf(in.ID)] = true
		}
	case venue.Waited, venue.Redeemed: // see Live
	default:
		t.notes = append(t.notes, note{at: told.At.UnixNano(), kind: other, person: uint32(len(t.others))})
		t.others = append(t.others, told)
	}
}

// visit keeps arrivals and departures; when somebody was heard between them
// is of the book that was in force.
func (t *Tape) visit(at time.Time, in venue.Visited) {
	p := index(t.person, &t.people, in.Visit.Person)
	n := note{at: at.UnixNano(), from: in.Visit.From.UnixNano(), person: p, zone: index(t.zone, &t.zones, in.Visit.Zone)}
	i, inside := t.open[p]
	if in.Visit.Open() {
		if inside && t.notes[i].zone == n.zone && t.notes[i].from == n.from {
			t.notes[i].end = -in.Heard.UnixNano()
			return
		}
		t.ends(p, n.from)
		t.open[p] = len(t.notes)
	} else {
		n.kind, n.end = left, in.Visit.To.UnixNano()
		t.ends(p, n.end)
		delete(t.open, p)
	}
	t.notes = append(t.notes, n)
}

func (t *Tape) ends(p uint32, at int64) {
	if i, inside := t.open[p]; inside {
		t.notes[i].end = max(at, -t.notes[i].end)
	} else if _, known := t.resumed[p]; !known {
		t.resumed[p] = at
	}
}

func (t *Tape) time(ns int64) time.Time { return time.Unix(0, ns).In(t.place) }

// index numbers names as they come.
func index[K comparable, N uint16 | uint32](numbers map[K]N, names *[]K, name K) N {
	n, known := numbers[name]
	if !known {
		n = N(len(*names))
		numbers[name] = n
		*names = append(*names, name)
	}
	return n
}

// Recorded are the books that were in force, in order.
func (t *Tape) Recorded() (books []*rules.Book) {
	for _, told := range t.others {
		if in, is := told.In.(venue.Ruled); is {
			books = append(books, in.Book)
		}
	}
	return books
}
