package hue

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"foyer/devices"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

// BenchmarkZoneChangeToLampCommand is how long it takes from a light in the
// outbox, because somebody came or went, until the first command of it is at
// the bridge, over real HTTP and by the machine's clock: at 1, 10 and 40 lamps,
// of a bridge that enforces the real limits, 100 times a minute. Changes that no
// eye would see send nothing and are not counted. For a p99 ask for enough:
// -benchtime 100x.
func BenchmarkZoneChangeToLampCommand(b *testing.B) {
	for _, lamps := range []int{1, 10, 40} {
		b.Run(fmt.Sprintf("lamps=%d", lamps), func(b *testing.B) { changes(b, lamps) })
	}
}

func changes(b *testing.B, lamps int) {
	room := bridge.Room{Name: "Dance floor", Lamps: slices.Repeat([]string{"C"}, lamps)}
	sim := serve(b, bridge.Config{Rooms: []bridge.Room{room}})
	hue := driver(b, Config{URL: sim.URL(), Key: sim.Key(), Zones: []Zone{{dance, "1"}}, Timeout: 10 * time.Second}, devices.Machine{})
	run(b, hue)
	settled := make(chan error, 1)
	out := devices.NewOutbox(devices.OutboxConfig[rules.Light]{Driver: hue, Newest: true, Settled: func(_ rules.Light, err error) { settled <- err }})
	go func() { _ = out.Run(b.Context()) }()
	f := newFloor(uint64(lamps), 30)
	var first []time.Duration
	tell := func() bool {
		_ = devices.Machine{}.Sleep(b.Context(), 600*time.Millisecond)
		f.change()
		l := f.light()
		l.Every, l.Fade = 0, 200*time.Millisecond
		began := time.Now()
		out.Put(l)
		if err := <-settled; err != nil {
			b.Fatalf("light: %v", err)
		}
		told := sim.Told()
		at := slices.IndexFunc(told, func(c bridge.Command) bool { return !c.At.Before(began) })
		if at < 0 {
			return false
		}
		first = append(first, told[at].At.Sub(began))
		return true
	}
	for !tell() { // the lamps are read and lit first
	}
	first = nil
	for b.Loop() {
		for !tell() {
		}
	}
	b.ReportMetric(quantile(first, 0.5), "first-p50-ms")
	b.ReportMetric(quantile(first, 0.99), "first-p99-ms")
	b.ReportMetric(float64(sim.Counters().Refused), "refused")
	b.ReportMetric(0, "ns/op") // the pace of the bridge, which is no news
}

// BenchmarkWholeFloorChanges is the worst case, in the bridge's time: everybody
// goes and others come, so that each lamp gets another colour, one command each.
func BenchmarkWholeFloorChanges(b *testing.B) {
	for _, lamps := range []int{1, 10, 40} {
		b.Run(fmt.Sprintf("lamps=%d", lamps), func(b *testing.B) {
			room := bridge.Room{Name: "Dance floor", Lamps: slices.Repeat([]string{"C"}, lamps)}
			s := newStage(b, bridge.Config{Rooms: []bridge.Room{room}}, Zone{dance, "1"})
			s.hue.config.Timeout = 10 * time.Second
			var first, last []time.Duration
			for b.Loop() {
				one, all := s.turnOver(len(first))
				first, last = append(first, one), append(last, all)
			}
			b.ReportMetric(quantile(first, 0.5), "first-p50-ms")
			b.ReportMetric(quantile(first, 0.99), "first-p99-ms")
			b.ReportMetric(quantile(last, 0.5), "all-p50-ms")
			b.ReportMetric(quantile(last, 0.99), "all-p99-ms")
			b.ReportMetric(float64(s.sim.Counters().Refused), "refused")
		})
	}
}

// turnOver lets everybody go and others come, and tells when the bridge had the
// first command and when the last.
func (s *stage) turnOver(n int) (first, last time.Duration) {
	crowds := [][]rules.Colour{{"#ff0000", "#ff8000", "#ffff00"}, {"#0000ff", "#8000ff", "#00a0ff"}}
	w, began := s.begin(colours(dance, crowds[n%2]...)), s.clock.Now()
	for over := false; !over; _, over = w.ended() {
		s.pass(25 * time.Millisecond)
	}
	last = s.clock.Now().Sub(began)
	told := s.sim.Told()
	at := slices.IndexFunc(told, func(c bridge.Command) bool { return !c.At.Before(began) })
	s.pass(2 * time.Second)
	return told[at].At.Sub(began), last
}

// BenchmarkTenMinutesOfDancing reports what TestTenMinutesOfDancing holds us to,
// each time with other people.
func BenchmarkTenMinutesOfDancing(b *testing.B) {
	var behind, settled []time.Duration
	refused, sent := 0, 0
	for b.Loop() {
		e := dancing(b, uint64(len(behind)))
		behind, settled = append(behind, e.behind), append(settled, e.settled)
		refused, sent = refused+e.told.Refused, sent+e.told.Sent
	}
	b.ReportMetric(quantile(behind, 1), "behind-max-ms")
	b.ReportMetric(quantile(settled, 1), "behind-max-after-a-minute-ms")
	b.ReportMetric(float64(refused), "refused")
	b.ReportMetric(float64(sent)/float64(len(behind))/600, "commands/s")
}

// quantile is in milliseconds.
func quantile(all []time.Duration, q float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return float64(all[min(int(q*float64(len(all))), len(all)-1)].Microseconds()) / 1000
}
