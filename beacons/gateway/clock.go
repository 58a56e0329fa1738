package main

import (
	"encoding/json"
	"sync"
	"time"
)

// clock is how far ours is from the controller's, by the status that the
// controller publishes each second. A message takes its time, so each status
// makes us look ahead by that much; the best of the last ones is believed.
type clock struct {
	mu     sync.Mutex
	ahead  [8]time.Duration // ring of (controller - ours)
	n      int
	heard  time.Time // by our own clock
	up     bool      // the controller, by its own word
	offset time.Duration
}

// lenience is how far our own clock may be off before it is corrected: below
// that it knows better than one-way messages do.
const lenience = time.Second

// status takes the controller's status as it came. A retained one tells only
// how the controller was.
func (c *clock) status(body []byte, retained bool, now time.Time) {
	var s struct {
		Up bool  `json:"up"`
		At int64 `json:"at"`
	}
	if json.Unmarshal(body, &s) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up = s.Up
	if retained || s.At == 0 {
		return
	}
	c.ahead[c.n%len(c.ahead)] = time.UnixMilli(s.At).Sub(now)
	c.n++
	c.heard = now
	c.offset = c.ahead[0]
	for _, d := range c.ahead[:min(c.n, len(c.ahead))] {
		c.offset = max(c.offset, d)
	}
}

// known is the offset, and whether there is one.
func (c *clock) known() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset, c.n > 0
}

// there tells whether the controller was heard lately and says that it runs.
func (c *clock) there(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.up && !c.heard.IsZero() && now.Sub(c.heard) < 5*time.Second
}

// correct turns a time of ours into one of the controller's, if ours is wrong:
// a Pi has no clock that runs while it is off.
func (c *clock) correct(at time.Time) time.Time {
	if offset, known := c.known(); known && offset.Abs() > lenience {
		return at.Add(offset)
	}
	return at
}
