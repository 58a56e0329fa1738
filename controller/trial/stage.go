package trial

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// stage is a test being played.
type stage struct {
	book      *rules.Book
	test      rules.Test
	venue     *venue.Venue
	now       time.Time
	people    []venue.Enrolment
	decisions []rules.Decision
	known     map[beacons.Person]*rules.Profile // as they were saved last
}

// before is how long before the event the rules are put in force, so that
// what wakes before the doors open does so.
const before = 24 * time.Hour

func newStage(plan beacons.Plan, book *rules.Book, test rules.Test) *stage {
	book = live(book)
	s := &stage{book: book, test: test, venue: venue.New(plan, venue.State{}), known: map[beacons.Person]*rules.Profile{}}
	s.now = book.Calendar.Opens.Add(-before)
	for _, p := range test.People {
		s.people = append(s.people, venue.Enrolment{Profile: p, Tags: []beacons.Tag{badge(p.Person), phone(p.Person)}})
	}
	s.tell(s.now, venue.Ruled{Book: book})
	s.tell(s.now, venue.Enrolled{People: s.people})
	s.tell(s.now, venue.Linked{Up: true})
	return s
}

// live is the book with every rule in force for everybody: a test says what a
// rule does, also of one that is off, in shadow, or live for a few.
func live(book *rules.Book) *rules.Book {
	whole := *book
	whole.Rules = slices.Clone(book.Rules)
	for i := range whole.Rules {
		whole.Rules[i].Mode = rules.Mode{}
	}
	return &whole
}

func badge(p beacons.Person) beacons.Tag { return "badge of " + beacons.Tag(p) }
func phone(p beacons.Person) beacons.Tag { return "phone of " + beacons.Tag(p) }

// play lets everything happen that is given, and then the event go on to its
// end, so that waits and quiet hours end.
func (s *stage) play() {
	for _, cue := range s.cues() {
		s.wait(cue.at)
		s.tell(cue.at, cue.in)
	}
	end := s.book.Calendar.Closes
	for _, e := range s.test.Expect {
		if late := e.At.Add(e.Within); late.After(end) {
			end = late
		}
	}
	s.wait(end.Add(time.Second))
}

// wait lives through whatever is due before a moment.
func (s *stage) wait(until time.Time) {
	for wake := s.venue.Wake(); !wake.IsZero() && wake.Before(until); wake = s.venue.Wake() {
		s.tell(wake, venue.Waited{})
	}
}

// tell steps the venue once and keeps what it answered. A push is taken by the
// other side at once.
func (s *stage) tell(at time.Time, in venue.Input) {
	if at.After(s.now) {
		s.now = at
	}
	var sent []string
	for _, e := range s.venue.Step(s.now, in) {
		switch e := e.(type) {
		case rules.Push, rules.Song, rules.Staff, rules.Reply, rules.Webhook:
			sent = append(sent, e.About().ID)
		case rules.Light:
			s.lit(e)
		case rules.Reward, rules.Publish, rules.Points:
		}
	}
	for _, id := range sent {
		s.venue.Step(s.now, venue.Settled{ID: id, Outcome: venue.Delivered})
	}
	s.keep(s.venue.Seal())
}

// lit notes what a rule about a zone did: its answers are made anew each time,
// and are no part of a batch. The look of an empty zone is no answer to people.
func (s *stage) lit(l rules.Light) {
	if len(l.Colours) == 0 {
		return
	}
	id, _, _ := strings.Cut(l.ID, "/")
	s.decisions = append(s.decisions, rules.Decision{ID: id, Rule: l.Why.Rule, Zone: l.Zone, At: s.now, Outcome: rules.Done, Does: []string{"light"}})
}

func (s *stage) keep(b *venue.Batch) {
	if b == nil {
		return
	}
	for _, d := range b.Decisions {
		if d.Person != "" {
			s.decisions = append(s.decisions, d)
		}
	}
	for _, saved := range b.Profiles {
		var p rules.Profile
		if json.Unmarshal(saved.JSON, &p) == nil {
			s.known[saved.Person] = &p
		}
	}
}

// of are the decisions of a rule about a person, or about a zone; as time went.
func (s *stage) of(rule string, who beacons.Person) (found []rules.Decision) {
	for _, d := range s.decisions {
		if d.Rule == rule && d.Person == who {
			found = append(found, d)
		}
	}
	return found
}

func (s *stage) enrolment(who beacons.Person) *venue.Enrolment {
	return &s.people[slices.IndexFunc(s.people, func(e venue.Enrolment) bool { return e.Profile.Person == who })]
}
