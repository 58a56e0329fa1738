package history

import (
	"encoding/json"
	"errors"
	"time"

	"foyer/beacons"
)

// record is one line, as it is written.
type record struct {
	at                 seconds
	offset             int64
	person             beacons.Person
	zone               beacons.Zone
	from, heard, until seconds // before at
	people             int64
	kind               string
	body               []byte
	keys               uint32
}

func (r *record) has(key byte) bool { return r.keys&(1<<(key-'a')) != 0 }

// seconds is a number of seconds, exactly.
type seconds struct{ seconds, nanos int64 }

func (s seconds) before(t time.Time) time.Time {
	return t.Add(-time.Duration(s.seconds)*time.Second - time.Duration(s.nanos))
}

var errLine = errors.New("this line cannot be read")

// scanner reads lines as a Writer writes them, some ten times as fast as
// encoding/json, and leaves the rare ones to it. Names are kept once.
type scanner struct {
	line   []byte
	people map[string]beacons.Person
	zones  map[string]beacons.Zone
}

func newScanner() scanner {
	return scanner{people: map[string]beacons.Person{}, zones: map[string]beacons.Zone{}}
}

// record reads {"t":1.5,"p":"ada",...}.
func (s *scanner) record(line []byte) (rec record, err error) {
	s.line = line
	if !s.take('{') {
		return rec, errLine
	}
	for {
		key, ok := s.key()
		if !ok || !s.field(key, &rec) {
			return rec, errLine
		}
		if s.take('}') {
			return rec, nil
		}
		if !s.take(',') {
			return rec, errLine
		}
	}
}

func (s *scanner) take(c byte) bool {
	if len(s.line) == 0 || s.line[0] != c {
		return false
	}
	s.line = s.line[1:]
	return true
}

// key reads "t": and gives its first letter; i is in, and is is the body.
func (s *scanner) key() (key byte, ok bool) {
	name, ok := s.text()
	if !ok || len(name) == 0 || !s.take(':') {
		return 0, false
	}
	if string(name) == "is" {
		return 'b', true
	}
	return name[0], name[0] >= 'a' && name[0] <= 'z'
}

func (s *scanner) field(key byte, rec *record) (ok bool) {
	rec.keys |= 1 << (key - 'a')
	switch key {
	case 't':
		rec.at, ok = s.number()
	case 'f':
		rec.from, ok = s.number()
	case 'h':
		rec.heard, ok = s.number()
	case 'u':
		rec.until, ok = s.number()
	case 'n', 'o':
		var n seconds
		n, ok = s.number()
		if key == 'n' {
			rec.people = n.seconds
		} else {
			rec.offset = n.seconds
		}
	case 'p':
		rec.person, ok = known(s, s.people)
	case 'z':
		rec.zone, ok = known(s, s.zones)
	case 'i':
		var name []byte
		name, ok = s.text()
		rec.kind = string(name)
	case 'b':
		rec.body, ok = s.body()
	}
	return ok
}

// known reads a name that came before, mostly.
func known[T ~string](s *scanner, names map[string]T) (T, bool) {
	text, ok := s.text()
	if name, before := names[string(text)]; before {
		return name, ok
	}
	name := T(text)
	names[string(name)] = name
	return name, ok
}

// text reads a quoted text; one with escapes is left to encoding/json.
func (s *scanner) text() ([]byte, bool) {
	if !s.take('"') {
		return nil, false
	}
	for i, c := range s.line {
		switch c {
		case '"':
			text := s.line[:i]
			s.line = s.line[i+1:]
			return text, true
		case '\\':
			return s.escaped(i)
		}
	}
	return nil, false
}

func (s *scanner) escaped(from int) ([]byte, bool) {
	for i := from; i < len(s.line); i++ {
		switch s.line[i] {
		case '\\':
			i++
		case '"':
			quoted := append(append([]byte{'"'}, s.line[:i]...), '"')
			s.line = s.line[i+1:]
			var text string
			err := json.Unmarshal(quoted, &text)
			return []byte(text), err == nil
		}
	}
	return nil, false
}

// number reads a decimal number of seconds.
func (s *scanner) number() (n seconds, ok bool) {
	negative := s.take('-')
	if n.seconds, ok = s.digits(18); !ok {
		return n, false
	}
	if s.take('.') {
		before := len(s.line)
		if n.nanos, ok = s.digits(9); !ok {
			return n, false
		}
		for digits := before - len(s.line); digits < 9; digits++ {
			n.nanos *= 10
		}
	}
	if negative {
		n.seconds, n.nanos = -n.seconds, -n.nanos
	}
	return n, true
}

func (s *scanner) digits(most int) (n int64, ok bool) {
	i := 0
	for ; i < len(s.line) && i < most && s.line[i] >= '0' && s.line[i] <= '9'; i++ {
		n = 10*n + int64(s.line[i]-'0')
	}
	s.line = s.line[i:]
	return n, i > 0
}

// body is what is left but for the closing brace of the line.
func (s *scanner) body() ([]byte, bool) {
	end := len(s.line)
	for end > 0 && (s.line[end-1] == '\n' || s.line[end-1] == '\r') {
		end--
	}
	if end == 0 || s.line[end-1] != '}' {
		return nil, false
	}
	body := s.line[:end-1]
	s.line = s.line[end-1:]
	return body, json.Valid(body)
}
