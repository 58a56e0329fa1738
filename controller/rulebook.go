package main

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"foyer/controller/store"
	"foyer/controller/trial"
	"foyer/controller/venue"
	"foyer/rules"
	"foyer/rules/parse"
)

// rulebook is the rules of a venue: every version of them that was saved, and
// the one in force. Versions are changed one after another.
type rulebook struct {
	file  string // the canonical source; what is published is written back to it
	name  string // what it is called in problems
	read  func(source []byte, open func(string) ([]byte, error)) (*rules.Book, []parse.Problem)
	try   func(*rules.Book) (tests, otherwise int)
	open  func(name string) ([]byte, error) // files beside the rules file
	clock clock
	log   *slog.Logger

	// Set before anything is published while the venue runs.
	waiting func(context.Context) (map[rules.WaitAt]int, error)
	tell    func(context.Context, venue.Input) error // returns once it is safe
	told    func(*inForce)                           // a version went live
	acted   func(rule string) int                    // how often a rule has acted

	mu    sync.Mutex // of shelf
	shelf *shelf
	now   atomic.Pointer[inForce]
	wrong atomic.Pointer[string] // what is wrong with the rules file, nil = nothing
}

// inForce is the version that is live, and the book that came of it.
type inForce struct {
	publication
	book *rules.Book
	// beside is the same with the rules of Shadow in it; nil = there is none.
	beside *rules.Book
}

func (f *inForce) ruled() venue.Ruled {
	if f.beside != nil {
		return venue.Ruled{Book: f.beside, Version: f.Version, Waits: f.Waits}
	}
	return venue.Ruled{Book: f.book, Version: f.Version, Waits: f.Waits}
}

// place is the time zone of the event.
func (f *inForce) place() *time.Location { return f.book.Calendar.Place }

// newRulebook opens the versions that a store keeps, and puts in force what the
// rules file and they say together.
func newRulebook(ctx context.Context, c config, set settings, s *store.Store, state venue.State) (*rulebook, error) {
	file := c.path(c.Rules)
	b := &rulebook{
		file: file, name: c.Rules, clock: set.clock, log: set.log,
		open: func(name string) ([]byte, error) { return os.ReadFile(beside(file, name)) },
		read: func(source []byte, open func(string) ([]byte, error)) (*rules.Book, []parse.Problem) {
			return parse.Rules(c.Rules, source, c.plan(), open)
		},
		try: func(book *rules.Book) (tests, otherwise int) {
			for _, result := range trial.All(c.plan(), book) {
				if tests++; len(result.Misses) > 0 {
					otherwise++
				}
			}
			return tests, otherwise
		},
	}
	var err error
	if b.shelf, err = openShelf(ctx, s); err != nil {
		return nil, err
	}
	return b, b.begin(ctx, state)
}

// check reads rules and says everything that is wrong with them.
func (b *rulebook) check(source []byte) []parse.Problem {
	_, problems := b.read(source, b.open)
	return problems
}

// save keeps rules as a new version, whatever is wrong with them.
func (b *rulebook) save(ctx context.Context, author, message string, source []byte) (number int, problems []parse.Problem, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, problems, err := b.add(ctx, edition{Author: author, Message: message}, source)
	if err != nil {
		return 0, problems, err
	}
	return e.Number, problems, nil
}

// add checks rules and keeps them; b.mu is held.
func (b *rulebook) add(ctx context.Context, e edition, source []byte) (*edition, []parse.Problem, error) {
	open, pools := capture(b.open)
	book, problems := b.read(source, open)
	if book != nil && !parse.Failed(problems) {
		e.Tests, e.Otherwise = b.try(book)
	}
	e.At = b.clock.Now()
	for i := range problems {
		if problems[i].Severity == parse.Warning {
			e.Warnings++
		} else {
			e.Errors++
		}
	}
	kept, err := b.shelf.add(ctx, e, source, pools)
	return kept, problems, err
}

// bare is the book of a version that was live, without what was carried
// beside it.
func (b *rulebook) bare(ctx context.Context, number int) (*rules.Book, error) {
	book, problems, err := b.parse(ctx, number)
	if err != nil {
		return nil, err
	}
	base := b.shelf.lived[number].Base
	if book == nil || base == 0 && parse.Failed(problems) {
		return nil, failed(problems)
	}
	if base == 0 {
		return book, nil
	}
	before, err := b.bare(ctx, base)
	if err != nil {
		return nil, err
	}
	whole, _ := book.Keep(before)
	return whole, nil
}

// parse reads a version as it was saved, on the plan of today.
func (b *rulebook) parse(ctx context.Context, number int) (*rules.Book, []parse.Problem, error) {
	e, err := b.shelf.find(number)
	if err != nil {
		return nil, nil, err
	}
	source, open, err := b.shelf.texts(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	book, problems := b.read(source, open)
	return book, problems, nil
}

// resume is a publication as it is in force again, with the old rules that
// somebody may still wait at.
func (b *rulebook) resume(ctx context.Context, p publication) (*inForce, error) {
	book, err := b.bare(ctx, p.Version)
	if err != nil {
		return nil, err
	}
	for _, old := range p.Carried {
		from, err := b.bare(ctx, old.Version)
		if err != nil {
			return nil, err
		}
		if with, carried := book.Carry(from, old.Version, old.Rule); carried {
			book = with
		}
	}
	again := &inForce{publication: p, book: book}
	if p.Shadow == 0 {
		return again, nil
	}
	draft, problems, err := b.parse(ctx, p.Shadow)
	if err != nil || parse.Failed(problems) {
		again.Shadow = 0 // the plan has changed: the draft is checked anew when it is wanted
		return again, err
	}
	again.beside, _ = book.Beside(draft, shadowID(p.Shadow))
	return again, nil
}
