package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/rules"
	"foyer/rules/parse"
)

// answerer answers questions about people and rules from a venue and the
// history that its store keeps.
type answerer struct {
	store *store.Store // nil = nothing was ever kept
	plan  beacons.Plan
	// ask puts a question to the venue where it is owned, and waits until all
	// that the venue knew then can be read in the store.
	ask func(ctx context.Context, question func(now time.Time, v *venue.Venue)) error
}

// answerPatience is how long a question may take.
const answerPatience = 5 * time.Second

func (a *answerer) answers() *console.Answers {
	return &console.Answers{Why: a.why, Decisions: a.decisions, Reading: a.reading}
}

// why explains a rule for a person.
func (a *answerer) why(ctx context.Context, person, rule string) (*console.Why, error) {
	ctx, cancel := context.WithTimeout(ctx, answerPatience)
	defer cancel()
	var x venue.Explanation
	var unknown error
	var at time.Time
	err := a.ask(ctx, func(now time.Time, v *venue.Venue) {
		x, unknown = v.Why(now, person, rule)
		unknown, at = explained(unknown, rule, v.Book()), now
	})
	if err = cmp.Or(err, unknown); err != nil {
		return nil, err
	}
	decided, visits, err := a.history(ctx, x)
	if err != nil {
		return nil, err
	}
	answer := &console.Why{
		Rule: x.Rule.ID, Title: x.Rule.Title, Person: x.Person, Zone: x.Zone, At: at.In(x.Place),
		Text: x.Verdict(decided), Checks: checksOf(x.Checks), Decisions: decidedOf(decided, x.Place), Visits: []console.Counted{},
	}
	counted := x.Recount(visits)
	answer.Text += x.Doubt(counted)
	for _, c := range counted {
		answer.Visits = append(answer.Visits, console.Counted{
			Zone: c.Zone, From: c.From.In(x.Place), To: c.To.In(x.Place), Open: c.Open, For: c.For, Holds: c.Holds, Because: c.Because,
		})
	}
	return answer, nil
}

// explained says what an unknown person or rule can be helped by. It names no
// person: who asks must know whom they ask about.
func explained(err error, rule string, book *rules.Book) error {
	var known []string
	for i := range book.Rules {
		known = append(known, book.Rules[i].ID)
	}
	switch {
	case errors.Is(err, venue.ErrNoPerson):
		return &console.Unknown{Text: "Nobody is registered under this id, and no badge or phone is called so. The ids are the first column of the registrations file."}
	case errors.Is(err, venue.ErrNoRule):
		text := "There is no rule `" + rule + "` in force."
		if near := parse.Nearest(rule, known); near != "" {
			text += " Did you mean `" + near + "`?"
		} else {
			text += " The rules are: " + strings.Join(known, ", ") + "."
		}
		return &console.Unknown{Text: text}
	}
	return err
}

// history is what the store keeps of the person: the rule's decisions about
// them, and their visits.
func (a *answerer) history(ctx context.Context, x venue.Explanation) (decided []rules.Decision, visits []beacons.Visit, err error) {
	if a.store == nil || x.Person == "" {
		return nil, nil, nil
	}
	if decided, err = a.store.DecisionsOf(ctx, x.Person, x.Rule.ID); err != nil {
		return nil, nil, err
	}
	visits, err = a.store.VisitsOf(ctx, x.Person)
	return decided, visits, err
}

// decisions are the newest of a person, a rule or both.
func (a *answerer) decisions(ctx context.Context, person, rule string, limit int) ([]console.Decided, error) {
	ctx, cancel := context.WithTimeout(ctx, answerPatience)
	defer cancel()
	place := time.UTC
	if err := a.ask(ctx, func(_ time.Time, v *venue.Venue) { place = v.Book().Calendar.Place }); err != nil {
		return nil, err
	}
	if a.store == nil {
		return []console.Decided{}, nil
	}
	all, err := a.store.DecisionsOf(ctx, beacons.Person(person), rule)
	if err != nil {
		return nil, err
	}
	decided := decidedOf(all, place)
	return decided[:min(limit, len(decided))], nil
}

// reading is every rule in force in English.
func (a *answerer) reading(ctx context.Context) (all []console.Reading, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerPatience)
	defer cancel()
	err = a.ask(ctx, func(_ time.Time, v *venue.Venue) {
		all = readings(v.Book(), a.plan, v.Snapshot().Pools)
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// readings are the rules of a book in English, with what is left of the pools.
func readings(book *rules.Book, plan beacons.Plan, pools []venue.PoolCount) []console.Reading {
	reader := rules.Reader{Book: book, Plan: plan}
	if pools != nil {
		reader.Left = func(name string) (left, all int) {
			for _, p := range pools {
				if p.Name == name {
					left, all = p.Free, p.Imported()
				}
			}
			return left, all
		}
	}
	all := make([]console.Reading, 0, len(book.Rules))
	for i := range book.Rules {
		r := &book.Rules[i]
		all = append(all, console.Reading{Rule: r.ID, Title: r.Title, Text: reader.Read(r), Zone: r.When.Kind == rules.ZoneChanged})
	}
	return all
}

func checksOf(checks []rules.Check) []console.Check {
	all := make([]console.Check, 0, len(checks))
	for _, c := range checks {
		all = append(all, console.Check{Gate: string(c.Gate), Asks: c.Asks, Holds: c.Holds, Open: c.Open, Because: c.Because, Would: c.Would})
	}
	return all
}

// decidedOf are decisions for people to read, the newest first.
func decidedOf(decided []rules.Decision, place *time.Location) []console.Decided {
	all := make([]console.Decided, 0, len(decided))
	for _, d := range decided {
		all = append(all, console.Decided{
			Rule: d.Rule, Person: d.Person, At: d.At.In(place), Outcome: string(d.Outcome), Because: d.Because,
			Does: append([]string{}, d.Does...), Facts: append([]string{}, d.Facts...),
		})
	}
	slices.SortStableFunc(all, func(x, y console.Decided) int { return y.At.Compare(x.At) })
	return all
}

// ask puts a question to the venue between two steps, and waits until what the
// venue knew then is safe: the store can be asked about it too.
func (l *loop) ask(ctx context.Context, question func(now time.Time, v *venue.Venue)) error {
	done := make(chan struct{})
	l.inbox.add(item{stepped: func() { question(l.clock.Now(), l.venue) }, safe: func() { close(done) }})
	if err := until(ctx, done); err != nil {
		return errors.New("the venue cannot answer now: the store has not taken what it knows")
	}
	return nil
}

// answers are the ways to ask a running venue.
func (f *controller) answers() *console.Answers {
	a := answerer{store: f.store, plan: f.config.plan(), ask: f.loop.ask}
	return a.answers()
}

// readAloud prints each rule in English.
func readAloud(out io.Writer, book *rules.Book, plan beacons.Plan) {
	for _, r := range readings(book, plan, nil) {
		fmt.Fprintf(out, "%s\n  %s\n\n", r.Rule, wrapped(r.Text, 98, "  "))
	}
}

// wrapped breaks a text into lines of at most so many characters.
func wrapped(text string, width int, indent string) string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return strings.Join(append(lines, line), "\n"+indent)
}
