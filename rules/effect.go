package rules

import (
	"encoding/json"
	"time"

	"foyer/beacons"
)

// Effect is what should happen: complete, addressed, and with its Why. The set
// is closed; a switch over it names every case.
//
//sumtype:decl
type Effect interface {
	// About says which effect it is and why it happens.
	About() Head
	effect()
}

// Head is what every effect carries.
type Head struct {
	// ID is derived from rule, person and occurrence, so the same cause has the
	// same ID after a replay or a restart: "rule|person|occurrence/step".
	ID  string `json:"id"`
	Why Why    `json:"why"`
}

// About returns the head itself.
func (h Head) About() Head { return h }

func (Light) effect()   {}
func (Song) effect()    {}
func (Reward) effect()  {}
func (Push) effect()    {}
func (Staff) effect()   {}
func (Publish) effect() {}
func (Reply) effect()   {}
func (Points) effect()  {}
func (Webhook) effect() {}

// Why is the reason for an effect: the rule that answered, where it is
// written, whom it is about, and when the fact that woke it happened.
type Why struct {
	Rule   string         `json:"rule"`
	Line   int            `json:"line"`
	Person beacons.Person `json:"person,omitempty"`
	At     time.Time      `json:"at"`
	Facts  []string       `json:"facts,omitempty"` // in plain words, newest last
}

// Colour is a colour as a browser writes it, "#rrggbb" in lower case; empty = none.
type Colour string

// Light sets the lamps of one zone. Colours holds the favourite of each person
// present who agreed to it, in a stable order; the driver mixes them down to
// its lamps. A zone's newest Light replaces every older one.
type Light struct {
	Head
	Zone    beacons.Zone  `json:"zone"`
	Colours []Colour      `json:"colours,omitempty"`
	Scene   string        `json:"scene,omitempty"` // a named look instead of colours
	Fade    time.Duration `json:"fade"`
	// Every is the shortest time between two changes of this zone.
	Every    time.Duration `json:"every"`
	Min, Max float64       // brightness, share of full, 0..1
}

// Song tells the DJ what one person asks for, or likes.
type Song struct {
	Head
	Queue  string         `json:"queue"`
	Person beacons.Person `json:"person"`
	Song   string         `json:"song,omitempty"`  // asked for
	Taste  string         `json:"taste,omitempty"` // liked by someone on the floor
	Weight float64        `json:"weight"`
	At     time.Time      `json:"at"`
	// To is the phone that asked, and can be told what becomes of the song.
	To beacons.Tag `json:"to,omitempty"`
}

// Reward says that one code of a pool now belongs to a person. The code was
// taken in the same step that decided it, and is settled by the push that
// tells it, or at once when nothing has to be sent.
type Reward struct {
	Head
	Person beacons.Person `json:"person"`
	Pool   string         `json:"pool"`
	Code   string         `json:"code"`
}

// Push is one message to one phone.
type Push struct {
	Head
	Person  beacons.Person `json:"person"`
	Token   string         `json:"token"` // an APNs device token, hex, or a browser's PushSubscription, JSON
	Title   string         `json:"title"`
	Body    string         `json:"body"`
	Expires time.Time      `json:"expires,omitzero"` // end of the offer: not shown after it
	// Deadline is when trying ends: later it must not be sent any more.
	Deadline time.Time `json:"deadline"`
	// Pool and Code name the reserved code that this push tells, if any.
	Pool string `json:"pool,omitempty"`
	Code string `json:"code,omitempty"`
	// Per is the sponsor for which the rule's limit has counted the push.
	Per string `json:"per,omitempty"`
}

// Staff is a line for the people who run the evening.
type Staff struct {
	Head
	Text string `json:"text"`
}

// Reply is a line back to the phone that mentioned the DJ. Position in its text
// is still to be filled in, from the place of Song in Queue.
type Reply struct {
	Head
	Person beacons.Person `json:"person"`
	To     beacons.Tag    `json:"to"`
	Text   string         `json:"text"`
	Queue  string         `json:"queue,omitempty"`
	Song   string         `json:"song,omitempty"`
}

// Points says that a person has more points in a game. They are in the profile
// since the step that decided it.
type Points struct {
	Head
	Person beacons.Person `json:"person"`
	Game   string         `json:"game"`
	Add    int            `json:"add"`
}

// Publish is a message for anyone who listens on the broker. Retained ones are
// state: the newest replaces the older, unless a rule has said them (see Said).
type Publish struct {
	Head
	Topic  string `json:"topic"` // below foyer/<venue>/
	Body   []byte `json:"body"`
	Retain bool   `json:"retain,omitempty"`
	// Sure says that it tells what was decided, so that it waits for the commit
	// as any effect does. What was measured does not.
	Sure bool `json:"sure,omitempty"`
	// Outside says that the topic is whole, and not below foyer/<venue>/.
	Outside bool `json:"outside,omitempty"`
}

// Said tells whether a rule says this, once: then it must survive until it is
// told. What no rule says is state, made anew.
func (p Publish) Said() bool { return p.Why.Rule != "" }

// Webhook tells a service outside the venue what a rule has seen. Its data
// holds of a person only what the rule's text names, or the person's id when
// they agreed to what is told to others.
type Webhook struct {
	Head
	To   string          `json:"to"`   // name of a hook of the venue
	Type string          `json:"type"` // full-stop delimited, such as "rule.coffee_gift"
	Data json.RawMessage `json:"data"` // a JSON object
	// Deadline is when trying ends: later it is given up, and can be sent again.
	Deadline time.Time `json:"deadline"`
}
