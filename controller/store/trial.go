package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// saveEvery is what a power cut may cost the trial store.
const saveEvery = 10 * time.Second

// trial is a Redis inside the process, for a machine that has none. What it
// holds is copied to a file every 10 seconds and at the end.
type trial struct {
	server  *miniredis.Miniredis
	path    string
	lock    *os.File
	gate    *sync.RWMutex
	changes *atomic.Uint64

	saved   uint64 // changes that are on disk
	savedAt time.Time
	problem error
}

func snapshotPath(dir string) string { return filepath.Join(dir, "trial.snapshot") }

func newTrial(dir string, lock *os.File, gate *sync.RWMutex, changes *atomic.Uint64) (*trial, error) {
	t := &trial{
		server: miniredis.NewMiniRedis(), path: snapshotPath(dir),
		lock: lock, gate: gate, changes: changes, savedAt: time.Now(),
	}
	old, err := readSnapshot(t.path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := old.restore(t.server); err != nil {
		return nil, fmt.Errorf("store: restore %s: %w", t.path, err)
	}
	return t, nil
}

// tend saves what has changed when it is time.
func (t *trial) tend(context.Context) error {
	if time.Since(t.savedAt) >= saveEvery {
		t.problem = t.save()
	}
	return t.problem
}

// save copies everything between two writes, and writes it out after them.
func (t *trial) save() error {
	t.savedAt = time.Now()
	changes := t.changes.Load()
	if changes == t.saved {
		return nil
	}
	t.gate.Lock()
	now, err := copyOf(t.server)
	t.gate.Unlock()
	if err == nil {
		err = writeSnapshot(t.path, now)
	}
	if err != nil {
		return fmt.Errorf("save %s: %w", t.path, err)
	}
	t.saved = changes
	return nil
}

// close ends the server first, so that no write is half done, and saves.
func (t *trial) close() error {
	t.server.Close()
	return errors.Join(t.save(), t.lock.Close())
}
