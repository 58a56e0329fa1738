package main

import (
	"strings"

	"foyer/controller/console"
	"foyer/controller/venue"
	"foyer/rules/experiment"
)

// experiments are what the pages may show of the venue's trials.
func experiments(trials []venue.Trial) (all []console.Experiment) {
	for i := range trials {
		all = append(all, experimentShown(&trials[i]))
	}
	return all
}

func experimentShown(t *venue.Trial) console.Experiment {
	r := &t.Reading
	e := console.Experiment{
		ID: t.Design.ID, Title: t.Title, Over: r.Over, Groups: []console.Group{}, Differences: []console.Difference{},
	}
	if t.Title == "" {
		e.ID, e.Title = "holdout", "Held out of pushes, by lot"
	}
	small := false
	for _, c := range r.Counts {
		e.Groups = append(e.Groups, console.Group{
			Name: groupName(c.Variant), Shown: hidden(c.Shown), Judged: hidden(c.Judged), Succeeded: hidden(c.Succeeded),
		})
		small = small || c.Judged < console.FewestShown || c.Succeeded < console.FewestShown
	}
	if r.Ratio.Broken {
		e.Warning = r.Ratio.Sentence
	}
	e.Text = saidOf(t, small)
	for _, c := range r.Comparisons {
		if r.Over && t.Success && !small && !r.Ratio.Broken {
			e.Differences = append(e.Differences, console.Difference{
				Variant: groupName(c.Variant), Against: groupName(c.Against), Low: c.Difference.Low, High: c.Difference.High,
			})
		}
	}
	return e
}

// saidOf is what is known in words. A sentence with figures is not told of so
// few that they might be known to each other.
func saidOf(t *venue.Trial, small bool) string {
	judged, figures := 0, t.Reading.Over
	for _, c := range t.Reading.Counts {
		judged += c.Judged
	}
	var said []string
	for _, c := range t.Reading.Comparisons {
		figures = figures || c.Verdict != experiment.TooEarly
		said = append(said, c.Sentence)
	}
	switch {
	case !t.Success:
		return "People are only counted: the rules do not say what counts as a success."
	case t.Shown() == 0:
		return "Nobody was in it yet."
	case t.Reading.Over && small:
		return "Over. Too few people took part or succeeded for figures to be shown."
	case small && figures:
		return verdictOnly(t.Reading.Comparisons)
	case judged < console.FewestShown:
		return "Too early to say: hardly anybody had their time to answer so far."
	}
	return strings.Join(said, " ")
}

// verdictOnly is what is proven, without a figure.
func verdictOnly(all []experiment.Comparison) string {
	var said []string
	for _, c := range all {
		switch c.Verdict {
		case experiment.ClearGain:
			said = append(said, groupName(c.Variant)+" is clearly better than "+groupName(c.Against)+".")
		case experiment.ClearLoss:
			said = append(said, groupName(c.Variant)+" is clearly worse than "+groupName(c.Against)+".")
		case experiment.TooEarly, experiment.NotProven:
			said = append(said, "Too early to say of "+groupName(c.Variant)+".")
		}
	}
	return strings.Join(said, " ")
}

func groupName(v experiment.Variant) string {
	switch v {
	case experiment.Held:
		return "held out"
	case experiment.Told:
		return "told"
	}
	return string(v)
}

func hidden(n int) int {
	if n < console.FewestShown {
		return console.Hidden
	}
	return n
}
