package parse_test

import (
	"path/filepath"
	"strings"
	"testing"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

// TestRulesReadAsEnglish keeps what an author is told each rule means; with
// -update it is written anew: read the diff aloud.
func TestRulesReadAsEnglish(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared")
	for _, c := range []struct {
		name, file, pools string
		plan              beacons.Plan
	}{
		{"example", filepath.Join(shared, "rules.example.yaml"), shared, examplePlan(t)},
		{"full", filepath.Join("testdata", "full.yaml"), filepath.Join("testdata", "pools"), smallPlan()},
	} {
		book, _ := parse.Rules("rules.yaml", read(t, c.file), c.plan, beside(c.pools))
		if book == nil {
			t.Fatalf("%s gives no book", c.file)
		}
		reader := rules.Reader{Book: book, Plan: c.plan}
		var said strings.Builder
		for i := range book.Rules {
			said.WriteString(book.Rules[i].ID + ": " + reader.Read(&book.Rules[i]) + "\n\n")
		}
		golden(t, filepath.Join("testdata", c.name+".reading"), said.String())
	}
}

func TestAReadingTellsWhatIsLeft(t *testing.T) {
	plan := smallPlan()
	book, _ := parse.Rules("rules.yaml", read(t, filepath.Join("testdata", "full.yaml")), plan, beside(filepath.Join("testdata", "pools")))
	reader := rules.Reader{Book: book, Plan: plan, Left: func(string) (left, all int) { return 143, 200 }}
	if got, want := reader.Read(&book.Rules[0]), "give one gift code (143 of 200 left)"; !strings.Contains(got, want) {
		t.Errorf("reading a rule that gives a code: got %q, want %q in it", got, want)
	}
}
