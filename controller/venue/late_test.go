package venue

import (
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

func TestPushDecidedInABacklogHasItsTimeFromNow(t *testing.T) {
	closes := benchStart.Add(10 * time.Hour)
	book := &rules.Book{Calendar: rules.Calendar{Place: time.UTC, Closes: closes}}
	for id, lasts := range map[string]time.Duration{"short": 15 * time.Minute, "long": 0} {
		book.Rules = append(book.Rules, rules.Rule{
			ID: id, When: rules.When{Kind: rules.Enter, Zone: "bar", AtLeast: 30 * time.Second}, Wait: rules.Wait{Until: -1},
			Then: []rules.Then{{Push: &rules.PushThen{Title: rules.Template{Parts: []string{"hello"}}, Expires: lasts}}},
		})
	}
	plan := beacons.Plan{Width: 10, Depth: 10}
	plan.Zones = []beacons.ZonePlan{{ID: "bar", Area: [][2]float64{{0, 0}, {10, 0}, {10, 10}, {0, 10}}}}
	plan.Anchors = []beacons.AnchorPlan{{ID: "gw", Zone: "bar", At: [2]float64{5, 5}}}
	v := New(plan, State{})
	v.Step(benchStart, Ruled{Book: book})
	v.Step(benchStart, Enrolled{People: []Enrolment{{
		Profile: rules.Profile{Person: "ada", Registered: true, PushToken: "token", Consents: []rules.Purpose{rules.Location, rules.PushNote}},
		Tags:    []beacons.Tag{"b1"},
	}}})
	heard := Heard{Source: "gw", Boot: "b", Seq: 1}
	for second := range 60 {
		heard.Sightings = append(heard.Sightings, beacons.Sighting{Tag: "b1", Anchor: "gw", At: benchStart.Add(time.Duration(second) * time.Second), RSSI: -50})
	}
	now := benchStart.Add(time.Hour)
	pushes := map[string]rules.Push{}
	for _, e := range v.Step(now, Backlog{Heard: []Heard{heard}}) {
		if push, is := e.(rules.Push); is {
			pushes[push.Why.Rule] = push
		}
	}
	if got := pushes["short"]; !got.Deadline.Equal(now.Add(15*time.Minute)) || !got.Expires.Equal(now.Add(15*time.Minute)) {
		t.Errorf("a push for 15 minutes was decided an hour late: got deadline %v, expiry %v; want 15 minutes from %v", got.Deadline, got.Expires, now)
	}
	if got := pushes["long"]; !got.Deadline.Equal(closes) {
		t.Errorf("a push until the end was decided an hour late: got deadline %v, want %v", got.Deadline, closes)
	}
}
