package locate

import (
	"time"

	"foyer/beacons"
)

const (
	wander  = 3000   // ms that an anchor's error may change and still be the same
	trials  = 3      // times that an anchor must be seen to be wrong ...
	trial   = 20_000 // ms ... over so long, so that a replayed buffer is no wrong clock
	maxOdds = 4
)

// clock is what is known of one anchor's clock.
type clock struct {
	skew  int64 // ms that it is ahead; taken off everything it says
	guess int64 // ms that it may be ahead beyond that
	since int64 // ms; when guess was first made
	votes uint8 // times that guess was seen
}

// stream is the order in which all that is heard arrives. Most clocks are
// right, so who is far from what the others say just before and just after is
// wrong. A sighting far from the last is nothing yet: the venue may have been
// quiet.
type stream struct {
	anchor uint16 // the last to speak of those who agree
	at     int64  // ms; what they say
	odds   int
	odd    [maxOdds]odd
}

// odd is an anchor that spoke, far from the others, since they last agreed.
type odd struct {
	anchor uint16
	at     int64
}

// tell corrects what an anchor says the time is, and learns from it. It is
// false for what is not to be believed: an anchor under trial.
func (e *Engine) tell(a uint16, at int64) (int64, bool) {
	x, s := &e.anchors[a].clock, &e.stream
	at -= x.skew
	if apartBy(at, s.at) > late {
		return at, e.strange(a, at)
	}
	if s.odds > 0 && a != s.anchor {
		e.accuse(a, at)
	}
	x.votes = 0
	s.anchor, s.at = a, max(s.at, at)
	e.beatOf(a, at)
	return at, true
}

// strange takes a time far from what the others last said. When a second anchor
// says the same, it is the others who are of the past.
func (e *Engine) strange(a uint16, at int64) bool {
	x, s := &e.anchors[a].clock, &e.stream
	for i := range s.odds {
		if o := s.odd[i]; o.anchor != a && apartBy(o.at, at) <= late {
			x.votes, e.anchors[o.anchor].clock.votes = 0, 0
			s.anchor, s.at, s.odds = a, at, 0
			e.beatOf(a, at)
			return true
		}
	}
	suspect := x.votes > 0 && apartBy(at-s.at, x.guess) <= wander
	s.note(odd{a, at})
	return !suspect
}

// note keeps an odd one, each anchor once.
func (s *stream) note(o odd) {
	for i := range s.odds {
		if s.odd[i].anchor == o.anchor {
			s.odd[i] = o
			return
		}
	}
	if s.odds == maxOdds {
		copy(s.odd[:], s.odd[1:])
		s.odds--
	}
	s.odd[s.odds] = o
	s.odds++
}

// Ahead is how far an anchor's clock is ahead of the others, as far as the
// engine has found out; negative when it is behind.
func (e *Engine) Ahead(a beacons.Anchor) time.Duration {
	i, known := e.index[a]
	if !known {
		return 0
	}
	return time.Duration(e.anchors[i].clock.skew) * time.Millisecond
}

// accuse counts against those who spoke oddly between two who agree.
func (e *Engine) accuse(a uint16, at int64) {
	s := &e.stream
	for _, o := range s.odd[:s.odds] {
		if o.anchor != a && o.anchor != s.anchor {
			e.anchors[o.anchor].clock.wrong(o.at-at, at)
		}
	}
	s.odds = 0
}

// wrong notes that the clock was seen ahead by so much, and corrects it when
// that was not the first time.
func (c *clock) wrong(ahead, now int64) {
	if c.votes == 0 || apartBy(ahead, c.guess) > wander {
		c.guess, c.since, c.votes = ahead, now, 1
		return
	}
	c.votes = min(c.votes, trials) + 1
	if c.votes >= trials && now-c.since >= trial {
		c.skew += ahead
		c.votes = 0
	}
}

// rewind puts a track back that an anchor with a wrong clock has moved into the
// future. It is false when nothing was wrong and the sighting is just old.
func (e *Engine) rewind(t *Track, at int64) bool {
	now := e.stream.at
	if t.heard <= now+late || !e.misled(t, now) {
		return false
	}
	for i := range int(t.ears) {
		t.ear[i].at = min(t.ear[i].at, now)
	}
	for i := range t.source {
		t.source[i].at, t.source[i].first = min(t.source[i].at, now), min(t.source[i].first, now)
	}
	t.heard, t.decided, t.looked, t.rivalAt = now, min(t.decided, now), min(t.looked, now), min(t.rivalAt, now)
	t.first, t.since = min(t.first, now), min(t.since, now)
	return at >= t.heard-late
}

// misled tells whether a track has times of the future from an anchor whose
// clock is, or was, wrong.
func (e *Engine) misled(t *Track, now int64) bool {
	for i := range int(t.ears) {
		c := &e.anchors[t.ear[i].anchor].clock
		if t.ear[i].at > now+late && (c.skew > 0 || c.votes > 0 && c.guess > 0) {
			return true
		}
	}
	return false
}

// apartBy is how far two times, or two errors, are apart, ms.
func apartBy(a, b int64) int64 { return max(a-b, b-a) }
