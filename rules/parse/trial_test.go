package parse_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foyer/rules"
	"foyer/rules/experiment"
	"foyer/rules/parse"
)

func TestExperimentsAndModesOfTheFullFileMeanWhatTheySay(t *testing.T) {
	source := read(t, filepath.Join("testdata", "full.yaml"))
	b, problems := parse.Rules("rules.yaml", source, smallPlan(), beside(filepath.Join("testdata", "pools")))
	if b == nil || len(problems) > 0 {
		t.Fatalf("reading the full file: got %v, want no problem", problems)
	}
	found := map[string]rules.Rule{}
	for _, r := range b.Rules {
		found[r.ID] = r
	}
	friendly, few := found["friendly"], found["few"]
	text := func(s string) rules.Template { return rules.Template{Parts: []string{s}} }
	greeting := rules.Template{Parts: []string{"Good to see you, ", "person.first_name", "."}}
	for what, pair := range map[string][2]any{
		"mode of a shadow":  {friendly.Mode, rules.Mode{Kind: rules.Shadow}},
		"mode for a few":    {few.Mode, rules.Mode{Share: 0.1}},
		"mode when unsaid":  {found["song"].Mode, rules.Mode{}},
		"arms":              {friendly.Experiment.Arms, []experiment.Arm{{Variant: "short", Weight: 1}, {Variant: "long", Weight: 2}}},
		"success by number": {friendly.Experiment.Success, rules.Success{Kind: rules.ReachedNumber, Trait: "dance_minutes", Reaches: 20, Within: 90 * time.Minute}},
		"success by label":  {few.Experiment.Success, rules.Success{Kind: rules.LabelSuccess, Label: "coffee_lover", Within: 4 * time.Hour}},
		"one title, two bodies": {friendly.Then[0].Push.Variants, map[experiment.Variant]rules.Wording{
			"short": {Title: text("Hello"), Body: text("Hi.")}, "long": {Title: text("Hello"), Body: greeting},
		}},
		"two titles, two bodies": {few.Then[0].Push.Variants, map[experiment.Variant]rules.Wording{
			"a": {Title: text("Bacon"), Body: text("There is bacon.")}, "b": {Title: text("Bacon!"), Body: text("Guess what.")},
		}},
	} {
		if diff := cmp.Diff(pair[1], pair[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}
