package hue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

// floor is a dance floor whose people come and go.
type floor struct {
	dice  *rand.Rand
	crowd []rules.Colour
}

func newFloor(seed uint64, people int) *floor {
	f := &floor{dice: rand.New(rand.NewPCG(11, seed))}
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

// evening is what a dance floor came to.
type evening struct {
	stage   *stage
	told    bridge.Counters
	traffic Traffic
	// behind is how far a lamp ever was behind the newest colour wanted of it,
	// and settled the same after the first minute.
	behind, settled time.Duration
}

// dancing is ten minutes with 100 entries and exits a minute, on a bridge with
// 40 lamps that holds us to the limits of a real one: each entry or exit is a
// new light, and every 25 ms of the bridge's time it is asked how far the lamps
// are behind.
func dancing(t testing.TB, seed uint64) evening {
	t.Helper()
	room := bridge.Room{Name: "Dance floor", Lamps: strings.Split(strings.Repeat("C", 32)+strings.Repeat("B", 8), "")}
	s := newStage(t, bridge.Config{Rooms: []bridge.Room{room}}, Zone{dance, "1"})
	s.hue.config.Timeout = 10 * time.Second // a slow machine is not the subject
	f, e := newFloor(seed, 60), evening{stage: s}
	for minute := range 10 {
		for range 100 {
			f.change()
			s.begin(f.light())
			for range 24 {
				s.pass(25 * time.Millisecond)
				e.behind = max(e.behind, s.hue.Traffic().Behind)
				if minute > 0 {
					e.settled = max(e.settled, s.hue.Traffic().Behind)
				}
			}
		}
		if c := s.sim.Counters(); c.Refused != 0 {
			t.Fatalf("minute %d: got %d commands refused, want 0", minute+1, c.Refused)
		}
	}
	e.told, e.traffic = s.sim.Counters(), s.hue.Traffic()
	return e
}

// TestTenMinutesOfDancing holds a bridge with 40 lamps and the real limits to
// 100 entries and exits a minute: it never refuses, and no lamp is ever more
// than five seconds behind what is wanted of it.
func TestTenMinutesOfDancing(t *testing.T) {
	for seed := range uint64(4) { // other people each time
		dancingKeepsUp(t, seed)
	}
}

func dancingKeepsUp(t *testing.T, seed uint64) {
	t.Helper()
	e := dancing(t, seed)
	c := e.told
	t.Logf("10 min, 40 lamps, 1000 entries and exits: %d commands (%.1f/s), %d to groups, refused %d, radio behind %v, lamp behind %v (after the first minute %v)",
		c.Sent, float64(c.Sent)/600, c.Groups, c.Refused, c.Behind.Round(time.Millisecond), e.behind.Round(time.Millisecond), e.settled.Round(time.Millisecond))
	if e.behind > 5*time.Second || e.traffic.Refused != 0 || e.traffic.Failed != 0 || c.Sent < 200 {
		t.Errorf("the evening: got lamps %v behind and %+v, want at most 5 s, nothing refused", e.behind, e.traffic)
	}
	e.stage.pass(6 * time.Second)
	for _, l := range e.stage.hue.Lamps() {
		if !l.Confirmed {
			t.Errorf("lamp %d when the floor has come to rest: got %+v, want confirmed", l.ID, l)
		}
	}
}

// TestDancingByTheWallClock is the same by the machine's clock, over real HTTP,
// with two requests at a time and an outbox before it, as a venue runs it, for as
// long as FOYER_DANCE says: FOYER_DANCE=10m.
func TestDancingByTheWallClock(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("FOYER_DANCE"))
	if err != nil {
		t.Skip("for the machine's clock set FOYER_DANCE=10m")
	}
	room := bridge.Room{Name: "Dance floor", Lamps: strings.Split(strings.Repeat("C", 32)+strings.Repeat("B", 8), "")}
	sim := serve(t, bridge.Config{Rooms: []bridge.Room{room}})
	b := driver(t, Config{URL: sim.URL(), Key: sim.Key(), Zones: []Zone{{dance, "1"}}}, devices.Machine{})
	run(t, b)
	out := devices.NewOutbox(devices.OutboxConfig[rules.Light]{Driver: b, Newest: true, Key: func(rules.Light) string { return "floor" }})
	go func() { _ = out.Run(t.Context()) }()
	f, behind := newFloor(12, 60), []time.Duration{}
	for n, end := 0, time.Now().Add(length); time.Now().Before(end); n++ {
		if n%24 == 0 {
			f.change()
			out.Put(f.light())
		}
		_ = devices.Machine{}.Sleep(t.Context(), 25*time.Millisecond)
		behind = append(behind, b.Traffic().Behind)
	}
	c, got := sim.Counters(), b.Traffic()
	t.Logf("%v by the clock: %d commands, refused %d, not answered %d, lamps behind: p50 %.0f ms, p99 %.0f ms, at most %.0f ms, at most %d requests at a time",
		length, c.Sent, c.Refused, got.Failed, quantile(behind, 0.5), quantile(behind, 0.99), quantile(behind, 1), c.Peak)
	if c.Refused != 0 || quantile(behind, 1) > 5500 {
		t.Errorf("dancing by the clock: got %d refused and lamps %.0f ms behind, want none and 5 s, with half a second for this machine", c.Refused, quantile(behind, 1))
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
			one, all := s.turnOver(i)
			first, last = append(first, one), append(last, all)
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
	f := newFloor(12, 30)
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
	f := newFloor(12, 60)
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
