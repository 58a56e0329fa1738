package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/controller/store"
	"foyer/rules"
)

// edition is one save of the rules. It never changes.
type edition struct {
	Number  int               `json:"number"`
	Author  string            `json:"author"`
	Message string            `json:"message"`
	At      time.Time         `json:"at"`
	Source  string            `json:"source"` // name of the text
	Pools   map[string]string `json:"pools,omitempty"`
	// Errors and Warnings are how many were found when it was saved.
	Errors   int `json:"errors,omitempty"`
	Warnings int `json:"warnings,omitempty"`
	// Tests is how many stand beside the rules, Otherwise how many went otherwise.
	Tests     int `json:"tests,omitempty"`
	Otherwise int `json:"otherwise,omitempty"`

	From int `json:"from,omitempty"` // the version it goes back to; 0 = none
}

// same tells whether two editions say the same.
func (e *edition) same(o *edition) bool { return e.Source == o.Source && maps.Equal(e.Pools, o.Pools) }

// publication is what makes an edition live, and what goes on beside it.
type publication struct {
	Version int                         `json:"version"`
	By      string                      `json:"by"`
	At      time.Time                   `json:"at"`
	Waits   map[string]rules.WaitChoice `json:"waits,omitempty"`
	Carried []reference                 `json:"carried,omitempty"`
	// Shadow is the version that is tried beside it; 0 = none.
	Shadow int `json:"shadow,omitempty"`
	// Base is the version whose rules go on where this one's hold a mistake; 0 =
	// it holds none.
	Base int `json:"base,omitempty"`
}

// reference names a rule as it stood in a version.
type reference struct {
	Version int    `json:"version"`
	Rule    string `json:"rule"`
}

// shelf keeps the editions: all that were saved and which were live.
type shelf struct {
	store    *store.Store
	editions []edition // by number, from 1
	lived    map[int]publication
	live     int    // 0 = none was ever live
	seen     string // the text that the rules file held when it was last read
}

func openShelf(ctx context.Context, s *store.Store) (*shelf, error) {
	h := &shelf{store: s, lived: map[int]publication{}}
	err := s.Versions(ctx, func(name string, body []byte) error {
		kind, _, _ := strings.Cut(name, ":")
		switch kind {
		case "version":
			var e edition
			err := json.Unmarshal(body, &e)
			h.editions = append(h.editions, e)
			return err
		case "published":
			var p publication
			err := json.Unmarshal(body, &p)
			h.lived[p.Version] = p
			return err
		case "live":
			return json.Unmarshal(body, &h.live)
		case "file":
			h.seen = string(body)
		}
		return nil
	})
	slices.SortFunc(h.editions, func(a, b edition) int { return cmp.Compare(a.Number, b.Number) })
	return h, err
}

// find is the edition of a number.
func (h *shelf) find(number int) (*edition, error) {
	if number < 1 || number > len(h.editions) {
		return nil, refuse("There is no version %d; the newest is %d.", number, len(h.editions))
	}
	return &h.editions[number-1], nil
}

// add keeps a new edition. Its texts come first, so that none is ever missing.
func (h *shelf) add(ctx context.Context, e edition, source []byte, pools map[string][]byte) (*edition, error) {
	var err error
	if e.Source, err = h.store.SaveText(ctx, source); err != nil {
		return nil, err
	}
	e.Pools = map[string]string{}
	for name, content := range pools {
		if e.Pools[name], err = h.store.SaveText(ctx, content); err != nil {
			return nil, err
		}
	}
	return h.put(ctx, e)
}

// put keeps a new edition whose texts are there.
func (h *shelf) put(ctx context.Context, e edition) (*edition, error) {
	e.Number = len(h.editions) + 1
	body, err := json.Marshal(e)
	if err == nil {
		err = h.store.SaveVersion(ctx, "version:"+strconv.Itoa(e.Number), body)
	}
	if err != nil {
		return nil, err
	}
	h.editions = append(h.editions, e)
	return &h.editions[e.Number-1], nil
}

// goLive notes that an edition is published; from the next start on it is the
// one in force.
func (h *shelf) goLive(ctx context.Context, p publication) error {
	body, err := json.Marshal(p)
	if err == nil {
		err = h.store.SaveVersion(ctx, "published:"+strconv.Itoa(p.Version), body)
	}
	if err == nil {
		err = h.store.SaveVersion(ctx, "live", []byte(strconv.Itoa(p.Version)))
	}
	if err != nil {
		return err
	}
	h.lived[p.Version], h.live = p, p.Version
	return nil
}

// see notes what the rules file holds.
func (h *shelf) see(ctx context.Context, text string) error {
	if h.seen == text {
		return nil
	}
	if err := h.store.SaveVersion(ctx, "file", []byte(text)); err != nil {
		return err
	}
	h.seen = text
	return nil
}

// texts are the source of an edition and what opens its pool files.
func (h *shelf) texts(ctx context.Context, e *edition) (source []byte, open func(string) ([]byte, error), err error) {
	source, err = h.store.Text(ctx, e.Source)
	return source, func(name string) ([]byte, error) {
		text, kept := e.Pools[name]
		if !kept {
			return nil, fmt.Errorf("version %d has no file %s", e.Number, name)
		}
		return h.store.Text(ctx, text)
	}, err
}

// state says where an edition is between draft and retired.
func (h *shelf) state(e *edition) string {
	_, lived := h.lived[e.Number]
	switch {
	case e.Number == h.live:
		return "live"
	case e.Number == h.lived[h.live].Shadow:
		return "shadow"
	case lived:
		return "retired"
	case e.Errors > 0:
		return "draft"
	}
	return "checked"
}

// refused is a wish that cannot be granted, in words for who asked.
type refused struct{ text string }

// Error says why, and what would do.
func (r *refused) Error() string { return r.text }

func refuse(format string, args ...any) error { return &refused{fmt.Sprintf(format, args...)} }

// capture opens files as another does, and keeps what it read.
func capture(open func(string) ([]byte, error)) (capturing func(string) ([]byte, error), read map[string][]byte) {
	read = map[string][]byte{}
	return func(name string) ([]byte, error) {
		content, err := open(name)
		if err == nil {
			read[name] = bytes.Clone(content)
		}
		return content, err
	}, read
}
