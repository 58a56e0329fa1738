package venue

import (
	"fmt"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// benchBook has 50 rules of which a visit wakes one or two.
func benchBook() *rules.Book {
	book := &rules.Book{Calendar: rules.Calendar{Place: time.UTC, Closes: benchStart.AddDate(0, 0, 2)}}
	for i := range 16 {
		zone := beacons.Zone(fmt.Sprintf("z%d", i))
		trait := fmt.Sprintf("visits_%d", i)
		book.Traits = append(book.Traits, rules.Trait{Name: trait, Zones: []beacons.Zone{zone}, AtLeast: 20 * time.Second, AtMostEvery: time.Minute})
		book.Labels = append(book.Labels, rules.Label{Name: "lover_" + trait, If: rules.Condition{Source: trait + " >= 3", Holds: func(a rules.Asked) bool {
			return a.Person.Trait(trait) >= 3
		}}})
	}
	for i := range 50 {
		zone := beacons.Zone(fmt.Sprintf("z%d", i%16))
		book.Rules = append(book.Rules, rules.Rule{
			ID: fmt.Sprintf("rule-%d", i), When: rules.When{Kind: rules.Enter, Zone: zone, AtLeast: 30 * time.Second},
			Wait: rules.Wait{Until: -1}, Consent: []rules.Purpose{rules.Location, rules.Music}, Limit: rules.Limit{PerPerson: 3, Per: time.Hour},
			Then: []rules.Then{{DJ: &rules.DJThen{Queue: "main", Taste: rules.Template{Parts: []string{"jazz"}}}}},
		})
	}
	return book
}

var benchStart = time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)

func benchVenue(people int) *Venue {
	plan := beacons.Plan{Width: 80, Depth: 20}
	for i := range 16 {
		zone := beacons.Zone(fmt.Sprintf("z%d", i))
		x := float64(i) * 5
		plan.Zones = append(plan.Zones, beacons.ZonePlan{ID: zone, Area: [][2]float64{{x, 0}, {x + 5, 0}, {x + 5, 20}, {x, 20}}})
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor("a" + zone), Zone: zone, At: [2]float64{x + 2, 10}})
	}
	v := New(plan, State{})
	v.Step(benchStart, Ruled{Book: benchBook()})
	enrolled := Enrolled{}
	for i := range people {
		enrolled.People = append(enrolled.People, Enrolment{
			Profile: rules.Profile{Person: beacons.Person(fmt.Sprintf("p%05d", i)), Registered: true, Consents: []rules.Purpose{rules.Location, rules.Music}},
			Tags:    []beacons.Tag{beacons.Tag(fmt.Sprintf("b%05d", i))},
		})
	}
	v.Step(benchStart, enrolled)
	v.Step(benchStart, Linked{Up: true})
	return v
}

// BenchmarkStep is one sighting through everything but the world: 10,000
// people, 50 rules, everybody heard every two seconds by two anchors and
// moving on every 100 seconds, sealed every 400 sightings.
func BenchmarkStep(b *testing.B) {
	const people = 10_000
	v := benchVenue(people)
	now := benchStart
	sightings := make([]beacons.Sighting, 1)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		person := i % people
		if person == 0 {
			now = now.Add(time.Second)
		}
		round := i / people
		room := (person + round/200) % 16
		rssi := float32(-55)
		if round%2 == 1 {
			room, rssi = (room+1)%16, -75
		}
		sightings[0] = beacons.Sighting{Tag: v.order[person].tags[0], Anchor: v.plan.Anchors[room].ID, At: now, RSSI: rssi}
		v.Step(now, Heard{Sightings: sightings})
		if i%400 == 399 {
			v.Step(now, Waited{})
			v.Seal()
		}
		i++
	}
	b.ReportMetric(float64(v.counts.Visits)/float64(i)*1e6, "visits/Msighting")
}
