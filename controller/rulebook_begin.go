package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/rules"
	"foyer/rules/parse"
)

// begin puts rules in force at a start. The file speaks, if it was changed
// since it was last read; else the version that was live last.
func (b *rulebook) begin(ctx context.Context, state venue.State) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	source, err := os.ReadFile(b.file)
	if err != nil && b.shelf.live == 0 {
		return fmt.Errorf("rules file: %w", err)
	}
	if err != nil {
		b.complain("The rules file cannot be read; version %d stays in force.", b.shelf.live)
	}
	if err != nil || b.known(source) {
		return b.goOn(ctx)
	}
	return b.obey(ctx, source, state)
}

// known tells whether the file says nothing new.
func (b *rulebook) known(source []byte) bool {
	if b.shelf.live == 0 {
		return false
	}
	name := store.TextName(source)
	live := &b.shelf.editions[b.shelf.live-1]
	if name != live.Source {
		return name == b.shelf.seen
	}
	open, pools := capture(b.open)
	b.read(source, open)
	for pool, content := range pools {
		if live.Pools[pool] != store.TextName(content) {
			return false
		}
	}
	return true
}

// goOn takes up the version that was live last.
func (b *rulebook) goOn(ctx context.Context) error {
	last, err := b.resume(ctx, b.shelf.lived[b.shelf.live])
	if err != nil {
		return fmt.Errorf("version %d of the rules, which was live last: %w", b.shelf.live, err)
	}
	b.now.Store(last)
	live := &b.shelf.editions[last.Version-1]
	switch {
	case last.Base != 0:
		b.complain("Version %d of the rules holds %d mistakes; what they touch goes on as it was in version %d.", last.Version, live.Errors, last.Base)
	case b.shelf.seen != live.Source:
		b.complain("The rules file is not what is in force: version %d is.", last.Version)
	}
	return nil
}

// obey saves what the file says and puts it in force, as far as it holds no
// mistakes. Who waits keeps what they wait for: there is nobody to ask.
func (b *rulebook) obey(ctx context.Context, source []byte, state venue.State) error {
	book, problems := b.read(source, b.open)
	if b.shelf.live == 0 && parse.Failed(problems) {
		return failed(problems)
	}
	number, err := b.newest(ctx, source)
	if err != nil {
		return err
	}
	if err := b.shelf.see(ctx, store.TextName(source)); err != nil {
		return err
	}
	if b.shelf.live == 0 {
		return b.enforce(ctx, &inForce{publication: publication{Version: number, By: "file", At: b.clock.Now()}, book: book})
	}
	if err := b.goOn(ctx); err != nil {
		return err
	}
	b.wrong.Store(nil)
	if book == nil {
		b.complain("The rules file holds a mistake that touches every rule; version %d stays in force. %s", b.shelf.live, failed(problems))
		return nil
	}
	return b.replace(ctx, number, book, problems, state)
}

// replace puts the file's book in the place of the one that was live.
func (b *rulebook) replace(ctx context.Context, number int, book *rules.Book, problems []parse.Problem, state venue.State) error {
	last := b.now.Load()
	next := &inForce{publication: publication{Version: number, By: "file", At: b.clock.Now()}}
	if parse.Failed(problems) {
		next.Base = last.Version
		whole, kept := book.Keep(last.book)
		book = whole
		b.complain("The rules file holds mistakes: %d rules go on as they were in version %d, and %d are out of force. %s",
			len(kept), last.Version, len(whole.Refused), failed(problems))
	}
	next.Waits = map[string]rules.WaitChoice{}
	for range 2 {
		var open []rules.Question
		next.book, open = book.Succeed(last.book, last.Version, waitingOf(state), next.Waits)
		for _, q := range open {
			next.Waits[q.Rule] = mildest(q)
		}
	}
	return b.enforce(ctx, next)
}

// mildest is the choice that takes least from who waits.
func mildest(q rules.Question) rules.WaitChoice {
	switch {
	case q.CanKeep:
		return rules.KeepWaits
	case !q.Gone:
		return rules.MoveWaits
	}
	return rules.CancelWaits
}

// waitingOf counts who waits, before the venue knows anybody.
func waitingOf(state venue.State) map[rules.WaitAt]int {
	all := map[rules.WaitAt]int{}
	for _, saved := range state.Profiles {
		var p rules.Profile
		if json.Unmarshal(saved.JSON, &p) != nil {
			continue // it is begun anew
		}
		for _, at := range p.Waits() {
			all[at]++
		}
	}
	return all
}

// newest is the number under which a source is kept: that of the newest
// version if it says the same, else of a new one.
func (b *rulebook) newest(ctx context.Context, source []byte) (int, error) {
	if n := len(b.shelf.editions); n > 0 {
		open, pools := capture(b.open)
		b.read(source, open)
		e := edition{Source: store.TextName(source), Pools: map[string]string{}}
		for name, content := range pools {
			e.Pools[name] = store.TextName(content)
		}
		if newest := &b.shelf.editions[n-1]; newest.same(&e) && n != b.shelf.live {
			if _, lived := b.shelf.lived[n]; !lived {
				return n, nil
			}
		}
	}
	e, _, err := b.add(ctx, edition{Author: "file", Message: "the rules file, as it was at the start"}, source)
	if err != nil {
		return 0, err
	}
	return e.Number, nil
}

// enforce makes a version live, durably; b.mu is held.
func (b *rulebook) enforce(ctx context.Context, f *inForce) error {
	for _, c := range f.book.Carried {
		f.Carried = append(f.Carried, reference{Version: c.Version, Rule: c.Rule.ID})
	}
	if err := b.shelf.goLive(ctx, f.publication); err != nil {
		return err
	}
	b.now.Store(f)
	return nil
}

// complain says on the page and in the log what is wrong with the rules file.
func (b *rulebook) complain(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	b.wrong.Store(&text)
	b.log.Warn("the rules file is not in force as it is", "component", "rules", "problem", text)
}
