package console

import (
	"time"

	"foyer/beacons"
)

// State is what the pages show, complete at one moment. Its maker builds a new
// one at least once a second, so that the clock on the page moves, and at most
// four times a second. Once given to a Console it must not change.
//
// Every time in it is on the venue's clock and in the venue's time zone: the
// page shows the digits as they come. web/src/state.ts mirrors it; a test
// keeps the two the same.
type State struct {
	Venue string    `json:"venue"`
	At    time.Time `json:"at"`
	// Speed is how fast the venue's clock runs: 1 live, 60 in a demo, 0 as
	// fast as the machine can.
	Speed float64 `json:"speed"`
	Plan  Plan    `json:"plan"`
	Zones []Zone  `json:"zones"` // every zone of the plan, the empty ones too
	// People are here now, known zone or not. Unknown of them are heard, but
	// we do not say in which zone.
	People  int      `json:"people"`
	Unknown int      `json:"unknown"`
	Lamps   []Lamp   `json:"lamps"`
	DJ      []DJList `json:"dj"`
	Feed    []Line   `json:"feed"` // newest first, at most 50
	Codes   []Pool   `json:"codes"`
	Draws   []Draw   `json:"draws"`
	// Games are how people do in them; places are nobody's by name.
	Games []Game `json:"games"`
	// Experiments are what may be said of those under way, and of the holdout.
	Experiments []Experiment `json:"experiments"`
	// Funnels are what became of the pushes of each rule that had any.
	Funnels []Funnel `json:"funnels"`
	// LastSighting is when a tag was last heard; zero = never.
	LastSighting time.Time `json:"last_sighting"`
	Sightings    uint64    `json:"sightings"` // taken since the start
	Rate         float64   `json:"rate"`      // sightings a second, of the machine's seconds
	Dropped      uint64    `json:"dropped"`   // sightings thrown away because too many came
	Parts        []Part    `json:"parts"`     // in the order in which they are shown
	Refused      []Reason  `json:"refused"`   // input that was not taken
	// Devices and Queues are for the technician: each device with all that is
	// known of it, and what is on its way to them.
	Devices []Device `json:"devices"`
	Queues  []Queue  `json:"queues"`
	// Anchors and Unclaimed are for the technician: every anchor of the plan,
	// and what came that no format of this venue understands.
	Anchors   []Anchor    `json:"anchors"`
	Unclaimed []Unclaimed `json:"unclaimed"`
	// Rules is the version that is in force, and Wrong what is wrong with the
	// rules file, if anything is. Stops are what does not act for now.
	Rules int    `json:"rules"`
	Wrong string `json:"wrong"`
	Stops []Stop `json:"stops"`
	// Staff is what the people who run the evening were told, newest first.
	Staff []StaffMessage `json:"staff"`
}

// Stop is something that an organizer has stopped.
type Stop struct {
	What string    `json:"what"` // all, rule:ID or channel:NAME
	By   string    `json:"by,omitempty"`
	At   time.Time `json:"at"`
}

// Plan is the venue on paper. Lengths are metres, x to the right, y down.
type Plan struct {
	Width   float64      `json:"width"`
	Depth   float64      `json:"depth"`
	Zones   []ZonePlan   `json:"zones,omitempty"`
	Anchors []AnchorPlan `json:"anchors,omitempty"`
}

// ZonePlan is one zone on the plan; Area is a polygon of x, y corners.
type ZonePlan struct {
	ID   beacons.Zone `json:"id"`
	Kind beacons.Kind `json:"kind"`
	Name string       `json:"name"`
	Area [][2]float64 `json:"area"`
}

// AnchorPlan is where one anchor hangs.
type AnchorPlan struct {
	ID     beacons.Anchor `json:"id"`
	Zone   beacons.Zone   `json:"zone"`
	At     [2]float64     `json:"at"`
	Beacon bool           `json:"beacon"` // phones hear it; else it is a gateway
}

// Zone is how full one zone is. People counts everyone, also those who are
// counted and followed nowhere.
type Zone struct {
	ID       beacons.Zone `json:"id"`
	People   int          `json:"people"`
	Capacity int          `json:"capacity"` // people; 0 = not told
}

// Lamp is one lamp as we believe it to be.
type Lamp struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Zone       beacons.Zone `json:"zone"`
	Colour     string       `json:"colour"`     // "#rrggbb"
	Brightness float64      `json:"brightness"` // share of full, 0..1; 0 = off
	Reachable  bool         `json:"reachable"`  // the bridge reaches it
	Confirmed  bool         `json:"confirmed"`  // the bridge has taken this colour
}

// LineKind is what a line of the feed tells of.
type LineKind string

// The kinds of lines.
const (
	PushLine   LineKind = "push"
	RewardLine LineKind = "reward"
	SongLine   LineKind = "song"
	LightLine  LineKind = "light"
	StaffLine  LineKind = "staff"
	HookLine   LineKind = "webhook" // a service outside is told
	RulesLine  LineKind = "rules"   // other rules went live
	DropLine   LineKind = "drop"    // a decision that was not carried out, and why
)

// Line is one thing that happened, in plain words and without a name.
type Line struct {
	// ID counts up with every line, so that a page knows a line again.
	ID   uint64       `json:"id"`
	At   time.Time    `json:"at"`
	Kind LineKind     `json:"kind"`
	Zone beacons.Zone `json:"zone,omitempty"`
	Text string       `json:"text"`
	Rule string       `json:"rule,omitempty"` // which rule said so
}

// Pool is how many codes of one reward are where. Free + Reserved + Given +
// Redeemed = Imported.
type Pool struct {
	Name      string `json:"name"`
	Imported  int    `json:"imported"`
	Free      int    `json:"free"`
	Reserved  int    `json:"reserved"`
	Given     int    `json:"given"`
	Redeemed  int    `json:"redeemed"`
	WarnBelow int    `json:"warn_below"` // free codes below which someone must act; 0 = never
	// Item says that these are things of a stock, and HandOutAt where they are
	// handed out.
	Item      bool   `json:"item"`
	HandOutAt string `json:"hand_out_at"`
}

// Draw is how a draw stands. It names nobody: Won are lines of its list, which
// is at /draw/<reward>/list.txt once it is closed.
type Draw struct {
	Reward    string    `json:"reward"`
	Entrants  int       `json:"entrants"`
	Winners   int       `json:"winners"`
	Closes    time.Time `json:"closes"` // and when the list is published
	Closed    bool      `json:"closed"`
	Hash      string    `json:"hash"` // of the list; empty while it is open
	SeedFrom  string    `json:"seed_from"`
	Seed      string    `json:"seed"` // empty until it is drawn
	Drawn     time.Time `json:"drawn"`
	Won       []string  `json:"won,omitempty"`
	Redeemed  int       `json:"redeemed"` // prizes handed out
	HandOutAt string    `json:"hand_out_at"`
}

// PartState is how a part of the system is.
type PartState string

// The states of a part.
const (
	PartOK       PartState = "ok"
	PartStarting PartState = "starting"
	PartDown     PartState = "down"
	PartTrial    PartState = "trial" // works, with a promise less: Text says which
)

// Part is something the venue depends on: the broker, the store, the bridge
// of the lamps, the push service.
type Part struct {
	Name  string    `json:"name"` // one word, as it is shown: "broker"
	State PartState `json:"state"`
	Since time.Time `json:"since"` // when it came into this state
	// Text says in plain words what is wrong or to be known; empty when ok.
	Text string `json:"text,omitempty"`
}

// Device is one device with all that is known of it.
type Device struct {
	Name  string    `json:"name"` // as the parts have it: "bridge"
	Kind  string    `json:"kind"` // what it is and where: "Hue bridge at 192.0.2.7"
	State PartState `json:"state"`
	Since time.Time `json:"since"` // when it came into this state
	// Problem says in plain words what is wrong and what to do; empty = nothing.
	Problem string `json:"problem"`
	// Accepted and Refused count what it was asked to do since the start.
	Accepted uint64   `json:"accepted"`
	Refused  uint64   `json:"refused"`
	Figures  []Figure `json:"figures,omitempty"`
	// Pair is the address of a bridge that has to be paired with; empty = none.
	Pair string `json:"pair"`
}

// Figure is one thing to know of a device, as it is shown.
type Figure struct {
	Label string `json:"label"` // "Lamps reached"
	Value string `json:"value"` // with its unit: "14 of 16"
	Ill   bool   `json:"ill"`   // someone should look
}

// Queue is what is on its way to devices of one kind.
type Queue struct {
	Name    string  `json:"name"`
	Waiting int     `json:"waiting"`
	Oldest  float64 `json:"oldest"` // seconds the oldest has waited; 0 = nothing waits
	// GivenUp counts what was refused or came too late, since the start.
	GivenUp uint64 `json:"given_up"`
}

// Reason is a way in which input could not be read, and how often.
type Reason struct {
	Reason string `json:"reason"`
	Count  uint64 `json:"count"`
}

// Anchor is how one anchor does.
type Anchor struct {
	ID        beacons.Anchor `json:"id"`
	Zone      beacons.Zone   `json:"zone"`
	Beacon    bool           `json:"beacon"`    // phones hear it; else it is a gateway
	Heard     time.Time      `json:"heard"`     // when its newest sighting came; zero = never
	Sightings uint64         `json:"sightings"` // since the start
	// Dead is what its own last will or telemetry says.
	Dead bool `json:"dead"`
}

// Unclaimed is what came below one topic prefix and no format understands.
type Unclaimed struct {
	Prefix string `json:"prefix"` // the first two levels of the topics; "" = all others
	Count  uint64 `json:"count"`
	// Sample is the first of them, topic and body. It may be about a person, so
	// it is shown to a technician and nowhere else.
	Sample string `json:"sample"`
}

// PlanOf is the part of a plan that the page draws.
func PlanOf(p beacons.Plan) Plan {
	out := Plan{Width: p.Width, Depth: p.Depth}
	for _, z := range p.Zones {
		out.Zones = append(out.Zones, ZonePlan{ID: z.ID, Kind: z.Kind, Name: z.Name, Area: z.Area})
	}
	for _, a := range p.Anchors {
		out.Anchors = append(out.Anchors, AnchorPlan{ID: a.ID, Zone: a.Zone, At: a.At, Beacon: a.Beacon != ""})
	}
	return out
}

// Game is a game in which rules give points.
type Game struct {
	Name    string `json:"name"`
	Players int    `json:"players"`
	Points  int    `json:"points"` // of all together
	Places  []Rung `json:"places"` // the first ones
}

// Rung is what one place of a game has; equals share one.
type Rung struct {
	Place  int `json:"place"`
	Points int `json:"points"`
}
