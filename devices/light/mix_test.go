package light

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"foyer/rules"
)

const (
	red, green, blue  = rules.Colour("#ff0000"), rules.Colour("#00ff00"), rules.Colour("#0000ff")
	yellow, cyan      = rules.Colour("#ffff00"), rules.Colour("#00ffff")
	orange, white     = rules.Colour("#ff8000"), rules.Colour("#ffffff")
	purple, black     = rules.Colour("#8000ff"), rules.Colour("#000000")
	pink, turquoise   = rules.Colour("#ff40a0"), rules.Colour("#20d0b0")
	navy, forestGreen = rules.Colour("#000080"), rules.Colour("#228b22")
)

func palette() []rules.Colour {
	return []rules.Colour{red, green, blue, yellow, cyan, orange, purple, pink, turquoise, white}
}

func mustParse(t testing.TB, c rules.Colour) Lab {
	t.Helper()
	lab, ok := Parse(c)
	if !ok {
		t.Fatalf("Parse(%s): got not ok, want a colour", c)
	}
	return lab
}

func has(lamps []Lab, c Lab) int {
	n := 0
	for _, lamp := range lamps {
		if Distance(lamp, c) < 0.01 {
			n++
		}
	}
	return n
}

func TestFewerThanThreePeopleAreNeverShown(t *testing.T) {
	for _, people := range [][]rules.Colour{nil, {red}, {red, blue}, {red, "", "blue", "#12345", "#gggggg", blue}} {
		if got := Mix(Even(people), 10, nil); got != nil {
			t.Errorf("Mix(%v): got %d lamps, want none", people, len(got))
		}
	}
	silent := []Favourite{{red, 1}, {blue, 1}, {green, 0}, {green, -1}, {green, math.NaN()}}
	if got := Mix(silent, 10, nil); got != nil {
		t.Errorf("Mix with two people of weight: got %d lamps, want none", len(got))
	}
}

func TestThreePeopleOnThreeLampsEachSeeTheirOwn(t *testing.T) {
	got := Mix(Even([]rules.Colour{red, green, blue}), 3, nil)
	for _, c := range []rules.Colour{red, green, blue} {
		if n := has(got, mustParse(t, c)); n != 1 {
			t.Errorf("lamps in %s: got %d, want 1", c, n)
		}
	}
}

func TestOneLampForManyIsNotGrey(t *testing.T) {
	got := Mix(Even([]rules.Colour{red, cyan, green, purple, yellow, blue}), 1, nil)
	if c := got[0].Chroma(); c < 0.1 {
		t.Errorf("chroma of one lamp for six vivid favourites: got %.3f (%s), want at least 0.1", c, got[0].Colour())
	}
}

func TestMinorityOfOneIsVisible(t *testing.T) {
	var crowd []rules.Colour
	for i := range 200 {
		crowd = append(crowd, rules.Colour(fmt.Sprintf("#ff%02x%02x", i%80, i/4)))
	}
	before := Mix(Even(crowd), 10, nil)
	after := Mix(Even(append(crowd, blue)), 10, before)
	if n := has(after, mustParse(t, blue)); n != 1 {
		t.Errorf("lamps for the one who likes blue among 200 reds: got %d, want 1", n)
	}
}

func TestLampsFollowTheShares(t *testing.T) {
	crowd := slices.Concat(slices.Repeat([]rules.Colour{red}, 60), slices.Repeat([]rules.Colour{blue}, 30), slices.Repeat([]rules.Colour{green}, 10))
	got := Mix(Even(crowd), 10, nil)
	for c, want := range map[rules.Colour]int{red: 6, blue: 3, green: 1} {
		if n := has(got, mustParse(t, c)); n != want {
			t.Errorf("lamps in %s: got %d, want %d", c, n, want)
		}
	}
}

func TestDarkFavouritesKeepTheirColour(t *testing.T) {
	for c, want := range map[rules.Colour]rules.Colour{navy: blue, black: white, white: white, "#400000": red} {
		if got := mustParse(t, c).Colour(); got != want {
			t.Errorf("lamp for %s: got %s, want %s", c, got, want)
		}
	}
}

func crowds() *rapid.Generator[[]Favourite] {
	one := rapid.Custom(func(t *rapid.T) Favourite {
		rgb := rapid.IntRange(0, 0xffffff).Draw(t, "rgb")
		if rapid.Bool().Draw(t, "common") {
			c := rapid.SampledFrom(palette()).Draw(t, "colour")
			return Favourite{c, 1}
		}
		return Favourite{rules.Colour(fmt.Sprintf("#%06x", rgb)), rapid.Float64Range(-1, 1e9).Draw(t, "weight")}
	})
	return rapid.SliceOfN(one, 0, 60)
}

func TestMixLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := crowds().Draw(t, "people")
		lamps := rapid.IntRange(0, 45).Draw(t, "lamps")
		var last []Lab
		if rapid.Bool().Draw(t, "again") {
			last = Mix(crowds().Draw(t, "before"), rapid.IntRange(0, 45).Draw(t, "lamps before"), nil)
		}
		got := Mix(people, lamps, last)
		if got == nil {
			return
		}
		if len(got) != lamps {
			t.Fatalf("Mix for %d lamps: got %d colours", lamps, len(got))
		}
		for i, c := range got {
			if !(c.L >= lowL-1e-9 && c.L <= highL+1e-9) || math.IsNaN(c.A+c.B) {
				t.Fatalf("lamp %d: got %+v, want lightness in the band", i, c)
			}
		}
		turned := slices.Clone(people)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(turned), func(i, j int) { turned[i], turned[j] = turned[j], turned[i] })
		if other := Mix(turned, lamps, last); !slices.Equal(got, other) {
			t.Fatalf("the same people in another order: got %v, want %v", other, got)
		}
		if again := Mix(people, lamps, got); moved(got, again) > 0 {
			t.Fatalf("the same people again: %d of %d lamps moved", moved(got, again), lamps)
		}
	})
}

func moved(a, b []Lab) int {
	n := 0
	for i := range a {
		if Distance(a[i], b[i]) >= Imperceptible {
			n++
		}
	}
	return n
}

func TestSameCrowdComesToRest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		crowd := someCrowd(rng, 5+rng.IntN(100))
		lamps := Mix(Even(crowd), 10, nil)
		for range 5 {
			lamps = Mix(Even(crowd), 10, lamps)
		}
		if n := moved(lamps, Mix(Even(crowd), 10, lamps)); n != 0 {
			t.Errorf("lamps moved though nobody came or went: got %d, want 0", n)
		}
	}
}

func someCrowd(rng *rand.Rand, n int) []rules.Colour {
	out := make([]rules.Colour, n)
	for i := range out {
		out[i] = someColour(rng)
	}
	return out
}

func someColour(rng *rand.Rand) rules.Colour {
	if rng.IntN(2) == 0 {
		p := palette()
		return p[rng.IntN(len(p))]
	}
	return rules.Colour(fmt.Sprintf("#%06x", rng.IntN(1<<24)))
}

func TestOneNewcomerMovesFewLamps(t *testing.T) {
	for _, lamps := range []int{6, 10, 40} {
		rng := rand.New(rand.NewPCG(5, 6))
		crowd := someCrowd(rng, 40)
		now, total, steps := Mix(Even(crowd), lamps, nil), 0, 400
		for range steps {
			crowd[rng.IntN(len(crowd))] = someColour(rng) // one leaves, one comes
			next := Mix(Even(crowd), lamps, now)
			total += moved(now, next)
			now = next
		}
		share := float64(total) / float64(steps*lamps)
		t.Logf("%d lamps: %.2f lamps moved a change (%.0f %%)", lamps, float64(total)/float64(steps), share*100)
		if share > 0.33 {
			t.Errorf("share of %d lamps that one change of 40 people moves: got %.2f, want at most 0.33", lamps, share)
		}
	}
}

func TestMeanOfVividCrowdsStaysVivid(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	vivid := []rules.Colour{red, green, blue, yellow, cyan, orange, purple, pink}
	for range 200 {
		crowd := make([]rules.Colour, 3+rng.IntN(60))
		for i := range crowd {
			crowd[i] = vivid[rng.IntN(len(vivid))]
		}
		for i, c := range Mix(Even(crowd), 1+rng.IntN(6), nil) {
			if c.Chroma() < minChroma {
				t.Errorf("lamp %d for a vivid crowd: got chroma %.3f (%s), want at least %.2f", i, c.Chroma(), c.Colour(), minChroma)
			}
		}
	}
}

func TestMatchIsTheCheapest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		cost := make([]float64, n*n)
		for i := range cost {
			cost[i] = float64(rapid.IntRange(0, 9).Draw(t, "cost"))
		}
		at := func(i, j int) float64 { return cost[i*n+j] }
		got := 0.0
		for i, j := range match(n, at) {
			got += at(i, j)
		}
		if want := cheapest(n, at, 0, make([]bool, n)); got != want {
			t.Fatalf("cost of the matching: got %v, want %v", got, want)
		}
	})
}

// cheapest tries every pairing.
func cheapest(n int, cost func(int, int) float64, i int, taken []bool) float64 {
	if i == n {
		return 0
	}
	least := math.Inf(1)
	for j := range n {
		if !taken[j] {
			taken[j] = true
			least = min(least, cost(i, j)+cheapest(n, cost, i+1, taken))
			taken[j] = false
		}
	}
	return least
}

func BenchmarkMix(b *testing.B) {
	for _, size := range []struct{ people, lamps int }{{30, 10}, {400, 10}, {400, 40}} {
		b.Run(fmt.Sprintf("people=%d/lamps=%d", size.people, size.lamps), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(9, 10))
			crowd := Even(someCrowd(rng, size.people))
			last := Mix(Even(someCrowd(rng, size.people)), size.lamps, nil)
			b.ReportAllocs()
			for b.Loop() {
				Mix(crowd, size.lamps, last)
			}
		})
	}
}
