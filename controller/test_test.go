package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"foyer/controller/trial"
	"foyer/rules/parse"
)

// examples are tests that an organizer wrote below the deployed rules.
const examples = `
tests:
  - name: the third coffee brings one code
    people: [{id: ada, registered: true, consent: [location, push]}]
    given:
      - {at: "09:00", who: ada, visit: coffee-east, for: 2m}
      - {at: "10:00", who: ada, visit: coffee-west, for: 1m}
      - {at: "11:00", who: ada, visit: coffee-east, for: 90s}
    expect:
      - {at: "11:00:45", who: ada, rule: coffee-gift, does: [reward, push]}
    expect_total: {coffee-gift: 1, bacon-lover: 0, recovery-kit: 0, dance-floor-colours: 0, dj-request: 0, dj-taste: 0}
`

// playTests runs foyer test over the deployed venue with these rules.
func playTests(t *testing.T, source string) (code int, said string) {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("..", "deploy"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "rules.yaml")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	code = dispatch(t.Context(), []string{"test", "--venue", filepath.Join(folder, "venue.yaml")}, &out, &errs)
	return code, strings.ReplaceAll(out.String()+errs.String(), folder+string(filepath.Separator), "")
}

func TestCommandTestTellsHowTheTestsWent(t *testing.T) {
	rules, err := os.ReadFile(filepath.Join("..", "deploy", "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	plain, _, _ := strings.Cut(string(rules), "\ntests:")
	line := strings.Count(plain, "\n") + 10
	for _, test := range []struct {
		name, source string
		code         int
		said         []string
	}{
		{"all well", plain + examples, 0, []string{"ok      the third coffee brings one code\n", "1 of 1"}},
		{"another dwell", strings.ReplaceAll(plain, "at_least: 45s", "at_least: 50s") + examples, 1, []string{
			"not ok  the third coffee brings one code\n", "rules.yaml:" + strconv.Itoa(line) + ":9\n",
			"expected  11:00:45  ada  coffee-gift does reward, push\n", "instead   11:00:50  ada  does reward, push\n", "1 of 1 tests went otherwise.",
		}},
		{"a mistake in a test", plain + strings.Replace(examples, "who: ada", "who: aida", 1), 1, []string{"Did you mean `ada`?"}},
		{"no test", plain, 1, []string{"write some under `tests:`"}},
	} {
		code, said := playTests(t, test.source)
		if code != test.code {
			t.Errorf("%s: got exit code %d, want %d; it said\n%s", test.name, code, test.code, said)
		}
		for _, want := range test.said {
			if !strings.Contains(said, want) {
				t.Errorf("%s: got\n%s\nwant it to say %q", test.name, said, want)
			}
		}
	}
}

func TestCommandCheckSaysWhichRulesAreRefused(t *testing.T) {
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("..", "deploy"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "rules.yaml")
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wrong := strings.Replace(string(source), "if: person.coffee_visits", "if: person.coffe_visits", 1)
	if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	code := dispatch(t.Context(), []string{"check", "--venue", filepath.Join(folder, "venue.yaml")}, &out, &out)
	if said := out.String(); code != 1 || !strings.Contains(said, "The rule `coffee-gift` is refused: it stands on `coffee_lover`, which holds a mistake.\nThe other 5 rules are well.") {
		t.Errorf("checking rules with a mistake in a label: got exit code %d and\n%s\nwant 1, coffee-gift refused and 5 rules well", code, said)
	}
}

func TestExampleRulesPassTheirTests(t *testing.T) {
	shared := filepath.Join("..", "..", "shared")
	c, problems, err := readConfig(filepath.Join(shared, "venue.example.yaml"))
	if err != nil || parse.Failed(problems) {
		t.Fatalf("reading the example venue: %v, %v", err, problems)
	}
	book, found, err := readRules(c, c.path(c.Rules))
	if err != nil || book == nil {
		t.Fatalf("reading the example rules: %v, %v", err, found)
	}
	results := trial.All(c.plan(), book)
	if len(results) != 2 {
		t.Fatalf("tests of the example rules: got %d, want 2", len(results))
	}
	for _, r := range results {
		if len(r.Misses) > 0 {
			t.Errorf("%s: got %+v, want no miss", r.Test.Name, r.Misses)
		}
	}
}
