package rules

import (
	"strings"
	"testing"
	"time"
)

func TestWhyTellsForWhomARuleIs(t *testing.T) {
	opens := time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)
	lover := Profile{Person: "ada", Consents: []Purpose{Location}, Tallies: []Tally{{Trait: "visits", Value: 4.5}}, Labels: []Gained{{Label: "lover", At: opens}}}
	stranger := Profile{Person: "bea", Consents: []Purpose{Location}}
	best := Each{Top: 3, By: "visits", Among: "lover"}
	for _, test := range []struct {
		each  Each
		p     *Profile
		asks  string
		about string
	}{
		{best, &lover, "it is 12:00, for the best 3 by visits with lover", "stands there with 4"},
		{best, &stranger, "it is 12:00, for the best 3 by visits with lover", "does not have lover"},
		{Each{Top: 1, By: "visits"}, &stranger, "it is 12:00, for the best 1 by visits", "has no place by visits"},
		{Each{With: "lover"}, &lover, "it is 12:00, for everyone with lover", "has lover"},
		{Each{With: "lover"}, &stranger, "it is 12:00, for everyone with lover", "does not have lover"},
		{Each{In: "bar"}, &lover, "it is 12:00, for everyone in bar", "is in bar"},
		{Each{In: "bar"}, &stranger, "it is 12:00, for everyone in bar", "is not in bar"},
		{Each{}, &lover, "it is 12:00", "wakes next at"},
	} {
		r := Rule{ID: "r", When: When{Kind: AtClock, Clock: 12 * time.Hour}, Wait: Wait{Until: -1}, ForEach: test.each}
		d := NewDecider(&Book{Calendar: Calendar{Place: time.UTC, Opens: opens, Closes: opens.Add(34 * time.Hour)}, Rules: []Rule{r}})
		got := d.Explain(opens, test.p, &d.book.Rules[0], &ledge{present: []*Profile{&lover}})[0]
		if got.Asks != test.asks || !strings.Contains(got.Because, test.about) {
			t.Errorf("why for %s and %v: got %q because %q, want %q because %q", test.p.Person, test.each, got.Asks, got.Because, test.asks, test.about)
		}
	}
}
