package parse_test

import (
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

// mutable finds the names an organizer types: keys, what is referred to, the
// words that a key can hold, and what stands in lists.
var mutable = regexp.MustCompile(`(?m)([a-z_]+):(?:\s|$)` +
	`|(?:zone|kind|enter|leave|label|reward|trait|is|then|channel|per|visit|who|rule|redeems|stamps|mention|count|sum|mix|space|by|among|tie|game|hand_out_at|quiet|of): ([a-z][a-z0-9._-]+)` +
	`|[\[ ](location|push|lights|music|social|sponsors|reward|mastodon|bluesky|webhook)[,\]]` +
	`|person\.([a-z_]+)|zone\.(people)|"(dance-floor)"|mention\.(song)|stamp\.([a-z_]+)|rank\.([a-z_]+)|count\.([a-z_]+)|event\.([a-z]+)`)

// typo is one slip of the hand: a letter left out, doubled, changed or swapped
// with its neighbour.
func typo(r *rand.Rand, word string) string {
	for {
		i := r.IntN(len(word))
		out := word
		switch r.IntN(4) {
		case 0:
			out = word[:i] + word[i+1:]
		case 1:
			out = word[:i] + word[i:i+1] + word[i:]
		case 2:
			out = word[:i] + string(rune('a'+r.IntN(26))) + word[i+1:]
		case 3:
			if i > 0 {
				out = word[:i-1] + word[i:i+1] + word[i-1:i] + word[i+1:]
			}
		}
		if out != word && len(out) > 1 {
			return out
		}
	}
}

// places are where a name stands, comments left out.
func places(source string) [][2]int {
	var all [][2]int
	for _, found := range mutable.FindAllStringSubmatchIndex(source, -1) {
		for i := 2; i < len(found); i += 2 {
			if found[i] < 0 || found[i+1]-found[i] < 2 {
				continue
			}
			line := source[strings.LastIndexByte(source[:found[i]], '\n')+1 : found[i]]
			if !strings.Contains(line, "#") {
				all = append(all, [2]int{found[i], found[i+1]})
			}
		}
	}
	return all
}

// apply carries out every suggestion that a machine can.
func apply(source string, problems []parse.Problem) string {
	lines := strings.Split(source, "\n")
	for _, p := range slices.Backward(problems) {
		s := p.Suggestion
		if s == nil || s.Replace == nil {
			continue
		}
		line := []rune(lines[s.Replace.Line-1])
		from := s.Replace.Column - 1
		lines[s.Replace.Line-1] = string(line[:from]) + s.Replace.With + string(line[from+s.Replace.Length:])
	}
	return strings.Join(lines, "\n")
}

// valid is a file of rules, whose typos are mended.
type valid struct {
	name, source string
	plan         beacons.Plan
	open         func(string) ([]byte, error)
}

func validFiles(t *testing.T) []valid {
	shipped, whole := filepath.Join(deployed, "rules.yaml"), filepath.Join("testdata", "full.yaml")
	shared := filepath.Join("..", "..", "..", "shared")
	return []valid{
		{"the example rules", string(read(t, filepath.Join(shared, "rules.example.yaml"))), examplePlan(t), beside(shared)},
		{"the deployed rules", string(read(t, shipped)), examplePlan(t), beside(deployed)},
		{"the full file", string(read(t, whole)), smallPlan(), beside(filepath.Join("testdata", "pools"))},
	}
}

func (v valid) read(source string) (*rules.Book, []parse.Problem) {
	return parse.Rules("rules.yaml", []byte(source), v.plan, v.open)
}

// mended tells whether nothing is said that is not said of the file itself.
func (v valid) mended(source string, before []parse.Problem) bool {
	book, left := v.read(source)
	return book != nil && !anew(left, before)
}

// anew tells whether problems hold one that was not there before.
func anew(problems, before []parse.Problem) bool {
	return slices.ContainsFunc(problems, func(p parse.Problem) bool {
		return !slices.ContainsFunc(before, func(o parse.Problem) bool { return o.Message == p.Message && o.Line == p.Line })
	})
}

func TestSuggestedFixesMendSingleTypos(t *testing.T) {
	for _, v := range validFiles(t) {
		t.Run(v.name, func(t *testing.T) { mendTypos(t, v) })
	}
}

// mendTypos makes 300 typos, one at a time, and does what is suggested.
func mendTypos(t *testing.T, v valid) {
	_, before := v.read(v.source)
	found := places(v.source)
	if len(found) < 100 {
		t.Fatalf("names in %s: got %d, want 100 or more", v.name, len(found))
	}
	r := rand.New(rand.NewPCG(1, 2))
	const tries = 300
	judged, mended, silent := 0, 0, 0
	for range tries {
		at := found[r.IntN(len(found))]
		wrong := typo(r, v.source[at[0]:at[1]])
		mutant := v.source[:at[0]] + wrong + v.source[at[1]:]
		_, problems := v.read(mutant)
		plainly(t, problems)
		if !anew(problems, before) {
			silent++
			t.Logf("silent: %s -> %s", v.source[at[0]:at[1]], wrong)
			continue
		}
		judged++
		if v.mended(apply(mutant, problems), before) {
			mended++
			continue
		}
		t.Logf("not mended: %s -> %s: %v", v.source[at[0]:at[1]], wrong, problems)
	}
	t.Logf("%d typos in %s: %d told, %d of them mended", tries, v.name, judged, mended)
	if mended*10 < judged*9 {
		t.Errorf("fixes applied to %d typos: got %d valid files, want 90 %%", judged, mended)
	}
	if silent*50 > tries {
		t.Errorf("typos that nothing noticed: got %d of %d, want 2 %% or less", silent, tries)
	}
}
