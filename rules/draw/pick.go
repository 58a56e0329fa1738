package draw

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// What can be wrong with a draw.
var (
	ErrSeed    = errors.New("draw: seed")
	ErrHash    = errors.New("draw: the list is not the one that was committed to")
	ErrWinners = errors.New("draw: the winners are not those of the list and the seed")
)

// Result is what a draw came to.
type Result struct {
	// Seed is the seed as it was used, without blanks around it.
	Seed string
	// Winners won, in the order of the draw.
	Winners []Line
	// Reserves are all others, next in line first.
	Reserves []Line
	// Spare is how many could have won beyond those who entered: when it is not
	// 0, everybody wins.
	Spare int
}

// Pick draws from a published list: the order is that of SHA-256(hash, line,
// seed), where hash is List.Hash, all three as text. The seed is printable
// ASCII exactly as its source gives it: "7F" is another seed than "7f", and only
// blanks around it do not count. The errors are ErrSeed for one that is empty or
// holds anything else, and ErrNobody for a List that nobody made.
func Pick(list List, seed string) (Result, error) {
	seed = strings.Trim(seed, " ")
	if seed == "" {
		return Result{}, fmt.Errorf("%w: it is empty", ErrSeed)
	}
	if i := strings.IndexFunc(seed, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
		return Result{}, fmt.Errorf("%w: %q is not plain letters, digits and signs at place %d", ErrSeed, seed, i+1)
	}
	if len(list.lines) == 0 {
		return Result{}, fmt.Errorf("%w has entered", ErrNobody)
	}
	order := list.order(seed)
	wins := min(list.terms.Winners, len(order))
	return Result{
		Seed:     seed,
		Winners:  slices.Clip(order[:wins]),
		Reserves: order[wins:],
		Spare:    list.terms.Winners - wins,
	}, nil
}

// order is the lines by their numbers, smallest first.
func (l List) order(seed string) []Line {
	type ticket struct {
		number string
		line   Line
	}
	committed := l.Hash()
	tickets := make([]ticket, len(l.lines))
	for i, line := range l.lines {
		tickets[i] = ticket{hash(committed + string(line) + seed), line}
	}
	slices.SortFunc(tickets, func(a, b ticket) int { return strings.Compare(a.number, b.number) })
	order := make([]Line, len(tickets))
	for i, t := range tickets {
		order[i] = t.line
	}
	return order
}

// Verify checks a draw from what is public: the text of the list, the hash that
// was committed to, and what was said to have come out. It returns nil, or
// ErrList, ErrHash, ErrSeed or ErrWinners. It cannot check the seed against its
// source; look it up.
func Verify(text, committed string, said Result) error {
	list, err := Read(text)
	if err != nil {
		return err
	}
	if got := list.Hash(); !strings.EqualFold(strings.TrimSpace(committed), got) {
		return fmt.Errorf("%w: its hash is %s", ErrHash, got)
	}
	drawn, err := Pick(list, said.Seed)
	if err != nil {
		return err
	}
	if !slices.Equal(drawn.Winners, said.Winners) || !slices.Equal(drawn.Reserves, said.Reserves) || drawn.Spare != said.Spare {
		return ErrWinners
	}
	return nil
}
