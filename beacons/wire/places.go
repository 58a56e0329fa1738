package wire

import (
	"maps"
	"slices"
	"strings"

	"foyer/beacons"
)

// places finds the anchor that a foreign name means: the anchor's own id, or
// what the plan's `as` calls it. An address may be spelled in any way.
type places map[string]beacons.Anchor

// placesOf indexes a plan and the other names of its anchors, which go first.
func placesOf(plan beacons.Plan, as map[string]beacons.Anchor) places {
	p := places(anchorsOf(plan))
	maps.Copy(p, as)
	for _, name := range slices.Sorted(maps.Keys(as)) { // of two spellings the last counts, each time
		if spelled, ok := addressOf([]byte(name)); ok {
			p[string(spelled[:])] = as[name]
		}
	}
	return p
}

// named is of for a level of a topic; a name that is known costs no copy.
func (p places) named(name string) (beacons.Anchor, bool) {
	if anchor, ok := p[name]; ok {
		return anchor, true
	}
	return p.of([]byte(name))
}

func (p places) of(name []byte) (beacons.Anchor, bool) {
	if anchor, ok := p[string(name)]; ok {
		return anchor, true
	}
	spelled, ok := addressOf(name)
	if !ok {
		return "", false
	}
	anchor, ok := p[string(spelled[:])]
	return anchor, ok
}

// with adds names that only one producer uses.
func (p places) with(more map[string]beacons.Anchor) places {
	all := maps.Clone(p)
	maps.Copy(all, more)
	return all
}

// level finds the first level of a topic that names an anchor.
func (p places) level(topic string) (beacons.Anchor, bool) {
	for name := range strings.SplitSeq(topic, "/") {
		if anchor, ok := p.named(name); ok {
			return anchor, true
		}
	}
	return "", false
}

// addressOf is a radio address in one spelling: 12 digits in lower case, with
// nothing between. It comes with colons, with dashes, or with neither.
func addressOf(text []byte) (address [12]byte, ok bool) {
	n := 0
	for i, c := range text {
		if len(text) == 17 && i%3 == 2 && (c == ':' || c == '-') {
			continue
		}
		digit, hexadecimal := lowerHex(c)
		if !hexadecimal || n == len(address) {
			return address, false
		}
		address[n] = digit
		n++
	}
	return address, n == len(address)
}

// lowerHex is a hexadecimal digit in lower case.
func lowerHex(c byte) (digit byte, ok bool) {
	switch {
	case c-'0' <= 9, c-'a' <= 'f'-'a':
		return c, true
	case c-'A' <= 'F'-'A':
		return c | 0x20, true
	}
	return 0, false
}

// anchorsOf indexes the anchors of a plan by their name.
func anchorsOf(plan beacons.Plan) map[string]beacons.Anchor {
	anchors := make(map[string]beacons.Anchor, len(plan.Anchors))
	for _, a := range plan.Anchors {
		anchors[string(a.ID)] = a.ID
	}
	return anchors
}

// beaconed finds the anchor that phones hear, by identity in lower case.
type beaconed map[string]beacons.Anchor

func beaconsOf(plan beacons.Plan) beaconed {
	b := beaconed{}
	for _, a := range plan.Anchors {
		if a.Beacon != "" {
			b[strings.ToLower(a.Beacon)] = a.ID
		}
	}
	return b
}

// of finds an anchor by an identity whose letters may be of either case; ""
// if there is none.
func (b beaconed) of(identity []byte) beacons.Anchor {
	var lower [tagLimit]byte
	if len(identity) > len(lower) {
		return ""
	}
	for i, c := range identity {
		if c-'A' <= 'Z'-'A' {
			c |= 0x20
		}
		lower[i] = c
	}
	return b[string(lower[:len(identity)])]
}
