package venue

import (
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// Input is everything a venue can be told. The set is closed.
//
//sumtype:decl
type Input interface{ input() }

// Heard is what one message said was heard. Source, Boot and Seq are set when
// the sender numbers its messages; Seq counts from 1 without gaps.
type Heard struct {
	Source    beacons.Source
	Boot      string
	Seq       uint64
	Sightings []beacons.Sighting
}

// Backlog is what sources had kept while we were away. It is lived through
// again in the order of the sightings' own times.
type Backlog struct{ Heard []Heard }

// Visited tells where a person is, as somebody else than our own location
// engine found it: a second process, a recording, or a test. An open visit
// that is not the person's present one says that they came; the same one again
// says that they are still there, and were heard at Heard. One that has ended
// says that they left.
type Visited struct {
	Visit beacons.Visit
	Heard time.Time
}

// Counted tells how many people are in a zone whom nobody may follow.
type Counted struct {
	Zone   beacons.Zone
	People int
}

// Stamped is a tap or a scan at an anchor. The same ID counts once.
type Stamped struct {
	ID     string
	Tag    beacons.Tag
	Anchor beacons.Anchor
	At     time.Time
}

// Asked is a mention of the DJ from a phone. The same ID counts once.
type Asked struct {
	ID      string
	Phone   beacons.Tag
	Mention rules.Mention
	At      time.Time
}

// Redeemed is a reward handed in at a desk: a code by its text, or what a
// person was given of a reward by the badge or the person. The same ID counts
// once.
type Redeemed struct {
	ID     string
	Desk   string // where; "" = nobody listens for the answer
	Code   string
	Tag    beacons.Tag    // of who takes an item, or
	Person beacons.Person // who it is
	Pool   string         // which reward; with a Code "" = whichever has it
	At     time.Time      // when it was handed in; zero = now
}

// Drawn brings the seed of a draw whose entry is closed. The first one stands.
type Drawn struct {
	Draw string // the reward
	Seed string
}

// Enrolled brings people, new or changed; who is not in it stays as they are.
type Enrolled struct{ People []Enrolment }

// Enrolment is one person as they registered, with what they carry. The
// profile's part that happened is ignored.
type Enrolment struct {
	Profile rules.Profile
	Tags    []beacons.Tag
	Badges  []Badge // those of Tags that show ephemeral identifiers
}

// Ruled puts a book in force, from the next input on. Version numbers it; 0 =
// it has no number.
type Ruled struct {
	Book    *rules.Book
	Version int
	// Waits are what was chosen for those who wait at rules that now mean
	// something else.
	Waits map[string]rules.WaitChoice
}

// Stopped stops something, or lets it go on. The same ID counts once; "" counts
// always.
type Stopped struct {
	ID   string
	What rules.Stopped
	On   bool // stopped; else it goes on
	By   string
}

// Settled tells how a push ended.
type Settled struct {
	ID      string // of the effect
	Outcome Ending
}

// Ending is how an effect on its way ended.
type Ending int

// The endings of an effect.
const (
	Delivered Ending = iota // the other side took it
	Refused                 // it certainly did not arrive and never will
	Unknown                 // it may have arrived: what it gave is not given again
)

// Unreachable says that a phone no longer has the app, or a browser no longer
// takes pushes: its address is dead.
type Unreachable struct {
	Token string
	Since time.Time // what was registered after it stays; zero = not told
}

// Subscribed says where a person's browser listens for pushes from now on; an
// empty Browser switches it off.
type Subscribed struct {
	Person  beacons.Person
	Browser string // a PushSubscription, JSON
}

// Shown says that a push came onto a screen, or was opened there. Each counts
// once.
type Shown struct {
	Push   string // ID of the effect
	Opened bool
}

// Turned says that an anchor works, or does not.
type Turned struct {
	Anchor beacons.Anchor
	Alive  bool
}

// Linked says whether sightings can reach us at all. While they cannot,
// nobody leaves and no dwell is reached.
type Linked struct{ Up bool }

// Waited says only that time has passed.
type Waited struct{}

func (Heard) input()       {}
func (Backlog) input()     {}
func (Visited) input()     {}
func (Counted) input()     {}
func (Stamped) input()     {}
func (Asked) input()       {}
func (Redeemed) input()    {}
func (Drawn) input()       {}
func (Enrolled) input()    {}
func (Ruled) input()       {}
func (Stopped) input()     {}
func (Settled) input()     {}
func (Unreachable) input() {}
func (Subscribed) input()  {}
func (Shown) input()       {}
func (Turned) input()      {}
func (Linked) input()      {}
func (Waited) input()      {}
