package experiment

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)

func TestExposureAndSuccessCountOnceAndInTime(t *testing.T) {
	trial := &Trial{Design: coffee()}
	for _, step := range []struct {
		what string
		got  bool
		want bool
	}{
		{"success before any exposure", trial.Succeed("ada", noon), false},
		{"first exposure", trial.Expose("ada", noon), true},
		{"second exposure", trial.Expose("ada", noon.Add(time.Hour)), false},
		{"success before it", trial.Succeed("ada", noon.Add(-time.Second)), false},
		{"success four hours and a second after", trial.Succeed("ada", noon.Add(4*time.Hour+time.Second)), false},
		{"success four hours after", trial.Succeed("ada", noon.Add(4*time.Hour)), true},
		{"second success", trial.Succeed("ada", noon.Add(time.Hour)), false},
	} {
		if step.got != step.want {
			t.Errorf("%s: counted %v, want %v", step.what, step.got, step.want)
		}
	}
}

func TestNobodyIsJudgedBeforeTheirTimeIsOver(t *testing.T) {
	trial := &Trial{Design: coffee()}
	trial.Expose("ada", noon) // plain
	trial.Succeed("ada", noon.Add(time.Minute))
	trial.Expose("grace", noon.Add(time.Hour)) // plain
	trial.Expose("bo", noon)                   // playful
	want := []Count{{Variant: "plain", Shown: 2}, {Variant: "playful", Shown: 1}}
	if diff := cmp.Diff(want, trial.Counts(noon.Add(4*time.Hour-time.Second))); diff != "" {
		t.Errorf("just before four hours (-want +got):\n%s", diff)
	}
	want = []Count{{"plain", 2, 1, 1}, {"playful", 1, 1, 0}}
	if diff := cmp.Diff(want, trial.Counts(noon.Add(4*time.Hour))); diff != "" {
		t.Errorf("at four hours (-want +got):\n%s", diff)
	}
}

func TestTrialReadsTheSameWhenSavedOrBuiltFromPeople(t *testing.T) {
	trial := played(coffee(), 400, func(v Variant) float64 { return map[Variant]float64{"plain": 0.2, "playful": 0.35}[v] }, 3)
	end := noon.Add(10 * time.Hour)
	saved, err := json.Marshal(trial)
	if err != nil {
		t.Fatal(err)
	}
	if len(saved) > 400*100 {
		t.Errorf("400 people take %d bytes, want at most 100 each", len(saved))
	}
	loaded := &Trial{Design: coffee()}
	if err := json.Unmarshal(saved, loaded); err != nil {
		t.Fatal(err)
	}
	built := &Trial{Design: coffee()}
	for i := range trial.Exposures {
		built.Add(trial.Exposures[(i*7)%400]) // 7 and 400 have no common part: all of them, shuffled
	}
	for name, other := range map[string]*Trial{"saved": loaded, "built from people": built} {
		if diff := cmp.Diff(trial.Read(end), other.Read(end)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTwoPeopleWhoAreOneAreDropped(t *testing.T) {
	trial := &Trial{Design: coffee()}
	trial.Expose("ada", noon)
	trial.Expose("grace", noon)
	trial.Expose("bo", noon)
	trial.Merge("ada", "grace") // even of one variant
	trial.Merge("bo", "new")
	trial.Merge("nobody", "new")
	trial.Merge("new", "new")
	if len(trial.Exposures) != 1 || trial.Exposures[0].Person != "new" || trial.Exposures[0].Variant != "playful" {
		t.Errorf("left are %v, want the one now called new, as playful", trial.Exposures)
	}
	if r := trial.Read(noon); trial.Dropped != 2 || r.Dropped != 2 {
		t.Errorf("dropped %d and %d in the reading, want 2", trial.Dropped, r.Dropped)
	}
}

func TestForgottenPeopleLeaveTheirCount(t *testing.T) {
	trial := &Trial{Design: coffee()}
	trial.Expose("ada", noon)
	trial.Succeed("ada", noon)
	before := trial.Counts(noon.Add(5 * time.Hour))
	trial.Forget("ada")
	trial.Forget("nobody")
	saved, _ := json.Marshal(trial)
	if diff := cmp.Diff(before, trial.Counts(noon.Add(5*time.Hour))); diff != "" || strings.Contains(string(saved), "ada") {
		t.Errorf("saved as %s, counts (-before +after):\n%s", saved, diff)
	}
}

// parts builds a trial with given figures, at one moment.
func parts(d Design, figures map[Variant]Part) *Trial {
	trial := &Trial{Design: d}
	n := 0
	for round := range 1000 {
		for _, a := range d.Arms {
			if part := figures[a.Variant]; round < part.All {
				e := Exposure{Person: person(n), Variant: a.Variant, At: noon.Add(time.Duration(n) * time.Second)}
				if (round+1)*part.Yes/part.All > round*part.Yes/part.All {
					e.Success = e.At
				}
				trial.Add(e)
				n++
			}
		}
	}
	return trial
}

func TestReadingSpeaksPlainly(t *testing.T) {
	running, over := noon.Add(5*time.Hour), noon.Add(12*time.Hour)
	held := Holdout("s", 0.2)
	held.Within, held.Ends = time.Hour, noon.Add(8*time.Hour)
	for _, c := range []struct {
		design Design
		a, b   Part // second and first arm
		now    time.Time
		want   string
	}{
		{coffee(), Part{3, 5}, Part{1, 6}, running, `Too early to say: 11 people had their time to answer so far.`},
		{coffee(), Part{0, 0}, Part{0, 1}, running, `Too early to say: 1 person had their time to answer so far.`},
		{coffee(), Part{41, 96}, Part{29, 99}, running, `Too early to say. If it goes on like this, about 320 people more would settle it.`},
		{coffee(), Part{30, 100}, Part{30, 100}, running, `Too early to say. So far the two are alike.`},
		{coffee(), Part{60, 100}, Part{20, 100}, running, `"playful" is clearly better than "plain": of 100 people who got "playful", 60 redeemed it; of 100 who got "plain", 20.`},
		{coffee(), Part{20, 100}, Part{60, 100}, running, `"playful" is clearly worse than "plain": of 100 people who got "playful", 20 redeemed it; of 100 who got "plain", 60.`},
		{coffee(), Part{41, 96}, Part{29, 99}, over, `Of 96 people who got "playful", 41 redeemed it; of 99 who got "plain", 29: 13 points more, likely (19 times in 20) between 0 and 26 more. "playful" is probably better, not proven.`},
		{coffee(), Part{29, 99}, Part{41, 96}, over, `Of 99 people who got "playful", 29 redeemed it; of 96 who got "plain", 41: 13 points fewer, likely (19 times in 20) between 0 and 26 fewer. "plain" is probably better, not proven.`},
		{coffee(), Part{30, 100}, Part{30, 100}, over, `Of 100 people who got "playful", 30 redeemed it; of 100 who got "plain", 30: no difference, likely (19 times in 20) between 13 fewer and 13 more. Neither is proven better.`},
		{coffee(), Part{60, 100}, Part{20, 100}, over, `Of 100 people who got "playful", 60 redeemed it; of 100 who got "plain", 20: 40 points more, likely (19 times in 20) between 27 and 51 more. "playful" is better.`},
		{coffee(), Part{20, 100}, Part{60, 100}, over, `Of 100 people who got "playful", 20 redeemed it; of 100 who got "plain", 60: 40 points fewer, likely (19 times in 20) between 27 and 51 fewer. "plain" is better.`},
		{coffee(), Part{2, 5}, Part{0, 0}, over, `Nothing to compare: 5 people got "playful" and 0 people got "plain".`},
		{coffee(), Part{41, 100}, Part{29, 40}, over, `No verdict: the groups are not as large as they should be.`},
		{held, Part{160, 320}, Part{16, 80}, running, `Telling people is clearly better than holding back: of 320 people who were told, 160 did it; of 80 who were held out, 16.`},
	} {
		trial := parts(c.design, map[Variant]Part{c.design.Arms[0].Variant: c.b, c.design.Arms[1].Variant: c.a})
		if got := trial.Read(c.now).Comparisons[0].Sentence; got != c.want {
			t.Errorf("%v against %v:\n got %s\nwant %s", c.a, c.b, got, c.want)
		}
	}
}

func TestVariantThatWasEditedAwayIsLeftOut(t *testing.T) {
	trial := parts(coffee(), map[Variant]Part{"plain": {2, 10}, "playful": {3, 10}})
	before := trial.Read(noon.Add(5 * time.Hour))
	trial.Add(Exposure{Person: "late", Variant: "gone", At: noon})
	if diff := cmp.Diff(before, trial.Read(noon.Add(5*time.Hour))); diff != "" {
		t.Errorf("an unknown variant changed the reading (-before +after):\n%s", diff)
	}
}
