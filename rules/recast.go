package rules

import (
	"cmp"
	"slices"
)

// Recast is an experiment that a new book changes while people are in it.
type Recast struct {
	Experiment string // the ID of its design
	Line       int    // in the new book; 0 = the holdout
	Message    string // for the organizer
}

// Recasts are the experiments of which the new book draws other lots, or hopes
// for something else, although exposed tells that people are in them: what was
// counted so far would be judged by a lot that was never drawn. Such a book is
// not to be published. One that is new, or is no longer there, is none of them;
// texts may be mended.
func (b *Book) Recasts(old *Book, exposed func(design string) bool) (all []Recast) {
	was, is := &old.Policy.Holdout, &b.Policy.Holdout
	if is.Share > 0 && is.Salt == was.Salt && (is.Share != was.Share || is.Success != was.Success) && exposed(holdoutID(was)) {
		all = append(all, Recast{
			Experiment: holdoutID(was),
			Message:    "People are in the holdout already, and its share or its success is another now. Leave it as it was, or give it another salt.",
		})
	}
	before := old.experiments()
	for id, e := range b.experiments() {
		known := before[id]
		switch {
		case known == nil || !exposed(id):
		case !known.Same(e):
			all = append(all, Recast{id, e.Line, "People are in the experiment `" + id + "` already, and its variants, their weights or its success are others now. Leave them as they were, or give the experiment another id."})
		case old.Calendar.ID != b.Calendar.ID:
			all = append(all, Recast{id, e.Line, "People are in the experiment `" + id + "` already, and the event has another id now, by which lots are drawn. Give the experiment another id too."})
		}
	}
	slices.SortFunc(all, func(a, b Recast) int { return cmp.Compare(a.Line, b.Line) })
	return all
}

func (b *Book) experiments() map[string]*Experiment {
	all := map[string]*Experiment{}
	for i := range b.Rules {
		if e := b.Rules[i].Experiment; e != nil && all[e.ID] == nil {
			all[e.ID] = e
		}
	}
	return all
}
