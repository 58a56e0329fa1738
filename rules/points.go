package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// PointsThen gives points in a game.
type PointsThen struct {
	Game string
	Add  int
}

// PublishThen is a message for whoever listens on the broker.
type PublishThen struct {
	Topic  string // below foyer/<venue>/
	Body   Template
	Retain bool
	// Outside says that the topic is whole. Without it a rule keeps the meaning
	// that it had before there was one.
	Outside bool `json:",omitempty"`
}

// PointsName is how a game is written behind `points.`, where a dash would be
// a subtraction: sponsor_passport.
func PointsName(game string) string { return strings.ReplaceAll(game, "-", "_") }

// Points are what the person has in a game.
func (p *Profile) Points(game string) int {
	i := slices.IndexFunc(p.Games, func(g Played) bool { return g.Game == game })
	if i < 0 {
		return 0
	}
	return p.Games[i].Points
}

// pointsText is what a template tells of points, by the name of the game.
func (p *Profile) pointsText(name string) string {
	i := slices.IndexFunc(p.Games, func(g Played) bool { return PointsName(g.Game) == name })
	if i < 0 {
		return "0"
	}
	return strconv.Itoa(p.Games[i].Points)
}

// points gives points at once, so that a text after them tells the new sum.
func (w *writer) points(head Head, then *PointsThen) {
	w.a.p.game(then.Game).Points += then.Add
	w.decision.add("points", Points{Head: head, Person: w.a.p.Person, Game: then.Game, Add: then.Add})
}

// takeBack takes back the points of a decision that is dropped after all.
func (w *writer) takeBack() {
	for _, e := range w.decision.Effects {
		if given, is := e.(Points); is {
			w.a.p.game(given.Game).Points -= given.Add
		}
	}
}

// name gives the labels of a rule that has acted, and every label that follows
// from them or from its points. A label is given once, so this ends.
func (a *answer) name(r *Rule) {
	changed := false
	for i := range r.Then {
		changed = changed || r.Then[i].Points != nil
		if label := r.Then[i].Label; label != "" && !a.p.Has(label) {
			changed = true
			a.gain(label, a.now, "was named "+label+" by "+r.ID)
		}
	}
	if changed {
		a.labels(a.now)
	}
}

// gain gives a label, and wakes its rules.
func (a *answer) gain(label string, at time.Time, fact string) {
	a.p.Labels = append(a.p.Labels, Gained{Label: label, At: at})
	a.moved(label)
	a.succeedLabel(at, label)
	a.rouse(When{Kind: LabelGained, Label: label})
	for _, r := range a.gained[label] {
		a.wake(r, cause{at: at, occurrence: label, facts: []string{fact}})
	}
}
