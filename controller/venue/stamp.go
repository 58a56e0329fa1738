package venue

import (
	"slices"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// StrayReason says why a stamp is nobody's.
type StrayReason string

// The reasons why a stamp counts for nobody.
const (
	NoBooth     StrayReason = "stamp at no booth"
	StrangerTag StrayReason = "stamp of an unknown tag"
)

// Stray counts the stamps of one anchor that count for nobody.
type Stray struct {
	Anchor beacons.Anchor
	Reason StrayReason
	Count  uint64
}

// boothsOf finds the booth of each anchor.
func boothsOf(plan beacons.Plan) map[beacons.Anchor]*beacons.Booth {
	booths := map[beacons.Anchor]*beacons.Booth{}
	all := plan.AllBooths()
	for _, a := range plan.Anchors {
		i := slices.IndexFunc(all, func(b beacons.Booth) bool { return b.Zone == a.Zone })
		if i >= 0 {
			booths[a.ID] = &all[i]
		}
	}
	return booths
}

// stamp passes a stamp on to the rules, once. It is the person's own act, so
// it counts for who is not followed too; nothing then says that they were near.
// One that is nobody's is not remembered: sent again when its tag is known, it
// counts.
func (v *Venue) stamp(now time.Time, s Stamped) {
	booth, m := v.booths[s.Anchor], v.tags[s.Tag]
	switch {
	case v.seen["stamp|"+s.ID]:
		v.counts.Repeated++
	case booth == nil:
		v.stray(s.Anchor, NoBooth)
	case m == nil:
		v.stray(s.Anchor, StrangerTag)
	case v.once("stamp|" + s.ID):
		v.decide(now, m, rules.Fact{Kind: rules.Stamped, At: s.At, ID: s.ID, Booth: booth})
	}
}

func (v *Venue) stray(a beacons.Anchor, why StrayReason) {
	i := slices.IndexFunc(v.strays, func(s Stray) bool { return s.Anchor == a && s.Reason == why })
	if i < 0 {
		v.strays = append(v.strays, Stray{Anchor: a, Reason: why})
		i = len(v.strays) - 1
	}
	v.strays[i].Count++
}
