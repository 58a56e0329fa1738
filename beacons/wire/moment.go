package wire

import "time"

const (
	// clockSlack is how far the clock of a sender may be off before we believe
	// our own instead.
	clockSlack = 5 * time.Minute
	// bufferAge is how old a buffered sighting may be. A gateway without a
	// clock wakes in 1970, and what it hears then was not heard in 1970.
	bufferAge = 7 * 24 * time.Hour
)

// clock judges the moments that one message tells, in Unix milliseconds.
// Messages come live, so a moment far from now is a wrong clock; numbered ones
// may come out of a buffer, so only the future is a wrong clock there.
type clock struct {
	now              time.Time
	earliest, latest float64
}

func liveClock(now time.Time) clock     { return newClock(now, clockSlack) }
func bufferedClock(now time.Time) clock { return newClock(now, bufferAge) }

func newClock(now time.Time, past time.Duration) clock {
	ms := now.UnixMilli()
	return clock{now, float64(ms - past.Milliseconds()), float64(ms + clockSlack.Milliseconds())}
}

// at is the moment that ms tells, or now if it is absent (0) or cannot be
// believed.
func (c *clock) at(ms float64) time.Time {
	if ms == 0 || ms < c.earliest || ms > c.latest {
		return c.now
	}
	return time.UnixMilli(int64(ms)).UTC()
}
