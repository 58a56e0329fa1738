package crowd

import "time"

// want is one rule of the demo as the oracle knows it. It is written by hand
// from what the organizer wants, not read from the rules file: an oracle that
// shares the parser shares its mistakes.
type want struct {
	rule    string
	kind    int
	times   int32 // visits, or minutes
	atLeast int32 // seconds before a visit counts; 0 = minutes are summed
	every   int32 // seconds from one counted visit to the next
	pool    bool  // takes a code
}

// wants are the three rules that give a person something once. All need the
// person's yes to location and push, and leave staff out.
func wants() []want {
	return []want{
		{rule: "coffee-gift", kind: coffee, times: 3, atLeast: 45, every: 600, pool: true},
		{rule: "bacon-lover", kind: bacon, times: 3, atLeast: 30, every: 600},
		{rule: "recovery-kit", kind: dance, times: 30},
	}
}

// The slack the oracle leaves an engine, in seconds: to notice a visit, to
// notice its end, and to answer.
const (
	noticing = 55
	leaving  = 30
	answer   = 120
	far      = int32(1) << 30 // never, in seconds since the opening
)

// due is when a person has certainly earned it.
func (c *Crowd) due(w want, r runs) int32 {
	if w.atLeast == 0 {
		return c.morning(c.danced(r.sure, -60, w.times*60+120))
	}
	n, last := int32(0), -far
	for _, s := range r.sure {
		// The visit before may have counted as late as noticing after it was
		// due, so this one starts clearly later than every.
		if s.to-s.from < w.atLeast+noticing || s.from < last+w.every+120 {
			continue
		}
		if n, last = n+1, s.from; n == w.times {
			return s.from + w.atLeast + noticing
		}
	}
	return far
}

// soonest is when a person could have earned it in the most generous reading.
func (c *Crowd) soonest(w want, r runs) int32 {
	if w.atLeast == 0 {
		return c.morning(c.danced(r.maybe, leaving, w.times*60-30))
	}
	n, last := int32(0), -far
	for _, s := range r.maybe {
		at := max(s.from+w.atLeast-10, last+w.every-15)
		for at <= s.to+leaving {
			if n, last = n+1, at; n == w.times {
				return at
			}
			at = last + w.every - 15
		}
	}
	return far
}

// danced is when somebody's seconds on the floor at night reach goal, each
// stretch longer by more.
func (c *Crowd) danced(list []stretch, more, goal int32) int32 {
	sum := int32(0)
	for _, s := range list {
		for _, night := range c.nights() {
			from, to := max(s.from, night.from), min(s.to+more, night.to)
			if to <= from {
				continue
			}
			if sum += to - from; sum >= goal {
				return to - (sum - goal) + max(0, -more)
			}
		}
	}
	return far
}

// nights are the parties so far: 20:00 to 02:00 by the clock of the venue.
func (c *Crowd) nights() []stretch {
	var list []stretch
	y, m, d := c.base.Date()
	for n := -1; ; n++ {
		from := c.seconds(time.Date(y, m, d+n, 20, 0, 0, 0, c.base.Location()))
		if int64(from) > c.now {
			return list
		}
		list = append(list, stretch{from, c.seconds(time.Date(y, m, d+n+1, 2, 0, 0, 0, c.base.Location()))})
	}
}

// morning is the first 08:00 after a time.
func (c *Crowd) morning(at int32) int32 {
	if at >= far {
		return far
	}
	t := c.at(int64(at) * 1000)
	y, m, d := t.Date()
	eight := time.Date(y, m, d, 8, 0, 0, 0, t.Location())
	if eight.Before(t) {
		eight = time.Date(y, m, d+1, 8, 0, 0, 0, t.Location())
	}
	return c.seconds(eight)
}

func (c *Crowd) seconds(t time.Time) int32 { return int32(t.Sub(c.base) / time.Second) }
