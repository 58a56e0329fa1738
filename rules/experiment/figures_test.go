package experiment

import (
	"fmt"
	"math"
	"testing"
)

// Newcombe 1998, table II, method 10.
func TestNewcombeGivesThePublishedIntervals(t *testing.T) {
	for _, c := range []struct {
		a, b      Part
		low, high float64
	}{
		{Part{56, 70}, Part{48, 80}, 0.0524, 0.3339},
		{Part{9, 10}, Part{3, 10}, 0.1705, 0.8090},
		{Part{6, 7}, Part{2, 7}, 0.0582, 0.8062},
		{Part{5, 56}, Part{0, 29}, -0.0381, 0.1926},
		{Part{0, 10}, Part{0, 20}, -0.1611, 0.2775},
		{Part{0, 10}, Part{0, 10}, -0.2775, 0.2775},
		{Part{10, 10}, Part{0, 20}, 0.6791, 1.0000},
		{Part{10, 10}, Part{0, 10}, 0.6075, 1.0000},
		{Part{41, 96}, Part{29, 99}, -0.0004, 0.2625}, // the reference's own
		{Part{}, Part{}, -1, 1},
	} {
		got := Newcombe(c.a, c.b, 0.95)
		if math.Abs(got.Low-c.low) > 0.00006 || math.Abs(got.High-c.high) > 0.00006 {
			t.Errorf("Newcombe %v against %v: got %.4f to %.4f, want %.4f to %.4f", c.a, c.b, got.Low, got.High, c.low, c.high)
		}
	}
}

// Exact over all outcomes, not simulated: at 360 against 40 the ordinary (Wald)
// interval covers 0.870.
func TestNewcombeCoversInASmallArm(t *testing.T) {
	covered := 0.0
	for a := range 361 {
		for b := range 41 {
			if i := Newcombe(Part{a, 360}, Part{b, 40}, 0.95); i.Low <= 0.05 && 0.05 <= i.High {
				covered += binomial(a, 360, 0.10) * binomial(b, 40, 0.05)
			}
		}
	}
	if math.Abs(covered-0.960) > 0.004 {
		t.Errorf("coverage at 360/40, 10 %% against 5 %%: got %.4f, want 0.960", covered)
	}
}

func TestRatioMatchesTheOracles(t *testing.T) {
	for _, c := range []struct {
		a, b      int
		arms      []Arm
		square    float64
		chi, want float64 // p by chi-square (reference), exact p (whole fractions)
		broken    bool
	}{
		{240, 160, []Arm{{"a", 1}, {"b", 1}}, 16.00, 0.00006, 7.426568e-05, true},
		{340, 60, []Arm{{"a", 9}, {"b", 1}}, 11.11, 0.00086, 1.4911578e-03, false}, // the approximation would warn
		{338, 62, []Arm{{"a", 9}, {"b", 1}}, 13.44, 0.00025, 5.8496387e-04, true},
		{370, 30, []Arm{{"a", 9}, {"b", 1}}, 2.78, 0.096, 0.11248861, false},
		{7, 3, []Arm{{"a", 4}, {"b", 1}}, 0.625, 0.429, 0.429574656, false},
		{12, 0, []Arm{{"a", 1}, {"b", 1}}, 12, 0.00053, 4.8828125e-04, true},
	} {
		d := Design{Arms: c.arms}
		got := d.ratio([]Count{{Variant: "a", Shown: c.a}, {Variant: "b", Shown: c.b}})
		near(t, "chi-square", got.ChiSquare, c.square, 0.005)
		near(t, "p by chi-square", chiSquareP(got.ChiSquare, 1), c.chi, c.chi/50+5e-6)
		near(t, "exact p", got.P, c.want, c.want/1e6)
		if got.Broken != c.broken {
			t.Errorf("%d/%d: broken = %v, want %v", c.a, c.b, got.Broken, c.broken)
		}
	}
}

// Critical values from any table of the distribution.
func TestChiSquareMatchesTheTable(t *testing.T) {
	for _, c := range []struct {
		x       float64
		freedom int
		p       float64
	}{{3.841, 1, 0.05}, {5.991, 2, 0.05}, {7.815, 3, 0.05}, {13.277, 4, 0.01}, {20.515, 5, 0.001}, {18.307, 10, 0.05}, {0, 3, 1}} {
		near(t, fmt.Sprintf("p of %g with %d", c.x, c.freedom), chiSquareP(c.x, c.freedom), c.p, c.p/500)
	}
}

func TestRatioSpeaksPlainly(t *testing.T) {
	d := Design{Arms: []Arm{{"a", 1}, {"b", 1}, {"c", 2}}}
	for want, counts := range map[string][]Count{
		"Nobody was in it yet.":                       {{Variant: "a"}, {Variant: "b"}, {Variant: "c"}},
		"The groups are as large as the weights say.": {{Variant: "a", Shown: 9}, {Variant: "b", Shown: 12}, {Variant: "c", Shown: 18}},
		`Do not trust this experiment: "a" has 100 people where about 75 belong, "b" has 100 people where about 75 belong, "c" has 100 people where about 150 belong. ` +
			`Chance does that less than once in 1,000 times, so people of one group are lost on the way.`: {{Variant: "a", Shown: 100}, {Variant: "b", Shown: 100}, {Variant: "c", Shown: 100}},
	} {
		if got := d.ratio(counts).Sentence; got != want {
			t.Errorf("%v:\n got %s\nwant %s", counts, got, want)
		}
	}
}

// organizer.md 5.5: base rate 20 %, points.
func TestSmallestDifferenceMatchesTheTable(t *testing.T) {
	for people, want := range map[int][4]float64{
		200: {15.8, 19.8, 26.4, 36.4}, 400: {11.2, 14.0, 18.7, 25.7}, 1000: {7.1, 8.9, 11.8, 16.3}, 5000: {3.2, 4.0, 5.3, 7.3},
	} {
		for i, share := range []float64{0.5, 0.2, 0.1, 0.05} {
			got := 100 * Holdout("s", share).Smallest(Plan{People: people, Base: 0.2})
			near(t, fmt.Sprintf("%d people, %g held out", people, share), got, want[i], 0.0501)
		}
	}
	if got := coffee().Smallest(Plan{}); !math.IsInf(got, 1) {
		t.Errorf("nobody expected: got %g, want infinite", got)
	}
}

func TestForesightSpeaksPlainly(t *testing.T) {
	for _, c := range []struct {
		design Design
		plan   Plan
		want   string
	}{
		{
			Holdout("s", 0.1), Plan{400, 0.2}, "With about 400 people and 10 % held out, only a change of 19 points or more can be seen: " +
				"20 % becoming 39 % would be noticed four times in five. To see a smaller one, hold out 50 % (11 points), or read the result over several events.",
		},
		{
			coffee(), Plan{400, 0.2}, `With about 400 people and "plain" for 50 % and "playful" for 50 %, only a change of 11 points or more can be seen: ` +
				`20 % becoming 31 % would be noticed four times in five. To see a smaller one, read the result over several events.`,
		},
		{
			coffee(), Plan{5000, 0.9}, `With about 5,000 people and "plain" for 50 % and "playful" for 50 %, only a change of 2 points or more can be seen: ` +
				`90 % becoming 92 % would be noticed four times in five.`,
		},
		{
			Design{Arms: []Arm{{"a", 8}, {"b", 1}, {"c", 1}}}, Plan{2000, 0.9}, `With about 2,000 people and "a" for 80 %, "b" for 10 % and "c" for 10 %, ` +
				`only a change of 7 points or more can be seen: 90 % becoming 97 % would be noticed four times in five. To see a smaller one, give each variant the same weight (5 points).`,
		},
		{
			Holdout("s", 0.05), Plan{30, 0.2}, "With about 30 people and 5 % held out, no change can be seen: these are too few people. Read the result over several events.",
		},
	} {
		if got := c.design.Foresee(c.plan); got != c.want {
			t.Errorf("%v:\n got %s\nwant %s", c.plan, got, c.want)
		}
	}
}

func near(t *testing.T, what string, got, want, off float64) {
	t.Helper()
	if !(math.Abs(got-want) <= off) {
		t.Errorf("%s: got %g, want %g", what, got, want)
	}
}
