package venue

import (
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// Answered is what those who asked for something are told later, such as what
// became of a song. The same ID counts once.
type Answered struct {
	ID   string
	Text string
	Fact string // why, in plain words
	To   []Asker
}

// Asker is a phone that asked, and the rule that took it.
type Asker struct {
	Phone beacons.Tag
	Rule  string
}

func (Answered) input() {}

// tell answers each person who may still be answered, once: who carries the
// phone now, is followed and agrees to what the rule asks for. Of a rule that
// is gone nobody knows what it asked for, so nothing is said.
func (v *Venue) tell(now time.Time, in Answered) {
	if !v.once("answer|" + in.ID) {
		return
	}
	told := map[beacons.Person]bool{}
	for _, to := range in.To {
		m, rule := v.tags[to.Phone], v.ruleOf(to.Rule)
		if m == nil || rule == nil || told[m.profile.Person] || !m.follow || !m.profile.Agreed(rule.Consent...) {
			continue
		}
		person := m.profile.Person
		told[person] = true
		v.send(rules.Reply{
			Head:   rules.Head{ID: in.ID + "|" + string(person), Why: rules.Why{Rule: rule.ID, Line: rule.Line, Person: person, At: now, Facts: []string{in.Fact}}},
			Person: person, To: to.Phone, Text: in.Text,
		})
	}
}

func (v *Venue) ruleOf(id string) *rules.Rule {
	all := v.decider.Book().Rules
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// In is who is in a zone now, of those who are followed.
func (v *Venue) In(zone beacons.Zone) (people []beacons.Person) {
	if z := v.zoneOf[zone]; z != nil {
		for _, m := range z.members {
			if m.follow {
				people = append(people, m.profile.Person)
			}
		}
	}
	return people
}
