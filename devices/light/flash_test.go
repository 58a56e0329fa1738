package light

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// order is one thing a lamp was told; eye is what all of them look like.
type order struct {
	at   time.Duration
	to   float64
	fade time.Duration
	red  bool
}

// eye renders what lamps were told, as lamps do, and counts flashes as WCAG
// defines them. It shares no code with the limiter.
type eye map[string][]order

const frame = 10 * time.Millisecond

func (e eye) brightness(lamp string, until time.Duration) []float64 {
	var out []float64
	orders := e[lamp]
	level, from := orders[0].to, orders[0].to
	next := 0
	for t := time.Duration(0); t <= until; t += frame {
		for next < len(orders) && orders[next].at <= t {
			from = level
			next++
		}
		if next > 0 {
			o := orders[next-1]
			level = o.to
			if gone := t - o.at; gone < o.fade {
				level = from + (o.to-from)*float64(gone)/float64(o.fade)
			}
		}
		out = append(out, level)
	}
	return out
}

// flashes is the greatest number of pairs of opposing changes of a tenth or
// more in any second.
func flashes(levels []float64) int {
	var turns []int
	low, high, way := levels[0], levels[0], 0
	for i, y := range levels {
		low, high = min(low, y), max(high, y)
		switch {
		case way <= 0 && y >= low+0.1 && low < 0.8:
			turns, way, high = append(turns, i), 1, y
		case way >= 0 && y <= high-0.1 && y < 0.8:
			turns, way, low = append(turns, i), -1, y
		}
	}
	most := 0
	for i := range turns {
		n := 0
		for n < len(turns)-i && turns[i+n]-turns[i] < int(time.Second/frame) {
			n++
		}
		most = max(most, n)
	}
	return most / 2
}

func (e eye) mean(until time.Duration) []float64 {
	var sum []float64
	for lamp := range e {
		for i, y := range e.brightness(lamp, until) {
			if i == len(sum) {
				sum = append(sum, 0)
			}
			sum[i] += y / float64(len(e))
		}
	}
	return sum
}

func (e eye) check(t interface {
	Fatalf(string, ...any)
}, until time.Duration,
) {
	for lamp, orders := range e {
		if n := flashes(e.brightness(lamp, until)); n > 3 {
			t.Fatalf("lamp %s: got %d flashes in a second, want at most 3", lamp, n)
		}
		for i := 1; i < len(orders); i++ {
			a, b := orders[i-1], orders[i]
			if (a.red || b.red) && (b.at-a.at < time.Second || b.fade < time.Second) {
				t.Fatalf("lamp %s: saturated red changed after %v with fade %v, want a second each", lamp, b.at-a.at, b.fade)
			}
		}
	}
	if n := flashes(e.mean(until)); n > 3 {
		t.Fatalf("the area as a whole: got %d flashes in a second, want at most 3", n)
	}
}

// ask tells the lamp if the limiter allows it now.
func (e eye) ask(a *Area, at time.Duration, lamp string, want Shine, fade time.Duration) bool {
	now := time.Unix(1000, 0).Add(at)
	fade, wait := a.Judge(now, lamp, want, fade)
	if wait > 0 {
		return false
	}
	a.Note(now, lamp, want, fade)
	e[lamp] = append(e[lamp], order{at, want.Luminance(), fade, want.red()})
	return true
}

func shines() *rapid.Generator[Shine] {
	return rapid.Custom(func(t *rapid.T) Shine {
		level := rapid.OneOf(rapid.SampledFrom([]float64{0, 1, 0.5}), rapid.Float64Range(0, 1)).Draw(t, "level")
		xy := rapid.OneOf(rapid.SampledFrom([]XY{White(), {0.64, 0.33}, {0.15, 0.06}, {0, 0}}),
			rapid.Custom(func(t *rapid.T) XY {
				return XY{rapid.Float64Range(0, 1).Draw(t, "x"), rapid.Float64Range(0, 1).Draw(t, "y")}
			})).Draw(t, "xy")
		return Shine{xy, level}
	})
}

func TestNoInputMakesMoreThanThreeFlashes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a Area
		e := eye{}
		lamps := rapid.IntRange(1, 6).Draw(t, "lamps")
		quick := rapid.IntRange(1, 300).Draw(t, "quick")
		at := time.Duration(0)
		for range rapid.IntRange(10, 150).Draw(t, "orders") {
			at += time.Duration(rapid.IntRange(0, quick).Draw(t, "gap")) * time.Millisecond
			lamp := fmt.Sprint(rapid.IntRange(1, lamps).Draw(t, "lamp"))
			fade := time.Duration(rapid.OneOf(rapid.Just(0), rapid.IntRange(-100, 3000)).Draw(t, "fade")) * time.Millisecond
			e.ask(&a, at, lamp, shines().Draw(t, "want"), fade)
		}
		e.check(t, at+5*time.Second)
	})
}

// attacks are people who mean it: each is asked every gap for ten seconds.
func attacks() map[string]func(i, lamp int) Shine {
	onOff := func(on bool) float64 {
		if on {
			return 1
		}
		return 0
	}
	return map[string]func(i, lamp int) Shine{
		"strobe":        func(i, _ int) Shine { return Shine{White(), onOff(i%2 == 0)} },
		"against":       func(i, lamp int) Shine { return Shine{White(), onOff((i+lamp)%2 == 0)} },
		"red strobe":    func(i, _ int) Shine { return Shine{XY{0.64, 0.33}, onOff(i%2 == 0)} },
		"red and blue":  func(i, _ int) Shine { return Shine{[]XY{{0.64, 0.33}, {0.15, 0.06}}[i%2], 1} },
		"small steps":   func(i, _ int) Shine { return Shine{White(), 0.3 + 0.019*float64(max(i%12, 12-i%12))} },
		"stairs":        func(i, lamp int) Shine { return Shine{White(), stairs(i, lamp)} },
		"just a tenth":  func(i, _ int) Shine { return Shine{White(), 0.4 + 0.11*onOff(i%2 == 0)} },
		"colour strobe": func(i, _ int) Shine { return Shine{[]XY{White(), {0.15, 0.06}}[i%2], 0.9} },
	}
}

// stairs lets half the lamps climb and half descend in turns, so that no lamp
// ever turns but the whole flickers.
func stairs(i, lamp int) float64 {
	step := float64(i%10) / 10
	if lamp%2 == 0 {
		return step
	}
	return 1 - step
}

func TestHostilePatternsAreHeldBack(t *testing.T) {
	for name, attack := range attacks() {
		for _, gap := range []time.Duration{10, 20, 50, 100, 125, 200, 350} {
			t.Run(fmt.Sprintf("%s/%dms", name, gap), func(t *testing.T) {
				var a Area
				e := eye{}
				i := 0
				for at := time.Duration(0); at < 10*time.Second; at += gap * time.Millisecond {
					for lamp := range 4 {
						e.ask(&a, at, fmt.Sprint(lamp), attack(i, lamp), 0)
					}
					i++
				}
				e.check(t, 12*time.Second)
			})
		}
	}
}

func TestOrdinaryFadesAreNeverDelayed(t *testing.T) {
	var a Area
	e := eye{}
	looks := []Shine{{XY{0.15, 0.06}, 0.9}, {White(), 0.3}, {XY{0.3, 0.6}, 0.9}, {XY{0.54, 0.40}, 0.5}}
	at := time.Duration(0)
	for i := range 400 { // ten lamps in turn, eight a second
		if !e.ask(&a, at, fmt.Sprint(i%10), looks[(i/10+i)%4], 1500*time.Millisecond) {
			t.Fatalf("order %d at %v: got held back, want it to pass", i, at)
		}
		at += 125 * time.Millisecond
	}
}

func TestFullSwingTakesHalfASecond(t *testing.T) {
	var a Area
	now := time.Unix(1000, 0)
	a.Note(now, "1", Shine{White(), 0}, 0)
	fade, wait := a.Judge(now.Add(2*time.Second), "1", Shine{White(), 1}, 0)
	if fade < 400*time.Millisecond || wait != 0 {
		t.Errorf("dark to full without a fade: got fade %v after %v, want about half a second at once", fade, wait)
	}
}

func BenchmarkArea(b *testing.B) {
	var a Area
	now := time.Unix(1000, 0)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		now = now.Add(20 * time.Millisecond)
		want := Shine{White(), float64(i%2) / 2}
		if fade, wait := a.Judge(now, "1", want, 0); wait == 0 {
			a.Note(now, "1", want, fade)
		}
	}
}
