package hue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

// floor is a dance floor whose people come and go.
type floor struct {
	dice  *rand.Rand
	crowd []rules.Colour
}

func newFloor(people int) *floor {
	f := &floor{dice: rand.New(rand.NewPCG(11, 12))}
	for range people {
		f.crowd = append(f.crowd, f.favourite())
	}
	return f
}

func (f *floor) favourite() rules.Colour {
	if f.dice.IntN(2) == 0 {
		return []rules.Colour{"#ff0000", "#0000ff", "#00ff00", "#ff8000", "#8000ff", "#ffff00"}[f.dice.IntN(6)]
	}
	return rules.Colour(fmt.Sprintf("#%06x", f.dice.IntN(1<<24)))
}

// change is one entry or one exit.
func (f *floor) change() {
	if len(f.crowd) > 20 && (len(f.crowd) > 120 || f.dice.IntN(2) == 0) {
		i := f.dice.IntN(len(f.crowd))
		f.crowd = slices.Delete(f.crowd, i, i+1)
		return
	}
	f.crowd = append(f.crowd, f.favourite())
}

func (f *floor) light() rules.Light {
	return rules.Light{
		Zone: dance, Colours: slices.Clone(f.crowd), Fade: 1500 * time.Millisecond, Every: 2 * time.Second, Min: 0.3, Max: 0.9,
	}
}

// TestTenMinutesOfDancing holds a bridge with 40 lamps and the real limits to
// 100 entries and exits a minute: it never refuses, and no lamp is ever more
// than five seconds behind what is wanted of it.
func TestTenMinutesOfDancing(t *testing.T) {
	room := bridge.Room{Name: "Dance floor", Lamps: strings.Split(strings.Repeat("C", 32)+strings.Repeat("B", 8), "")}
	s := newStage(t, bridge.Config{Rooms: []bridge.Room{room}}, Zone{dance, "1"})
	s.hue.config.Timeout = 10 * time.Second // a slow machine is not the subject
	f, worst, settled := newFloor(60), time.Duration(0), time.Duration(0)
	for minute := range 10 {
		for range 100 {
			f.change()
			s.begin(f.light())
			for range 24 {
				s.pass(25 * time.Millisecond)
				worst = max(worst, s.hue.Traffic().Behind)
				if minute > 0 {
					settled = max(settled, s.hue.Traffic().Behind)
				}
			}
		}
		if c := s.sim.Counters(); c.Refused != 0 {
			t.Fatalf("minute %d: got %d commands refused, want 0", minute+1, c.Refused)
		}
	}
	c, got := s.sim.Counters(), s.hue.Traffic()
	t.Logf("10 min, 40 lamps, 1000 entries and exits: %d commands (%.1f/s), %d to groups, refused %d, radio behind %v, lamp behind %v (after the first minute %v)",
		c.Sent, float64(c.Sent)/600, c.Groups, c.Refused, c.Behind.Round(time.Millisecond), worst.Round(time.Millisecond), settled.Round(time.Millisecond))
	if worst > 5*time.Second || got.Refused != 0 || got.Failed != 0 || c.Sent < 200 {
		t.Errorf("the evening: got lamps %v behind and %+v, want at most 5 s, nothing refused", worst, got)
	}
	s.pass(6 * time.Second)
	for _, l := range s.hue.Lamps() {
		if !l.Confirmed {
			t.Errorf("lamp %d when the floor has come to rest: got %+v, want confirmed", l.ID, l)
		}
	}
}

// TestWholeFloorChangesWithinFiveSeconds is the worst case: everyone goes and
// others come, so that all 40 lamps change.
func TestWholeFloorChangesWithinFiveSeconds(t *testing.T) {
	for _, lamps := range []int{1, 10, 40} {
		room := bridge.Room{Name: "Dance floor", Lamps: slices.Repeat([]string{"C"}, lamps)}
		s := newStage(t, bridge.Config{Rooms: []bridge.Room{room}}, Zone{dance, "1"})
		s.hue.config.Timeout = 10 * time.Second
		var first, last []time.Duration
		for i := range 100 {
			c := [][]rules.Colour{{"#ff0000", "#ff8000", "#ffff00"}, {"#0000ff", "#8000ff", "#00a0ff"}}[i%2]
			w, began := s.begin(colours(dance, c...)), s.clock.Now()
			for over := false; !over; _, over = w.ended() {
				s.pass(25 * time.Millisecond)
			}
			last = append(last, s.clock.Now().Sub(began))
			told := s.sim.Told()
			at := slices.IndexFunc(told, func(c bridge.Command) bool { return !c.At.Before(began) })
			first = append(first, told[at].At.Sub(began))
			s.pass(2 * time.Second)
		}
		slices.Sort(first)
		slices.Sort(last)
		t.Logf("%d lamps: first command p99 %v, all told p99 %v", lamps, first[98], last[98])
		if last[98] > 5*time.Second || s.sim.Counters().Refused != 0 {
			t.Errorf("%d lamps: got all told after %v and %d refused, want 5 s at most and none", lamps, last[98], s.sim.Counters().Refused)
		}
	}
}

// hasty is a clock that runs faster than the machine's, as in the demo.
type hasty struct {
	start time.Time
	speed time.Duration
}

func (h hasty) Now() time.Time { return h.start.Add(time.Since(h.start) * h.speed) }

func (h hasty) Sleep(ctx context.Context, d time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, max(d/h.speed, 50*time.Microsecond))
	defer cancel()
	<-ctx.Done()
	if ctx.Err() == context.DeadlineExceeded {
		return nil
	}
	return ctx.Err()
}

// TestRunsInAFasterClock runs driver and bridge as the demo does: both at 60
// times the speed, two requests at a time, every Do waiting.
func TestRunsInAFasterClock(t *testing.T) {
	clock := hasty{time.Now(), 60}
	sim := serve(t, bridge.Config{Now: clock.Now})
	b := driver(t, Config{URL: sim.URL(), Key: sim.Key(), Zones: both()}, clock)
	run(t, b)
	f := newFloor(30)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for end := clock.Now().Add(2 * time.Minute); clock.Now().Before(end); {
		f.change()
		if err := b.Do(ctx, f.light()); err != nil {
			t.Fatalf("light in a faster clock: %v", err)
		}
	}
	if c := sim.Counters(); c.Refused != 0 || c.Sent < 10 || c.Peak > 2 {
		t.Errorf("two fast minutes: got %+v, want none refused and two requests at a time at most", c)
	}
}

func BenchmarkStep(b *testing.B) {
	clock := newHand()
	hue, err := New(Config{URL: "http://127.0.0.1:1", Zones: both()}, clock, quiet())
	if err != nil {
		b.Fatal(err)
	}
	hue.loaded, hue.due = true, clock.Now().Add(time.Hour)
	z := hue.order[0]
	for i := range 40 {
		l := &lamp{id: i + 1, zone: z, reachable: true, can: able{colour: true, white: true}}
		z.lamps = append(z.lamps, l)
	}
	hue.lamps = z.lamps
	f := newFloor(60)
	b.ReportAllocs()
	for b.Loop() {
		f.change()
		z.newest, z.pending = f.light(), true
		clock.turn(2 * time.Second)
		hue.mu.Lock()
		_, _ = hue.next(clock.Now())
		hue.mu.Unlock()
		for _, l := range z.lamps {
			l.asking, l.shown, l.sure = false, l.goal, true
		}
	}
}
