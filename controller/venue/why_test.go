package venue

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/rules"
)

// remember keeps the history as a store would: a decision's newest record.
func (s *story) remember(b *Batch) {
	s.ended = append(s.ended, b.Visits...)
	for _, d := range b.Decisions {
		s.decided = slices.DeleteFunc(s.decided, func(old rules.Decision) bool { return old.ID == d.ID })
		s.decided = append(s.decided, d)
	}
}

// why words an explanation: the sum, each gate, each visit.
func (s *story) why(person, rule string) (answers []string) {
	x, err := s.venue.Why(s.now, person, rule)
	if err != nil {
		return []string{"why " + err.Error()}
	}
	var ended []beacons.Visit
	for _, v := range s.ended {
		if v.Person == x.Person {
			ended = append(ended, v)
		}
	}
	var decided []rules.Decision
	for _, d := range s.decided {
		if d.Rule == rule && d.Person == x.Person {
			decided = append(decided, d)
		}
	}
	answers = append(answers, "why "+x.Verdict(decided))
	for _, d := range decided {
		answers = append(answers, "  woken by "+strings.Join(d.Facts, ", "))
	}
	for _, c := range x.Checks {
		mark := map[bool]string{true: "yes", false: "no "}[c.Holds]
		if c.Open {
			mark = " ? "
		}
		line := "  " + mark + " " + string(c.Gate) + ": " + c.Asks + ": " + c.Because
		if c.Would != "" {
			line += " | would: " + c.Would
		}
		answers = append(answers, line)
	}
	for _, c := range x.Recount(ended) {
		to := ""
		if !c.Open {
			to = s.clock(c.To)
		}
		answers = append(answers, "  "+s.clock(c.From)+"-"+to+" "+string(c.Zone)+": "+c.Because)
	}
	return answers
}

func TestAQuestionAboutNobodyOrNoRuleSaysSo(t *testing.T) {
	v := New(storyPlan(), State{})
	v.Step(benchStart, Ruled{Book: storyBook(t)})
	v.Step(benchStart, Enrolled{People: []Enrolment{{Profile: rules.Profile{Person: "ada"}, Tags: []beacons.Tag{"b1"}}}})
	for _, c := range []struct {
		person, rule string
		want         error
	}{{"nobody", "coffee-gift", ErrNoPerson}, {"ada", "coffee-gifts", ErrNoRule}, {"", "coffee-gift", ErrNoPerson}, {"b1", "coffee-gift", nil}, {"", "floor-colours", nil}} {
		if _, err := v.Why(benchStart, c.person, c.rule); !errors.Is(err, c.want) {
			t.Errorf("why %q %q: got %v, want %v", c.person, c.rule, err, c.want)
		}
	}
}

func TestAskingWhyChangesNothing(t *testing.T) {
	eachBook(t, func(t *testing.T, book *rules.Book) {
		rapid.Check(t, func(t *rapid.T) {
			people, lived := crowdOfSix(t), moves(t)
			silent, asked := newEvening(t, book, people), newEvening(t, book, people)
			silent.live(lived)
			for i := range lived {
				asked.live(lived[i : i+1])
				r := &book.Rules[i%len(book.Rules)]
				if _, err := asked.venue.Why(asked.now, string(people[i%len(people)].Profile.Person), r.ID); err != nil {
					t.Fatal(err)
				}
			}
			if a, b := strings.Join(silent.told, "\n"), strings.Join(asked.told, "\n"); a != b {
				t.Fatalf("an evening:\n%s\nand the same with questions:\n%s", a, b)
			}
		})
	})
}

func TestAStayThatWasCutShortAfterItCountedIsTold(t *testing.T) {
	x := Explanation{Tally: func(string) float64 { return 3 }}
	for _, test := range []struct {
		counted []rules.Counted
		want    string
	}{
		{nil, ""},
		{[]rules.Counted{{For: "coffee_visits", Value: 2}, {For: "coffee_visits", Value: 3}, {}}, ""},
		{[]rules.Counted{{For: "coffee_visits", Value: 2}}, "coffee_visits came to 3 when it was counted, and the visits below come to 2"},
		{[]rules.Counted{{For: "dance_minutes", Value: 2.4}}, ""}, // less than a minute is how minutes are told
	} {
		if got := x.Doubt(test.counted); !strings.Contains(got, test.want) || test.want == "" && got != "" {
			t.Errorf("doubt about %v: got %q, want %q", test.counted, got, test.want)
		}
	}
}
