package wire

import "time"

const (
	// clockSlack is how far the clock of a sender may be off before we believe
	// our own instead.
	clockSlack = 5 * time.Minute
	// bufferAge is how old a buffered sighting may be. A gateway without a
	// clock wakes in 1970, and what it hears then was not heard in 1970.
	bufferAge = 7 * 24 * time.Hour
	// farthestMoment bounds Unix milliseconds to what a time.Time can be asked
	// about without a thought (the year 33658).
	farthestMoment = 1e15
)

// clock judges the moments that one message tells. Messages come live, so a
// moment far from now is a wrong clock; numbered ones may come out of a buffer,
// so only the future is a wrong clock there.
type clock struct {
	now      time.Time
	earliest time.Duration // before now
}

func liveClock(now time.Time) clock     { return clock{now, clockSlack} }
func bufferedClock(now time.Time) clock { return clock{now, bufferAge} }

// at is the moment that ms, Unix milliseconds, tells, or now if it is absent
// (0) or cannot be believed.
func (c clock) at(ms float64) time.Time {
	if ms == 0 || ms > farthestMoment || ms < -farthestMoment {
		return c.now
	}
	at := time.UnixMilli(int64(ms)).UTC()
	if off := c.now.Sub(at); off > c.earliest || off < -clockSlack {
		return c.now
	}
	return at
}
