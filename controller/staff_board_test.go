package main

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"foyer/rules"
)

// TestLinesThatWaitForTheirWebhookAreKnownOverARestart has more lines under way
// than are shown.
func TestLinesThatWaitForTheirWebhookAreKnownOverARestart(t *testing.T) {
	store, now := kept{}, time.Now()
	open := func() *board {
		b, err := openBoard(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	line := func(i int) rules.Staff {
		return rules.Staff{Head: rules.Head{ID: fmt.Sprint("line-", i), Why: rules.Why{At: now}}, Text: "Bring glasses."}
	}
	const all = 3 * boardLength
	b := open()
	for i := range all {
		b.show(line(i), now)
		if err := b.tell(t.Context(), line(i).ID); err != nil {
			t.Fatal(err)
		}
	}
	if b.mark("line-0", true) || !b.mark(line(all-1).ID, true) {
		t.Error("a line that is not shown was marked, or the newest was not")
	}
	if err := b.save(t.Context()); err != nil {
		t.Fatal(err)
	}
	b = open()
	for i := range all { // the store lets every effect go again
		if b.show(line(i), now); !b.told(line(i).ID) {
			t.Fatalf("the broker is told line %d again after a restart", i)
		}
	}
	if l := b.list(); len(l) != boardLength || l[0].ID != line(all-boardLength).ID || !l[boardLength-1].Done {
		t.Errorf("%d lines are shown after a restart, from %+v to %+v; want the newest %d, the last done", len(l), l[0], l[len(l)-1], boardLength)
	}
	for i := range all {
		b.settle(line(i).ID)
	}
	b.show(line(all), now)
	if err := b.save(t.Context()); err != nil {
		t.Fatal(err)
	}
	if b = open(); len(b.lines) != boardLength {
		t.Errorf("%d lines are kept after all ended, want %d", len(b.lines), boardLength)
	}
}

func TestAStaffLinesWebhookIsGivenUpADayAfterTheLineAlsoAfterARestart(t *testing.T) {
	clock := &shown{now: time.Now()}
	h := &hooks{shelf: shelfIn(t, kept{}, clock), clock: clock, log: slog.New(slog.DiscardHandler), settled: func(string, error) {}}
	at := clock.now.Add(-23 * time.Hour)
	c := &crew{hook: "crm", hooks: h, pending: &(&outboxes{}).pending}
	c.said(rules.Staff{Head: rules.Head{ID: "line", Why: rules.Why{At: at}}}, nil) // there is no such receiver: it is given up
	if l := h.shelf.list(); len(l) != 1 || !l[0].Letter.Until.Equal(at.Add(hookPatience)) {
		t.Errorf("given up: %+v, want one with an end a day after %v", l, at)
	}
}
