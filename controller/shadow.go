package main

import (
	"context"
	"fmt"
	"strings"

	"foyer/rules/parse"
)

// shadowID names the rules of a version while it is tried beside the live one.
func shadowID(version int) func(rule string) string {
	return func(rule string) string { return fmt.Sprintf("%s@%d", rule, version) }
}

// shadow tries a version beside the live one: what it would change decides and
// records, and does nothing. Version 0 ends it.
func (b *rulebook) shadow(ctx context.Context, w wish) (*inForce, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	last := b.now.Load()
	next := &inForce{publication: last.publication, book: last.book}
	next.Shadow = w.version
	if w.version != 0 {
		e, err := b.shelf.find(w.version)
		if err != nil {
			return nil, err
		}
		if e.Number == b.shelf.live {
			return nil, refuse("Version %d is live already.", w.version)
		}
		draft, problems, err := b.parse(ctx, w.version)
		if err != nil {
			return nil, err
		}
		if parse.Failed(problems) {
			return nil, &mistaken{w.version, problems}
		}
		var left []string
		next.beside, left = last.book.Beside(draft, shadowID(w.version))
		if tried := len(next.beside.Rules) - len(last.book.Rules); tried == 0 {
			return nil, refuse("%s", nothingToTry(w.version, left))
		}
	}
	if err := b.shelf.goLive(ctx, next.publication); err != nil {
		return nil, err
	}
	b.now.Store(next)
	return next, b.tell(ctx, next.ruled())
}

func nothingToTry(version int, left []string) string {
	if len(left) == 0 {
		return fmt.Sprintf("Version %d changes no rule, so there is nothing to try.", version)
	}
	return fmt.Sprintf("What version %d changes cannot be tried in shadow (%s): a trait, label or reward they name means something else now, or they set lamps. Use `foyer backtest`.",
		version, strings.Join(left, ", "))
}

// acted is how often a rule had acted when the last picture was drawn.
func (l *loop) acted(rule string) int {
	if picture := l.picture.Load(); picture != nil {
		return picture.Acted[rule]
	}
	return 0
}
