package main

import (
	"fmt"
	"io"

	"foyer/controller/venue"
	"foyer/rules"
	"foyer/rules/experiment"
)

// usualBase is the share of people who succeed, as long as nothing is known.
const usualBase = 0.2

// foresee tells before the start what each experiment can show with the people
// who are registered.
func foresee(book *rules.Book, enrolled []venue.Enrolment, out io.Writer) {
	if len(enrolled) == 0 {
		return
	}
	told := map[string]bool{}
	if h := &book.Policy.Holdout; h.Share > 0 {
		n := 0
		for i := range enrolled {
			if reachable(book, &enrolled[i].Profile) {
				n++
			}
		}
		tell(out, "holdout", book.HoldoutDesign(), n)
	}
	for i := range book.Rules {
		r := &book.Rules[i]
		if r.Experiment == nil || told[r.Experiment.ID] {
			continue
		}
		told[r.Experiment.ID] = true
		tell(out, "experiment "+r.Experiment.ID, book.Design(r.Experiment), inExperiment(book, r.Experiment.ID, enrolled))
	}
}

func tell(out io.Writer, what string, d experiment.Design, people int) {
	fmt.Fprintf(out, "%s: %s (If %.0f %% succeed. Of the registered people %d could be in it.)\n", what, d.Foresee(experiment.Plan{People: people, Base: usualBase}), 100*usualBase, people)
}

// inExperiment counts whom a rule with the experiment can tell something.
func inExperiment(book *rules.Book, id string, enrolled []venue.Enrolment) (n int) {
	h := &book.Policy.Holdout
	for i := range enrolled {
		p := &enrolled[i].Profile
		for j := range book.Rules {
			r := &book.Rules[j]
			if r.Experiment != nil && r.Experiment.ID == id && r.CanTell(p) && !experiment.HeldOut(h.Salt, h.Share, p.Person) {
				n++
				break
			}
		}
	}
	return n
}

// reachable tells whether any rule can tell the person something.
func reachable(book *rules.Book, p *rules.Profile) bool {
	for i := range book.Rules {
		if book.Rules[i].CanTell(p) {
			return true
		}
	}
	return false
}
