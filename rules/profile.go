package rules

import (
	"slices"
	"time"

	"foyer/beacons"
)

// Profile is all that a rule may know about a person, so privacy has one
// address. The part from the registrations comes anew with every import; the
// part that happened is saved with every change.
type Profile struct {
	Person     beacons.Person `json:"-"`
	FirstName  string         `json:"-"`
	Colour     Colour         `json:"-"`
	Music      string         `json:"-"`
	PushToken  string         `json:"-"` // of their app: an APNs device token, hex
	PushSince  time.Time      `json:"-"` // when the app registered it; zero = not told
	Registered bool           `json:"-"`
	Staff      bool           `json:"-"`
	Sponsor    bool           `json:"-"`
	Consents   []Purpose      `json:"-"`
	Lot        *Lot           `json:"-"` // what is drawn, in a test; nil = tossed

	// Visit is the open visit, or the last one.
	Visit beacons.Visit `json:"v,omitzero"`
	// Heard is when the person was last heard.
	Heard   time.Time `json:"h,omitzero"`
	Tallies []Tally   `json:"t,omitempty"`
	Labels  []Gained  `json:"l,omitempty"`
	Did     []Did     `json:"a,omitempty"`
	Timers  []Timer   `json:"w,omitempty"`
	Reached []Reached `json:"c,omitempty"`
	Games   []Played  `json:"g,omitempty"`
	// Left are the zones left in the last minutes, for stamps; oldest first.
	Left []Left `json:"b,omitempty"`
	// Exposures are the experiments the person is in; only the first counts.
	Exposures []Exposed `json:"x,omitempty"`
	// Browser is where their browser listens for pushes, a PushSubscription as
	// JSON; empty = they have not switched that on.
	Browser string `json:"s,omitempty"`
	// Dead is a phone that the push service has told to be gone.
	Dead *Dead `json:"d,omitempty"`
}

// Dead is a device token that pushes no longer reach, by a mark of it, and
// since when.
type Dead struct {
	Mark  string    `json:"m"`
	Since time.Time `json:"s,omitzero"`
}

// Phone is where the person is told things: in the browser when they have
// switched that on, which they do last, else in the app; empty = nowhere.
func (p *Profile) Phone() string {
	if p.Browser != "" {
		return p.Browser
	}
	return p.PushToken
}

// Tally is how far one trait has been counted.
type Tally struct {
	Trait string  `json:"n"`
	Value float64 `json:"v"` // a count, or minutes
	// Last is when it was last counted: the moment of a count, or up to where
	// the minutes of the open visit are already in Value.
	Last time.Time `json:"l,omitzero"`
	// Of are the different things counted so far, where only those count.
	Of []string `json:"o,omitempty"`
	// Whole is when the whole part of Value was reached; zero = at Last.
	Whole time.Time `json:"r,omitzero"`
}

// Gained is a label a person has, and since when.
type Gained struct {
	Label string    `json:"n"`
	At    time.Time `json:"at"`
}

// Did remembers that a rule has acted for a person: when, oldest first.
type Did struct {
	Rule  string      `json:"r"`
	Per   string      `json:"p,omitempty"` // the sponsor, where the limit counts for each
	Times []time.Time `json:"t"`
}

// Reached remembers when a person was reached through a channel, oldest first;
// only as many times as the caps can ask for.
type Reached struct {
	Channel Channel     `json:"n"`
	Times   []time.Time `json:"t"`
}

// TimerKind is what a timer waits for.
type TimerKind string

// What a timer can wait for.
const (
	TallyTimer TimerKind = "tally" // a dwell that counts, or the next whole minute
	DwellTimer TimerKind = "dwell" // a rule's at_least in a zone
	WaitTimer  TimerKind = "wait"  // a rule's wait
	QuietTimer TimerKind = "quiet" // the end of the quiet hours
	bookTimer  TimerKind = "clock" // of an earlier version: a clock rule, which the book now wakes
)

// clock tells whether the timer waits for the clock alone, not for the person
// to be heard.
func (k TimerKind) clock() bool { return k == WaitTimer || k == QuietTimer || k == bookTimer }

// waits tells whether a decision was held until the timer's time.
func (k TimerKind) waits() bool { return k == WaitTimer || k == QuietTimer }

// Timer is a promise to look again; it lives in the profile, so it survives a
// restart.
type Timer struct {
	Kind TimerKind `json:"k"`
	// Name is the trait or the rule.
	Name string    `json:"n"`
	Due  time.Time `json:"d"`
	// Since is the start of the visit, or the time of the fact, it belongs to.
	Since time.Time `json:"s"`
	// Of is the occurrence of a wait, so that its decision keeps its ID.
	Of string `json:"o,omitempty"`
	// Mention is what was said, when a mention woke the rule.
	Mention Mention `json:"q,omitzero"`
	// Stamp is the stamp that woke the rule.
	Stamp *Stamp `json:"p,omitempty"`
	// Version of the rules in which a wait began, and what it then meant.
	Version int    `json:"e,omitempty"`
	Meaning string `json:"m,omitempty"`
}

// Agreed tells whether the person has said yes to every purpose.
func (p *Profile) Agreed(purposes ...Purpose) bool {
	for _, purpose := range purposes {
		if !slices.Contains(p.Consents, purpose) {
			return false
		}
	}
	return true
}

// Trait is the present value of a trait; 0 when nothing was counted yet.
func (p *Profile) Trait(name string) float64 {
	for i := range p.Tallies {
		if p.Tallies[i].Trait == name {
			return p.Tallies[i].Value
		}
	}
	return 0
}

// Has tells whether the person has the label.
func (p *Profile) Has(label string) bool {
	for i := range p.Labels {
		if p.Labels[i].Label == label {
			return true
		}
	}
	return false
}
