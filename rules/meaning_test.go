package rules_test

import (
	"os"
	"strings"
	"testing"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

const waits = `schema: foyer.rules/v1
event: {id: e, timezone: Europe/Berlin, opens: 2026-05-09T08:00, closes: 2026-05-10T18:00}
rules:
  - id: after-bar
    title: Ten minutes after the bar
    when: {leave: bar, at_least: 2m}
    wait: {for: 10m, or_until: {enter: hall}}
    if: [not person.staff]
    consent: [location, push]
    limit: {per_person: 1}
    then:
      - push: {title: "How was it?", body: "Tell us."}
`

func waitsWith(t *testing.T, from, to string) *rules.Book {
	t.Helper()
	plan := beacons.Plan{Zones: []beacons.ZonePlan{{ID: "bar", Kind: "coffee"}, {ID: "hall", Kind: "talk"}}}
	plan.Anchors = []beacons.AnchorPlan{{ID: "a", Zone: "bar"}, {ID: "b", Zone: "hall"}}
	source := strings.Replace(waits, from, to, 1)
	if !strings.Contains(waits, from) {
		t.Fatalf("there is no %q to replace", from)
	}
	book, problems := parse.Rules("rules.yaml", []byte(source), plan, os.ReadFile)
	if parse.Failed(problems) {
		t.Fatalf("%q in place of %q: %v", to, from, problems)
	}
	return book
}

func TestMeaningOfAWaitIsWhatThePersonWaitsFor(t *testing.T) {
	before := waitsWith(t, "10m", "10m").Rules[0].Meaning()
	if before == "" {
		t.Fatal("the meaning of a rule: got none")
	}
	for _, test := range []struct {
		from, to string
		same     bool
	}{
		{"Ten minutes after the bar", "After the bar", true},
		{"limit: {per_person: 1}", "limit: {per_person: 2}", true},
		{"    limit:", "    priority: 9\n    limit:", true},
		{"at_least: 2m", "at_least: 3m", true},
		{"for: 10m", "for: 600s", true},
		{"for: 10m", "for: 11m", false},
		{"enter: hall", "leave: hall", false},
		{", or_until: {enter: hall}", "", false},
		{"not person.staff", "person.registered", false},
		{"Tell us.", "Tell us more.", false},
		{"Tell us.\"}", "Tell us.\"}\n      - staff: {text: \"One more\"}", false},
	} {
		if got := waitsWith(t, test.from, test.to).Rules[0].Meaning(); (got == before) != test.same {
			t.Errorf("%q in place of %q: got meaning %s after %s, want the same: %v", test.to, test.from, got, before, test.same)
		}
	}
}

func TestQuestionsAreAskedOnlyWhereSomebodyWaits(t *testing.T) {
	old, changed := waitsWith(t, "10m", "10m"), waitsWith(t, "10m", "20m")
	at := rules.WaitAt{Rule: "after-bar", Meaning: old.Rules[0].Meaning()}
	for _, test := range []struct {
		name    string
		next    *rules.Book
		waiting int
		chosen  rules.WaitChoice
		open    int
		carried int
	}{
		{"nothing changes", old, 3, "", 0, 0},
		{"nobody waits yet, and may in a moment", changed, 0, "", 0, 1},
		{"three wait", changed, 3, "", 1, 0},
		{"three are kept", changed, 3, rules.KeepWaits, 0, 1},
		{"three are moved", changed, 3, rules.MoveWaits, 0, 0},
		{"three are cancelled", changed, 3, rules.CancelWaits, 0, 0},
		{"a word that is no choice", changed, 3, "whatever", 1, 0},
	} {
		next, open := test.next.Succeed(old, 1, map[rules.WaitAt]int{at: test.waiting}, map[string]rules.WaitChoice{"after-bar": test.chosen})
		if len(open) != test.open || len(next.Carried) != test.carried {
			t.Errorf("%s: got %d questions and %d rules carried, want %d and %d", test.name, len(open), len(next.Carried), test.open, test.carried)
		}
	}
}
