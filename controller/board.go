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

// boardLength is how many lines for staff are kept.
const (
	boardLength = 50
	boardBlob   = "staff"
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
func (b *board) show(e rules.Staff) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.find(e.ID) >= 0 {
		return
	}
	b.lines = append(b.lines, staffLine{ID: e.ID, At: e.Why.At, Text: e.Text, Rule: e.Why.Rule})
	b.lines = b.lines[max(0, len(b.lines)-boardLength):]
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
	if i >= 0 {
		b.lines[i].Done = done
	}
	return i >= 0
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

// list are all lines, oldest first.
func (b *board) list() []staffLine {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.lines)
}
