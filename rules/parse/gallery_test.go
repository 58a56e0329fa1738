package parse_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"foyer/beacons"
	"foyer/rules/parse"
)

var update = flag.Bool("update", false, "write what was said as what is expected")

// smallPlan is the venue of the gallery; nothing covers the lounge, and
// the bacon bar is a booth.
func smallPlan() beacons.Plan {
	return beacons.Plan{
		Zones: []beacons.ZonePlan{
			{ID: "coffee-east", Kind: "coffee"},
			{ID: "coffee-west", Kind: "coffee"},
			{ID: "bacon", Kind: "bacon"},
			{ID: "dance-floor", Kind: "dance"},
			{ID: "lounge", Kind: "lounge"},
		},
		Anchors: []beacons.AnchorPlan{
			{ID: "a", Zone: "coffee-east"}, {ID: "b", Zone: "coffee-west"}, {ID: "c", Zone: "bacon"}, {ID: "d", Zone: "dance-floor"},
		},
		Booths: []beacons.Booth{{Sponsor: "acme", Zone: "bacon", Name: "Acme", Games: []string{"passport"}}},
		Doors:  beacons.Doors{Hooks: []string{"crm", "crew"}, Topics: []string{"zigbee2mqtt/#", "hall/+/set"}},
	}
}

// golden compares a text with a file, or writes the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("reading what is expected: %v (write it with -update and read it)", err)
	}
	if got != string(want) {
		t.Errorf("%s:\n got\n%s\nwant\n%s", file, got, want)
	}
}

// goWords are words of Go that no organizer should read.
var goWords = regexp.MustCompile(`\*|\b[a-z]+\.[A-Z]|\b(main|rules|parse|beacons|expr|ast|vm|yaml)\.\w|\bstruct\b|map\[|\binterface\b|\[\]|\bu?int(8|16|32|64)?\b|\bfloat(32|64)?\b|\b(bool|string|rune|byte|error|func)\b|\bnil\b|strconv|reflect|goroutine|panic|%!`)

// gallery reads every broken file and calls f with it.
func gallery(t *testing.T, f func(t *testing.T, file string, source []byte, problems []parse.Problem)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "broken", "*.yaml"))
	if err != nil || len(files) < 60 {
		t.Fatalf("the gallery: got %d files and %v, want 60 or more", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			source := read(t, file)
			_, problems := parse.Rules("rules.yaml", source, smallPlan(), beside(filepath.Join("testdata", "pools")))
			f(t, file, source, problems)
		})
	}
}

func TestBrokenFilesTellWhatIsWrong(t *testing.T) {
	gallery(t, func(t *testing.T, file string, source []byte, problems []parse.Problem) {
		var said strings.Builder
		for _, p := range problems {
			said.WriteString(p.Code + "  ")
			if p.File == "rules.yaml" {
				parse.Show(&said, source, p)
			} else {
				said.WriteString(p.String() + "\n")
			}
		}
		if len(problems) == 0 {
			t.Error("a broken file: got no problem")
		}
		golden(t, strings.TrimSuffix(file, ".yaml")+".problems", said.String())
	})
}

func TestMessagesHoldNoWordOfGo(t *testing.T) {
	gallery(t, func(t *testing.T, _ string, _ []byte, problems []parse.Problem) { plainly(t, problems) })
}

// plainly checks that no problem is told in Go's words. What the writer wrote
// themselves stands in backquotes and is left out.
func plainly(t *testing.T, problems []parse.Problem) {
	t.Helper()
	for _, p := range problems {
		said := p.Message
		if p.Suggestion != nil {
			said += " " + p.Suggestion.Text
		}
		if word := goWords.FindString(quoted.ReplaceAllString(said, "")); word != "" {
			t.Errorf("a message for organizers holds %q: %s", word, said)
		}
	}
}

var quoted = regexp.MustCompile("`[^`]*`")

func TestEveryProblemLiesInsideItsFile(t *testing.T) {
	gallery(t, func(t *testing.T, _ string, source []byte, problems []parse.Problem) {
		for _, p := range problems {
			if p.File == "rules.yaml" {
				inside(t, source, []parse.Problem{p})
			}
		}
	})
}
