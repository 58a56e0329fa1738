package frame

import (
	"fmt"
	"math"
	"time"

	"foyer/beacons"
)

// Verdict is what a Resolver thinks of an identifier that was heard.
type Verdict uint8

// The verdicts. Only a Genuine identifier says where its badge is.
const (
	// Stranger belongs to no badge that we know, or to one whose clock has
	// fallen behind and that Search has not found yet.
	Stranger Verdict = iota
	// Genuine belongs to the badge, here and now.
	Genuine
	// Replayed was the badge's, but in another period than it was heard in.
	Replayed
	// Cloned is heard in two places too far apart for one badge.
	Cloned
)

// String is the verdict as one word.
func (v Verdict) String() string {
	return [...]string{"stranger", "genuine", "replayed", "cloned"}[v]
}

// Options says what a Resolver may take for granted.
type Options struct {
	Plan beacons.Plan // where the anchors hang
	// Reach is how far from an anchor a badge is heard at most, in metres; 0 =
	// 50. Anchors that share no such spot cannot hear one badge at once.
	Reach float64
	// Pace is the fastest a badge moves, in metres a second; 0 = 10.
	Pace float64
	// Slack is how wrong the clocks of anchors may be; 0 = 30 s.
	Slack time.Duration
	// Lapse is how far a badge's clock may fall back when it loses power; 0 =
	// 24 h, because badges save their clock once a day.
	Lapse time.Duration
}

func (o Options) filled() Options {
	o.Reach, o.Pace = orElse(o.Reach, 50), orElse(o.Pace, 10)
	o.Slack, o.Lapse = orElse(o.Slack, 30*time.Second), orElse(o.Lapse, 24*time.Hour)
	return o
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Resolver turns ephemeral identifiers into tags and refuses forged ones. It
// keeps a table of what every badge may show now, so that resolving is one
// look-up however many badges there are. It has one owner and no clock: the
// owner calls Advance as time goes on, and Search when it has a moment.
type Resolver struct {
	options Options
	slack   int64
	spots   map[beacons.Anchor][2]float64
	badges  []tracked
	index   map[beacons.Tag]int32
	table
	strangers
}

// NewResolver makes a resolver without badges.
func NewResolver(o Options) *Resolver {
	o = o.filled()
	r := &Resolver{
		options: o, slack: o.Slack.Milliseconds(),
		spots: map[beacons.Anchor][2]float64{}, index: map[beacons.Tag]int32{},
	}
	for _, a := range o.Plan.Anchors {
		r.spots[a.ID] = a.At
	}
	r.live, r.spent = map[EID]holder{}, map[EID]holder{}
	r.pages, r.unknown = map[int64]map[EID]holder{}, map[EID]int64{}
	r.now = math.MinInt64
	return r
}

// Enroll takes a badge, or takes it anew: a badge enrolled again is trusted to
// be where its new counter says, whatever was heard before.
func (r *Resolver) Enroll(b Badge) error {
	if b.Exponent > MaxExponent {
		return fmt.Errorf("frame: badge %s: exponent %d: at most %d is possible", b.Tag, b.Exponent, MaxExponent)
	}
	i, known := r.index[b.Tag]
	if known {
		r.unlist(i)
		r.badges[i] = track(b)
	} else {
		i = int32(len(r.badges))
		r.index[b.Tag] = i
		r.badges = append(r.badges, track(b))
		r.schedule(i, math.MinInt64)
	}
	r.forgetPages()
	if r.now != math.MinInt64 {
		r.list(i, r.now)
	}
	return nil
}

// Resolve says whose identifier was heard at a time near an anchor, and whether
// to believe it. The tag is told for refused ones too, so that staff can be.
func (r *Resolver) Resolve(eid EID, at time.Time, anchor beacons.Anchor) (beacons.Tag, Verdict) {
	ms := at.UnixMilli()
	h, known := r.find(eid, ms)
	if !known {
		r.note(eid, ms)
		return "", Stranger
	}
	b := &r.badges[h.badge]
	verdict := r.judge(b, int64(h.period), place{anchor, ms})
	if verdict == Genuine {
		b.heard(int64(h.period), ms, r.slack)
		r.mark(h)
	}
	return b.tag, verdict
}

func (r *Resolver) judge(b *tracked, period int64, here place) Verdict {
	first, last := b.window(here.at, here.at, r.slack)
	switch {
	case period < first || period > last:
		return Replayed
	case period < b.newest && here.at > b.turned+r.slack:
		return Replayed // the badge has moved on
	case r.torn(b, here):
		return Cloned
	}
	return Genuine
}
