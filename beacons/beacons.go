// Package beacons holds the words for where people are: a Tag heard near an
// Anchor is a Sighting; a run of sightings is a Visit of a Person to a Zone.
//
// The package is pure: it has no clock, no lock and no door to the world. The
// packages below it turn bytes into sightings (wire), sightings into visits
// (locate), and speak to the broker (link).
package beacons

import "time"

type (
	// Person is the pseudonym of one attendee, as the registrations give it.
	Person string
	// Tag is the identity of one thing a person carries: a badge or a phone.
	// It is the beacon's own identity, never a radio address that rotates.
	Tag string
	// Anchor is one fixed point of the venue: a gateway that hears badges, or
	// a beacon that phones hear.
	Anchor string
	// Zone is one named area of the venue. The empty zone means unknown: we do
	// not say where the person is.
	Zone string
	// Kind groups zones that mean the same to a rule, such as "coffee".
	Kind string
	// Source is one sender of numbered messages: a gateway or a phone.
	Source string
)

// Sighting is one radio fact: a gateway heard a badge, or a phone heard a
// beacon, which is the same fact with the roles turned. It is not a position.
type Sighting struct {
	Tag    Tag
	Anchor Anchor
	At     time.Time // when it was heard
	// Distance in metres, as the producer calibrated it; 0 = not told.
	Distance float32
	RSSI     float32 // received signal strength, dBm
	Power    int8    // dBm at 1 m, as the tag says; 0 = not told
	Battery  int8    // percent; 0 = not told
	// Slot is a hint: who decodes sightings gives a tag the same small number
	// each time, so that whoever keeps a table of tags need not search it. Two
	// tags may get the same one, and 0 says nothing.
	Slot uint32
}

// Visit is one stay of one person in one zone. It is open while To is zero; its
// two ends are enter and leave.
type Visit struct {
	Person Person    `json:"person,omitempty"`
	Zone   Zone      `json:"zone,omitempty"`
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
}

// Open tells whether the person is still there.
func (v Visit) Open() bool { return v.Zone != "" && v.To.IsZero() }

// Dwell is how long the visit has lasted at now, or lasted in all.
func (v Visit) Dwell(now time.Time) time.Duration {
	if !v.To.IsZero() {
		now = v.To
	}
	return now.Sub(v.From)
}

// Plan is the venue on paper: its zones and where the anchors hang. Lengths
// are metres, x to the right, y down.
type Plan struct {
	Width, Depth float64
	Zones        []ZonePlan
	Anchors      []AnchorPlan
	Booths       []Booth // named ones; AllBooths has the others too
	Doors        Doors
}

// Doors are the ways out of the venue that rules may name.
type Doors struct {
	Hooks  []string // receivers of webhooks
	Topics []string // MQTT filters outside foyer/<venue>/
}

// ZonePlan is one zone on the plan; Area is a polygon of x, y corners.
type ZonePlan struct {
	ID       Zone
	Kind     Kind
	Name     string
	Area     [][2]float64
	Capacity int // people; 0 = not told
}

// AnchorPlan is where one anchor hangs, and the zone whose people it hears best.
type AnchorPlan struct {
	ID     Anchor
	Zone   Zone
	At     [2]float64
	Beacon string // "<uuid>-<major>-<minor>" when phones hear it; "" = a gateway
}

// ZoneOf finds a zone by its id.
func (p Plan) ZoneOf(z Zone) (ZonePlan, bool) {
	for _, zone := range p.Zones {
		if zone.ID == z {
			return zone, true
		}
	}
	return ZonePlan{}, false
}
