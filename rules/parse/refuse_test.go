package parse_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foyer/rules"
	"foyer/rules/parse"
)

func refused(b *rules.Book) (ids []string) {
	for _, r := range b.Refused {
		ids = append(ids, r.ID)
	}
	return ids
}

// full reads the full file after one edit.
func full(t *testing.T, from, to string) *rules.Book {
	t.Helper()
	source := string(read(t, filepath.Join("testdata", "full.yaml")))
	if !strings.Contains(source, from) {
		t.Fatalf("the full file has no %q", from)
	}
	b, problems := parse.Rules("rules.yaml", []byte(strings.Replace(source, from, to, 1)), smallPlan(), beside(filepath.Join("testdata", "pools")))
	if from != to && !parse.Failed(problems) {
		t.Fatalf("the full file with %q: got no error", to)
	}
	return b
}

func TestMistakeRefusesTheRulesThatStandOnIt(t *testing.T) {
	all := len(full(t, "demo", "demo").Rules)
	for _, test := range []struct {
		name, from, to string
		want           []string
	}{
		{"in a rule", "if: not person.staff", "if: not person.stuff", []string{"coffee-gift"}},
		{"a key of a rule", "  quiet: ignore", "  quite: ignore", []string{"coffee-gift"}},
		{"an id of a rule", "id: floor", "it: floor", []string{""}},
		{"a key twice in a rule", "title: Each hour", "title: Each hour\n    title: Each hour", []string{"hourly"}},
		{"YAML's trap in a rule", "if: not person.staff", "if: !person.staff", []string{"coffee-gift"}},
		{"in a label", "person.coffee_visits >= 3, keep", "person.coffe_visits >= 3, keep", []string{"coffee-gift", "goodbye", "few", "podium", "lovers"}},
		{"a label twice", "keep: event}", "keep: event}\n  coffee_lover: {if: person.staff}", []string{"coffee-gift", "goodbye", "few", "podium", "lovers"}},
		{"in a trait that a rule names", "id: bacon}", "id: beacon}", []string{"fifth"}},
		{"in a trait that a label names", "{kind: coffee}", "{kind: tea}", []string{"coffee-gift", "goodbye", "few", "podium", "lovers"}},
		{"in a reward", "stock: 150", "stock: many", []string{"fifth"}},
		{"a pool that is not there", "gifts.csv", "gift.csv", []string{"coffee-gift"}},
		{"a pool without a column", "gifts.csv", "headless.csv", []string{"coffee-gift"}},
	} {
		b := full(t, test.from, test.to)
		if b == nil {
			t.Errorf("a mistake %s: got no book, want all other rules", test.name)
			continue
		}
		if got := refused(b); !slices.Equal(got, test.want) || len(b.Rules)+len(got) != all {
			t.Errorf("a mistake %s: got %q refused and %d rules, want %q and the others of %d", test.name, got, len(b.Rules), test.want, all)
		}
	}
}

func TestMistakeThatTouchesEveryRuleLeavesNoBook(t *testing.T) {
	for name, edit := range map[string][2]string{
		"the schema":           {"rules/v1", "rules/v9"},
		"the event":            {"Europe/Berlin", "Europe/Berlim"},
		"the policy":           {"share: 20%", "share: 20"},
		"a section":            {"\nlabels:", "\nlabel:"},
		"a section of nothing": {"\nrules:\n", "\nrules: 3\nx:\n"},
		"a section twice":      {"\nlabels:", "\ntraits: {}\nlabels:"},
		"what YAML is":         {"event: {id", "event: [{id"},
	} {
		if b := full(t, edit[0], edit[1]); b != nil {
			t.Errorf("a mistake in %s: got a book of %d rules, want none", name, len(b.Rules))
		}
	}
}

func TestRefusedRuleGoesOnInItsLastGoodVersion(t *testing.T) {
	last := full(t, "demo", "demo")
	whole := make([]string, 0, len(last.Rules))
	for i := range last.Rules {
		whole = append(whole, last.Rules[i].ID)
	}
	for name, edit := range map[string][2]string{
		"in a rule":      {"if: not person.staff", "if: not person.stuff"},
		"an id":          {"id: floor", "it: floor"},
		"in a label":     {"person.coffee_visits >= 3, keep", "person.coffe_visits >= 3, keep"},
		"a label's name": {"coffee_lover: {if", "coffee-lover: {if"},
		"in a trait":     {"{kind: coffee}", "{kind: tea}"},
		"in a reward":    {"stock: 150", "stock: many"},
	} {
		next := full(t, edit[0], edit[1])
		book, kept := next.Keep(last)
		var got []string
		for i := range book.Rules {
			got = append(got, book.Rules[i].ID)
		}
		if !slices.Equal(got, whole) || len(book.Refused) > 0 || len(kept) != len(next.Refused) {
			t.Errorf("a mistake %s: got the rules %q, kept %q, refused %v; want all, in their order", name, got, kept, book.Refused)
		}
		if len(book.Traits) != len(last.Traits) || len(book.Labels) != len(last.Labels) || len(book.Pools) != len(last.Pools) {
			t.Errorf("a mistake %s: got %d traits, %d labels and %d rewards, want what the rules name", name, len(book.Traits), len(book.Labels), len(book.Pools))
		}
	}
}

func TestRuleThatNeverWasGoodIsNotKept(t *testing.T) {
	next := full(t, "if: not person.staff", "if: not person.stuff")
	book, kept := next.Keep(full(t, "id: coffee-gift", "id: another-gift\n    id: x"))
	if len(kept) > 0 || !slices.Equal(refused(book), []string{"coffee-gift"}) {
		t.Errorf("a new rule with a mistake: got kept %q, refused %q; want it refused", kept, refused(book))
	}
	if book, kept = next.Keep(nil); len(kept) > 0 || len(book.Refused) != 1 {
		t.Errorf("without a last book: got kept %q and %d refused, want one refused", kept, len(book.Refused))
	}
}
