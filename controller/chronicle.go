package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"foyer/controller/history"
	"foyer/controller/venue"
)

const (
	// historyFlush is how long what was told may wait for its file: a card
	// wears out by writes, and a history may lose its last half minute.
	historyFlush = 30 * time.Second
	// historyBound is how large all histories together may grow before the
	// oldest is removed: weeks of a large venue.
	historyBound = 1 << 30
)

// chronicle writes the history of one start of the venue, a file in the data
// folder. It must never keep the venue from running: when its disk is full or
// gone it says so once, and stops.
type chronicle struct {
	file    *os.File
	buffer  *bufio.Writer
	room    int64 // bytes that this history may still grow
	writer  *history.Writer
	flushed time.Time
	broken  error
	log     *slog.Logger
}

// historyFolder is where the histories of a venue lie.
func historyFolder(c config) string { return filepath.Join(c.path(c.Data), "history") }

// openChronicle begins a history with what the store gave back.
func openChronicle(c config, at time.Time, state venue.State, log *slog.Logger) *chronicle {
	h := &chronicle{flushed: time.Now(), log: log.With("component", "history")}
	h.fail(h.begin(historyFolder(c), c.Venue, at, state))
	return h
}

func (h *chronicle) begin(folder, name string, at time.Time, state venue.State) (err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := makeRoom(folder, historyBound); err != nil {
		return err
	}
	if h.file, err = startFile(folder, at); err != nil {
		return err
	}
	h.buffer, h.room = bufio.NewWriterSize(bounded{h}, 1<<16), historyBound
	if h.writer, err = history.Begin(h.buffer, name, at, state); err != nil {
		return err
	}
	return h.buffer.Flush()
}

// startFile makes the file of a start at a time. Two starts in one second get two.
func startFile(folder string, at time.Time) (*os.File, error) {
	name := filepath.Join(folder, at.UTC().Format("20060102T150405Z"))
	for n := 1; ; n++ {
		file := name + ".jsonl"
		if n > 1 {
			file = fmt.Sprintf("%s-%d.jsonl", name, n)
		}
		f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// makeRoom removes the oldest histories until they are within bound bytes.
func makeRoom(folder string, bound int64) error {
	files, err := historyFiles(folder)
	if err != nil {
		return err
	}
	var sum int64
	for _, file := range slices.Backward(files) {
		about, err := os.Stat(file)
		if err != nil {
			return err
		}
		if sum += about.Size(); sum > bound {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}

// historyFiles are the histories in a folder, oldest first.
func historyFiles(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	slices.SortFunc(files, byStart)
	return files, err
}

// byStart orders histories by when they began; of one second, by their number.
func byStart(a, b string) int {
	const stamp = len("20060102T150405Z")
	a, b = filepath.Base(a), filepath.Base(b)
	return cmp.Or(cmp.Compare(a[:min(stamp, len(a))], b[:min(stamp, len(b))]), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

var errHistoryFull = errors.New("it has grown as large as all histories together may")

// bounded is the file of a history, whose growth it counts.
type bounded struct{ *chronicle }

// Write writes to the file.
func (b bounded) Write(text []byte) (int, error) {
	b.room -= int64(len(text))
	return b.file.Write(text)
}

// write adds what was told and is safe now.
func (h *chronicle) write(told []venue.Told) {
	if h.broken != nil || len(told) == 0 {
		return
	}
	err := h.writer.Write(told)
	if err == nil && h.room < 0 {
		err = errHistoryFull
	}
	if err == nil && time.Since(h.flushed) > historyFlush {
		h.flushed = time.Now()
		err = h.buffer.Flush()
	}
	h.fail(err)
}

func (h *chronicle) fail(err error) {
	if err != nil && h.broken == nil {
		h.broken = err
		h.log.Warn("this day's history is no longer written: it cannot be tried again with other rules", "err", err)
	}
}

// close writes what is left. It may be called twice.
func (h *chronicle) close() error {
	if h.file == nil {
		return nil
	}
	if h.broken == nil {
		h.fail(h.buffer.Flush())
	}
	err := h.file.Close()
	h.file = nil
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return nil
}
