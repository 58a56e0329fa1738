package rules

import (
	"time"

	"foyer/beacons"
)

// Test is one example of what a book should do, as an organizer tells it.
type Test struct {
	Name         string
	Line, Column int
	People       []Profile // with their Lot
	Given        []Given   // as time goes
	Expect       []Expect
	Totals       []Total
}

// GivenKind is what happens in a test.
type GivenKind int

// What can happen in a test.
const (
	Visits   GivenKind = iota // Given.Who is in Given.Zone for Given.For
	Asks                      // Given.Who asks the DJ for Given.Song
	Stamps                    // Given.Who holds their badge to Given.Anchor
	Redeems                   // Given.Who hands in what they have of Given.Reward
	Consents                  // Given.Who agrees to Given.Agreed, and to nothing else
)

// Given is one thing that happens in a test.
type Given struct {
	Line   int
	Kind   GivenKind
	At     time.Time
	Who    beacons.Person
	Zone   beacons.Zone
	For    time.Duration
	Song   string
	Anchor beacons.Anchor
	Reward string
	Agreed []Purpose
}

// Expect is one answer that a test waits for, or, with Done and an empty Does,
// one that must not come.
type Expect struct {
	Line, Column int
	At           time.Time
	Within       time.Duration  // the answer comes at At, or less than this later
	Who          beacons.Person // "" = the rule is about a zone
	Rule         string
	Outcome      Outcome
	Does         []string // steps of the rule, such as "reward" and "push"
	Because      string   // a part of the reason, when it is held or dropped
}

// Total is how often a rule acts in a whole test, for anybody.
type Total struct {
	Line, Column int
	Rule         string
	Times        int
}
