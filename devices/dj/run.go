package dj

import (
	"context"
	"reflect"
	"time"
)

const (
	// Tick is how often the desk looks who is on the floor and lets votes fade:
	// no faster is the list told anew for it.
	Tick = 5 * time.Second
	// answerIn is how long the venue may take for one question.
	answerIn = 5 * time.Second
	// lastSave is how long the last save may take.
	lastSave = 2 * time.Second
)

// Run lets votes fade and tells those who asked, until ctx ends; then it saves
// the list. Call it once.
func (d *Desk) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		nap, wake := context.WithCancel(ctx)
		d.wakeBy(wake)
		d.look(ctx)
		wait := d.tell(ctx)
		_ = d.config.Clock.Sleep(nap, wait) // an early end is what wake is for
		wake()
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSave)
	defer cancel()
	return d.Save(last)
}

// wakeBy says how Run is woken.
func (d *Desk) wakeBy(wake func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rouse = wake
}

// wake lets Run look at once.
func (d *Desk) wake() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rouse()
}

// look asks who is on the floor and shows what has faded, at most once a tick.
func (d *Desk) look(ctx context.Context) {
	now := d.config.Clock.Now()
	if now.Sub(d.looked) < Tick {
		return
	}
	d.looked = now
	if d.config.Floor != nil {
		ask, cancel := context.WithTimeout(ctx, answerIn)
		people, err := d.config.Floor(ask)
		cancel()
		if err != nil {
			return // the venue is busy or ends: who was there still is
		}
		d.mu.Lock()
		if d.book.stand(now, people) {
			d.changes++
		}
		d.mu.Unlock()
	}
	d.refresh(now)
	_ = d.saveTastes(ctx, tastePause) // the health says so, and the next tick tries again
}

// refresh tells the list if time or the floor have changed it.
func (d *Desk) refresh(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before, after := *d.public.Load(), d.book.list(now)
	before.At = after.At
	if d.stale || !reflect.DeepEqual(before, after) {
		d.publish(now)
	}
}

// tell tells those who asked what is due, and says how long nothing is.
func (d *Desk) tell(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		now := d.config.Clock.Now()
		d.mu.Lock()
		w, found, next := d.book.due(now)
		d.book.telling = w.ID
		d.mu.Unlock()
		if !found {
			if next.IsZero() {
				return Tick
			}
			return min(Tick, next.Sub(now))
		}
		if d.tellOne(ctx, w) != nil {
			break // the venue or its store is away, and says so itself
		}
	}
	return Tick
}

// tellOne tells one word, and makes safe that it is told.
func (d *Desk) tellOne(ctx context.Context, w Word) error {
	ask, cancel := context.WithTimeout(ctx, answerIn)
	defer cancel()
	err := d.config.Tell(ask, w)
	d.mu.Lock()
	d.book.telling = "" // until the next try it can be taken back
	if err == nil {
		d.book.told(w.ID)
		d.changes++
	}
	d.mu.Unlock()
	if err != nil {
		return err
	}
	return d.saveSongs(ctx)
}
