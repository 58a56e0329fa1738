package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// dances is a visit of ninety seconds to the dance floor, told as it happened.
func (s *site) dances(person beacons.Person) {
	s.tb.Helper()
	from := time.Now().Add(-2 * time.Minute)
	visit := beacons.Visit{Person: person, Zone: "dance-floor", From: from}
	s.loop.inbox.put(venue.Enrolled{People: []venue.Enrolment{{Profile: rules.Profile{
		Person: person, Registered: true, Music: "Fela Kuti", Consents: []rules.Purpose{rules.Location, rules.Music},
	}}}}, nil)
	s.loop.inbox.put(venue.Visited{Visit: visit, Heard: from}, nil)
	s.loop.inbox.put(venue.Visited{Visit: visit, Heard: from.Add(90 * time.Second)}, nil)
	if err := s.loop.flushed(s.tb.Context()); err != nil {
		s.tb.Fatal(err)
	}
	if err := s.loop.fresh(s.tb.Context()); err != nil {
		s.tb.Fatal(err)
	}
}

func TestVersionInShadowSaysWhatItWouldHaveDone(t *testing.T) {
	s := newSite(t)
	draft := filepath.Join(t.TempDir(), "draft.yaml")
	if err := os.WriteFile(draft, []byte(s.edit("{enter: dance-floor, at_least: 2m}", "{enter: dance-floor, at_least: 1m}")), 0o600); err != nil {
		t.Fatal(err)
	}
	const would = "would have acted 1 times: dj-taste (the live rule: 0)"
	for _, step := range []struct {
		args   []string
		before func()
		want   string
		states string
	}{
		{[]string{"save", draft}, nil, "Saved as version 2", "checked live"},
		{[]string{"shadow", "9"}, nil, "There is no version 9", "checked live"},
		{[]string{"shadow", "1"}, nil, "Version 1 is live already", "checked live"},
		{[]string{"shadow", "2"}, nil, "Version 2 is tried beside the live one.", "shadow live"},
		{[]string{"list"}, func() { s.dances("ada") }, would, "shadow live"},
		{[]string{"shadow", "0"}, func() { s.restart() }, "Nothing is tried in shadow any more.", "checked live"},
		{[]string{"shadow", "2"}, nil, "Version 2 is tried", "shadow live"},
		{[]string{"publish", "2"}, nil, "Version 2 is live.", "live retired"},
	} {
		if step.before != nil {
			step.before()
		}
		out, err := s.rules(step.args...)
		if err != nil {
			out += err.Error()
		}
		if got := strings.Join(s.states(), " "); !strings.Contains(out, step.want) || got != step.states {
			t.Errorf("foyer rules %s: got %q and states %s, want %q and %s", strings.Join(step.args, " "), out, got, step.want, step.states)
		}
	}
	if list := s.gear.lists(time.UTC)[0]; len(list.Tastes) != 0 {
		t.Errorf("the DJ's list after a shadow: got %v, want nothing", list.Tastes)
	}
}
