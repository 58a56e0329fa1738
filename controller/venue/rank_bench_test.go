package venue

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// rankedVenue is a venue of 100,000 people, some of them bacon lovers, with a
// rule that ranks them and one that counts them.
func rankedVenue(b *testing.B) *Venue {
	const crowd = 100_000
	best := rules.Standing{Trait: "bacon_visits", Label: "bacon_lover"}
	book := &rules.Book{Calendar: rules.Calendar{Place: time.UTC, Opens: benchStart, Closes: benchStart.AddDate(0, 0, 2)}, Rules: []rules.Rule{
		{ID: "r", When: rules.When{Kind: rules.Mentioned}, Asks: []rules.Standing{best, {Trait: "bacon_visits"}, {Label: "bacon_lover"}}},
	}}
	v := New(beacons.Plan{}, State{})
	v.Step(benchStart, Ruled{Book: book})
	enrolled, chance := Enrolled{}, rand.New(rand.NewPCG(1, 2))
	for i := range crowd {
		enrolled.People = append(enrolled.People, Enrolment{Profile: rules.Profile{Person: beacons.Person(fmt.Sprintf("p%06d", i)), Consents: []rules.Purpose{rules.Location}}})
	}
	v.Step(benchStart, enrolled)
	for i, m := range v.order {
		visits := math.Floor(3 * chance.ExpFloat64())
		at := benchStart.Add(time.Duration(i) * time.Millisecond)
		m.profile.Tallies = []rules.Tally{{Trait: "bacon_visits", Value: visits, Last: at}}
		if visits >= 3 {
			m.profile.Labels = []rules.Gained{{Label: "bacon_lover", At: at}}
		}
		v.Stand(&m.profile)
	}
	if v.Count("bacon_lover") < crowd/4 {
		b.Fatalf("bacon lovers: got %d, want a quarter of %d or more", v.Count("bacon_lover"), crowd)
	}
	return v
}

// BenchmarkStandAndTopTen is one more visit of somebody out of 100,000 in the
// venue's three tables, their place, the count, and the best ten.
func BenchmarkStandAndTopTen(b *testing.B) {
	v, chance := rankedVenue(b), rand.New(rand.NewPCG(3, 4))
	now := benchStart.Add(time.Hour)
	table := tableOf(v.ranks, rules.Standing{Trait: "bacon_visits", Label: "bacon_lover"})
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Millisecond)
		p := &v.order[chance.IntN(len(v.order))].profile
		p.Tallies[0].Value, p.Tallies[0].Last = math.Floor(3*chance.ExpFloat64()), now
		v.Stand(p)
		if table.Top(10)[0].Value < 3 || v.Rank("bacon_visits", p.Person) > len(v.order) || v.Count("bacon_lover") == 0 {
			b.Fatal("the tables: got a best without three visits, a place after the last, or no lovers")
		}
	}
}

// BenchmarkCrown is a clock rule for the best one among 100,000 people of whom
// the best are not here.
func BenchmarkCrown(b *testing.B) {
	v := rankedVenue(b)
	rule := &rules.Rule{
		ID: "crown", Wait: rules.Wait{Until: -1}, ForEach: rules.Each{Top: 1, By: "bacon_visits", Among: "bacon_lover"},
		If:   []rules.Condition{{Source: "person.present", Holds: func(a rules.Asked) bool { return a.Person.Visit.Open() }}},
		Then: []rules.Then{{Staff: rules.Template{Parts: []string{"crown"}}}},
	}
	table := tableOf(v.ranks, rules.Standing{Trait: "bacon_visits", Label: "bacon_lover"})
	for i, p := range table.Top(10) {
		if i == 9 {
			v.people[p.Person].profile.Visit = beacons.Visit{Zone: "bar", From: benchStart}
		}
	}
	now := benchStart.Add(2 * time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		v.call(now, v.decider.OnTime(rule, now))
		if len(v.batch.Decisions) != 2 || v.batch.Decisions[1].Outcome != rules.Done {
			b.Fatalf("the crown: got %+v, want the best passed over and the tenth crowned", v.batch.Decisions)
		}
		v.Seal()
	}
}
