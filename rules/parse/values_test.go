package parse_test

import (
	"slices"
	"testing"

	"foyer/beacons"
	"foyer/rules"
)

func TestAConditionTellsItsValuesAndReadsAsEnglish(t *testing.T) {
	ada := &rules.Profile{
		Person: "ada", FirstName: "Ada", Registered: true, Music: "Soul", Visit: beacons.Visit{Zone: "dance-floor"},
		Tallies: []rules.Tally{{Trait: "coffee_visits", Value: 2}}, Labels: []rules.Gained{{Label: "coffee_lover"}},
	}
	for _, c := range []struct {
		line, said string
		values     []rules.Value
	}{
		{"person.registered", "they are registered", []rules.Value{{Name: "person.registered", Text: "yes"}}},
		{"not person.staff", "they are not staff", []rules.Value{{Name: "person.staff", Text: "no"}}},
		{"not (person.checked_out)", "they have not checked out", []rules.Value{{Name: "person.checked_out", Text: "no"}}},
		{"person.coffee_lover", "they are a coffee lover", []rules.Value{{Name: "person.coffee_lover", Text: "yes"}}},
		{"person.coffee_visits >= 3", "their coffee visits are 3 or more", []rules.Value{{Name: "person.coffee_visits", Text: "2"}}},
		{`person.zone == "dance-floor"`, "they are in dance-floor", []rules.Value{{Name: "person.zone", Text: `"dance-floor"`}}},
		{`person.favourite_music != ""`, "their favourite music is known", []rules.Value{{Name: "person.favourite_music", Text: `"Soul"`}}},
		{`person.first_name == "Ada"`, "`person.first_name == \"Ada\"`", []rules.Value{{Name: "person.first_name", Text: "not told here"}}},
		{
			"person.sponsor or person.coffee_visits * 2 > 3 and person.coffee_visits < 9",
			"either they are a sponsor or `person.coffee_visits * 2 > 3` and their coffee visits are fewer than 9",
			[]rules.Value{{Name: "person.sponsor", Text: "no"}, {Name: "person.coffee_visits", Text: "2"}},
		},
	} {
		got, problems := lineOf(c.line)
		if len(problems) > 0 {
			t.Fatalf("reading %q: %v", c.line, problems)
		}
		if got.Said != c.said {
			t.Errorf("%q in English: got %q, want %q", c.line, got.Said, c.said)
		}
		if values := got.Values(rules.Asked{Person: ada}); !slices.Equal(values, c.values) {
			t.Errorf("values of %q: got %v, want %v", c.line, values, c.values)
		}
	}
}
