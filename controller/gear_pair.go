package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"foyer/devices"
	"foyer/devices/hue"
)

// doorbell is a bridge of the venue file, and where its key lies.
type doorbell struct {
	url, key string // the key as the venue file writes it: "file:hue.key"
}

// doorbells are the bridges that the venue file names.
func (c config) doorbells() (all []doorbell) {
	for _, l := range c.lightsOf("hue") {
		same := func(d doorbell) bool { return d.url == l.Bridge }
		if i := slices.IndexFunc(all, same); i >= 0 {
			all[i].key = l.Key
			continue
		}
		all = append(all, doorbell{l.Bridge, l.Key})
	}
	return all
}

// at tells whether an address, with or without its scheme, is that of the bridge.
func (d doorbell) at(address string) bool {
	u, err := url.Parse(d.url)
	return d.url == address || err == nil && (u.Host == address || u.Hostname() == address)
}

// paired is what pairing with a bridge gave, out of its key file; or why there
// is nothing, in words that end a sentence.
func (c config) paired(address, reference string) (_ hue.Paired, lacks string) {
	file, err := c.secret(reference)
	if err != nil {
		return hue.Paired{}, err.Error()
	}
	p, err := hue.ReadKey(file)
	switch {
	case err != nil:
		return hue.Paired{}, err.Error()
	case strings.HasPrefix(address, "https://") && p.Pin == "":
		return hue.Paired{}, "the key file does not know its certificate, which https needs"
	}
	return p, ""
}

// errKeyWorks says that there is nothing to pair.
var errKeyWorks = errors.New("the key that is there works")

// pair asks a bridge for a key until somebody presses its button, and writes it
// where the venue file says. A key that works is left alone, with errKeyWorks,
// unless a new one is wanted. say is told what happens, in whole sentences.
func (c config) pair(ctx context.Context, d doorbell, anew bool, say func(string)) error {
	if !strings.HasPrefix(d.key, "file:") {
		return fmt.Errorf("the key of the bridge at %s is `%s`, where nothing can be written: write `key: file:hue.key` in the venue file", d.url, d.key)
	}
	if err := c.tryKey(ctx, d, say); err == nil && !anew {
		return errKeyWorks
	}
	got, err := hue.Pair(ctx, d.url, devices.Machine{}, say)
	if err != nil {
		return err
	}
	if err := keepKey(c.path(d.key), got, say); err != nil {
		return err
	}
	if got.Pin == "" {
		say("The bridge is spoken to by http, where everybody on the network can read the key. Bridges that speak https are written https:// in the venue file.")
	}
	return nil
}

// tryKey tells whether the bridge takes the key that is there.
func (c config) tryKey(ctx context.Context, d doorbell, say func(string)) error {
	present, lacks := c.paired(d.url, d.key)
	if lacks != "" {
		return errors.New(lacks)
	}
	b, err := hue.New(hue.Config{URL: d.url, Key: present.Key, Pin: present.Pin}, devices.Machine{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if _, err = b.Check(ctx); err != nil {
		if !b.Paired() {
			say(b.Health().Problem)
		}
		return err
	}
	if present.ClientKey == "" && c.streamed(d) {
		say("The key that is there works for lamps, but not for streaming: that needs a new one.")
		return errors.New("there is no key for streaming")
	}
	return nil
}

// streamed tells whether a zone of the bridge is streamed to.
func (c config) streamed(d doorbell) bool {
	return slices.ContainsFunc(c.lightsOf("hue"), func(l lamps) bool { return l.Bridge == d.url && l.Mode == modeStream })
}

// keepKey writes a key file, for its owner only. The one it takes the place of
// is kept beside it.
func keepKey(file string, p hue.Paired, say func(string)) error {
	was, err := os.ReadFile(file)
	switch {
	case err == nil:
		if err := os.WriteFile(file+".before", was, 0o600); err != nil {
			return fmt.Errorf("the old key is not written over, because it cannot be kept: %w", err)
		}
		say("The key that was there is kept in " + filepath.Base(file) + ".before.")
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the key file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("the key file: %w", err)
	}
	if err := overwrite(file, p.File()); err != nil {
		return fmt.Errorf("the key file: %w", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return fmt.Errorf("the key file: %w", err)
	}
	say(fmt.Sprintf("Bridge %s has given a key. It is in %s, which only you can read.", p.Bridge, file))
	return nil
}

// pairing tells the address of a bridge that somebody has to pair with.
func pairing(b *hue.Bridge) func() string {
	return func() string {
		if b.Paired() {
			return ""
		}
		return b.URL()
	}
}

// pairHere pairs for the page, and goes on with the new key at once.
func (g *gear) pairHere(ctx context.Context, c config, address string, say func(string)) error {
	doors := c.doorbells()
	i := slices.IndexFunc(doors, func(d doorbell) bool { return d.url == address })
	if i < 0 {
		return errors.New("the venue file names no such bridge")
	}
	if !g.ringing.TryLock() {
		return errors.New("somebody is pairing with a bridge at this moment: wait until it is over")
	}
	defer g.ringing.Unlock()
	if err := c.pair(ctx, doors[i], false, say); err != nil && !errors.Is(err, errKeyWorks) {
		return err
	}
	g.takeKeys(c)
	return nil
}

// watchKeys takes keys that foyer pair writes beside us, until ctx ends.
func (g *gear) watchKeys(c config) func(context.Context) error {
	return func(ctx context.Context) error {
		tick := time.NewTicker(2 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
				g.takeKeys(c)
			}
		}
	}
}

// takeKeys gives each bridge that nobody has paired with the key of its file,
// when that is another one than it has tried.
func (g *gear) takeKeys(c config) {
	for _, d := range c.doorbells() {
		for _, b := range g.bridges {
			if b.URL() != d.url || b.Paired() {
				continue
			}
			if p, lacks := c.paired(d.url, d.key); lacks == "" && !b.Tried(p) {
				_ = b.Use(p) // what cannot be meant is told by its health
			}
		}
	}
}
