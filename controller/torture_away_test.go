package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"foyer/controller/console"
	"foyer/firmware-sim/bridge"
)

// outage takes one part away for a while and brings it back.
type outage struct {
	name string
	part string // as the page calls it
	full time.Duration
	away func()
	back func()
}

// outages are everything that goes away in one evening, one after the other.
func (f *field) outages() []outage {
	freeze := func(s syscall.Signal) func() {
		return func() { _ = f.redis.cmd.Process.Signal(s) }
	}
	return []outage{
		{"Redis hangs", "store", 30 * time.Second, freeze(syscall.SIGSTOP), freeze(syscall.SIGCONT)},
		{"Redis stopped", "store", 30 * time.Second, f.redis.kill, f.redis.start},
		{"broker hangs", "broker", 30 * time.Second, func() { f.broker.Signal(syscall.SIGSTOP) }, func() { f.broker.Signal(syscall.SIGCONT) }},
		{"broker stopped", "broker", 30 * time.Second, f.broker.Kill, f.broker.Restart},
		{"bridge hangs", "bridge", time.Minute, func() { f.bridge.Break(bridge.Hang) }, func() { f.bridge.Break(bridge.None) }},
	}
}

// TestAwayPartsAreToldWithinFiveSecondsAndCostNothing takes Redis, the broker
// and the bridge away in the middle of an evening. The page says which, nobody
// is rewarded twice or forgotten, and the lamps go to the newest look without
// showing those that were missed.
func TestAwayPartsAreToldWithinFiveSecondsAndCostNothing(t *testing.T) {
	tort := outing(t)
	f := newField(t, tort, 2, false)
	f.longer.Store(true)
	f.start()
	f.eventually(30*time.Second, "the first dancers on the lamps", func() bool { return f.wear(f.dancers.trio.Load()) })
	for _, o := range f.outages() {
		f.suffer(o)
	}
	f.longer.Store(false)
	f.conclude()
}

// suffer lives through one outage.
func (f *field) suffer(o outage) {
	f.tb.Helper()
	f.eventually(20*time.Second, "all parts to be well before "+o.name, func() bool { return f.down() == "" })
	turns := f.dancers.turns.Load()
	began := time.Now()
	o.away()
	told := f.eventually(5*time.Second, "the page to say "+o.part+" while "+o.name, func() bool { return f.down() == o.part })
	away := o.full
	if !f.torture.full {
		away = away * 2 / 15 // four seconds and eight
	}
	_ = rest(f.tb.Context(), time.Until(began.Add(away*2/3)))
	f.dancers.still.Store(true)
	_ = rest(f.tb.Context(), time.Until(began.Add(away)))
	turns = f.dancers.turns.Load() - turns
	back := f.clock.Now()
	o.back()
	well := f.eventually(10*time.Second, "the page to be well after "+o.name, func() bool { return f.down() == "" })
	newest := f.dancers.trio.Load()
	lit := f.eventually(15*time.Second, "the lamps to show who dances after "+o.name, func() bool { return f.wear(newest) })
	f.pass(40 * time.Second) // the driver compares all lamps every 30 s
	most := f.commands(back, newest, o)
	f.tb.Logf("%s for %v: told after %v, well after %v, lamps right after %v; %d changes missed, at most %d commands a lamp",
		o.name, away, told.Round(time.Millisecond), well.Round(time.Millisecond), lit.Round(time.Millisecond), turns, most)
	f.dancers.still.Store(false)
}

// down are the parts that the page says are down.
func (f *field) down() string {
	s, err := f.look()
	if err != nil {
		return err.Error()
	}
	var names []string
	for _, p := range s.Parts {
		if p.State == console.PartDown || p.State == console.PartStarting {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}

// wear tells whether all lamps of the floor show the colour of one trio.
func (f *field) wear(trio int32) bool {
	lamps := f.bridge.Lamps()
	return !slices.ContainsFunc(lamps, func(l bridge.Lamp) bool { return l.Group == "2" && primary([2]float64{l.X, l.Y}) != trio })
}

// primary is which of the dancers' colours is meant: 0 red, 1 green, 2 blue.
func primary(xy [2]float64) (nearest int32) {
	best := math.Inf(1)
	for i, p := range [][2]float64{{0.64, 0.33}, {0.3, 0.6}, {0.15, 0.06}} { // of sRGB, CIE xy
		if d := math.Hypot(xy[0]-p[0], xy[1]-p[1]); d < best {
			nearest, best = int32(i), d
		}
	}
	return nearest
}

// commands checks what the bridge was told after an outage: the newest colour
// and no other, twice to a lamp at most. It gives the most that a lamp got.
func (f *field) commands(since time.Time, newest int32, o outage) (most int) {
	f.tb.Helper()
	const group = "/groups/2/action"
	told := map[string][]string{}
	for _, c := range f.bridge.Told() {
		if c.At.Before(since) || c.Refused != "" {
			continue
		}
		told[c.Path] = append(told[c.Path], fmt.Sprintf("%v later %s", c.At.Sub(since).Round(time.Millisecond), c.Body))
		var look struct{ XY *[2]float64 }
		if json.Unmarshal([]byte(c.Body), &look) == nil && look.XY != nil && primary(*look.XY) != newest {
			f.tb.Errorf("%s: %s was told %s, which is an older colour", o.name, c.Path, told[c.Path][len(told[c.Path])-1])
		}
	}
	for path, list := range told {
		if path != group {
			list = append(list, told[group]...)
		}
		if most = max(most, len(list)); len(list) > 2 {
			f.tb.Errorf("%s: after it %s was told %s; want twice at most", o.name, path, strings.Join(list, ", "))
		}
	}
	return most
}

// TestAwayForLongerThanGatewaysMaySendAtOnce takes the broker and then the
// controller away for a quarter of an hour of the evening: more than the 400
// messages that a gateway has on its way. Only in full.
func TestAwayForLongerThanGatewaysMaySendAtOnce(t *testing.T) {
	tort := killing(t)
	if !tort.full {
		t.Skip("two minutes for what is rare: make torture runs it")
	}
	tort.speed, tort.people = 60, 40
	f := newField(t, tort, 1, false)
	f.longer.Store(true)
	f.start()
	f.pass(8 * time.Minute)
	f.broker.Kill()
	f.pass(15 * time.Minute)
	f.broker.Restart()
	f.pass(20 * time.Minute)
	f.kill()
	f.pass(12 * time.Minute)
	f.start()
	f.pass(12 * time.Minute)
	f.longer.Store(false)
	f.conclude()
}

// pass lets some of the evening pass.
func (f *field) pass(d time.Duration) {
	f.tb.Helper()
	if err := f.clock.Sleep(f.tb.Context(), d); err != nil {
		f.tb.Fatal(err)
	}
}
