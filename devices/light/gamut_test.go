package light

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"foyer/rules"
)

func TestColoursBecomeTheChromaticityOfSRGB(t *testing.T) {
	for c, want := range map[rules.Colour]XY{
		red: {0.6400, 0.3300}, green: {0.3000, 0.6000}, blue: {0.1500, 0.0600}, orange: {0.5430, 0.4070}, white: {0.3127, 0.3290},
	} {
		got := mustParse(t, c).XY()
		if math.Abs(got.X-want.X) > 0.001 || math.Abs(got.Y-want.Y) > 0.001 {
			t.Errorf("%s as xy: got %.4f %.4f, want %.4f %.4f", c, got.X, got.Y, want.X, want.Y)
		}
		if back := mustParse(t, got.Colour()); Distance(back, mustParse(t, c)) > 0.005 {
			t.Errorf("%s to xy and back: got %s", c, got.Colour())
		}
	}
}

func TestClampStaysInTheGamut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := GamutOf(rapid.SampledFrom([]string{"A", "B", "C", "other"}).Draw(t, "gamut"))
		p := XY{rapid.Float64().Draw(t, "x"), rapid.Float64().Draw(t, "y")}
		got := g.Clamp(p)
		if !near(g, got) {
			t.Fatalf("Clamp(%v): got %v, outside the gamut", p, got)
		}
		if again := g.Clamp(got); math.Hypot(again.X-got.X, again.Y-got.Y) > 2e-4 {
			t.Fatalf("Clamp twice: got %v, then %v", got, again)
		}
		if got != (XY{math.Round(got.X*1e4) / 1e4, math.Round(got.Y*1e4) / 1e4}) {
			t.Fatalf("Clamp(%v): got %v, want four decimals", p, got)
		}
	})
}

// near allows for the rounding to four decimals.
func near(g Gamut, p XY) bool {
	q := g.nearest(p)
	return g.Holds(p) || math.Hypot(p.X-q.X, p.Y-q.Y) < 1e-4
}

func TestClampLeavesWhatFits(t *testing.T) {
	p := XY{0.4, 0.35}
	if got := GamutOf("C").Clamp(p); got != p {
		t.Errorf("Clamp of a colour inside: got %v, want %v", got, p)
	}
	if got := GamutOf("B").Clamp(XY{0.3, 0.6}); GamutOf("B").Holds(XY{0.3, 0.6}) || math.Hypot(got.X-0.3, got.Y-0.6) > 0.2 {
		t.Errorf("Clamp of sRGB green to gamut B: got %v, want its nearest edge", got)
	}
}

func TestVividMovesAwayFromWhite(t *testing.T) {
	p := XY{0.4, 0.4}
	if got := p.Vivid(1); math.Hypot(got.X-p.X, got.Y-p.Y) > 1e-12 {
		t.Errorf("Vivid(1): got %v, want %v", got, p)
	}
	if got := p.Vivid(1.3); !(got.X > p.X && got.Y > p.Y) {
		t.Errorf("Vivid(1.3): got %v, want farther from white than %v", got, p)
	}
}

func TestLevelFollowsTheCrowdInSteps(t *testing.T) {
	for _, c := range []struct {
		people    int
		last      float64
		want      float64
		situation string
	}{
		{3, 0, 0.3, "a few people"},
		{15, 0, 0.6, "half a crowd"},
		{300, 0, 0.9, "a full floor"},
		{18, 0.6, 0.6, "a few more at the door"},
		{30, 0.6, 0.9, "the floor has filled"},
		{15, 0.05, 0.6, "before was another rule's"},
	} {
		if got := Level(c.people, 10, 0.3, 0.9, c.last); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: got level %.2f, want %.2f", c.situation, got, c.want)
		}
	}
	if got := Level(5, 10, math.NaN(), 7, 0); got != 0 && !(got > 0 && got <= 1) {
		t.Errorf("level of nonsense bounds: got %v, want a share", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("#ff8000")
	f.Add("#FFF")
	f.Add("#0x0x0x")
	f.Add("# 1 2 3")
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := Parse(rules.Colour(s))
		if ok && (math.IsNaN(c.L+c.A+c.B) || c.L < lowL-1e-9 || c.L > highL+1e-9) {
			t.Fatalf("Parse(%q): got %+v, want a colour in the band", s, c)
		}
	})
}

func TestWarmWhiteLiesOnThePlanckianLocus(t *testing.T) {
	for mirek, want := range map[int]XY{370: {0.4598, 0.4106}, 250: {0.3805, 0.3767}, 153: {0.3127, 0.3240}} {
		if got := Warm(mirek); math.Hypot(got.X-want.X, got.Y-want.Y) > 0.005 {
			t.Errorf("white of %d mirek: got %.4f %.4f, want %.4f %.4f", mirek, got.X, got.Y, want.X, want.Y)
		}
	}
}
