package parse_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

var deployed = filepath.Join("..", "..", "deploy")

// beside opens pool files that lie beside the rules in a folder.
func beside(folder string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) { return fs.ReadFile(os.DirFS(folder), name) }
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

func TestExampleRulesLoadUnchanged(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared")
	book, problems := parse.Rules("rules.yaml", read(t, filepath.Join(shared, "rules.example.yaml")), examplePlan(t), beside(shared))
	if book == nil || parse.Failed(problems) || len(book.Rules) != 9 || len(book.Refused) != 0 {
		t.Errorf("reading the example rules: got %v, want nine rules and warnings only", problems)
	}
	var said strings.Builder
	for _, p := range problems {
		said.WriteString(p.String() + "\n")
	}
	golden(t, filepath.Join("testdata", "example.problems"), said.String())
}

func TestFullFileBecomesTheBookItSays(t *testing.T) {
	source := read(t, filepath.Join("testdata", "full.yaml"))
	b, problems := parse.Rules("rules.yaml", source, smallPlan(), beside(filepath.Join("testdata", "pools")))
	problems = slices.DeleteFunc(problems, func(p parse.Problem) bool { return p.Code == "untested" }) // its one test shows keys, not rules
	if b == nil || len(problems) > 0 {
		t.Fatalf("reading the full file: got %v, want no problem", problems)
	}
	gift, floor, song, taste := b.Rules[0], b.Rules[1], b.Rules[2], b.Rules[3]
	for what, pair := range map[string][2]any{
		"pool": {b.Pools[0], rules.Pool{Name: "gift", Line: 14, Codes: []string{"AAAA-1", "AAAA-2", "AAAA-3"}, File: "gifts.csv", Rows: []int{2, 3, 4}, ReserveFor: 15 * time.Minute, PerPerson: 1, WarnBelow: 20, EmptyStaff: "The pool is empty", StopRule: true, Expires: b.Pools[0].Expires}},
		"draw": {b.Pools[1], rules.Pool{Name: "prize", Line: 22, HandOutAt: "lounge", Draw: &rules.Draw{
			Name: "demo prize", Winners: 3, At: b.Calendar.Closes.Add(-90 * time.Minute), Salt: "passport", Seed: "drand quicknet, the first round after 16:30",
		}}},
		"when 1": {gift.When, rules.When{Kind: rules.LabelGained, Label: "coffee_lover"}},
		"policy": {b.Policy, rules.Policy{
			Quiet:   rules.Quiet{Hours: rules.Window{From: 22*time.Hour + 30*time.Minute, To: 8 * time.Hour}},
			Caps:    []rules.Cap{{Channel: rules.PushChannel, AtMost: 1, Per: 45 * time.Minute}, {Channel: rules.PushChannel, AtMost: 5}},
			Holdout: rules.Holdout{Share: 0.2, Salt: "demo", Success: rules.Success{Kind: rules.RewardUsed, Within: 4 * time.Hour}},
		}},
		"loud 1":     {gift.Loud, true},
		"priority 1": {gift.Priority, 60},
		"priority 2": {floor.Priority, 50},
		"wait 1":     {gift.Wait, rules.Wait{Until: 8 * time.Hour}},
		"limit 1":    {gift.Limit, rules.Limit{PerPerson: 1, Per: time.Hour, Total: 200}},
		"consent 1":  {gift.Consent, []rules.Purpose{rules.Location, rules.PushNote}},
		"reward":     {gift.Then[0], rules.Then{Line: gift.Then[0].Line, Reward: "gift"}},
		"push": {gift.Then[1].Push, &rules.PushThen{
			Title:   rules.Template{Parts: []string{"", "reward.name", " for you"}},
			Body:    rules.Template{Parts: []string{"Show ", "reward.code", ".\nYou came ", "person.coffee_visits", " times, ", "person.first_name", ": number ", "rank.coffee_visits", " of ", "count.coffee_lover", ".\n"}},
			Expires: 30 * time.Minute,
		}},
		"staff":  {gift.Then[2].Staff, rules.Template{Parts: []string{"A gift was given."}}},
		"when 2": {floor.When, rules.When{Kind: rules.ZoneChanged, Zone: "dance-floor", Settle: 3 * time.Second}},
		"wait 2": {floor.Wait, rules.Wait{Until: -1}},
		"light": {floor.Then[0].Light, &rules.LightThen{
			Zone: "dance-floor", Fade: 1500 * time.Millisecond, Every: 2 * time.Second, Min: 0.3, Max: 0.9, EmptyAfter: time.Minute, EmptyScene: "house",
		}},
		"when 3": {song.When, rules.When{Kind: rules.Mentioned, From: []string{"app"}}},
		"song":   {song.Then[0].DJ, &rules.DJThen{Queue: "second", Song: rules.Template{Parts: []string{"", "mention.song", ""}}, Weight: 1}},
		"when 4": {taste.When, rules.When{Kind: rules.Enter, Zone: "dance-floor", AtLeast: 2 * time.Minute}},
		"taste":  {taste.Then[0].DJ, &rules.DJThen{Queue: "main", Taste: rules.Template{Parts: []string{"", "person.favourite_music", ""}}, Weight: 0.5}},
	} {
		if diff := cmp.Diff(pair[1], pair[0]); diff != "" {
			t.Errorf("%s of the full file (-want +got):\n%s", what, diff)
		}
	}
	if got, want := b.Calendar.Closes.UTC(), time.Date(2026, 5, 10, 16, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("the event closes: got %v, want %v", got, want)
	}
	if got, want := b.Pools[0].Expires.UTC(), time.Date(2026, 5, 31, 21, 59, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("the codes expire: got %v, want %v, read on the clocks of Berlin", got, want)
	}
}

func TestPoolLeavesOutDoubledAndEmptyRows(t *testing.T) {
	source := read(t, filepath.Join("testdata", "broken", "reward-pool-doubled.yaml"))
	b, problems := parse.Rules("rules.yaml", source, smallPlan(), beside(filepath.Join("testdata", "pools")))
	if b == nil || len(problems) != 3 {
		t.Fatalf("reading a pool with three bad rows: got %v, want a book and three warnings", problems)
	}
	if diff := cmp.Diff([]string{"AAAA-1", "AAAA-2"}, b.Pools[0].Codes); diff != "" {
		t.Errorf("codes of the pool (-want +got):\n%s", diff)
	}
}
