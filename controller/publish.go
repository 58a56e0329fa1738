package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"foyer/controller/store"
	"foyer/rules"
	"foyer/rules/parse"
)

// wish is what somebody wants to be published.
type wish struct {
	version int
	by      string
	// waits says what becomes of those who wait, by rule; "" = at all others.
	waits map[string]rules.WaitChoice
}

// choices are the wish's for every rule that was live.
func (w *wish) choices(old *rules.Book) map[string]rules.WaitChoice {
	chosen := map[string]rules.WaitChoice{}
	for _, r := range old.Rules {
		if choice, said := w.waits[r.ID]; said {
			chosen[r.ID] = choice
		} else if w.waits[""] != "" {
			chosen[r.ID] = w.waits[""]
		}
	}
	return chosen
}

// unanswered says that a version cannot go live before it is said what becomes
// of those who wait.
type unanswered struct{ open []rules.Question }

// Error says what to do.
func (u *unanswered) Error() string {
	n := 0
	for _, q := range u.open {
		n += q.Waiting
	}
	return fmt.Sprintf("%d people wait for what this version changes. Say whether they keep what they wait for, move to the new rule, or are cancelled.", n)
}

// mistaken says that a version holds mistakes.
type mistaken struct {
	version  int
	problems []parse.Problem
}

// Error says how many.
func (m *mistaken) Error() string {
	return fmt.Sprintf("Version %d holds mistakes and cannot go live. %s", m.version, failed(m.problems))
}

// publish puts a version in force between two inputs. It returns once that is
// safe.
func (b *rulebook) publish(ctx context.Context, w wish) (*inForce, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, err := b.shelf.find(w.version)
	if err != nil {
		return nil, err
	}
	switch b.shelf.state(e) {
	case "live":
		return nil, refuse("Version %d is live already.", w.version)
	case "retired":
		return nil, refuse("Version %d was live before: roll back to it, which makes a new version of it.", w.version)
	}
	return b.goLive(ctx, e, w)
}

// rollback publishes what an older version says, as a new one.
func (b *rulebook) rollback(ctx context.Context, w wish) (*inForce, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old, err := b.shelf.find(w.version)
	if err != nil {
		return nil, err
	}
	if old.Number == b.shelf.live {
		return nil, refuse("Version %d is live already.", w.version)
	}
	// Nothing is saved before it is sure that it can go live.
	if _, err := b.successor(ctx, old.Number, w); err != nil {
		return nil, err
	}
	again := edition{
		Author: w.by, Message: fmt.Sprintf("back to version %d", old.Number), At: b.clock.Now(),
		Source: old.Source, Pools: old.Pools, Errors: old.Errors, Warnings: old.Warnings, Tests: old.Tests, Otherwise: old.Otherwise, From: old.Number,
	}
	e, err := b.shelf.put(ctx, again)
	if err != nil {
		return nil, err
	}
	w.version = e.Number
	return b.goLive(ctx, e, w)
}

// successor is a version as it would follow the one in force.
func (b *rulebook) successor(ctx context.Context, number int, w wish) (*inForce, error) {
	book, problems, err := b.parse(ctx, number)
	if err != nil {
		return nil, err
	}
	if parse.Failed(problems) {
		return nil, &mistaken{number, problems}
	}
	last := b.now.Load()
	if err := sameLots(book, last); err != nil {
		return nil, err
	}
	waiting, err := b.waiting(ctx)
	if err != nil {
		return nil, err
	}
	next := &inForce{publication: publication{Version: number, By: w.by, At: b.clock.Now(), Waits: w.choices(last.book)}}
	var open []rules.Question
	if next.book, open = book.Succeed(last.book, last.Version, waiting, next.Waits); len(open) > 0 {
		return nil, &unanswered{open}
	}
	return next, nil
}

// sameLots refuses an experiment that would toss otherwise under the same id:
// its figures would mix two.
func sameLots(next *rules.Book, last *inForce) error {
	running := map[string]*rules.Experiment{}
	for i := range last.book.Rules {
		if e := last.book.Rules[i].Experiment; e != nil {
			running[e.ID] = e
		}
	}
	for i := range next.Rules {
		e := next.Rules[i].Experiment
		if e == nil || running[e.ID] == nil || running[e.ID].Same(e) {
			continue
		}
		return refuse("The experiment %s runs in version %d with other variants, weights or another success, and its figures would be mixed. Give the changed one another `id`.", e.ID, last.Version)
	}
	return nil
}

// goLive makes an edition the one in force; b.mu is held. It is noted before
// the venue is told: were the program to end between the two, the venue would
// be told at the next start.
func (b *rulebook) goLive(ctx context.Context, e *edition, w wish) (*inForce, error) {
	next, err := b.successor(ctx, e.Number, w)
	if err != nil {
		return nil, err
	}
	if err := b.enforce(ctx, next); err != nil {
		return nil, err
	}
	b.wrong.Store(nil)
	b.writeBack(ctx, e)
	b.told(next)
	b.log.InfoContext(ctx, "rules went live", "component", "rules", "version", next.Version)
	return next, b.tell(ctx, next.ruled())
}

// writeBack makes the rules file say what is in force. What somebody else wrote
// into it meanwhile is kept as a version.
func (b *rulebook) writeBack(ctx context.Context, e *edition) {
	err := b.rescue(ctx)
	if err == nil {
		var source []byte
		if source, _, err = b.shelf.texts(ctx, e); err == nil {
			err = overwrite(b.file, source)
		}
	}
	if err == nil {
		err = b.shelf.see(ctx, e.Source)
	}
	if err != nil {
		b.complain("Version %d is live, and the rules file could not be made to say so: %v", e.Number, err)
	}
}

// rescue keeps what is in the rules file, unless it is known.
func (b *rulebook) rescue(ctx context.Context) error {
	source, err := os.ReadFile(b.file)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	name := store.TextName(source)
	for i := range b.shelf.editions {
		if b.shelf.editions[i].Source == name {
			return nil
		}
	}
	_, _, err = b.add(ctx, edition{Author: "file", Message: "the rules file, as it was before it was overwritten"}, source)
	return err
}

// overwrite replaces a file whole or not at all.
func overwrite(file string, content []byte) error {
	mode := os.FileMode(0o600)
	if was, err := os.Stat(file); err == nil {
		mode = was.Mode().Perm()
	}
	fresh := filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".new")
	if err := os.WriteFile(fresh, content, mode); err != nil {
		return err
	}
	return os.Rename(fresh, file)
}
