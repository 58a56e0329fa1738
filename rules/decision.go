package rules

import (
	"time"

	"foyer/beacons"
	"foyer/rules/experiment"
)

// Outcome is how a decision ended.
type Outcome string

// The outcomes of a decision.
const (
	Done    Outcome = "done"
	Held    Outcome = "held" // a wait is running
	Dropped Outcome = "dropped"
	// Shadowed says what a rule in shadow would have done. Nothing was done.
	Shadowed Outcome = "shadow"
)

// Decision is the record of one (person, rule, occurrence): what was decided,
// and why. Zone rules have no person.
type Decision struct {
	ID      string         `json:"id"` // "rule|person|occurrence"
	Rule    string         `json:"rule"`
	Person  beacons.Person `json:"person,omitempty"`
	Zone    beacons.Zone   `json:"zone,omitempty"`
	At      time.Time      `json:"at"`
	Outcome Outcome        `json:"outcome"`
	Because string         `json:"because,omitempty"` // in plain words, when not done, or not all of it
	Does    []string       `json:"effects,omitempty"` // kinds of Effects, in order; of a shadow, what they would have been
	Facts   []string       `json:"facts,omitempty"`   // what woke the rule, in plain words, newest last
	Version int            `json:"version,omitempty"` // of the rules it was judged by
	// Variant is what the lot gave the person in the rule's experiment.
	Variant experiment.Variant `json:"variant,omitempty"`
	Effects []Effect           `json:"-"`
}

func (d *Decision) add(kind string, effect Effect) {
	d.Does = append(d.Does, kind)
	d.Effects = append(d.Effects, effect)
}

// FactKind is what happened.
type FactKind int

// The kinds of facts about a person.
const (
	Entered  FactKind = iota // Fact.Visit began
	Stayed                   // Fact.Visit is still going on at Fact.At: the person was heard
	Ended                    // Fact.Visit ended
	Wanted                   // the person said Fact.Mention to the DJ
	CameDue                  // a wait may be over
	Revealed                 // what we know of the person changed (new book, new registration)
	Redeemed                 // the person handed in what they were given of Fact.Reward
	Stamped                  // the person was stamped at Fact.Booth
)

// Fact is one thing that happened to one person.
type Fact struct {
	Kind  FactKind
	At    time.Time
	Visit beacons.Visit
	ID    string // of a mention, a redemption or a stamp: the same id counts once
	Booth *beacons.Booth
	// Reward is the name of the pool, of a redemption.
	Reward  string
	Mention Mention // what was said
}

// Floor is what a rule may know and take besides the person.
type Floor interface {
	Crowd
	// Stand is told that a trait or a label has changed by which people are
	// ranked or counted, before a rule asks for a rank or a count.
	Stand(p *Profile)
	// People counts everybody in the zone, the unfollowed included.
	People(zone beacons.Zone) int
	// Present are the followed people in the zone, in a stable order.
	Present(zone beacons.Zone) []*Profile
	// Take reserves a code of the pool for the person, or enters them in its
	// draw; or it says why not, and whether staff are to be told now that
	// nothing is left.
	Take(pool Pool, person beacons.Person, now time.Time) (code, refusal string, tell bool)
	// Refuses says why Take would give the person nothing now, and whether that
	// is because nothing is left for anybody; "" = it would give.
	Refuses(pool Pool, person beacons.Person, now time.Time) (refusal string, empty bool)
	// FoundEmpty tells whether the pool is empty and was found so before.
	FoundEmpty(pool Pool) bool
	// Acted counts how often a rule has acted, for anybody, by its Account.
	Acted(account string) int
	// Stops are what the organizer has stopped.
	Stops() Stops
}
