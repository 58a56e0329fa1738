// Package rules says what should happen. A Book is what an organizer wrote;
// Decide takes a Profile and a Fact and answers with decisions and their
// effects. Everything is an argument, the time included: the package is pure,
// so that live, dry run, test and replay are one code.
package rules

import (
	"time"

	"foyer/beacons"
	"foyer/rules/experiment"
)

// Book is the rules in force. It is immutable once parsed.
type Book struct {
	Calendar Calendar
	Traits   []Trait
	Labels   []Label
	Pools    []Pool
	Policy   Policy
	Rules    []Rule
	Tests    []Test
	Carried  []Carried // of older versions
	Refused  []Refusal // rules that hold a mistake, and so are not in Rules
	// Source is the text of File that the book was read from; nil = none.
	Source []byte
	File   string
}

// Calendar is when and in which time zone the days of a book run.
type Calendar struct {
	ID            string
	Place         *time.Location // never nil after parsing
	Opens, Closes time.Time
}

// Purpose is something a person can agree to, such as "push".
type Purpose string

// The purposes every venue knows.
const (
	Location Purpose = "location"
	PushNote Purpose = "push"
	Lights   Purpose = "lights"
	Music    Purpose = "music"
	Social   Purpose = "social"
	Sponsors Purpose = "sponsors"
)

// Policy is what attendees are promised, whatever a rule says.
type Policy struct {
	Quiet   Quiet
	Caps    []Cap
	Holdout Holdout
}

// Holdout is a share of the people, 0..1, drawn by lot, who get no push, so
// that what pushes do can be measured against them.
type Holdout struct {
	Share float64
	Salt  string
	// Success is what is hoped for of those who are told; the zero Success is
	// nothing, and then people are only counted.
	Success Success
}

// Quiet is the part of each day in which no rule may send a push, unless it is
// Loud. The zero Quiet is never.
type Quiet struct {
	Hours Window
	Drop  bool // what is decided in it is dropped, not held until it ends
}

// Cap bounds what all rules together do for one person in one channel.
type Cap struct {
	Channel Channel
	AtMost  int
	Per     time.Duration // 0 = a day of the calendar's place
}

// Measure is how a trait is counted.
type Measure int

// The measures of a trait.
const (
	CountVisits   Measure = iota // visits of AtLeast or more, AtMostEvery apart
	SumMinutes                   // minutes spent, counted when whole
	CountSponsors                // different sponsors whose stamp the person has
	CountZones                   // different zones with a visit of AtLeast or more
)

// Trait is something counted about a person, live.
type Trait struct {
	Name        string
	Line        int
	Measure     Measure
	Zones       []beacons.Zone // where it counts, resolved from kind or id
	AtLeast     time.Duration  // dwell before a visit counts
	AtMostEvery time.Duration  // from one counted visit to the next
	Window      Window
}

// Window is a daily stretch of time, From and To after midnight in the
// calendar's place; it may cross midnight. The zero Window is always open.
type Window struct{ From, To time.Duration }

// Condition is one line of an `if`.
type Condition struct {
	Source string // as written
	Line   int
	// Holds judges the line. It never panics; an expression that cannot be
	// judged does not hold.
	Holds func(Asked) bool
	// Values tells what each name in the line stands for, in their order; nil =
	// it has none.
	Values func(Asked) []Value
	Said   string // the line in English, such as "they are registered"
}

// Value is what a name in a condition stands for, such as person.staff: no.
type Value struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Asked is all a condition may look at. Person is nil in a rule about a zone;
// Zone is the zone of the fact, if it has one.
type Asked struct {
	Person     *Profile
	Zone       beacons.Zone
	ZonePeople int      // people in Zone, the unfollowed included
	Mention    *Mention // what was said, in a rule that a mention woke
	Stamp      *Stamp   // nil = the rule did not wake on one
	Crowd      Crowd    // nil in the condition of a label
}

// Label is a name for a kind of person. Once gained it is kept. One that only
// rules give has a condition that never holds.
type Label struct {
	Name string
	Line int
	If   Condition
	// Needs are the traits and labels that If names.
	Needs Needs
}

// Pool is a reward whose codes go to one person each, once. The items of a
// stock are kept the same way: their codes are numbers, which nobody is told.
type Pool struct {
	Name       string
	Line       int
	Codes      []string
	File       string // which Codes are of, and in which row each stands
	Rows       []int
	ReserveFor time.Duration // 0 = as long as the push is tried
	Stock      int           // how many items there are; 0 = the codes of a file
	HandOutAt  string        // where an item is handed out, in words
	PerPerson  int           // 0 = no bound
	WarnBelow  int
	EmptyStaff string    // what staff are told when it is empty; "" = nothing
	StopRule   bool      // a rule that gives it stops when it is empty
	Expires    time.Time // zero = never
	Draw       *Draw     // not nil: who is given it takes part in a draw
}

// Draw is the terms of a draw.
type Draw struct {
	Name    string // of the draw in public: event and reward
	Winners int
	At      time.Time // when entry closes
	Salt    string    // a name; the venue's secret makes a salt of it
	Seed    string    // where the seed will come from, one line
}

// WhenKind is what wakes a rule.
type WhenKind int

// What can wake a rule.
const (
	LabelGained  WhenKind = iota // When.Label
	Enter                        // When.Zone, after When.AtLeast
	ZoneChanged                  // When.Zone, When.Settle after the last change
	Mentioned                    // somebody said something to the DJ, at one of When.From
	Leave                        // When.Zone, after a stay of When.AtLeast
	TraitReaches                 // When.Trait came to When.Reaches
	AtMoment                     // it is When.At
	AtClock                      // the calendar's place shows When.Clock, each day of the event
	Every                        // When.Every has passed since the event opened, again and again
	StampOf                      // a stamp at a booth of the game When.Game
	Occupancy                    // When.Zone has held more or fewer people for When.Settle; see When.Crossed
)

// When is what wakes a rule.
type When struct {
	Kind    WhenKind
	Label   string
	Zone    beacons.Zone
	AtLeast time.Duration
	Settle  time.Duration
	Trait   string
	Reaches int
	At      time.Time
	Clock   time.Duration // after midnight
	Every   time.Duration
	Game    string
	From    []string // where mentions are heard
	Above   int      // people, if Below is 0
	Below   int      // people
}

// Limit bounds how often a rule acts. Zero fields bound nothing.
type Limit struct {
	PerPerson int
	Per       time.Duration // PerPerson counts within this; 0 = the whole book
	PerStamp  bool          // PerPerson counts for each sponsor apart
	Total     int
}

// Wait holds a rule back between waking and acting.
type Wait struct {
	// Until is a time of day after midnight; negative = none.
	Until time.Duration
	For   time.Duration // from when the rule woke; 0 = none
	Or    *When         // what ends the wait before its time; nil = nothing
}

func (w *Wait) none() bool { return w.Until < 0 && w.For == 0 }

func (w *Wait) due(from time.Time, place *time.Location) time.Time {
	if w.For > 0 {
		return from.Add(w.For)
	}
	return NextClock(from, w.Until, place)
}

// Rule is one sentence of a book: when, if, then.
type Rule struct {
	ID, Title string
	Line      int
	When      When
	If        []Condition
	Wait      Wait
	Consent   []Purpose
	Limit     Limit
	Priority  int  // of several rules in one step, the higher goes first
	Loud      bool // acts in quiet hours too
	Mode      Mode
	// Experiment compares wordings of what the rule tells; nil = none.
	Experiment *Experiment
	Then       []Then
	// Needs are the traits, labels and rewards that the rule names.
	Needs   Needs
	ForEach Each
	// Asks are the rankings that its conditions, texts and choice need.
	Asks []Standing
}

// Then is one thing a rule answers with; exactly one field is set.
type Then struct {
	Line   int
	Reward string // name of a Pool
	Push   *PushThen
	Light  *LightThen
	DJ     *DJThen
	Staff  Template
	Reply  Template // to who mentioned the DJ
	// Label is the name of a label that is given.
	Label   string
	Points  *PointsThen
	Publish *PublishThen
	// Webhook leaves the meanings of rules without one what they were.
	Webhook *WebhookThen `json:",omitempty"`
}

// PushThen is the text of a push.
type PushThen struct {
	Title, Body Template
	Expires     time.Duration // 0 = the calendar's end
	// Variants are the texts of each variant of the rule's experiment; nil = all
	// are told the same.
	Variants map[experiment.Variant]Wording
}

// Wording is one way to say a push.
type Wording struct{ Title, Body Template }

// LightThen is how a zone's lamps answer.
type LightThen struct {
	Zone       beacons.Zone
	Fade       time.Duration
	Every      time.Duration
	Min, Max   float64
	EmptyAfter time.Duration // 0 = stay as they are
	EmptyScene string
}

// DJThen is a line for the DJ: a song asked for, or a taste.
type DJThen struct {
	Queue  string
	Song   Template
	Taste  Template
	Weight float64
}

// Template is a text with {{names}} in it, split when it was parsed. Even
// parts are text, odd parts are names; an empty Template says nothing.
type Template struct{ Parts []string }
