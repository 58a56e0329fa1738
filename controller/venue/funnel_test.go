package venue

import (
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

func TestFunnelCountsEachStepOnceAndOutlivesARestart(t *testing.T) {
	at := time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)
	push := func(n string) rules.Push {
		return rules.Push{Head: rules.Head{ID: "gift|ada|" + n + "/1", Why: rules.Why{Rule: "gift"}}, Person: "ada"}
	}
	state := State{Out: []rules.Effect{push("1"), push("2"), push("3")}}
	h := house{Venue: New(beacons.Plan{}, state)}
	for _, in := range []Input{
		Settled{ID: "gift|ada|1/1"},
		Settled{ID: "gift|ada|1/1"},
		Settled{ID: "gift|ada|2/1"},
		Settled{ID: "gift|ada|3/1", Outcome: Unknown},
		Settled{ID: "gift|nobody|9/1"},
		Shown{Push: "gift|ada|1/1"},
		Shown{Push: "gift|ada|1/1"},
		Shown{Push: "gift|ada|2/1", Opened: true},
		Shown{Push: "gift|ada|2/1"},
	} {
		h.Step(at, in)
	}
	want := Funnel{Accepted: 2, Shown: 2, Opened: 1}
	if got := h.Snapshot().Funnels["gift"]; got != want {
		t.Errorf("funnel of the rule: got %+v, want %+v", got, want)
	}
	h.restart(ada("", time.Time{}))
	if got := h.Snapshot().Funnels["gift"]; got != want {
		t.Errorf("after a restart: got %+v, want %+v", got, want)
	}
	if all := h.Everything(&Batch{}); len(all.Notes) != 1 {
		t.Errorf("a store that went back is told %d notes, want the funnel", len(all.Notes))
	}
}

func TestRedeemedRewardCountsForTheRuleThatGaveIt(t *testing.T) {
	at := time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)
	gives := func(id string) rules.Rule { return rules.Rule{ID: id, Then: []rules.Then{{Reward: "cup"}}} }
	book := &rules.Book{
		Calendar: rules.Calendar{Place: time.UTC}, Pools: []rules.Pool{{Name: "cup"}},
		Rules: []rules.Rule{gives("early"), gives("late"), {ID: "other"}},
	}
	v := New(beacons.Plan{}, State{Codes: []CodeMove{{Pool: "cup", Code: "C1", State: CodeGiven, Person: "ada", At: at}}})
	v.Step(at, Ruled{Book: book})
	v.Step(at, ada("", time.Time{}, rules.Location))
	v.people["ada"].profile.Did = []rules.Did{
		{Rule: "early", Times: []time.Time{at}}, {Rule: "late", Times: []time.Time{at.Add(time.Hour)}}, {Rule: "other", Times: []time.Time{at.Add(2 * time.Hour)}},
	}
	for range 2 {
		v.Step(at.Add(3*time.Hour), Redeemed{ID: "r1", Code: "C1"})
	}
	if got := v.Snapshot().Funnels; len(got) != 1 || got["late"] != (Funnel{Redeemed: 1}) {
		t.Errorf("funnels %+v, want one redeemed of the last rule that gave it", got)
	}
}
