package light

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// film is what a camera saw of a show: it knows what WCAG 2.3.1 says, and
// nothing of how a show is made.
type film []still

type still struct {
	at    time.Duration
	lamps []pixel
}

// pixel is one lamp in linear sRGB, turned from x, y and level by the inverse
// of the sRGB primaries' matrix (IEC 61966-2-1).
type pixel struct{ r, g, b float64 }

func seen(s Shine) pixel {
	x, y, z := s.XY.X/s.XY.Y, 1.0, (1-s.XY.X-s.XY.Y)/s.XY.Y
	r := 3.2406*x - 1.5372*y - 0.4986*z
	g := -0.9689*x + 1.8758*y + 0.0415*z
	b := 0.0557*x - 0.2040*y + 1.0570*z
	top := math.Max(r, math.Max(g, b))
	part := func(v float64) float64 { return math.Max(v, 0) / top * s.Level }
	return pixel{part(r), part(g), part(b)}
}

// luminance is WCAG's relative luminance.
func (p pixel) luminance() float64 { return 0.2126*p.r + 0.7152*p.g + 0.0722*p.b }

// saturatedRed is WCAG's R/(R+G+B) >= 0.8 in a light that can be seen.
func (p pixel) saturatedRed() bool { return p.r > 0.002 && p.r >= 0.8*(p.r+p.g+p.b) }

// redness is WCAG's (R-G-B)*320, nothing below zero.
func (p pixel) redness() float64 { return math.Max(p.r-p.g-p.b, 0) * 320 }

// curve is one number over time.
func (f film) curve(of func([]pixel) float64) []float64 {
	out := make([]float64, len(f))
	for i, s := range f {
		out[i] = of(s.lamps)
	}
	return out
}

// changes are the stills at which a change by size was complete that opposed
// the change before; dark = only when the darker of the two is below it.
func changes(curve []float64, size, dark float64) (at []int) {
	if len(curve) == 0 {
		return nil
	}
	high, low, up, down := curve[0], curve[0], true, true // the ways that are open
	for i, v := range curve {
		high, low = math.Max(high, v), math.Min(low, v)
		switch {
		case up && v-low >= size && low < dark:
			at, up, down, high = append(at, i), false, true, v
		case down && high-v >= size && v < dark:
			at, up, down, low = append(at, i), true, false, v
		}
	}
	return at
}

// most is the greatest number of the stills within less than a second.
func (f film) most(at []int) int {
	best := 0
	for i := range at {
		n := 0
		for n < len(at)-i && f[at[i+n]].at-f[at[i]].at < time.Second {
			n++
		}
		best = max(best, n)
	}
	return best
}

type failer interface {
	Fatalf(format string, args ...any)
}

// judge fails when the film could hurt somebody.
func (f film) judge(t failer) {
	if len(f) == 0 {
		return
	}
	lamps := len(f[0].lamps)
	for lamp := range lamps {
		f.judgeCurve(t, fmt.Sprintf("lamp %d", lamp), func(p []pixel) float64 { return p[lamp].luminance() })
		f.judgeRed(t, lamp)
		f.judgeSlew(t, lamp)
	}
	f.judgeCurve(t, "all lamps together", meanLuminance)
	f.judgeReds(t)
}

func meanLuminance(lamps []pixel) (sum float64) {
	for _, p := range lamps {
		sum += p.luminance() / float64(len(lamps))
	}
	return sum
}

// judgeCurve counts general flashes, and what can be seen to flicker.
func (f film) judgeCurve(t failer, name string, of func([]pixel) float64) {
	curve := f.curve(of)
	if n := f.most(changes(curve, 0.1, 0.8)); n > 6 {
		t.Fatalf("%s: got %d opposing changes in a second, want at most 6, which are 3 flashes", name, n)
	}
	if n := f.most(changes(curve, 0.025, 2)); n > 9 {
		t.Fatalf("%s: got %d visible changes in a second, want less than 5 Hz", name, n)
	}
}

// judgeRed takes any pair of opposing changes in a second in which the lamp is
// a saturated red: WCAG would allow three.
func (f film) judgeRed(t failer, lamp int) {
	for from := range f {
		to, red := from, false
		for to < len(f) && f[to].at-f[from].at < time.Second {
			red = red || f[to].lamps[lamp].saturatedRed()
			to++
		}
		if !red {
			continue
		}
		window := f[from:to]
		if n := len(changes(window.curve(func(p []pixel) float64 { return p[lamp].redness() }), 20, 1000)); n > 1 {
			t.Fatalf("lamp %d, second from %v: got %d opposing changes of redness, want no flash in saturated red", lamp, f[from].at, n)
		}
		if n := len(changes(window.curve(func(p []pixel) float64 { return p[lamp].luminance() }), 0.1, 0.8)); n > 1 {
			t.Fatalf("lamp %d, second from %v: got %d opposing changes of light in red, want none", lamp, f[from].at, n)
		}
	}
}

// judgeReds takes lamps that turn red while others cease to be: together they
// flash though none does alone.
func (f film) judgeReds(t failer) {
	share := f.curve(func(lamps []pixel) float64 {
		n := 0.0
		for _, p := range lamps {
			if p.saturatedRed() {
				n++
			}
		}
		return n / float64(max(len(lamps), 1))
	})
	if n := f.most(changes(share, 0.1, 2)); n > 1 {
		t.Fatalf("share of lamps in saturated red: got %d opposing changes in a second, want no flash", n)
	}
}

// judgeSlew takes a jump: dark to full is half a second at least, and a frame
// that comes late is none either.
func (f film) judgeSlew(t failer, lamp int) {
	for i := 1; i < len(f); i++ {
		a, b := f[i-1].lamps[lamp], f[i].lamps[lamp]
		jump := math.Max(math.Abs(a.r-b.r), math.Max(math.Abs(a.g-b.g), math.Abs(a.b-b.b)))
		if most := math.Min((f[i].at-f[i-1].at).Seconds()*2, 0.1); jump > most+1e-3 {
			t.Fatalf("lamp %d at %v: got a jump of %.4f, want at most %.4f", lamp, f[i].at, jump, most)
		}
	}
}

// stage is a show that is filmed while it is asked things at odd times.
type stage struct {
	show *Show
	now  time.Duration // the greatest time anybody told it
	film film
}

func newStage(lamps int) *stage { return &stage{show: NewShow(lamps), now: math.MinInt64} }

func clockAt(d time.Duration) time.Time { return time.Unix(1000, 0).Add(d) }

// shoot takes a frame at a time that may lie in the past; the camera's own
// time never runs backwards.
func (s *stage) shoot(t failer, at time.Duration) {
	frame := s.show.Frame(clockAt(at))
	s.now = max(s.now, at)
	pixels := make([]pixel, len(frame))
	for i, shine := range frame {
		if p := seen(shine); !(p.r >= 0 && p.g >= 0 && p.b >= 0 && shine.Level <= 1) {
			t.Fatalf("frame at %v, lamp %d: got %+v, want a light", at, i, shine)
		}
		pixels[i] = seen(shine)
	}
	if n := len(s.film); n > 0 && s.film[n-1].at == s.now {
		s.film[n-1].lamps = pixels // two frames at once: the eye has the second
		return
	}
	s.film = append(s.film, still{s.now, pixels})
}

// anyShine are looks of people who mean it: strobes, reds, and no numbers at all.
func anyShine() *rapid.Generator[Shine] {
	nasty := []float64{0, 1, 0.5, math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e300, 1e-300}
	colour := rapid.SampledFrom([]XY{White(), {0.64, 0.33}, {0.6915, 0.3083}, {0.15, 0.06}, {0.3, 0.6}, {0.5430, 0.4070}, {0, 0}, {math.NaN(), 0.3}, {1, 1e-9}})
	return rapid.Custom(func(t *rapid.T) Shine {
		level := rapid.OneOf(rapid.SampledFrom(nasty), rapid.SampledFrom([]float64{0, 1}), rapid.Float64Range(0, 1)).Draw(t, "level")
		xy := rapid.OneOf(colour, rapid.Custom(func(t *rapid.T) XY {
			return XY{rapid.Float64Range(0, 1).Draw(t, "x"), rapid.Float64Range(0, 1).Draw(t, "y")}
		})).Draw(t, "xy")
		return Shine{xy, level}
	})
}

func TestNothingThatIsAskedMakesAShowADanger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lamps := rapid.IntRange(1, 5).Draw(t, "lamps")
		s := newStage(lamps)
		tick := time.Duration(rapid.SampledFrom([]int{20, 20, 20, 25, 1, 7, 33, 90, 400}).Draw(t, "frame every")) * time.Millisecond
		every := rapid.SampledFrom([]int{1, 2, 5, 12, 25, 60}).Draw(t, "asked every so many frames")
		palette := rapid.SliceOfN(anyShine(), 1, 3).Draw(t, "palette")
		slip := rapid.OneOf(rapid.Just(0), rapid.IntRange(-3000, 3000))
		at := time.Duration(0)
		for i := range rapid.IntRange(20, 400).Draw(t, "frames") {
			at += tick
			ask := func() time.Time { return clockAt(at + time.Duration(slip.Draw(t, "slip"))*time.Millisecond) }
			switch {
			case i%every != 0:
			case rapid.IntRange(0, 3).Draw(t, "beat") == 0:
				for range rapid.SampledFrom([]int{1, 1, 20}).Draw(t, "beats") {
					s.show.Beat(ask())
				}
			default:
				looks := rapid.SliceOfN(rapid.SampledFrom(palette), 0, lamps+1).Draw(t, "looks")
				fade := rapid.SampledFrom([]time.Duration{0, -time.Hour, 100 * time.Millisecond, time.Second, 3 * time.Second, math.MaxInt64, math.MinInt64}).Draw(t, "fade")
				s.show.Wear(ask(), looks, fade)
			}
			back := rapid.SampledFrom([]time.Duration{0, 0, 0, 0, 0, 0, 0, 50 * time.Millisecond, time.Hour}).Draw(t, "back")
			s.shoot(t, at-back)
		}
		s.film.judge(t)
	})
}

// plots are asked of four lamps every gap, for twelve seconds.
func plots() map[string]func(i, lamp int) Shine {
	out := attacks()
	red, dark, green := Shine{XY{0.64, 0.33}, 1}, Shine{White(), 0}, Shine{XY{0.3, 0.6}, 1}
	out["red and dark in turns"] = func(i, lamp int) Shine { return []Shine{red, dark}[(i+lamp)%2] }
	out["red and green by halves"] = func(i, lamp int) Shine { return []Shine{red, green}[(i/5+lamp/2)%2] }
	out["red now and then"] = func(i, lamp int) Shine { return []Shine{green, green, red, dark}[(i+lamp)%4] }
	out["stairs in turns"] = func(i, lamp int) Shine { // none turns for long, but all together do at each step
		step := (i + lamp%2) / 2 % 16
		if lamp%2 == 0 {
			step += 8
		}
		return Shine{White(), math.Abs(float64(step%16)/8 - 1)}
	}
	out["around red"] = func(i, _ int) Shine { return []Shine{{XY{0.543, 0.407}, 1}, red, green}[i%3] }
	return out
}

func TestHostileShowsAreHeldBack(t *testing.T) {
	for name, plot := range plots() {
		for _, gap := range []time.Duration{1, 10, 20, 50, 125, 200, 350, 1000, 1500} {
			for _, beats := range []int{0, 1, 20} {
				t.Run(fmt.Sprintf("%s/%dms/%d beats a frame", name, gap, beats), func(t *testing.T) {
					s, asked := newStage(4), 0
					for at := time.Duration(0); at < 12*time.Second; at += 20 * time.Millisecond {
						for ; time.Duration(asked)*gap*time.Millisecond <= at; asked++ {
							looks := make([]Shine, 4)
							for lamp := range looks {
								looks[lamp] = plot(asked, lamp)
							}
							s.show.Wear(clockAt(at), looks, 0)
						}
						for range beats {
							s.show.Beat(clockAt(at))
						}
						s.shoot(t, at)
					}
					s.film.judge(t)
				})
			}
		}
	}
}

func TestShowReachesEveryLook(t *testing.T) {
	for _, look := range []Shine{{White(), 1}, {XY{0.64, 0.33}, 1}, {XY{0.15, 0.06}, 0.4}, {White(), 0}, {XY{0.64, 0.33}, 0.2}, {XY{0.3, 0.6}, 0.9}} {
		s := NewShow(1)
		for i := range 500 {
			if i == 0 {
				s.Wear(clockAt(0), []Shine{{XY{0.543, 0.407}, 0.7}}, 0)
			}
			if i == 150 {
				s.Wear(clockAt(3*time.Second), []Shine{look}, time.Second)
			}
			s.Frame(clockAt(time.Duration(i) * 20 * time.Millisecond))
		}
		got := s.Frame(clockAt(10 * time.Second))[0]
		if math.Abs(got.Level-look.Level) > 0.001 || look.Level > 0 && !got.XY.Near(look.XY) {
			t.Errorf("ten seconds after %+v was asked: got %+v", look, got)
		}
		if !s.Still() {
			t.Errorf("ten seconds after %+v was asked: got moving, want still", look)
		}
	}
}

func TestFadeTakesAsLongAsItWasAsked(t *testing.T) {
	s := NewShow(1)
	s.Frame(clockAt(0))
	s.Wear(clockAt(5*time.Millisecond), []Shine{{White(), 1}}, 2*time.Second)
	for i := 1; i <= 50; i++ {
		s.Frame(clockAt(time.Duration(i) * 20 * time.Millisecond))
	}
	if got := s.Frame(clockAt(1005 * time.Millisecond))[0].Level; math.Abs(got-0.5) > 0.01 {
		t.Errorf("in the middle of a fade to full: got %.3f, want 0.5", got)
	}
}

func TestShowPulsesToTheBeat(t *testing.T) {
	for beatsAMinute, want := range map[int]int{100: 16, 120: 20, 128: 21, 174: 14} {
		s := newStage(3)
		s.show.Wear(clockAt(0), []Shine{{White(), 0.8}, {XY{0.3, 0.6}, 1}, {XY{0.15, 0.06}, 1}}, 0)
		gap := time.Minute / time.Duration(beatsAMinute)
		next := 2 * time.Second
		for at := time.Duration(0); at < 12*time.Second; at += 20 * time.Millisecond {
			for ; next <= at; next += gap {
				s.show.Beat(clockAt(at))
			}
			s.shoot(t, at)
		}
		s.film.judge(t)
		after := s.film[150:]
		n := len(changes(after.curve(func(p []pixel) float64 { return p[1].luminance() }), 0.1, 2)) / 2
		if n < want-3 {
			t.Errorf("nine seconds at %d beats a minute: got %d pulses, want about %d", beatsAMinute, n, want-2)
		}
	}
}

func TestLampsAreWellAgainAfterTheBeats(t *testing.T) {
	s := NewShow(1)
	s.Wear(clockAt(0), []Shine{{White(), 0.9}}, 0)
	for i := range 500 {
		at := clockAt(time.Duration(i) * 20 * time.Millisecond)
		if i%25 == 0 && i > 50 && i < 200 {
			s.Beat(at)
		}
		s.Frame(at)
	}
	if got := s.Frame(clockAt(10 * time.Second))[0].Level; math.Abs(got-0.9) > 0.001 || !s.Still() {
		t.Errorf("six seconds after the last beat: got level %.3f (still: %v), want 0.9 and still", got, s.Still())
	}
}

func BenchmarkShow(b *testing.B) {
	for _, lamps := range []int{10, 40} {
		b.Run(fmt.Sprintf("lamps=%d", lamps), func(b *testing.B) {
			s := NewShow(lamps)
			looks := make([]Shine, lamps)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				now := clockAt(time.Duration(i) * 20 * time.Millisecond)
				if i%50 == 0 {
					for j := range looks {
						looks[j] = Shine{XY{0.15 + 0.01*float64(j), 0.3}, float64((i/50+j)%2) / 2}
					}
					s.Wear(now, looks, time.Second)
				}
				if i%25 == 0 {
					s.Beat(now)
				}
				s.Frame(now)
			}
		})
	}
}
