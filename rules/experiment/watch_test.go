package experiment

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Watched after each of 400 people. The wanted figures are those of
// organizer.md 5.5; 5 % is promised.
func TestWatchingAllDayRaisesFewFalseAlarms(t *testing.T) {
	events := 20_000
	if testing.Short() {
		events = 2000
	}
	for _, c := range []struct {
		held         int // percent in the first arm
		alarms, seen float64
	}{{50, 0.025, 0.945}, {20, 0.021, 0.776}, {10, 0.011, 0.412}} {
		alarms, _ := watched(c.held, 0, events)
		if alarms > 0.05 || alarms < c.alarms/2 || alarms > c.alarms+0.01 {
			t.Errorf("%d %% held out, nobody different: %.4f alarms, want about %.3f and at most 0.05", c.held, alarms, c.alarms)
		}
		seen, wrong := watched(c.held, 0.2, events/10)
		if seen < c.seen-0.04 {
			t.Errorf("%d %% held out, 20 points more: seen in %.4f, want about %.3f", c.held, seen, c.seen)
		}
		if wrong > 0.001 {
			t.Errorf("%d %% held out, 20 points more: called a loss in %.4f", c.held, wrong)
		}
		t.Logf("%d %% held out: %.2f %% false alarms, %.1f %% of a gain of 20 points seen, %.2f %% of those called a loss", c.held, 100*alarms, 100*seen, 100*wrong)
	}
}

// watched is the share of events with a verdict, and with one of loss, when 20 %
// of the first arm succeed and more of the other.
func watched(held int, more float64, events int) (clear, loss float64) {
	dice := rand.New(rand.NewPCG(2026, uint64(held)))
	for range events {
		e := newEvidence(held, 100-held, 0.05)
		for range 400 {
			arm, rate := 0, 0.2
			if dice.IntN(100) >= held {
				arm, rate = 1, 0.2+more
			}
			e.add(arm, dice.Float64() < rate)
		}
		if e.verdict != TooEarly {
			clear++
		}
		if e.verdict == ClearLoss {
			loss++
		}
	}
	return clear / float64(events), loss / float64(events)
}

// Three variants, two comparisons: an alarm in either counts.
func TestManyVariantsShareTheDoubt(t *testing.T) {
	events := 60
	if testing.Short() {
		events = 15
	}
	alarms := 0
	for event := range events {
		d := Design{Salt: string(person(event)), ID: "three", Arms: []Arm{{"a", 1}, {"b", 1}, {"c", 1}}, Within: time.Minute}
		r := played(d, 400, func(Variant) float64 { return 0.2 }, uint64(event)).Read(noon.Add(9 * time.Hour))
		if r.Comparisons[0].Verdict != TooEarly || r.Comparisons[1].Verdict != TooEarly {
			alarms++
		}
	}
	if alarms > events/10 {
		t.Errorf("three alike variants: %d alarms in %d events", alarms, events)
	}
}

func TestVerdictOnceGivenStays(t *testing.T) {
	trial := played(coffee(), 300, func(v Variant) float64 { return map[Variant]float64{"plain": 0.2, "playful": 0.5}[v] }, 7)
	first := Verdict("")
	for now := noon; now.Before(noon.Add(12 * time.Hour)); now = now.Add(time.Minute) {
		r := trial.Read(now)
		got := r.Comparisons[0].Verdict
		if r.Over || (first != "" && got != first) {
			t.Fatalf("at %s: over %v, verdict %q after %q", now.Sub(noon), r.Over, got, first)
		}
		first = got
		if difference := r.Comparisons[0].Difference; difference != (Interval{}) {
			t.Fatalf("at %s an interval is shown while it runs: %v", now.Sub(noon), difference)
		}
	}
	if first != ClearGain {
		t.Errorf("50 %% against 20 %% of 300 people: got %q", first)
	}
}

// played exposes people a minute apart from noon; who succeeds does so 30 s later.
func played(d Design, people int, rate func(Variant) float64, seed uint64) *Trial {
	trial := &Trial{Design: d}
	dice := rand.New(rand.NewPCG(seed, 1))
	for i := range people {
		at := noon.Add(time.Duration(i) * time.Minute)
		trial.Expose(person(i), at)
		if dice.Float64() < rate(d.Assign(person(i))) {
			trial.Succeed(person(i), at.Add(30*time.Second))
		}
	}
	return trial
}

func BenchmarkRead400(b *testing.B) {
	trial := played(coffee(), 400, func(Variant) float64 { return 0.2 }, 1)
	for b.Loop() {
		trial.Read(noon.Add(11 * time.Hour))
	}
}

func BenchmarkAssign(b *testing.B) {
	d := coffee()
	for b.Loop() {
		d.Assign("p-4711")
	}
}
