package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

// clock is the venue's time: the machine's own, a faster one for the demo, or
// one that only moves when it is told to.
type clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
	// Alarm sends once when t has come. Stop frees it.
	Alarm(t time.Time) (rings <-chan time.Time, stop func())
}

// scaledClock runs at speed from start, which it showed at epoch. Two programs
// that are given the same three numbers agree on the time.
type scaledClock struct {
	start, epoch time.Time
	speed        float64
}

func wallClock() scaledClock {
	now := time.Now()
	return scaledClock{start: now, epoch: now, speed: 1}
}

// Now is the venue's time.
func (c scaledClock) Now() time.Time {
	return c.start.Add(time.Duration(float64(time.Since(c.epoch)) * c.speed))
}

// Sleep waits for d of the venue's time.
func (c scaledClock) Sleep(ctx context.Context, d time.Duration) error {
	return sleep(ctx, c, d)
}

// Alarm rings when the venue's time is t.
func (c scaledClock) Alarm(t time.Time) (rings <-chan time.Time, stop func()) {
	timer := time.NewTimer(time.Duration(float64(t.Sub(c.Now())) / c.speed))
	return timer.C, func() { timer.Stop() }
}

func sleep(ctx context.Context, c clock, d time.Duration) error {
	rings, stop := c.Alarm(c.Now().Add(d))
	defer stop()
	select {
	case <-rings:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// steppedClock stands still until Advance. It is for running two days as fast
// as the machine can, in an order that does not depend on the machine.
type steppedClock struct {
	mu     sync.Mutex
	now    time.Time
	alarms []*alarm
}

type alarm struct {
	at    time.Time
	rings chan time.Time
}

func newSteppedClock(now time.Time) *steppedClock { return &steppedClock{now: now} }

// Now is where the last Advance left the time.
func (c *steppedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Sleep returns once the time has been advanced by d.
func (c *steppedClock) Sleep(ctx context.Context, d time.Duration) error {
	return sleep(ctx, c, d)
}

// Alarm rings at the first Advance that reaches t, even if t has passed.
func (c *steppedClock) Alarm(t time.Time) (rings <-chan time.Time, stop func()) {
	a := &alarm{at: t, rings: make(chan time.Time, 1)}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.alarms = append(c.alarms, a)
	return a.rings, func() { c.remove(a) }
}

func (c *steppedClock) remove(a *alarm) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.alarms = slices.DeleteFunc(c.alarms, func(other *alarm) bool { return other == a })
}

// Advance moves the time to t and rings what is due.
func (c *steppedClock) Advance(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
	c.alarms = slices.DeleteFunc(c.alarms, func(a *alarm) bool {
		if a.at.After(t) {
			return false
		}
		a.rings <- t
		return true
	})
}

// Next is when the earliest alarm rings; zero = none is set.
func (c *steppedClock) Next() (next time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.alarms {
		if next.IsZero() || a.at.Before(next) {
			next = a.at
		}
	}
	return next
}
