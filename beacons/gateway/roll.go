package main

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"foyer/beacons"
	"foyer/beacons/frame"
)

// roll is the tags that this gateway passes on, by what they are on the air.
// An empty roll passes on everybody.
type roll struct {
	names map[frame.ID]beacons.Tag
	cards map[beacons.Tag]beacons.Tag // by nfc:<number>
	eids  bool
}

// name is what to call a badge; "" = it is none of ours.
func (r *roll) name(id frame.ID) beacons.Tag {
	if _, ephemeral := id.EID(); ephemeral && r.eids {
		return id.Tag()
	}
	if len(r.names) == 0 {
		return id.Tag()
	}
	return r.names[id]
}

// knows tells whether anybody would be passed on, without spelling a name.
func (r *roll) knows(id frame.ID) bool {
	_, ephemeral := id.EID()
	if ephemeral {
		return r.eids
	}
	if len(r.names) == 0 {
		return id != frame.ID{}
	}
	_, known := r.names[id]
	return known
}

// card is what to call whose card it is; "" = nobody's.
func (r *roll) card(tag beacons.Tag) beacons.Tag {
	if len(r.names)+len(r.cards) == 0 {
		return tag
	}
	return r.cards[tag]
}

// readRoll reads a file of tags; "" makes an empty roll.
func readRoll(file string, eids bool) (*roll, error) {
	r := &roll{names: map[frame.ID]beacons.Tag{}, cards: map[beacons.Tag]beacons.Tag{}, eids: eids}
	if file == "" {
		return r, nil
	}
	in, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("tags: %w", err)
	}
	defer func() { _ = in.Close() }()
	return r, r.read(file, in)
}

// read reads an identity a line, then what the registrations call it if that
// is something else. It says every line that is neither.
func (r *roll) read(file string, in io.Reader) error {
	var wrong []error
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		if len(words) > 2 || !r.enter(beacons.Tag(words[0]), beacons.Tag(words[len(words)-1])) {
			wrong = append(wrong, fmt.Errorf("tags: %s:%d: %q is no identity and a name: write <uuid>-<major>-<minor>, eddystone:<20 hex>-<12 hex>, altbeacon:<uuid>-<major>-<minor> or nfc:<hex>", file, n, strings.TrimSpace(text)))
		}
	}
	return errors.Join(append(wrong, lines.Err())...)
}

// enter takes an identity and its name, which may be the same.
func (r *roll) enter(identity, name beacons.Tag) bool {
	if number, is := strings.CutPrefix(strings.ToLower(string(identity)), "nfc:"); is {
		_, err := hex.DecodeString(number)
		r.cards["nfc:"+beacons.Tag(number)] = name
		return err == nil && number != ""
	}
	id, ok := frame.ParseTag(identity)
	if name == identity {
		name = id.Tag()
	}
	if ok {
		r.names[id] = name
	}
	return ok
}
