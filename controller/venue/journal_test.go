package venue

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"foyer/rules"
)

// life is a venue from one start to the next: what it began with, what its
// rules were told, and what they decided.
type life struct {
	state   State
	told    []Told
	decided []string
}

// begun is a life that begins with a state, of which the story's keep goes on
// to change the lists.
func begun(s State) life {
	s.Profiles, s.Codes, s.Marks, s.Out = slices.Clone(s.Profiles), slices.Clone(s.Codes), slices.Clone(s.Marks), slices.Clone(s.Out)
	return life{state: s}
}

func (l *life) note(b *Batch) {
	l.told = append(l.told, b.Told...)
	for _, d := range b.Decisions {
		record, _ := json.Marshal(d)
		l.decided = append(l.decided, string(record))
	}
}

func TestAnEveningLivedAgainFromItsJournalGivesTheSameDecisions(t *testing.T) {
	eachBook(t, func(t *testing.T, book *rules.Book) {
		rapid.Check(t, func(t *rapid.T) {
			e := newEvening(t, book, crowdOfSix(t))
			for _, m := range moves(t) {
				e.live([]move{m})
				if m.rounds == 1 {
					e.change(m.person)
				}
			}
			for i, first := range e.lives {
				second := again(first)
				if a, b := strings.Join(first.decided, "\n"), strings.Join(second.decided, "\n"); a != b {
					t.Fatalf("life %d of %d: lived:\n%s\nlived again from %d notes:\n%s", i+1, len(e.lives), a, len(first.told), b)
				}
			}
		})
	})
}

// change lets somebody agree to be located, or no longer.
func (e *evening) change(i int) {
	e.people = slices.Clone(e.people)
	p := &e.people[i].Profile
	kept := slices.DeleteFunc(slices.Clone(p.Consents), func(of rules.Purpose) bool { return of == rules.Location })
	if len(kept) == len(p.Consents) {
		kept = append(kept, rules.Location)
	}
	p.Consents = kept
	e.step(Enrolled{People: slices.Clone(e.people[i : i+1])})
}

// again lives a life again from its journal.
func again(first life) life {
	v, second := New(storyPlan(), first.state), life{}
	for _, told := range first.told {
		v.Step(told.At, told.In)
		if b := v.Seal(); b != nil {
			second.note(b)
		}
	}
	return second
}
