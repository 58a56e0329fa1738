package experiment

import (
	"fmt"
	"math"
	"testing"
	"time"

	"foyer/beacons"
)

func coffee() Design {
	return Design{
		Salt: "martech-2026", ID: "coffee-wording", Arms: []Arm{{"plain", 50}, {"playful", 50}},
		Within: 4 * time.Hour, Ends: noon.Add(8 * time.Hour), Did: "redeemed it",
	}
}

// The vectors were worked out with another language's SHA-256.
func TestTossIsTheSameOnEveryMachine(t *testing.T) {
	three := Design{Salt: "martech-2026", ID: "three", Arms: []Arm{{"c", 1}, {"a", 2}, {"b", 3}}}
	for _, want := range []struct {
		person               beacons.Person
		toss                 uint64
		coffee, share, three Variant
	}{
		{"ada", 0x2598e70b2d3ebe02, "plain", Held, "a"},
		{"bo", 0x8196f3102d2044e7, "playful", Held, "a"},
		{"grace", 0x5ec93db99f1c9b19, "plain", Told, "b"},
		{"linus", 0xc1a5c7def730a195, "playful", Held, "c"},
		{"Ünal", 0xdd225a2f670a65df, "playful", Told, "b"},
		{"", 0x3182c31c38164659, "plain", Told, "c"},
		{"p-0042", 0xcd1634570be6e97b, "playful", Told, "b"},
	} {
		if got := toss("martech-2026", "coffee-wording", string(want.person)); got != want.toss {
			t.Errorf("toss for %q: got %#x, want %#x", want.person, got, want.toss)
		}
		if got := coffee().Assign(want.person); got != want.coffee {
			t.Errorf("coffee for %q: got %q, want %q", want.person, got, want.coffee)
		}
		if got := Holdout("martech-2026", 0.2).Assign(want.person); got != want.share {
			t.Errorf("holdout for %q: got %q, want %q", want.person, got, want.share)
		}
		if got := three.Assign(want.person); got != want.three {
			t.Errorf("three for %q: got %q, want %q", want.person, got, want.three)
		}
	}
}

func TestTossFallsByWeightAndFillsItsRangeEvenly(t *testing.T) {
	const all = 100_000
	d := Design{Salt: "s", ID: "uneven", Arms: []Arm{{"a", 1}, {"b", 2}, {"c", 7}}}
	arms, tenths := map[Variant]int{}, make([]int, 10)
	for i := range all {
		arms[d.Assign(person(i))]++
		tenths[toss("s", "even", string(person(i)))/(math.MaxUint64/10+1)]++
	}
	p := d.ratio([]Count{{Variant: "a", Shown: arms["a"]}, {Variant: "b", Shown: arms["b"]}, {Variant: "c", Shown: arms["c"]}}).P
	if p < 0.001 {
		t.Errorf("weights 1, 2, 7 gave %v: chance does that once in %.0f times", arms, 1/p)
	}
	square := 0.0
	for _, n := range tenths {
		square += (float64(n) - all/10) * (float64(n) - all/10) / (all / 10)
	}
	if p := chiSquareP(square, 9); p < 0.001 {
		t.Errorf("tenths of the range got %v: p = %g", tenths, p)
	}
}

func TestTossesOfTwoSaltsOrIDsAreIndependent(t *testing.T) {
	d := coffee()
	other, next := d, d
	other.ID, next.Salt = "bacon-wording", "martech-2027"
	held := Holdout(d.Salt, 0.5)
	named := d
	named.ID = d.Salt // as an experiment may be named like the holdout's salt
	for name, pair := range map[string][2]Design{"two ids": {d, other}, "two salts": {d, next}, "the holdout": {named, held}} {
		const all = 40_000
		both := map[[2]Variant]int{}
		for i := range all {
			both[[2]Variant{pair[0].Assign(person(i)), pair[1].Assign(person(i))}]++
		}
		square := 0.0
		for _, n := range both {
			square += (float64(n) - all/4) * (float64(n) - all/4) / (all / 4)
		}
		if p := chiSquareP(square, 3); len(both) != 4 || p < 0.001 {
			t.Errorf("%s fell together %v: p = %g", name, both, p)
		}
	}
}

func TestLargerHoldoutKeepsWhoWasHeldOut(t *testing.T) {
	held := 0
	for i := range 10_000 {
		if HeldOut("s", 0.2, person(i)) {
			held++
			if !HeldOut("s", 0.3, person(i)) {
				t.Fatalf("%s is held out at 20 %% and not at 30 %%", person(i))
			}
		}
		if HeldOut("s", 0, person(i)) || !HeldOut("s", 1, person(i)) {
			t.Fatalf("%s: nobody is held out at 0 and everybody at 1", person(i))
		}
	}
	if held < 1850 || held > 2150 {
		t.Errorf("20 %% of 10,000: got %d held out", held)
	}
}

func TestOrderOfArmsChangesNobodysVariant(t *testing.T) {
	d := coffee()
	turned := d
	turned.Arms = []Arm{d.Arms[1], d.Arms[0]}
	for i := range 1000 {
		if a, b := d.Assign(person(i)), turned.Assign(person(i)); a != b {
			t.Fatalf("%s: %q, and %q when written the other way round", person(i), a, b)
		}
	}
}

func TestDesignSaysAllThatIsWrong(t *testing.T) {
	if err := coffee().Validate(); err != nil {
		t.Errorf("the example: %v", err)
	}
	err := Design{Arms: []Arm{{"a", 0}, {"a", 1}, {"", 3}}}.Validate()
	want := `an experiment needs an id
an experiment needs a time within which a success counts, such as 4h
the weight of "a" is 0; it must be a whole number from 1 to 1000000000
the variant "a" is there twice
a variant needs a name`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if got := (Design{}).Assign("ada"); got != "" {
		t.Errorf("no arms: got %q", got)
	}
}

func person(i int) beacons.Person { return beacons.Person(fmt.Sprintf("p-%d", i)) }
