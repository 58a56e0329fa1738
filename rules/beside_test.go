package rules

import (
	"slices"
	"strings"
	"testing"
)

func TestWhatADraftChangesIsTriedBesideWhatIsLive(t *testing.T) {
	for _, test := range []struct {
		name        string
		change      func(*Book)
		tried, left string
	}{
		{"nothing", func(*Book) {}, "", ""},
		{"a title and a place", func(b *Book) { b.Rules[0].Title, b.Rules[0].Line, b.Labels[0].Line = "x", 90, 80 }, "", ""},
		{"a limit", func(b *Book) { b.Rules[0].Limit.PerPerson = 2 }, "give@2", ""},
		{"a condition", func(b *Book) { b.Rules[0].If = []Condition{{Source: "person.staff"}} }, "give@2", ""},
		{"what a label means", func(b *Book) { b.Labels[0].If.Source = "person.visits >= 2" }, "", "give"},
		{"what a trait means, two names away", func(b *Book) { b.Traits[0].AtLeast = 5 }, "", "give"},
		{"codes into items", func(b *Book) { b.Pools[0].Stock = 3; b.Rules[0].Loud = true }, "", "give"},
		{"a rule more, of a label more", func(b *Book) {
			b.Labels = append(b.Labels, Label{Name: "fan", Needs: Needs{Names: []string{"visits"}}})
			b.Rules = append(b.Rules, Rule{ID: "more", Needs: Needs{Names: []string{"fan"}}})
		}, "more@2", ""},
		{"lamps", func(b *Book) { b.Rules = append(b.Rules, Rule{ID: "lamps", When: When{Kind: ZoneChanged}}) }, "", "lamps"},
		{"a rule that is off", func(b *Book) { b.Rules[0].Mode.Kind = Off }, "", ""},
	} {
		live, draft := gifts(), gifts()
		test.change(draft)
		whole, left := live.Beside(draft, func(rule string) string { return rule + "@2" })
		var tried []string
		for _, r := range whole.Rules[len(live.Rules):] {
			tried = append(tried, r.ID)
			if r.Mode.Kind != Shadow {
				t.Errorf("%s: %s is not in shadow", test.name, r.ID)
			}
			for _, name := range r.Needs.Names {
				if !slices.ContainsFunc(whole.Labels, func(l Label) bool { return l.Name == name }) {
					t.Errorf("%s: %s stands on %s, which the book lacks", test.name, r.ID, name)
				}
			}
		}
		if got := strings.Join(tried, " "); got != test.tried || strings.Join(left, " ") != test.left {
			t.Errorf("%s: tried %q and left %q, want %q and %q", test.name, got, left, test.tried, test.left)
		}
		if len(live.Rules) != 1 || len(live.Labels) != 1 || whole.Rules[0].Mode.Kind != Live {
			t.Errorf("%s: the live book was changed: %v", test.name, live)
		}
	}
}
