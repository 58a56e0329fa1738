package store

import (
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

func TestHistoryAboutOnePersonAndRuleIsFoundBesideAController(t *testing.T) {
	server := serve(t)
	s := open(t, server.config("expo"))
	at := time.Unix(1_000, 0).UTC()
	decision := func(rule string, person beacons.Person) venue.Decision {
		return venue.Decision{ID: rule + "|" + string(person) + "|1", Rule: rule, Person: person, At: at, Outcome: rules.Done, Facts: []string{"became a"}}
	}
	commit(t, s, &venue.Batch{
		Number:    1,
		Visits:    []beacons.Visit{{Person: "ada", Zone: "bar", From: at, To: at.Add(1)}, {Person: "bo", Zone: "bar", From: at, To: at}, {Person: "ada", Zone: "hall", From: at.Add(2), To: at.Add(3)}},
		Decisions: []venue.Decision{decision("gift", "ada"), decision("gift", "bo"), decision("gift*", "ada"), decision("hello", "ada"), decision("gift", "a*a")},
	})
	reader, err := Peek(t.Context(), server.config("expo"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		person beacons.Person
		rule   string
		want   []string
	}{
		{"ada", "gift", []string{"gift|ada|1"}},
		{"ada", "", []string{"gift*|ada|1", "gift|ada|1", "hello|ada|1"}},
		{"", "gift", []string{"gift|a*a|1", "gift|ada|1", "gift|bo|1"}},
		{"a*a", "", []string{"gift|a*a|1"}},
		{"nobody", "gift", nil},
	} {
		got, err := reader.DecisionsOf(t.Context(), c.person, c.rule)
		var ids []string
		for _, d := range got {
			ids = append(ids, d.ID)
		}
		slices.Sort(ids)
		if err != nil || !slices.Equal(ids, c.want) {
			t.Errorf("decisions of %q and %q: got %v, %v, want %v", c.person, c.rule, ids, err, c.want)
		}
	}
	if got, err := reader.VisitsOf(t.Context(), "ada"); err != nil || len(got) != 2 || got[1].Zone != "hall" {
		t.Errorf("visits of ada: got %v, %v, want bar and hall", got, err)
	}
	if state, err := reader.Load(t.Context()); err != nil || state.Number != 1 {
		t.Errorf("loading beside a controller: got batch %d, %v, want 1", state.Number, err)
	}
	if err := reader.Commit(t.Context(), &venue.Batch{Number: 2}); !errors.Is(err, errReading) {
		t.Errorf("committing what was opened to be read: got %v, want %v", err, errReading)
	}
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
	commit(t, s, &venue.Batch{Number: 2, Seen: []string{"x"}}) // the lease is still ours
}
