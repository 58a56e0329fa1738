package parse_test

import (
	"testing"

	"foyer/beacons"
	"foyer/rules"
)

// podium is a crowd in which everybody has the same place, and nobody a label.
type podium struct{ place, lovers int }

func (p podium) Rank(string, beacons.Person) int { return p.place }
func (p podium) Count(string) int                { return p.lovers }

func TestConditionsAskForAPlaceAndACount(t *testing.T) {
	third, none := podium{place: 3, lovers: 12}, podium{}
	for _, test := range []struct {
		line  string
		crowd rules.Crowd
		want  bool
	}{
		{`rank.coffee_visits <= 3`, third, true},
		{`rank.coffee_visits < 3`, third, false},
		{`rank.coffee_visits % 2 == 1`, third, true},
		{`rank.coffee_visits <= 3`, none, false},
		{`rank.coffee_visits == 1`, none, false},
		{`rank.coffee_visits <= 3`, nil, false},
		{`rank.coffee_visits > 3`, none, true},
		{`count.coffee_lover >= 10`, third, true},
		{`count.coffee_lover * 2 == 24`, third, true},
		{`count.coffee_lover == 0`, none, true},
		{`count.coffee_lover == 0`, nil, true},
	} {
		asked := ada()
		asked.Crowd = test.crowd
		if got := holds(t, test.line)(asked); got != test.want {
			t.Errorf("%s with %+v: got %t, want %t", test.line, test.crowd, got, test.want)
		}
	}
	if holds(t, `rank.coffee_visits % 2 == 1`)(rules.Asked{Crowd: third}) {
		t.Error("the place of nobody: got true, want false")
	}
}
