package trial

import (
	"slices"
	"strconv"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// cue is one input and when it comes.
type cue struct {
	at time.Time
	in venue.Input
}

// heardEvery is how often somebody is heard during a visit of a test: dwells
// are then true to the second, as expectations are written.
const heardEvery = time.Second

// cues are the inputs of all that is given, as time goes.
func (s *stage) cues() (cues []cue) {
	for i := range s.test.Given {
		g := &s.test.Given[i]
		id := "test line " + strconv.Itoa(g.Line)
		switch g.Kind {
		case rules.Visits:
			cues = append(cues, visit(g)...)
		case rules.Asks:
			cues = append(cues, cue{g.At, venue.Asked{ID: id, Phone: phone(g.Who), At: g.At, Mention: asked(g)}})
		case rules.Stamps:
			cues = append(cues, cue{g.At, venue.Stamped{ID: id, Tag: badge(g.Who), Anchor: g.Anchor, At: g.At}})
		case rules.Redeems:
			cues = append(cues, cue{g.At, venue.Redeemed{ID: id, Person: g.Who, Pool: g.Reward, At: g.At}})
		case rules.Consents:
			cues = append(cues, cue{g.At, s.renewed(g)})
		}
	}
	slices.SortStableFunc(cues, func(a, b cue) int { return a.at.Compare(b.at) })
	return cues
}

// visit is what is heard of a person in a zone, from the first moment to the last.
func visit(g *rules.Given) (cues []cue) {
	v := beacons.Visit{Person: g.Who, Zone: g.Zone, From: g.At}
	end := g.At.Add(g.For)
	for at := g.At; at.Before(end); at = at.Add(heardEvery) {
		cues = append(cues, cue{at, venue.Visited{Visit: v, Heard: at}})
	}
	v.To = end
	return append(cues, cue{end, venue.Visited{Visit: v, Heard: end}})
}

// renewed is a registration in which only the consents are others. Cues are
// made as time goes, so a later one builds on an earlier.
func (s *stage) renewed(g *rules.Given) venue.Enrolled {
	e := s.enrolment(g.Who)
	e.Profile.Consents = g.Agreed
	return venue.Enrolled{People: []venue.Enrolment{*e}}
}

// asked is a song that somebody asks for by its right name, from their phone.
func asked(g *rules.Given) rules.Mention {
	return rules.Mention{Song: g.Song, Text: g.Song, From: "app", Match: 1, To: phone(g.Who)}
}
