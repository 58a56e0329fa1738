package parse_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

// TestTheExampleReadsAsEnglish keeps what an author is told each rule means;
// with -update it is written anew: read the diff aloud. A rule that has only
// begun to load is not in the file before that.
func TestTheExampleReadsAsEnglish(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared")
	plan := examplePlan(t)
	book, _ := parse.Rules("rules.yaml", read(t, filepath.Join(shared, "rules.example.yaml")), plan, beside(shared))
	file, said := filepath.Join("testdata", "example.reading"), readings(t, book, plan)
	if flag.Lookup("update").Value.String() == "true" {
		golden(t, file, said)
	}
	for known := range strings.SplitSeq(strings.TrimSpace(string(read(t, file))), "\n\n") {
		if !strings.Contains(said, known) {
			t.Errorf("the example reads otherwise, or no longer.\ngot:\n%s\nwant in it:\n%s", said, known)
		}
	}
}

func TestEveryKeyOfTheFullFileCanBeRead(t *testing.T) {
	book, _ := parse.Rules("rules.yaml", read(t, filepath.Join("testdata", "full.yaml")), smallPlan(), beside(filepath.Join("testdata", "pools")))
	if said := readings(t, book, smallPlan()); strings.Contains(said, "do what line") {
		t.Errorf("reading the full file: got\n%swant every step in words: rules/read_then.go has none for that line", said)
	}
}

func readings(t *testing.T, book *rules.Book, plan beacons.Plan) string {
	t.Helper()
	if book == nil {
		t.Fatal("the file gives no book")
	}
	reader := rules.Reader{Book: book, Plan: plan}
	var said strings.Builder
	for i := range book.Rules {
		said.WriteString(book.Rules[i].ID + ": " + reader.Read(&book.Rules[i]) + "\n\n")
	}
	return said.String()
}

func TestAReadingTellsWhatIsLeft(t *testing.T) {
	plan := smallPlan()
	book, _ := parse.Rules("rules.yaml", read(t, filepath.Join("testdata", "full.yaml")), plan, beside(filepath.Join("testdata", "pools")))
	reader := rules.Reader{Book: book, Plan: plan, Left: func(string) (left, all int) { return 143, 200 }}
	if got, want := reader.Read(&book.Rules[0]), "give one gift code (143 of 200 left)"; !strings.Contains(got, want) {
		t.Errorf("reading a rule that gives a code: got %q, want %q in it", got, want)
	}
}
