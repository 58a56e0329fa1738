package parse_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

var deployed = filepath.Join("..", "..", "deploy")

// beside opens pool files that lie beside the rules in a folder.
func beside(folder string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(folder, name)) }
}

func book(t testing.TB) *rules.Book {
	t.Helper()
	got, problems := parse.Rules("rules.yaml", read(t, filepath.Join(deployed, "rules.yaml")), examplePlan(t), beside(deployed))
	if got == nil || len(problems) > 0 {
		t.Fatalf("reading the deployed rules: got %v, want neither error nor warning", problems)
	}
	return got
}

func TestDeployedRulesLoadWithoutErrorOrWarning(t *testing.T) {
	b := book(t)
	if len(b.Traits) != 3 || len(b.Labels) != 3 || len(b.Pools) != 1 || len(b.Rules) != 6 {
		t.Fatalf("the deployed book: got %d traits, %d labels, %d pools, %d rules; want 3, 3, 1, 6",
			len(b.Traits), len(b.Labels), len(b.Pools), len(b.Rules))
	}
	place, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 5, 9, 8, 0, 0, 0, place); !b.Calendar.Opens.Equal(want) {
		t.Errorf("the event opens: got %v, want %v", b.Calendar.Opens, want)
	}
	if got := b.Traits[0].Zones; len(got) != 2 || got[0] != "coffee-east" || got[1] != "coffee-west" {
		t.Errorf("zones of the kind coffee: got %v, want [coffee-east coffee-west]", got)
	}
	if want := (rules.Window{From: 20 * time.Hour, To: 2 * time.Hour}); b.Traits[2].Window != want {
		t.Errorf("window of the dance minutes: got %v, want %v", b.Traits[2].Window, want)
	}
	if got := len(b.Pools[0].Codes); got != 200 {
		t.Errorf("codes in the pool: got %d, want 200", got)
	}
}

func TestDeployedConditionsHoldAsWritten(t *testing.T) {
	b := book(t)
	guest := rules.Profile{Registered: true, Music: "Nina Simone", Tallies: []rules.Tally{{Trait: "coffee_visits", Value: 3}, {Trait: "dance_minutes", Value: 29}}}
	staff := rules.Profile{Registered: true, Staff: true}
	onFloor := rules.Profile{Visit: beacons.Visit{Zone: "dance-floor", From: time.Unix(1, 0)}}
	for _, test := range []struct {
		name  string
		holds func(rules.Asked) bool
		asked rules.Asked
		want  bool
	}{
		{"coffee lover with 3 visits", b.Labels[0].If.Holds, rules.Asked{Person: &guest}, true},
		{"coffee lover with 0 visits", b.Labels[0].If.Holds, rules.Asked{Person: &staff}, false},
		{"party goer with 29 minutes", b.Labels[2].If.Holds, rules.Asked{Person: &guest}, false},
		{"registered", b.Rules[0].If[0].Holds, rules.Asked{Person: &guest}, true},
		{"not staff, a guest", b.Rules[0].If[1].Holds, rules.Asked{Person: &guest}, true},
		{"not staff, one of the staff", b.Rules[0].If[1].Holds, rules.Asked{Person: &staff}, false},
		{"not checked out", b.Rules[2].If[0].Holds, rules.Asked{Person: &guest}, true},
		{"three in the zone", b.Rules[3].If[0].Holds, rules.Asked{ZonePeople: 3}, true},
		{"two in the zone", b.Rules[3].If[0].Holds, rules.Asked{ZonePeople: 2}, false},
		{"on the floor", b.Rules[4].If[0].Holds, rules.Asked{Person: &onFloor}, true},
		{"elsewhere", b.Rules[4].If[0].Holds, rules.Asked{Person: &guest}, false},
		{"has a favourite music", b.Rules[5].If[0].Holds, rules.Asked{Person: &guest}, true},
		{"has none", b.Rules[5].If[0].Holds, rules.Asked{Person: &staff}, false},
		{"nobody", b.Rules[0].If[0].Holds, rules.Asked{}, false},
	} {
		if got := test.holds(test.asked); got != test.want {
			t.Errorf("%s: got %t, want %t", test.name, got, test.want)
		}
	}
}

func TestExampleRulesNameEverythingThatIsNotSupportedYet(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared")
	_, problems := parse.Rules("rules.yaml", read(t, filepath.Join(shared, "rules.example.yaml")), examplePlan(t), beside(shared))
	for _, p := range problems {
		t.Log(p)
	}
}
