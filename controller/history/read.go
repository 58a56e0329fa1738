package history

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
	"foyer/rules/parse"
)

// longest is how long a line may be: the first holds a whole venue.
const longest = 1 << 28

// Reader reads one history.
type Reader struct {
	Venue string
	From  time.Time   // when the venue started
	State venue.State // and what it knew then, but for the secret of its draws

	lines *bufio.Reader
	line  int
	place *time.Location
	plan  beacons.Plan
	last  *rules.Book // the last that was read
	text  string      // and its text
	open  map[beacons.Person]beacons.Visit
	scan  scanner
}

// Open reads the first line of a history of a venue with this plan.
func Open(from io.Reader, plan beacons.Plan) (*Reader, error) {
	r := &Reader{lines: bufio.NewReaderSize(from, 1<<16), plan: plan, open: map[beacons.Person]beacons.Visit{}, scan: newScanner()}
	first, err := r.next()
	if err != nil {
		return nil, r.mistake(errors.New("there is no first line"))
	}
	var h header
	if err := json.Unmarshal(first, &h); err != nil || h.Schema == "" {
		return nil, r.mistake(errors.New("this is not a history: its first line does not say " + Schema))
	}
	if h.Schema != Schema {
		return nil, r.mistake(fmt.Errorf("it is written as %s; this program reads %s", h.Schema, Schema))
	}
	r.Venue, r.From, r.State = h.Venue, h.From, h.State.State
	r.place = h.From.Location()
	r.restore(&h.State)
	return r, nil
}

// restore gives back what the state wrote otherwise.
func (r *Reader) restore(s *state) {
	r.State.Codes, r.State.Profiles = s.Codes, nil
	for _, p := range s.Profiles {
		r.State.Profiles = append(r.State.Profiles, venue.Saved{Person: p.Person, JSON: p.Saved})
	}
	for _, push := range s.Out {
		r.State.Out = append(r.State.Out, push)
	}
}

// Next is the next thing that the rules were told; io.EOF at the end. A last
// line that was being written when the machine went off is no part of it.
func (r *Reader) Next() (venue.Told, error) {
	line, err := r.next()
	if err != nil {
		return venue.Told{}, err
	}
	told, err := r.read(line)
	if err != nil {
		return venue.Told{}, r.mistake(err)
	}
	return told, nil
}

func (r *Reader) mistake(err error) error { return &MistakeError{Line: r.line, Err: err} }

func (r *Reader) next() ([]byte, error) {
	r.line++
	line, err := r.lines.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return r.long(line)
	}
	if err != nil {
		return nil, io.EOF
	}
	return line, nil
}

// long reads on in a line that the buffer cannot hold.
func (r *Reader) long(begun []byte) ([]byte, error) {
	line := append([]byte(nil), begun...)
	for {
		more, err := r.lines.ReadSlice('\n')
		line = append(line, more...)
		switch {
		case err == nil:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, io.EOF
		case len(line) > longest:
			return nil, r.mistake(errors.New("this line is too long"))
		}
	}
}

func (r *Reader) read(line []byte) (venue.Told, error) {
	rec, err := r.scan.record(line)
	if err != nil {
		return venue.Told{}, err
	}
	if rec.has('o') {
		r.place = time.FixedZone("", int(rec.offset))
		if rec.offset == 0 {
			r.place = time.UTC
		}
	}
	at := time.Unix(rec.at.seconds, rec.at.nanos).In(r.place)
	switch {
	case rec.kind != "":
		in, err := r.rare(rec.kind, rec.body)
		return venue.Told{At: at, In: in}, err
	case rec.has('p'):
		in, err := r.visited(at, &rec)
		return venue.Told{At: at, In: in}, err
	case rec.has('n'):
		return venue.Told{At: at, In: venue.Counted{Zone: rec.zone, People: int(rec.people)}}, nil
	}
	return venue.Told{At: at, In: venue.Waited{}}, nil
}

func (r *Reader) visited(at time.Time, rec *record) (venue.Visited, error) {
	visit := r.open[rec.person]
	if rec.has('z') {
		visit = beacons.Visit{Person: rec.person, Zone: rec.zone, From: rec.from.before(at)}
	}
	if visit.Zone == "" {
		return venue.Visited{}, fmt.Errorf("it tells of a visit of %s that never began", rec.person)
	}
	in := venue.Visited{Visit: visit, Heard: visit.From}
	if rec.has('h') {
		in.Heard = rec.heard.before(at)
	}
	if rec.has('u') {
		in.Visit.To = rec.until.before(at)
		in.Heard = in.Visit.To
		delete(r.open, rec.person)
		return in, nil
	}
	r.open[rec.person] = visit
	return in, nil
}

// rare reads an input that is written as JSON.
func (r *Reader) rare(kind string, body []byte) (venue.Input, error) {
	switch kind {
	case "enrolled":
		var list []registration
		err := json.Unmarshal(body, &list)
		return enrolled(list), err
	case "ruled":
		return r.ruled(body)
	}
	for _, k := range kinds() {
		if k.name == kind {
			return k.read(body)
		}
	}
	return nil, fmt.Errorf("it holds %q, which this program does not know: was it written by a newer one?", kind)
}

// ruled reads a book as the venue had it: with its own codes, and with the
// last good version of what was wrong in its file.
func (r *Reader) ruled(body []byte) (venue.Input, error) {
	var p publication
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, err
	}
	if p.Text == "" {
		return nil, errors.New("it holds no text of the rules")
	}
	if r.last == nil || r.text != p.Text {
		book, problems := parse.Rules(p.File, []byte(p.Text), r.plan, func(string) ([]byte, error) { return []byte("code\nsome\n"), nil })
		if book == nil {
			return nil, fmt.Errorf("its rules cannot be read here: %s", first(problems))
		}
		whole, _ := book.Keep(r.last)
		r.last, r.text = Stock(whole, p.Pools), p.Text
	}
	return venue.Ruled{Book: r.last, Version: p.Version, Waits: p.Waits}, nil
}

func first(problems []parse.Problem) string {
	for _, p := range problems {
		if p.Severity == parse.Error {
			return p.String()
		}
	}
	return "no reason was given"
}

// Stock is the book with its codes as histories write them: those of a pool
// that runs does not name are numbered in their order.
func Stock(book *rules.Book, runs map[string][]int) *rules.Book {
	stocked := *book
	stocked.Pools = append([]rules.Pool(nil), book.Pools...)
	for i := range stocked.Pools {
		pool := &stocked.Pools[i]
		numbers, named := runs[pool.Name]
		if !named {
			numbers = []int{1, len(pool.Codes)}
		}
		pool.Codes = nil
		for j := 0; j+1 < len(numbers); j += 2 {
			for n := numbers[j]; n <= numbers[j+1]; n++ {
				pool.Codes = append(pool.Codes, codeOf(pool.Name, n))
			}
		}
	}
	return &stocked
}
