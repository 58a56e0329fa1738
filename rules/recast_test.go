package rules

import (
	"testing"
	"time"

	"foyer/rules/experiment"
)

func TestExperimentUnderWayIsNotRecast(t *testing.T) {
	book := func(change func(*Book)) *Book {
		b := &Book{
			Calendar: Calendar{ID: "event"},
			Policy:   Policy{Holdout: Holdout{Share: 0.2, Salt: "salt"}},
			Rules: []Rule{{ID: "a", Experiment: &Experiment{
				ID: "wording", Line: 7, Arms: []experiment.Arm{{Variant: "plain", Weight: 50}, {Variant: "playful", Weight: 50}},
				Success: Success{Kind: RewardUsed, Within: 4 * time.Hour},
			}}},
		}
		change(b)
		return b
	}
	everybody, nobody := func(string) bool { return true }, func(string) bool { return false }
	for name, c := range map[string]struct {
		change  func(*Book)
		exposed func(string) bool
		want    string
	}{
		"nothing changed":           {func(*Book) {}, everybody, ""},
		"the order of the variants": {func(b *Book) { a := b.Rules[0].Experiment.Arms; a[0], a[1] = a[1], a[0] }, everybody, ""},
		"other texts":               {func(b *Book) { b.Rules[0].Then = []Then{{Push: &PushThen{}}} }, everybody, ""},
		"other weights":             {func(b *Book) { b.Rules[0].Experiment.Arms[0].Weight = 49 }, everybody, "wording"},
		"other weights, nobody yet": {func(b *Book) { b.Rules[0].Experiment.Arms[0].Weight = 49 }, nobody, ""},
		"a variant more": {func(b *Book) {
			e := b.Rules[0].Experiment
			e.Arms = append(e.Arms, experiment.Arm{Variant: "rude", Weight: 1})
		}, everybody, "wording"},
		"another success":            {func(b *Book) { b.Rules[0].Experiment.Success.Within = time.Hour }, everybody, "wording"},
		"another id":                 {func(b *Book) { e := b.Rules[0].Experiment; e.ID, e.Arms[0].Weight = "second", 1 }, everybody, ""},
		"gone":                       {func(b *Book) { b.Rules = nil }, everybody, ""},
		"another event":              {func(b *Book) { b.Calendar.ID = "next" }, everybody, "wording"},
		"a larger holdout":           {func(b *Book) { b.Policy.Holdout.Share = 0.5 }, everybody, "policy.holdout|salt"},
		"a holdout of another salt":  {func(b *Book) { b.Policy.Holdout = Holdout{Share: 0.5, Salt: "other"} }, everybody, ""},
		"no holdout any more":        {func(b *Book) { b.Policy.Holdout = Holdout{} }, everybody, ""},
		"a holdout of nobody so far": {func(b *Book) { b.Policy.Holdout.Share = 0.5 }, nobody, ""},
	} {
		got := book(c.change).Recasts(book(func(*Book) {}), c.exposed)
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || got[0].Experiment != c.want || got[0].Message == "") {
			t.Errorf("%s: got %+v, want %q", name, got, c.want)
		}
	}
}
