package parse_test

import (
	"testing"
	"time"

	"foyer/rules"
)

func TestExamplesBesideTheRulesAreReadAsTheySay(t *testing.T) {
	b := full(t, "demo", "demo")
	if len(b.Tests) != 1 {
		t.Fatalf("tests of the full file: got %d, want 1", len(b.Tests))
	}
	got := b.Tests[0]
	place := b.Calendar.Place
	ada := got.People[0]
	if variant, drawn := ada.Drawn("few"); ada.Person != "ada" || ada.PushToken == "" || ada.Colour != "#ff6600" || variant != "a" || !drawn || ada.Lot.HeldOut {
		t.Errorf("the person of the test: got %+v, want ada with a phone, a colour, and what is drawn for her", ada)
	}
	if len(got.Given) != 5 || len(got.Expect) != 3 || len(got.Totals) < 10 {
		t.Fatalf("the test: got %d things given, %d expected and %d totals; want 5, 3 and 10 or more", len(got.Given), len(got.Expect), len(got.Totals))
	}
	kinds := []rules.GivenKind{rules.Visits, rules.Stamps, rules.Redeems, rules.Consents, rules.Asks}
	for i, want := range kinds {
		if got.Given[i].Kind != want {
			t.Errorf("what happens, as time goes: got kind %d at %d, want %d", got.Given[i].Kind, i, want)
		}
	}
	if visit := got.Given[0]; visit.Zone != "coffee-east" || visit.For != 2*time.Minute || !visit.At.Equal(time.Date(2026, 5, 9, 9, 0, 0, 0, place)) {
		t.Errorf("the visit: got %+v, want two minutes at 09:00 of the first day", visit)
	}
	if ask := got.Given[4]; !ask.At.Equal(time.Date(2026, 5, 10, 9, 30, 15, 0, place)) || ask.Song != "One More Time" {
		t.Errorf("the ask: got %+v, want it at 09:30:15 of the second day", ask)
	}
	if exact, loose := got.Expect[0].Within, got.Expect[1].Within; exact != time.Second || loose != time.Minute {
		t.Errorf("how exact an expectation is: got %v and %v, want a second where seconds are written, else a minute", exact, loose)
	}
}
