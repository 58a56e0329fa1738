package trial_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foyer/beacons"
	"foyer/controller/trial"
	"foyer/rules"
	"foyer/rules/parse"
)

// evening is a venue of four zones, and its book.
func evening(t testing.TB, edit ...string) (beacons.Plan, *rules.Book) {
	t.Helper()
	plan := beacons.Plan{}
	for i, kind := range []beacons.Kind{"coffee", "coffee", "dance"} {
		name := []string{"bar", "cafe", "floor"}[i]
		plan.Zones = append(plan.Zones, beacons.ZonePlan{ID: beacons.Zone(name), Kind: kind})
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(name), Zone: beacons.Zone(name)})
	}
	source, err := os.ReadFile(filepath.Join("testdata", "evening.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(edit...).Replace(string(source))
	book, problems := parse.Rules("evening.yaml", []byte(text), plan, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join("testdata", name)) })
	if parse.Failed(problems) {
		t.Fatalf("the book of the evening: %v", problems)
	}
	return plan, book
}

func told(results []trial.Result) string {
	var b strings.Builder
	for _, r := range results {
		fmt.Fprintf(&b, "%s: %d\n", r.Test.Name, len(r.Misses))
		for _, m := range r.Misses {
			fmt.Fprintf(&b, "%d:%d %s\n", m.Line, m.Column, m.Expected)
			for _, instead := range m.Instead {
				b.WriteString("  " + instead + "\n")
			}
			if m.Why != "" {
				b.WriteString("  because " + m.Why + "\n")
			}
		}
	}
	return b.String()
}

// golden is what each test of the evening said; -update writes it.
var update = flag.Bool("update", false, "write what was said as what is expected")

func TestEveningSaysWhatWentOtherwiseAndWhy(t *testing.T) {
	file := filepath.Join("testdata", "evening.told")
	got := told(trial.All(evening(t)))
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("the tests of the evening: got\n%s\nwant\n%s\n%v", got, want, err)
	}
}

func TestChangedRuleTurnsItsTestRed(t *testing.T) {
	for _, edit := range []struct{ name, from, to, red string }{
		{"a longer dwell", "at_least: 45s", "at_least: 46s", "the third coffee"},
		{"a fourth coffee", "coffee_visits >= 3", "coffee_visits >= 4", "the third coffee"},
		{"another condition", "if: [person.registered, not", "if: [person.staff, not", "the third coffee"},
		{"another step", "      - reward: gift\n", "      - reward: gift\n      - staff: {text: a}\n", "the third coffee"},
		{"no quiet hours", "{from: \"22:30\"", "{from: \"07:59\"", "a late dancer"},
		{"a later breakfast", "wait: {until: \"08:00\"}", "wait: {until: \"08:01\"}", "a late dancer"},
		{"nobody held out", "  holdout: {share: 20%, salt: evening}\n", "", "who is held out"},
		{"a slower light", "settle: 3s", "settle: 4s", "three on the floor"},
		{"songs from everywhere", "if: [person.zone == \"floor\"]", "if: [person.zone != \"bar\"]", "three on the floor"},
	} {
		plan, book := evening(t, edit.from, edit.to)
		for _, r := range trial.All(plan, book)[:4] {
			if want := strings.HasPrefix(r.Test.Name, edit.red); (len(r.Misses) > 0) != want {
				t.Errorf("%s: the test %q got %d misses, want some: %t", edit.name, r.Test.Name, len(r.Misses), want)
			}
		}
	}
}

func TestRefusedRuleIsSaidToHoldAMistake(t *testing.T) {
	plan, book := evening(t)
	book.Refuse(func(_ int, r *rules.Rule) (string, bool) { return "", r.ID == "coffee-gift" })
	misses := trial.Play(plan, book, book.Tests[0])
	if len(misses) != 2 || !strings.Contains(misses[0].Why, "mistake") {
		t.Errorf("the test of a rule that was refused: got %+v, want that the rule holds a mistake", misses)
	}
}

func TestRuleThatIsNotInForceIsTestedAsIfItWere(t *testing.T) {
	for _, mode := range []string{"off", "shadow", "live", "{live: 10%}"} {
		plan, book := evening(t, "    title: A gift card", "    mode: "+mode+"\n    title: A gift card")
		if misses := trial.Play(plan, book, book.Tests[0]); len(misses) > 0 {
			t.Errorf("the test of a rule with mode %s: got %+v, want no miss", mode, misses)
		}
	}
}
