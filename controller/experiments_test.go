package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/venue"
	"foyer/rules/experiment"
)

// trialOf is an experiment that is over, in which so many of so many succeeded.
func trialOf(a, b experiment.Part) *venue.Trial {
	opens := time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)
	d := experiment.Design{ID: "wording", Arms: []experiment.Arm{{Variant: "plain", Weight: 1}, {Variant: "playful", Weight: 1}}, Within: time.Hour, Ends: opens.Add(time.Hour), Did: "redeemed it"}
	trial := &experiment.Trial{Design: d}
	for variant, part := range map[experiment.Variant]experiment.Part{"plain": a, "playful": b} {
		for i := range part.All {
			x := experiment.Exposure{Person: beacons.Person(fmt.Sprint(variant, i)), Variant: variant, At: opens}
			if i < part.Yes {
				x.Success = opens
			}
			trial.Add(x)
		}
	}
	return &venue.Trial{Design: d, Title: "A gift", Success: true, Reading: trial.Read(opens.Add(3 * time.Hour))}
}

func TestExperimentShowsNothingOfFewerThanFive(t *testing.T) {
	many := experimentShown(trialOf(experiment.Part{Yes: 29, All: 99}, experiment.Part{Yes: 41, All: 96}))
	if len(many.Differences) != 1 || many.Groups[1].Succeeded != 41 || !strings.Contains(many.Text, "13 points more") {
		t.Errorf("of 195 people: got %+v, want all that is known", many)
	}
	for name, few := range map[string]*venue.Trial{
		"four in a group":    trialOf(experiment.Part{Yes: 0, All: 4}, experiment.Part{Yes: 5, All: 9}),
		"four who succeeded": trialOf(experiment.Part{Yes: 4, All: 40}, experiment.Part{Yes: 20, All: 40}),
	} {
		e := experimentShown(few)
		if len(e.Differences) > 0 || strings.ContainsAny(e.Text, "0123456789") || e.Groups[0].Succeeded != console.Hidden {
			t.Errorf("%s: got %+v, want no figure of them", name, e)
		}
	}
}
