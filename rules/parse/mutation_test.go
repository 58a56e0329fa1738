package parse_test

import (
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"foyer/rules/parse"
)

// mutable finds the names an organizer types: keys, and the zones, kinds,
// traits, labels and rewards that are referred to.
var mutable = regexp.MustCompile(`(?m)([a-z_]+):(?:\s|$)|(?:zone|kind|enter|label|reward): ([a-z][a-z0-9_-]+)|person\.([a-z_]+)|zone\.(people)|"(dance-floor)"|mention\.(song)`)

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

func TestSuggestedFixesMendSingleTypos(t *testing.T) {
	source := string(read(t, filepath.Join(deployed, "rules.yaml")))
	plan, open := examplePlan(t), beside(deployed)
	found := places(source)
	if len(found) < 100 {
		t.Fatalf("names in the deployed rules: got %d, want 100 or more", len(found))
	}
	r := rand.New(rand.NewPCG(1, 2))
	const tries = 400
	judged, mended, silent := 0, 0, 0
	for range tries {
		at := found[r.IntN(len(found))]
		wrong := typo(r, source[at[0]:at[1]])
		mutant := source[:at[0]] + wrong + source[at[1]:]
		_, problems := parse.Rules("rules.yaml", []byte(mutant), plan, open)
		if len(problems) == 0 {
			silent++
			t.Logf("silent: %s -> %s", source[at[0]:at[1]], wrong)
			continue
		}
		judged++
		book, left := parse.Rules("rules.yaml", []byte(apply(mutant, problems)), plan, open)
		if book != nil && len(left) == 0 {
			mended++
			continue
		}
		t.Logf("not mended: %s -> %s: %v", source[at[0]:at[1]], wrong, problems)
	}
	t.Logf("%d typos: %d mended, %d not noticed", tries, mended, silent)
	if mended*10 < judged*9 {
		t.Errorf("fixes applied to %d typos: got %d valid files, want 90 %%", judged, mended)
	}
	if silent*50 > tries {
		t.Errorf("typos that nothing noticed: got %d of %d, want 2 %% or less", silent, tries)
	}
}
