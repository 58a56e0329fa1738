package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"foyer/beacons"
)

// herd is the tags that one connection of the load speaks for, and the anchor
// each is near. Everything that can be is formatted before the first message.
type herd struct {
	anchors []pen
	heads   [][]byte // by tag: its sighting up to the time
	dice    *rand.Rand
	at      int // the pen whose turn it is
	from    int // and the first of its tags that is
	walks   int // how many there were, the short ones included
	body    []byte
}

// pen is one anchor, its topic ready to write, and who is near it.
type pen struct {
	topic []byte
	zone  beacons.Zone
	tags  []int32
}

// tagName is what the n-th tag of a load is called; registrations name it too.
func tagName(n int) string { return fmt.Sprintf("t%05d", n+1) }

// herds shares the tags out over the connections, and over the gateways.
func herds(plan beacons.Plan, venue string, tags, connections int, seed uint64) ([]*herd, error) {
	list := make([]*herd, connections)
	for i := range list {
		list[i] = &herd{dice: rand.New(rand.NewPCG(seed, uint64(i)))}
		for _, a := range plan.Anchors {
			if a.Beacon == "" {
				list[i].anchors = append(list[i].anchors, pen{topic: text(nil, "foyer/"+venue+"/sighting/"+string(a.ID)), zone: a.Zone})
			}
		}
		if len(list[i].anchors) == 0 {
			return nil, fmt.Errorf("the plan has no gateway")
		}
	}
	for n := range tags {
		h := list[n%connections]
		p := &h.anchors[(n/connections)%len(h.anchors)]
		p.tags = append(p.tags, int32(len(h.heads)))
		h.heads = append(h.heads, fmt.Appendf(nil, `{"tag":%q,"rssi":-%d,"at":`, tagName(n), 50+n%5))
	}
	return list, nil
}

// next is the next message of at most most sightings, all by one anchor, and
// how many there are in it. The body is lent until the next call.
func (h *herd) next(now int64, most int) (topic, body []byte, n int) {
	for h.from >= len(h.anchors[h.at].tags) {
		h.at, h.from = (h.at+1)%len(h.anchors), 0
	}
	p := &h.anchors[h.at]
	tags := p.tags[h.from:min(h.from+most, len(p.tags))]
	h.from += len(tags)
	b := h.body[:0]
	if most > 1 {
		b = append(b, '[')
	}
	for i, tag := range tags {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, h.heads[tag]...)
		b = append(strconv.AppendInt(b, now, 10), '}')
	}
	if most > 1 {
		b = append(b, ']')
	}
	h.body = b
	return p.topic, b, len(tags)
}

// walk lets one tag go to an anchor of another zone.
func (h *herd) walk() {
	h.walks++
	from := h.fullest()
	to := &h.anchors[h.dice.IntN(len(h.anchors))]
	if from == nil || to.zone == from.zone {
		return // they did not get far
	}
	i := h.dice.IntN(len(from.tags))
	tag := from.tags[i]
	last := len(from.tags) - 1
	from.tags[i] = from.tags[last]
	from.tags = from.tags[:last]
	to.tags = append(to.tags, tag)
}

// fullest is the fuller of two pens drawn, so that none runs empty for long.
func (h *herd) fullest() *pen {
	a, b := &h.anchors[h.dice.IntN(len(h.anchors))], &h.anchors[h.dice.IntN(len(h.anchors))]
	if len(b.tags) > len(a.tags) {
		a = b
	}
	if len(a.tags) == 0 {
		return nil
	}
	return a
}
