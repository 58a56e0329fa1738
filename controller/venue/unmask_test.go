package venue

import (
	"os"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/frame"
	"foyer/rules"
	"foyer/rules/parse"
)

// masked is a venue with one person, whose badge shows identifiers.
type masked struct {
	t     *testing.T
	venue *Venue
	key   frame.Key
	now   time.Time
	done  []string // rules that acted
	stays []beacons.Visit
}

func newMasked(t *testing.T) *masked {
	t.Helper()
	source, err := os.ReadFile("testdata/evening.yaml")
	if err != nil {
		t.Fatal(err)
	}
	book, problems := parse.Rules("evening.yaml", source, storyPlan(), func(pool string) ([]byte, error) { return os.ReadFile("testdata/" + pool) })
	if parse.Failed(problems) {
		t.Fatal(problems)
	}
	m := &masked{t: t, venue: New(storyPlan(), State{}), key: frame.Key{1, 2, 3}, now: book.Calendar.Opens}
	ada := rules.Profile{Person: "ada", FirstName: "Ada", Registered: true, PushToken: "token", Consents: []rules.Purpose{rules.Location, rules.PushNote}}
	m.tell(Ruled{Book: book})
	m.tell(Enrolled{People: []Enrolment{{Profile: ada, Tags: []beacons.Tag{"badge"}, Badges: []Badge{{Tag: "badge", Key: m.key, Exponent: 4}}}}})
	m.tell(Linked{Up: true})
	return m
}

func (m *masked) tell(in Input) {
	m.venue.Step(m.now, in)
	if b := m.venue.Seal(); b != nil {
		for _, d := range b.Decisions {
			m.done = append(m.done, string(d.Outcome)+" "+d.Rule)
		}
		m.stays = append(m.stays, b.Visits...)
	}
}

// shown is what the badge calls itself when its clock is so far from ours.
func (m *masked) shown(ahead time.Duration) beacons.Tag {
	frames := frame.Compute(m.key, 4, uint32(m.now.Add(ahead).Unix()))
	return beacons.Tag("eid:" + hexOf(frames))
}

// hear lets an anchor hear an identifier, strongly.
func (m *masked) hear(tag beacons.Tag, anchor beacons.Anchor) {
	m.tell(Heard{Sightings: []beacons.Sighting{{Tag: tag, Anchor: anchor, At: m.now, RSSI: -55}}})
}

// stay lets the anchors hear what the badge shows, every 2 s.
func (m *masked) stay(length, ahead time.Duration, anchors ...beacons.Anchor) {
	for end := m.now.Add(length); m.now.Before(end); m.now = m.now.Add(2 * time.Second) {
		for _, a := range anchors {
			m.hear(m.shown(ahead), a)
		}
		m.tell(Waited{})
	}
}

func (m *masked) away(length time.Duration) {
	m.now = m.now.Add(length)
	m.tell(Waited{})
}

func hexOf(eid frame.EID) string {
	const digits = "0123456789abcdef"
	var s []byte
	for _, b := range eid {
		s = append(s, digits[b>>4], digits[b&15])
	}
	return string(s)
}

func (m *masked) forged(why ForgeryReason) (n uint64) {
	for _, f := range m.venue.Snapshot().Forged {
		if f.Reason == why {
			n += f.Count
		}
	}
	return n
}

func TestBadgeThatRotatesEarnsItsReward(t *testing.T) {
	m := newMasked(t)
	for range 3 {
		m.stay(2*time.Minute, 0, "bar")
		m.away(20 * time.Minute)
	}
	if len(m.stays) != 3 || m.stays[0].Zone != "bar" || m.stays[0].Person != "ada" {
		t.Errorf("three stays of a badge that changes its identifier every 16 s: got visits %v, want three of ada to the bar", m.stays)
	}
	if len(m.done) != 1 || m.done[0] != "done coffee-gift" {
		t.Errorf("its third coffee: got %v, want one coffee-gift", m.done)
	}
	if c := m.venue.Snapshot().Counts; c.Unknown != 0 || m.forged(ClonedBadge)+m.forged(ReplayedBadge) != 0 {
		t.Errorf("the badge itself: got %d unknown and forged %v, want nothing", c.Unknown, m.venue.Snapshot().Forged)
	}
}

func TestClonedBadgeEarnsNothing(t *testing.T) {
	m := newMasked(t)
	for range 3 {
		m.stay(2*time.Minute, 0, "bar", "hall") // 45 m apart, at once
		m.away(2 * time.Minute)
	}
	if len(m.done) > 0 {
		t.Errorf("three coffees of a badge and its copy: got %v, want nothing", m.done)
	}
	for _, visit := range m.stays {
		if visit.Dwell(m.now) > 45*time.Second {
			t.Errorf("a badge and its copy: got a visit of %v to the %s, want none that counts", visit.Dwell(m.now), visit.Zone)
		}
	}
	if m.forged(ClonedBadge) == 0 {
		t.Error("a badge heard in two far places at once: got no report, want a cloned badge")
	}
}

func TestReplayedIdentifierEarnsNothing(t *testing.T) {
	m := newMasked(t)
	m.stay(10*time.Second, 0, "hall")
	recorded := m.shown(0)
	m.away(30 * time.Minute)
	visits := len(m.stays)
	for range 60 {
		m.hear(recorded, "bar")
		m.away(2 * time.Second)
	}
	m.away(5 * time.Minute)
	if len(m.stays) > visits {
		t.Errorf("an identifier played back after its period: got visits %v, want no new one", m.stays[visits:])
	}
	if got := m.forged(ReplayedBadge); got != 60 {
		t.Errorf("an identifier played back 60 times: got %d reports, want 60", got)
	}
}

func TestWeakSightingsFarApartAreNoClone(t *testing.T) {
	m := newMasked(t)
	for range 60 {
		m.hear(m.shown(0), "bar")
		m.tell(Heard{Sightings: []beacons.Sighting{{Tag: m.shown(0), Anchor: "hall", At: m.now, RSSI: -80}}})
		m.away(2 * time.Second)
	}
	if got := m.forged(ClonedBadge); got != 0 {
		t.Errorf("a badge at the bar that the hall hears from afar: got %d reports of a clone, want none", got)
	}
}

func TestBadgeWhoseClockFellBehindIsFound(t *testing.T) {
	m := newMasked(t)
	m.stay(3*time.Minute, -2*time.Hour, "bar")
	m.away(time.Minute)
	if len(m.stays) != 1 || m.stays[0].Person != "ada" {
		t.Errorf("a badge whose clock is two hours behind: got visits %v, want one of ada", m.stays)
	}
}

func TestTheSameSightingsGiveTheSameForgeries(t *testing.T) {
	tell := func() ([]Forgery, []beacons.Visit) {
		m := newMasked(t)
		m.stay(time.Minute, 0, "bar", "hall")
		m.away(time.Hour)
		return m.venue.Snapshot().Forged, m.stays
	}
	first, visits := tell()
	again, others := tell()
	if len(first) == 0 || len(first) != len(again) || first[0] != again[0] || len(visits) != len(others) {
		t.Errorf("the same minute told twice: got %v %v and %v %v, want the same", first, visits, again, others)
	}
}

func TestBadgeThatRotatesIsBelievedFromAGatewayWithAWrongClock(t *testing.T) {
	m := newMasked(t)
	for end := m.now.Add(3 * time.Minute); m.now.Before(end); m.now = m.now.Add(2 * time.Second) {
		m.tell(Heard{Sightings: []beacons.Sighting{{Tag: m.shown(0), Anchor: "bar", At: m.now.Add(-2 * time.Minute), RSSI: -55}}})
		m.tell(Waited{})
	}
	if c := m.venue.Snapshot().Counts; c.Unknown != 0 || c.Visits != 1 || m.forged(ReplayedBadge)+m.forged(ClonedBadge) != 0 {
		t.Errorf("a gateway two minutes behind: got %d visits, %d unknown and forged %v, want one visit and nothing refused", c.Visits, c.Unknown, m.venue.Snapshot().Forged)
	}
}
