package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"foyer/rules"
)

const (
	boardLength = 50 // lines for staff that are shown
	boardBlob   = "staff"
	// offFor is how long a line is known that is not shown: its effect has long
	// been settled then.
	offFor = 2 * hookPatience
)

// board is what staff were told, oldest first, over restarts. What is not in
// the store yet is on its way there, as the effect that it came of is.
type board struct {
	store blobs

	mu    sync.Mutex
	lines []staffLine
}

type staffLine struct {
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
	Rule string    `json:"rule,omitempty"`
	Done bool      `json:"done,omitempty"` // somebody has seen to it
	Told bool      `json:"told,omitempty"` // the broker has it
	// Ended says that its effect is settled.
	Ended bool `json:"ended,omitempty"`
	// Off says that it is not shown any more, and is known only so that a restart,
	// which lets its effect go again, neither shows it nor tells it again.
	Off bool `json:"off,omitempty"`
}

func openBoard(ctx context.Context, s blobs) (*board, error) {
	b := &board{store: s}
	body, err := s.LoadBlob(ctx, boardBlob)
	if err != nil || body == nil {
		return b, err
	}
	if err := json.Unmarshal(body, &b.lines); err != nil {
		return nil, fmt.Errorf("what staff were told: %w", err)
	}
	return b, nil
}

// show adds a line, unless it is there: a restart lets effects go again.
func (b *board) show(e rules.Staff, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.find(e.ID) >= 0 {
		return
	}
	b.lines = append(b.lines, staffLine{ID: e.ID, At: e.Why.At, Text: e.Text, Rule: e.Why.Rule})
	b.trim(now)
}

// trim takes the oldest lines off when too many are shown; b.mu is held.
func (b *board) trim(now time.Time) {
	shown := 0
	for i, l := range slices.Backward(b.lines) {
		if l.Off {
			continue
		}
		if shown++; shown > boardLength {
			b.lines[i] = staffLine{ID: l.ID, At: l.At, Told: l.Told, Ended: l.Ended, Off: true}
		}
	}
	b.lines = slices.DeleteFunc(b.lines, func(l staffLine) bool { return l.Off && (l.Ended || now.Sub(l.At) > offFor) })
}

// settle notes that the line's effect goes no more, also after a restart. The
// next save keeps that.
func (b *board) settle(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.find(id); i >= 0 && b.lines[i].Off {
		b.lines = slices.Delete(b.lines, i, i+1)
	} else if i >= 0 {
		b.lines[i].Ended = true
	}
}

// find is the place of a line, -1 = it is not there; b.mu is held.
func (b *board) find(id string) int {
	return slices.IndexFunc(b.lines, func(l staffLine) bool { return l.ID == id })
}

// told tells whether the broker has the line.
func (b *board) told(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := b.find(id)
	return i >= 0 && b.lines[i].Told
}

// tell notes that the broker has the line, and saves that.
func (b *board) tell(ctx context.Context, id string) error {
	b.mu.Lock()
	if i := b.find(id); i >= 0 {
		b.lines[i].Told = true
	}
	b.mu.Unlock()
	return b.save(ctx)
}

// mark says whether a line is done; false = it is not there.
func (b *board) mark(id string, done bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := b.find(id)
	if i < 0 || b.lines[i].Off {
		return false
	}
	b.lines[i].Done = done
	return true
}

// save keeps the lines. Two that save at once do so one after another, so that
// the newest stays.
func (b *board) save(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	body, err := json.Marshal(b.lines)
	if err != nil {
		return err
	}
	return b.store.SaveBlob(ctx, boardBlob, body)
}

// list are the lines that are shown, oldest first.
func (b *board) list() []staffLine {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.lines), func(l staffLine) bool { return l.Off })
}
