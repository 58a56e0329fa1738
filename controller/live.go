package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
)

// live lets the crowd live until the days are over.
func (w *world) live(ctx context.Context, out io.Writer) error {
	if err := w.connected(ctx); err != nil {
		return err
	}
	diary := diary{world: w, out: out}
	for w.clock.Now().Before(w.ends) {
		if err := w.step(ctx); err != nil {
			return err
		}
		diary.write()
	}
	return nil
}

// connected waits until the line stands from the gateways to the venue.
func (w *world) connected(ctx context.Context) error {
	for !w.air.Health().Up || !w.answers.Health().Up || !w.controller.speaking.Health().Up || !w.controller.intake.linked.Load() {
		if err := rest(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	return w.controller.loop.flushed(ctx)
}

// step lives one stride, and then waits until that much time has passed at the
// chosen speed. The hours in which nobody is there pass in a second.
func (w *world) step(ctx context.Context) error {
	before := w.clock.Now()
	if err := w.keepStep(ctx); err != nil || w.speed == 0 {
		return err
	}
	lived := min(w.clock.Now().Sub(before), time.Duration(w.speed*float64(time.Second)))
	now := time.Now()
	w.due = w.due.Add(time.Duration(float64(lived) / w.speed))
	if now.After(w.due) {
		w.due = now // the machine is slower than that: do not hurry after it
		return ctx.Err()
	}
	return rest(ctx, w.due.Sub(now))
}

func (w *world) ask(id string, phone beacons.Tag, song string, _ time.Time) {
	w.line.Ask(id, phone, song)
}

// gather keeps what one anchor heard until the step is over: a gateway sends
// one message for the whole of it.
func (w *world) gather(anchor beacons.Anchor, sightings []beacons.Sighting) {
	if _, begun := w.gathered[anchor]; !begun {
		w.anchors = append(w.anchors, anchor)
	}
	w.gathered[anchor] = append(w.gathered[anchor], sightings...)
}

func (w *world) tell() {
	for _, anchor := range w.anchors {
		if len(w.gathered[anchor]) > 0 {
			w.line.Hear(anchor, w.gathered[anchor])
			w.gathered[anchor] = w.gathered[anchor][:0]
		}
	}
}

// stride is how far the clock moves while people are there: some fifty steps a
// second, and at full speed as far as nobody's visit can tell.
func (w *world) stride() time.Duration {
	const longest = 4 * time.Second
	if w.speed == 0 {
		return longest
	}
	return min(longest, time.Duration(w.speed*float64(20*time.Millisecond)))
}

// keepStep moves the clock to when something happens next, and waits until
// the controller is done with it: what is due, then what is heard, then what
// came of it. So the same crowd gives the same decisions on any machine.
func (w *world) keepStep(ctx context.Context) error {
	loop := w.controller.loop
	w.clock.Advance(w.next())
	if err := loop.stepped(ctx); err != nil {
		return err
	}
	w.crowd.Step(w.clock.Now(), w.gather, w.ask)
	w.tell()
	if err := w.line.Settled(ctx, 0); err != nil {
		return err
	}
	if err := loop.flushed(ctx); err != nil {
		return err
	}
	return w.settle(ctx)
}

// settleAtMost bounds the wait for pushes and songs: one that is tried again
// waits for the clock, which waits for it.
const settleAtMost = time.Second

// settle waits until every push and song has ended and the venue knows it.
func (w *world) settle(ctx context.Context) error {
	if w.controller.outboxes.pending.Load() == 0 {
		return nil
	}
	for began := time.Now(); w.controller.outboxes.pending.Load() > 0 && time.Since(began) < settleAtMost; {
		if err := rest(ctx, 50*time.Microsecond); err != nil {
			return err
		}
	}
	return w.controller.loop.flushed(ctx)
}

// next is when something happens: in the crowd or in the venue.
func (w *world) next() time.Time {
	now := w.clock.Now()
	next := w.ends
	if crowd := w.crowd.Next(); !crowd.IsZero() && crowd.Before(next) {
		next = crowd
		if w.crowd.Present() > 0 {
			next = now.Add(w.stride())
		}
	}
	if wake := time.UnixMilli(w.controller.loop.wakes.Load()); wake.After(now) && wake.Before(next) && w.crowd.Present() == 0 {
		next = wake
	}
	if next.After(w.ends) {
		next = w.ends
	}
	return next
}

func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// diary prints a line for every minute in which something happened.
type diary struct {
	world  *world
	out    io.Writer
	minute time.Time
	told   map[console.LineKind]uint64
}

func (d *diary) write() {
	minute := d.world.clock.Now().Truncate(time.Minute)
	if minute.Equal(d.minute) {
		return
	}
	d.minute = minute
	feed := d.world.controller.feed
	var line strings.Builder
	now := map[console.LineKind]uint64{}
	for _, kind := range []console.LineKind{console.RewardLine, console.PushLine, console.SongLine, console.LightLine, console.StaffLine, console.DropLine} {
		now[kind] = feed.count(kind)
		if more := now[kind] - d.told[kind]; more > 0 {
			fmt.Fprintf(&line, "  %d %s", more, plural(string(kind), more))
		}
	}
	d.told = now
	if line.Len() > 0 || minute.Minute() == 0 {
		minute = minute.In(d.world.controller.rules.now.Load().place())
		fmt.Fprintf(d.out, "%s  %3d people here%s\n", minute.Format("Mon 15:04"), d.world.crowd.Present(), line.String())
	}
}

func plural(word string, n uint64) string {
	if word == "drop" {
		word = "push not taken"
	}
	if n == 1 {
		return word
	}
	if word == "push" {
		return "pushes"
	}
	return word + "s"
}

var errUnfair = errors.New("the oracle found rewards doubled or missing")
