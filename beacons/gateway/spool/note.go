package spool

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// note is how far the messages on the shelf were committed, for the next life.
type note struct {
	Boot string `json:"boot"`
	Seq  uint64 `json:"seq"`
}

// Note notes how far the messages are committed, so that those are not sent
// again in the next life.
func (d *Disk) Note(committed uint64) error {
	d.hi = committed
	return d.write(note{d.boot, committed})
}

// write replaces the note, whole or not at all.
func (d *Disk) write(n note) error {
	text, _ := json.Marshal(n) // two plain fields: it always encodes
	path := filepath.Join(d.dir, noteFile)
	if err := os.WriteFile(path+".new", text, 0o640); err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	return nil
}

// read reads the note of the life before; one that is torn says nothing.
func (d *Disk) read() (n note) {
	text, err := os.ReadFile(filepath.Join(d.dir, noteFile))
	if err != nil || json.Unmarshal(text, &n) != nil {
		return note{}
	}
	return n
}
