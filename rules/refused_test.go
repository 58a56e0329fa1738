package rules

import "testing"

// gifts is a book of one rule, which stands on everything it can.
func gifts() *Book {
	return &Book{
		Traits: []Trait{{Name: "visits", Line: 1}},
		Labels: []Label{{Name: "lover", Line: 2, Needs: Needs{Names: []string{"visits"}}}},
		Pools:  []Pool{{Name: "gift", Line: 3, Codes: []string{"A"}}},
		Rules:  []Rule{{ID: "give", Title: "Give", Needs: Needs{Names: []string{"lover"}, Rewards: []string{"gift"}}}},
	}
}

func TestKeptRuleTakesTheNewMeaningOfANameOrStaysOut(t *testing.T) {
	for _, test := range []struct {
		name string
		next Book
		want bool // it goes on
		line int  // of the label it then stands on
	}{
		{"nothing is left", Book{}, true, 2},
		{"the label is another", Book{Labels: []Label{{Name: "lover", Line: 20}}}, true, 20},
		{"the label has become a trait", Book{Traits: []Trait{{Name: "lover"}}}, false, 0},
		{"the trait has become a label", Book{Labels: []Label{{Name: "visits"}}}, false, 0},
		{"the codes have become items", Book{Pools: []Pool{{Name: "gift", Stock: 3}}}, false, 0},
		{"the codes are others", Book{Pools: []Pool{{Name: "gift", Codes: []string{"B"}}}}, true, 2},
	} {
		test.next.Refused = []Refusal{{ID: "give"}}
		traits := len(test.next.Traits)
		book, kept := test.next.Keep(gifts())
		if got := len(kept) == 1 && len(book.Rules) == 1 && len(book.Refused) == 0; got != test.want {
			t.Errorf("%s: got kept %q and refused %v, want that it goes on: %t", test.name, kept, book.Refused, test.want)
			continue
		}
		if !test.want {
			if len(book.Refused) != 1 || len(book.Traits) != traits || len(book.Pools) != len(test.next.Pools) {
				t.Errorf("%s: got %v, want nothing of the last book", test.name, book)
			}
			continue
		}
		if len(book.Labels) != 1 || book.Labels[0].Line != test.line || len(book.Pools) != 1 {
			t.Errorf("%s: got labels %v and rewards %v, want one of line %d, and one", test.name, book.Labels, book.Pools, test.line)
		}
	}
}
