package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"foyer/beacons"
)

// What can be wrong before a draw. Each comes wrapped with what was found.
var (
	ErrNobody = errors.New("draw: nobody")
	ErrTwice  = errors.New("draw: one entrant twice")
	ErrTerms  = errors.New("draw: terms")
	ErrSalt   = errors.New("draw: salt")
	ErrList   = errors.New("draw: not a list of a draw")
)

// Terms are what is promised before the draw; they are part of what is hashed.
type Terms struct {
	// Draw is its name, one line of text; another day's draw has another name.
	Draw string
	// Winners is how many can win, 1 at least.
	Winners int
	// Seed says in one line where the seed will come from, and when: "drand
	// quicknet, the first round after 2026-05-10 16:30 PDT, randomness".
	Seed string
}

func (t Terms) check() error {
	var wrong []error
	for _, text := range []struct{ name, value string }{{"name", t.Draw}, {"source of the seed", t.Seed}} {
		hidden := func(r rune) bool { return !unicode.IsGraphic(r) }
		if strings.TrimSpace(text.value) == "" || !utf8.ValidString(text.value) || strings.ContainsFunc(text.value, hidden) {
			wrong = append(wrong, fmt.Errorf("%w: the %s %q is not one line of text", ErrTerms, text.name, text.value))
		}
	}
	if t.Winners < 1 {
		wrong = append(wrong, fmt.Errorf("%w: %d can win; one at least", ErrTerms, t.Winners))
	}
	return errors.Join(wrong...)
}

// Line stands for one entrant in public: 64 lower-case hexadecimal digits, a
// SHA-256.
type Line string

// List is what is published before a draw. It does not change; Publish and Read
// make one.
type List struct {
	terms Terms
	lines []Line // sorted, none twice
}

// Publish makes the list of a draw. It is the same list for the same entrants
// in any order. Errors, joined if there are several: ErrTerms, ErrSalt for a
// salt shorter than 16 bytes, ErrNobody for no entrants or an empty identity,
// ErrTwice with the places of both in entrants, counted from 1. No error names a
// person.
func Publish(terms Terms, entrants []beacons.Person, salt Salt) (List, error) {
	wrong := []error{terms.check(), salt.check()}
	codes := make([]Code, len(entrants))
	for i, person := range entrants {
		if codes[i] = salt.Code(terms.Draw, person); person == "" {
			wrong = append(wrong, fmt.Errorf("%w: entrant %d has no identity", ErrNobody, i+1))
		}
	}
	l, err := publish(terms, codes)
	if err := errors.Join(append(wrong, err)...); err != nil {
		return List{}, err
	}
	return l, nil
}

// PublishCodes makes the same list of the codes that entrants were given.
// Errors are those of Publish.
func PublishCodes(terms Terms, codes []Code) (List, error) {
	l, err := publish(terms, codes)
	if err := errors.Join(terms.check(), err); err != nil {
		return List{}, err
	}
	return l, nil
}

func publish(terms Terms, codes []Code) (List, error) {
	var wrong []error
	if len(codes) == 0 {
		wrong = append(wrong, fmt.Errorf("%w has entered", ErrNobody))
	}
	l := List{terms: terms, lines: make([]Line, 0, len(codes))}
	first := make(map[Line]int, len(codes))
	for i, code := range codes {
		line := code.Line()
		if before, twice := first[line]; twice {
			wrong = append(wrong, fmt.Errorf("%w: entrants %d and %d", ErrTwice, before+1, i+1))
			continue
		}
		first[line] = i
		l.lines = append(l.lines, line)
	}
	slices.Sort(l.lines)
	return l, errors.Join(wrong...)
}

// Terms are the terms of the draw.
func (l List) Terms() Terms { return l.terms }

// Lines are all entrants, sorted: the order says nothing. They are the caller's
// to keep.
func (l List) Lines() []Line { return slices.Clone(l.lines) }

// Has tells whether the line is in the draw.
func (l List) Has(line Line) bool {
	_, found := slices.BinarySearch(l.lines, line)
	return found
}

// String is the list as it is published, UTF-8 with "\n" after each row: four
// rows of terms, an empty row, and the lines.
//
//	draw: passport-prize
//	winners: 3
//	seed: drand quicknet, the first round after 16:30, randomness
//	entrants: 812
//
//	00a3...
func (l List) String() string {
	var b strings.Builder
	b.Grow(256 + 65*len(l.lines))
	fmt.Fprintf(&b, "draw: %s\nwinners: %d\nseed: %s\nentrants: %d\n\n", l.terms.Draw, l.terms.Winners, l.terms.Seed, len(l.lines))
	for _, line := range l.lines {
		b.WriteString(string(line))
		b.WriteByte('\n')
	}
	return b.String()
}

// Hash commits to the list: the SHA-256 of String, 64 hexadecimal digits. Any
// change to a term or a line changes it.
func (l List) Hash() string { return hash(l.String()) }

// Read takes a published text back in. The text must be exactly what String
// would write, else the error is ErrList and says what is wrong with it.
func Read(text string) (List, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	var l List
	values := make([]string, 0, 4)
	for row := range strings.SplitSeq(head, "\n") {
		_, value, _ := strings.Cut(row, ": ")
		values = append(values, value)
	}
	if len(values) != 4 {
		return List{}, fmt.Errorf("%w: %d rows of terms, not 4", ErrList, len(values))
	}
	winners, err := strconv.Atoi(values[1])
	l.terms = Terms{Draw: values[0], Winners: winners, Seed: values[2]}
	if err := errors.Join(err, l.terms.check()); err != nil {
		return List{}, fmt.Errorf("%w: %w", ErrList, err)
	}
	for row := range strings.Lines(body) {
		l.lines = append(l.lines, Line(strings.TrimSuffix(row, "\n")))
	}
	if err := l.check(text); err != nil {
		return List{}, err
	}
	return l, nil
}

// check says whether the text this list was read from is a published one.
func (l List) check(text string) error {
	for i, line := range l.lines {
		if raw, err := hex.DecodeString(string(line)); err != nil || len(raw) != sha256.Size || hex.EncodeToString(raw) != string(line) {
			return fmt.Errorf("%w: line %d is not a hash", ErrList, i+1)
		}
		if i > 0 && l.lines[i-1] >= line {
			return fmt.Errorf("%w: line %d does not come after line %d", ErrList, i+1, i)
		}
	}
	if len(l.lines) == 0 || l.String() != text {
		return fmt.Errorf("%w: it says something else than its %d lines", ErrList, len(l.lines))
	}
	return nil
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
