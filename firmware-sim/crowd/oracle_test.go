package crowd

import (
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
)

// lived is a crowd after its two days, and what the crude engine gave.
func lived(t *testing.T, seed uint64, people int) (*Crowd, []Given) {
	t.Helper()
	c := twoDays(seed, people)
	e := newCrude(c)
	c.Step(opening().Add(34*time.Hour), e.hear, nil)
	return c, e.given
}

func TestOracleLeavesTheRadiosDoubtsToTheEngine(t *testing.T) {
	for seed := uint64(1); seed <= 2; seed++ {
		c, given := lived(t, seed, 50)
		v := c.Judge(500, given)
		if !v.Clean() {
			t.Errorf("seed %d, a crude engine: missing %v, doubled %v, wrong %v", seed, v.Missing, v.Doubled, v.Wrong)
		}
		for _, s := range v.Rules {
			if s.Owed < s.People/20 || s.Barred < s.People/5 || s.Open > s.People/2 {
				t.Errorf("seed %d: %+v, want more people judged", seed, s)
			}
		}
	}
}

func TestOracleSeesEveryKindOfMistake(t *testing.T) {
	c, given := lived(t, 1, 40)
	first := given[0]
	again, early := first, first
	again.At = first.At.Add(time.Hour)
	early.At = opening().Add(time.Minute)
	staff := Given{Rule: first.Rule, At: first.At, Outcome: "done", Person: find(c, func(g *guest) bool { return g.staff })}
	silent := Given{Rule: "dj-taste", At: first.At, Outcome: "done", Person: find(c, func(g *guest) bool { return len(g.consents) == 0 })}
	owed := owedOne(t, c)
	tests := []struct {
		name  string
		given []Given
		list  func(Verdict) []Finding
		whom  beacons.Person
	}{
		{"given twice", append(slices.Clip(given), again), func(v Verdict) []Finding { return v.Doubled }, first.Person},
		{"given before it can be earned", []Given{early}, func(v Verdict) []Finding { return v.Wrong }, first.Person},
		{"given to staff", []Given{staff}, func(v Verdict) []Finding { return v.Wrong }, staff.Person},
		{"answered somebody who is not followed", []Given{silent}, func(v Verdict) []Finding { return v.Wrong }, silent.Person},
		{"given to nobody we know", []Given{{Rule: "coffee-gift", Person: "p9999", Outcome: "done"}}, func(v Verdict) []Finding { return v.Wrong }, "p9999"},
		{"not given", nil, func(v Verdict) []Finding { return v.Missing }, owed},
		{"dropped instead of given", []Given{{Rule: "coffee-gift", Person: owed, At: first.At, Outcome: "dropped"}}, func(v Verdict) []Finding { return v.Missing }, owed},
	}
	for _, test := range tests {
		if found := test.list(c.Judge(500, test.given)); !names(found, test.whom) {
			t.Errorf("%s: got %v, want %s in it", test.name, found, test.whom)
		}
	}
}

func TestEmptyPoolOwesNothingToThoseWhoComeLater(t *testing.T) {
	c, given := lived(t, 2, 40)
	var first []Given
	for _, g := range given {
		if g.Rule == "coffee-gift" && len(first) < 5 {
			first = append(first, g)
		}
	}
	for _, f := range c.Judge(5, first).Missing {
		if f.Rule == "coffee-gift" {
			t.Errorf("all five codes went to the first five: got %+v missing, want nobody", f)
		}
	}
	if missing := c.Judge(6, first).Missing; !strings.Contains(missing[0].Rule, "coffee-gift") {
		t.Errorf("one code left: got %v, want somebody missing it", missing)
	}
}

func TestBusyCrowdEarnsWithinThreeQuartersOfAnHour(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		c := Busy(seed, PierWest(), 100, opening())
		c.Step(opening().Add(25*time.Minute), nil, nil)
		if owed := c.Judge(100, nil).Rules[coffee].Owed; owed != 0 {
			t.Errorf("seed %d after 25 minutes: got %d people owed, want none", seed, owed)
		}
		c.Step(opening().Add(55*time.Minute), nil, nil)
		for _, s := range c.Judge(100, nil).Rules[:2] {
			if s.Owed < 40 || s.Open > 20 {
				t.Errorf("seed %d after 55 minutes: got %+v, want 40 or more owed and few open", seed, s)
			}
		}
	}
}

func find(c *Crowd, like func(*guest) bool) beacons.Person {
	for i := range c.guests {
		if like(&c.guests[i]) {
			return c.guests[i].id
		}
	}
	return ""
}

func owedOne(t *testing.T, c *Crowd) beacons.Person {
	t.Helper()
	for _, f := range c.Judge(500, nil).Missing {
		if f.Rule == "coffee-gift" {
			return f.Person
		}
	}
	t.Fatal("nobody is owed anything")
	return ""
}

func names(list []Finding, person beacons.Person) bool {
	for _, f := range list {
		if f.Person == person {
			return true
		}
	}
	return false
}
