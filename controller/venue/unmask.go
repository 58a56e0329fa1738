package venue

import (
	"cmp"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/beacons/frame"
)

// Badge is one of an enrolment's tags that shows ephemeral identifiers on the
// air. Its clock counts Unix seconds; one that has fallen behind is found.
type Badge struct {
	Tag beacons.Tag
	Key frame.Key
	// Exponent is its rotation: a new identifier every 2^Exponent seconds.
	Exponent uint8
}

// Forgery is why identifiers of our badges were not believed near an anchor,
// and how often. The anchor is empty for one that was found out later.
type Forgery struct {
	Anchor beacons.Anchor
	Reason ForgeryReason
	Count  uint64
}

// ForgeryReason is a way in which an identifier was no badge's own.
type ForgeryReason string

// The reasons.
const (
	ClonedBadge   ForgeryReason = "cloned badge"
	ReplayedBadge ForgeryReason = "replayed badge"
)

const (
	// strong is a level in dBm, and strongLoss how far below a badge's own
	// level at 1 m, that is not heard from more than strongReach metres.
	// A badge heard weakly may be anywhere, and proves nothing.
	strong      = -65
	strongLoss  = 12
	strongReach = 15
	// wrongClock is how wrong an anchor's clock may be.
	wrongClock = 150 * time.Second
	// searchEvery and searchMost bound the search for badges whose clocks have
	// fallen behind, which strangers' badges cause too.
	searchEvery = 100 * time.Millisecond
	searchMost  = 8
	// longEID is how long the spelling of an ephemeral identifier is.
	longEID = len("eid:0011223344556677")
)

// masks are the badges that go by another name every few minutes.
type masks struct {
	resolver *frame.Resolver
	badges   map[beacons.Tag]Badge
	searched time.Time
	forged   []Forgery
}

func newMasks(plan beacons.Plan) masks {
	return masks{
		resolver: frame.NewResolver(frame.Options{Plan: plan, Reach: strongReach, Slack: wrongClock}),
		badges:   map[beacons.Tag]Badge{},
	}
}

// enrol takes badges. One that is known as it is stays as it is: what was
// heard of its clock counts for more than a new registration.
func (m *masks) enrol(now time.Time, badges []Badge) {
	for _, b := range badges {
		if m.badges[b.Tag] == b {
			continue
		}
		err := m.resolver.Enroll(frame.Badge{Tag: b.Tag, Key: b.Key, Exponent: b.Exponent, Counter: uint32(now.Unix()), At: now})
		if err == nil { // whoever reads registrations has checked the exponent
			m.badges[b.Tag] = b
		}
	}
}

// unmask gives a sighting of an ephemeral identifier the tag of its badge. It
// is no longer masked and has no tag when it was refused.
// Ahead is how far the anchor's clock is known to be ahead.
func (m *masks) unmask(now time.Time, s beacons.Sighting, ahead time.Duration) (own beacons.Sighting, masked bool) {
	if len(m.badges) == 0 || len(s.Tag) != longEID {
		return s, false
	}
	id, ok := frame.ParseTag(s.Tag)
	eid, ephemeral := id.EID()
	if !ok || !ephemeral {
		return s, false
	}
	m.resolver.Advance(now)
	near := s.Anchor
	if !nearby(s) {
		near = "" // nowhere: it may have been heard from afar
	}
	tag, verdict := m.resolver.Resolve(eid, s.At.Add(-ahead), near)
	s.Tag, s.Slot = tag, 0
	switch verdict {
	case frame.Genuine:
		return s, true
	case frame.Stranger:
		m.search(now)
		return s, false
	case frame.Replayed:
		m.report(s.Anchor, ReplayedBadge)
	case frame.Cloned:
		m.report(s.Anchor, ClonedBadge)
	}
	s.Tag = ""
	return s, true
}

// nearby tells whether the badge was close to the anchor, and not only heard.
func nearby(s beacons.Sighting) bool {
	if s.Power != 0 {
		return s.RSSI >= float32(s.Power)-strongLoss
	}
	return s.RSSI >= strong
}

// search looks for badges behind the strangers, a few at a time.
func (m *masks) search(now time.Time) {
	if now.Sub(m.searched) < searchEvery {
		return
	}
	m.searched = now
	for _, found := range m.resolver.Search(searchMost) {
		if found.Verdict == frame.Replayed {
			m.report("", ReplayedBadge)
		}
	}
}

func (m *masks) report(a beacons.Anchor, why ForgeryReason) {
	i := slices.IndexFunc(m.forged, func(f Forgery) bool { return f.Anchor == a && f.Reason == why })
	if i < 0 {
		m.forged = append(m.forged, Forgery{Anchor: a, Reason: why})
		i = len(m.forged) - 1
	}
	m.forged[i].Count++
}

// list is a copy, the most frequent first.
func (m *masks) list() []Forgery {
	all := slices.Clone(m.forged)
	slices.SortStableFunc(all, func(a, b Forgery) int { return cmp.Compare(b.Count, a.Count) })
	return all
}
