package light

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// order is one thing a lamp was told; eye is what all of them look like.
type order struct {
	at   time.Duration
	to   pixel
	fade time.Duration
}

// eye renders what lamps were told, as lamps do, for the judge of shows. It
// shares no code with the limiter.
type eye map[string][]order

const frame = 10 * time.Millisecond

// film is what was seen: at the start every lamp shows the first it was told.
func (e eye) film(until time.Duration) (f film) {
	shown, from, next := map[string]pixel{}, map[string]pixel{}, map[string]int{}
	for at := time.Duration(0); at <= until; at += frame {
		var pixels []pixel
		for _, lamp := range slices.Sorted(maps.Keys(e)) {
			orders := e[lamp]
			if at == 0 {
				shown[lamp], from[lamp] = orders[0].to, orders[0].to
			}
			for next[lamp] < len(orders) && orders[next[lamp]].at <= at {
				from[lamp] = shown[lamp]
				next[lamp]++
			}
			if n := next[lamp]; n > 0 {
				shown[lamp] = orders[n-1].seen(from[lamp], at)
			}
			pixels = append(pixels, shown[lamp])
		}
		f = append(f, still{at, pixels})
	}
	return f
}

// seen is the lamp in the middle of its fade.
func (o order) seen(from pixel, at time.Duration) pixel {
	gone := at - o.at
	if gone >= o.fade {
		return o.to
	}
	part := float64(gone) / float64(o.fade)
	mix := func(a, b float64) float64 { return a + (b-a)*part }
	return pixel{mix(from.r, o.to.r), mix(from.g, o.to.g), mix(from.b, o.to.b)}
}

// check judges what was seen as a show is judged, red aside.
func (e eye) check(t failer, until time.Duration) {
	f := e.film(until)
	for i, lamp := range slices.Sorted(maps.Keys(e)) {
		f.judgeCurve(t, "lamp "+lamp, func(p []pixel) float64 { return p[i].luminance() })
		f.judgeRedTurns(t, lamp, i)
	}
	f.judgeCurve(t, "all lamps together", meanLuminance)
	e.judgeRedOrders(t)
}

// judgeRedTurns takes two flashes in saturated red within a second, where WCAG
// would allow three: each a pair of opposing changes with red at one end. One
// comes of turning towards red in the middle of a glide.
func (f film) judgeRedTurns(t failer, name string, lamp int) {
	redness := f.curve(func(p []pixel) float64 { return p[lamp].redness() })
	luminance := f.curve(func(p []pixel) float64 { return p[lamp].luminance() })
	red := func(n int) bool { return f[n].lamps[lamp].saturatedRed() }
	for _, at := range [][]int{changes(redness, 20, 1000), changes(luminance, 0.1, 0.8)} {
		for i := range len(at) - 3 {
			first, last := f[at[i]].at, f[at[i+3]].at
			if (red(at[i]) || red(at[i+1])) && (red(at[i+2]) || red(at[i+3])) && last-first < time.Second {
				t.Fatalf("lamp %s: got two flashes in %v to %v in saturated red, want no flashing", name, last-first, last)
			}
		}
	}
}

// judgeRedOrders takes a command to or from saturated red that comes within a
// second of the one before, or glides for less.
func (e eye) judgeRedOrders(t failer) {
	for lamp, orders := range e {
		for i := 1; i < len(orders); i++ {
			a, b := orders[i-1], orders[i]
			if (a.to.saturatedRed() || b.to.saturatedRed()) && (b.at-a.at < time.Second || b.fade < time.Second) {
				t.Fatalf("lamp %s: saturated red changed after %v with fade %v, want a second each", lamp, b.at-a.at, b.fade)
			}
		}
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
	e[lamp] = append(e[lamp], order{max(at, e.last()), seen(asLampsTakeIt(want)), fade})
	return true
}

// last is when a lamp was told last: the eye's time does not run backwards.
func (e eye) last() (at time.Duration) {
	for _, orders := range e {
		at = max(at, orders[len(orders)-1].at)
	}
	return at
}

// asLampsTakeIt is what a driver makes of a look that is none.
func asLampsTakeIt(s Shine) Shine {
	if !(s.XY.X >= 0 && s.XY.X <= 1 && s.XY.Y > 1e-6 && s.XY.Y <= 1) {
		s.XY = White()
	}
	if !(s.Level >= 0) {
		s.Level = 0
	}
	s.Level = min(s.Level, 1)
	return s
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
			fade := time.Duration(rapid.OneOf(rapid.Just(0), rapid.IntRange(-100, 3000), rapid.SampledFrom([]int{math.MinInt64 / 1000000, math.MaxInt64 / 1000000})).Draw(t, "fade")) * time.Millisecond
			back := time.Duration(rapid.SampledFrom([]int{0, 0, 0, 0, 30, 5000}).Draw(t, "back")) * time.Millisecond
			e.ask(&a, max(at-back, 0), lamp, anyShine().Draw(t, "want"), fade)
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
	for name, attack := range plots() {
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
