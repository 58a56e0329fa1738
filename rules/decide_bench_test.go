package rules_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

// hall is a floor that always has room, and ranks everybody second. What it
// does not answer, no rule of the benchmark asks for.
type hall struct{ rules.Floor }

func (hall) People(beacons.Zone) int               { return 12 }
func (hall) Present(beacons.Zone) []*rules.Profile { return nil }
func (hall) Stops() rules.Stops                    { return nil }
func (hall) Acted(string) int                      { return 3 }
func (hall) Rank(string, beacons.Person) int       { return 2 }
func (hall) Count(string) int                      { return 9 }
func (hall) Stand(*rules.Profile)                  {}
func (hall) Take(rules.Pool, beacons.Person, time.Time) (code, refusal string, empty bool) {
	return "A-1", "", false
}

// venueOf200 has a hundred zones, and a book of 200 rules over them: each zone
// wakes two of them, its kind is counted by one of ten traits, and ten labels
// are judged whenever a trait has moved.
func venueOf200(b *testing.B) (*rules.Decider, beacons.Plan) {
	var plan beacons.Plan
	var s strings.Builder
	s.WriteString("schema: foyer.rules/v1\nevent: {id: bench, timezone: America/Los_Angeles, opens: 2026-05-09T08:00, closes: 2026-05-10T18:00}\npolicy:\n  quiet: {from: \"22:30\", to: \"08:00\", then: hold}\n  caps:\n    - {channel: push, at_most: 1, per: 45m}\n    - {channel: push, at_most: 5, per: day}\ntraits:\n")
	for i := range 10 {
		fmt.Fprintf(&s, "  visits_%d: {count: visits, zone: {kind: kind-%[1]d}, at_least: 30s, at_most_every: 10m, window: event}\n", i)
	}
	s.WriteString("labels:\n")
	for i := range 10 {
		fmt.Fprintf(&s, "  lover_%d: {if: person.visits_%[1]d >= 3}\n", i)
	}
	s.WriteString("rules:\n")
	for i := range 200 {
		fmt.Fprintf(&s, "  - id: rule-%d\n    title: Rule\n    when: {enter: zone-%d, at_least: 1m}\n    if: [person.registered, not person.staff, 'person.visits_%d >= 1 or zone.people > 30']\n    consent: [location, push]\n    limit: {per_person: 1, total: 500}\n    then:\n      - push: {title: \"Hello\", body: \"{{person.first_name}}: {{person.visits_%d}}, number {{rank.visits_%d}} of {{count.lover_%d}}.\"}\n", i, i%100, i%10, i%10, i%10, i%10)
	}
	for i := range 100 {
		plan.Zones = append(plan.Zones, beacons.ZonePlan{ID: beacons.Zone(fmt.Sprintf("zone-%d", i)), Kind: beacons.Kind(fmt.Sprintf("kind-%d", i%10))})
	}
	book, problems := parse.Rules("bench.yaml", []byte(s.String()), plan, nil)
	if parse.Failed(problems) {
		b.Fatal(problems)
	}
	return rules.NewDecider(book), plan
}

// BenchmarkDecide200Rules is one input: a person comes, is heard until both
// rules of the zone and its trait have had their dwell, is heard again and
// leaves; four inputs a visit, each of another zone, with 400 people.
func BenchmarkDecide200Rules(b *testing.B) {
	d, plan := venueOf200(b)
	people := make([]rules.Profile, 400)
	now := time.Date(2026, 5, 9, 17, 0, 0, 0, time.UTC)
	var visit beacons.Visit
	decisions := 0
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		turn, part := i/4, i%4
		p := &people[turn%len(people)]
		switch part {
		case 0:
			now = now.Add(250 * time.Millisecond)
			if turn/len(people)%40 == 0 { // a new crowd, so that limits do not end all work
				*p = rules.Profile{Person: "p", FirstName: "Ada", PushToken: "t", Registered: true, Consents: []rules.Purpose{rules.Location, rules.PushNote}}
			}
			visit = beacons.Visit{Zone: plan.Zones[turn*7%100].ID, From: now}
			decisions += len(d.Decide(now, p, rules.Fact{Kind: rules.Entered, At: now, Visit: visit}, hall{}))
		case 1:
			at := visit.From.Add(65 * time.Second)
			decisions += len(d.Decide(at, p, rules.Fact{Kind: rules.Stayed, At: at}, hall{}))
		case 2:
			at := visit.From.Add(90 * time.Second)
			decisions += len(d.Decide(at, p, rules.Fact{Kind: rules.Stayed, At: at}, hall{}))
		case 3:
			visit.To = visit.From.Add(100 * time.Second)
			decisions += len(d.Decide(visit.To, p, rules.Fact{Kind: rules.Ended, At: visit.To, Visit: visit}, hall{}))
		}
		i++
	}
	if decisions == 0 {
		b.Fatal("200 rules: got no decision, want some")
	}
	b.ReportMetric(float64(decisions)/float64(i), "decisions/op")
}
