package dj

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"foyer/devices"
)

// Sink carries what the list says to somewhere else: a desk of lights, a
// player. A list is state: a newer one takes the place of an older one.
type Sink = devices.Driver[List]

// NewsSink tells people elsewhere when what is most wanted has changed.
type NewsSink = devices.Driver[News]

// News is a real change of what is most wanted.
type News struct {
	ID  string    `json:"-"`   // the same for the same change, and fit for a header
	Top []Request `json:"top"` // up to three, the most wanted first
	At  time.Time `json:"at"`
}

// Bounds of news.
const (
	newsTop    = 3
	newsEvery  = 75 * time.Second // at most one in so long
	newsSteady = 20 * time.Second // a change that does not last is none
)

// Chart finds news in the lists of an evening. What it has said is to be saved
// before it is told, so that a restart does not say it again.
type Chart struct {
	Said []string  `json:"said"` // the songs last told, in order
	At   time.Time `json:"at"`   // when

	now   []string // the songs on top
	since time.Time
}

// Next looks at a list, and gives what is new in it: other songs on top, or
// another order, for some time, and not too soon after the last news. That
// songs leave the list, because they were played, is not news.
func (c *Chart) Next(now time.Time, l List) (News, bool) {
	top := topOf(l)
	names := make([]string, len(top))
	for i := range top {
		names[i] = top[i].Song
	}
	if !slices.Equal(names, c.now) {
		c.now, c.since = names, now
	}
	soon := now.Sub(c.since) < newsSteady || (!c.At.IsZero() && now.Sub(c.At) < newsEvery)
	if soon || len(names) == 0 || within(names, c.Said) {
		return News{}, false
	}
	c.Said, c.At = names, now
	return News{ID: newsID(names, now), Top: top, At: now}, true
}

// within tells whether names stand in said, in this order.
func within(names, said []string) bool {
	for len(names) > 0 && len(said) > 0 {
		if names[0] == said[0] {
			names = names[1:]
		}
		said = said[1:]
	}
	return len(names) == 0
}

// topOf is what is most wanted, by people who are still there.
func topOf(l List) (top []Request) {
	for _, r := range l.Requests {
		if !r.State.closed() && r.State != Later && r.Weight > 0 && len(top) < newsTop {
			top = append(top, r)
		}
	}
	return top
}

func newsID(names []string, now time.Time) string {
	sum := sha256.New()
	for _, n := range names {
		_, _ = sum.Write([]byte(n + "\n"))
	}
	_, _ = sum.Write([]byte(now.UTC().Format(time.RFC3339)))
	return hex.EncodeToString(sum.Sum(nil)[:16])
}
