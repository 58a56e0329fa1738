package console

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"foyer/beacons"
)

// rooms are the zones of the example venue: x, y, width, depth in metres and
// how many of 400 people are there in the evening.
var rooms = []struct {
	id, kind, name string
	box            [4]float64
	people, most   int
}{
	{"registration", "entrance", "Registration", [4]float64{0, 0, 12, 10}, 4, 0},
	{"info-desk", "desk", "Info desk", [4]float64{0, 10, 8, 8}, 3, 0},
	{"coffee-east", "coffee", "Coffee east", [4]float64{48, 0, 12, 8}, 34, 40},
	{"coffee-west", "coffee", "Coffee west", [4]float64{0, 32, 10, 8}, 11, 40},
	{"bacon", "bacon", "Bacon bar", [4]float64{48, 10, 12, 6}, 12, 0},
	{"hall-a", "talk", "Hall A", [4]float64{14, 0, 32, 16}, 143, 0},
	{"lounge", "lounge", "Lounge", [4]float64{0, 20, 12, 10}, 27, 0},
	{"dance-floor", "dance", "Dance floor", [4]float64{14, 26, 20, 14}, 92, 0},
	{"booth-1", "sponsor", "Booth 1", [4]float64{38, 20, 5, 5}, 9, 0},
	{"booth-2", "sponsor", "Booth 2", [4]float64{44, 20, 5, 5}, 5, 0},
	{"booth-3", "sponsor", "Booth 3", [4]float64{50, 20, 5, 5}, 14, 0},
	{"booth-4", "sponsor", "Booth 4", [4]float64{38, 27, 5, 5}, 7, 0},
	{"booth-5", "sponsor", "Booth 5", [4]float64{44, 27, 5, 5}, 0, 0},
	{"booth-6", "sponsor", "Booth 6", [4]float64{50, 27, 5, 5}, 11, 0},
	{"booth-7", "sponsor", "Booth 7", [4]float64{38, 34, 5, 5}, 6, 0},
	{"booth-8", "sponsor", "Booth 8", [4]float64{44, 34, 5, 5}, 3, 0},
}

var said = []struct {
	kind             LineKind
	zone, text, rule string
}{
	{PushLine, "coffee-east", "A coffee on us: sent to one phone", "coffee-gift"},
	{RewardLine, "coffee-east", "One code of starbucks-5 given", "coffee-gift"},
	{SongLine, "dance-floor", "Asked for: Blue Monday · New Order", "dj-request"},
	{LightLine, "dance-floor", "Lamps mix the colours of 23 people", "dance-floor-colours"},
	{PushLine, "bacon", "Certified bacon lover: sent to one phone", "bacon-lover"},
	{DropLine, "hall-a", "No push: the day's limit of 5 is reached", "bacon-lover"},
	{SongLine, "dance-floor", "Someone on the floor likes Disco", "dj-taste"},
	{StaffLine, "", "The pool starbucks-5 has fewer than 20 codes left", "coffee-gift"},
}

// scene is a venue made up for the pages: it moves, but knows no rule.
type scene struct {
	rand  *rand.Rand
	state State
	line  uint64
	// closed doors: time goes by and nothing happens.
	closed bool
}

func newScene(seed uint64) *scene {
	at := time.Date(2026, 5, 9, 21, 14, 5, 0, time.FixedZone("PDT", -7*3600))
	s := &scene{rand: rand.New(rand.NewPCG(seed, seed)), state: State{Venue: "pier-west", At: at, Speed: 60, Plan: Plan{Width: 60, Depth: 40}}}
	s.furnish()
	for range 50 {
		s.happen(s.state.At.Add(-time.Duration(50-s.line) * 11 * time.Second))
	}
	return s
}

// furnish fills what does not move.
func (s *scene) furnish() {
	st := &s.state
	for i, r := range rooms {
		x, y, w, d := r.box[0], r.box[1], r.box[2], r.box[3]
		area := [][2]float64{{x, y}, {x + w, y}, {x + w, y + d}, {x, y + d}}
		st.Plan.Zones = append(st.Plan.Zones, ZonePlan{ID: beacons.Zone(r.id), Kind: beacons.Kind(r.kind), Name: r.name, Area: area})
		st.Plan.Anchors = append(st.Plan.Anchors, AnchorPlan{ID: beacons.Anchor("gw-" + r.id), Zone: beacons.Zone(r.id), At: [2]float64{x + w/2, y + d/2}, Beacon: i == 2})
		st.Zones = append(st.Zones, Zone{ID: beacons.Zone(r.id), People: r.people, Capacity: r.most})
		st.People += r.people
	}
	st.Unknown = 19
	st.People += st.Unknown
	for i := range 16 {
		zone := beacons.Zone("dance-floor")
		if i >= 10 {
			zone = "lounge"
		}
		st.Lamps = append(st.Lamps, Lamp{
			ID: fmt.Sprint(i + 1), Name: fmt.Sprintf("Hue spot %d", i+1), Zone: zone, Colour: s.colour(),
			Brightness: 0.4 + 0.5*s.rand.Float64(), Reachable: i != 12, Confirmed: i%7 != 3,
		})
	}
	st.DJ = []DJList{djOf(st.At)}
	st.Codes = []Pool{
		{Name: "starbucks-5", Imported: 200, Free: 143, Reserved: 3, Given: 31, Redeemed: 23, WarnBelow: 20},
		{Name: "bar-voucher", Imported: 80, Free: 12, Reserved: 1, Given: 46, Redeemed: 21, WarnBelow: 15},
	}
	st.Codes = append(st.Codes, Pool{Name: "recovery-kit", Imported: 150, Free: 88, Given: 21, Redeemed: 41, Item: true, HandOutAt: "Registration"})
	st.Draws = []Draw{
		{Reward: "passport-prize", Entrants: 87, Winners: 3, Closes: st.At.Add(46 * time.Minute), SeedFrom: "drand, the first round after 22:00", HandOutAt: "Registration"},
		{
			Reward: "early-bird", Entrants: 41, Winners: 2, Closes: st.At.Add(-time.Hour), Closed: true, Hash: "415e1aec6dbeecc39f04d16b3b6d8edd7fb7193b3e5df4ddb387eda3bb339e32",
			SeedFrom: "drand", Seed: "a87619810b1b41e70a01b8f903cf6997", Drawn: st.At.Add(-50 * time.Minute), Redeemed: 1,
			Won: []string{"00a3d16b3b6d8edd7fb7193b3e5df4ddb387eda3bb339e32415e1aec6dbeecc3", "9f04d16b3b6d8edd7fb7193b3e5df4ddb387eda3bb339e32415e1aec6dbeecc3"},
		},
	}
	st.Staff = []StaffMessage{
		{ID: "crown", At: st.At.Add(-2 * time.Minute), Text: "Ada is the top bacon lover. Have the crown ready.", Rule: "top-bacon-lover"},
		{ID: "pool", At: st.At.Add(-9 * time.Minute), Text: "The pool starbucks-5 has fewer than 20 codes left"},
		{ID: "kit", At: st.At.Add(-time.Hour), Text: "Kits are short at registration", Done: true},
	}
	st.Games = []Game{{Name: "sponsor-passport", Players: 34, Points: 1240, Places: []Rung{{1, 80}, {1, 80}, {3, 70}, {4, 60}, {5, 50}}}}
	st.LastSighting, st.Sightings, st.Rate = st.At.Add(-12*time.Second), 1203332, 1243.5
	st.Parts = []Part{
		{Name: "broker", State: PartOK, Since: st.At.Add(-time.Hour)},
		{Name: "store", State: PartTrial, Since: st.At.Add(-time.Hour), Text: "Trial store: a power cut may lose up to 10 seconds."},
		{Name: "bridge", State: PartOK, Since: st.At.Add(-time.Hour)},
		{Name: "push", State: PartOK, Since: st.At.Add(-time.Hour)},
	}
	st.Devices, st.Queues = gearOf(st.At)
	st.Refused = []Reason{{Reason: "not JSON", Count: 7}, {Reason: "rssi outside -127..20", Count: 2}}
	st.Dropped = 3
	for i, a := range st.Plan.Anchors {
		st.Anchors = append(st.Anchors, Anchor{ID: a.ID, Zone: a.Zone, Beacon: a.Beacon, Heard: st.At.Add(-time.Duration(i*i) * time.Second), Sightings: uint64(90_000 - 4711*i)})
	}
	st.Anchors[3].Dead, st.Anchors[12].Heard, st.Anchors[12].Sightings = true, time.Time{}, 0
	st.Unclaimed = []Unclaimed{
		{Prefix: "zigbee2mqtt/bridge", Count: 412, Sample: `zigbee2mqtt/bridge/state {"state":"online"}`},
		{Prefix: "home/OMG_bar", Count: 31, Sample: `home/OMG_bar/BTtoMQTT/A4C138000001 {"id":"A4:C1:38:00:00:01","rssi":-71}`},
	}
}

// gearOf are devices in every way they can be.
func gearOf(at time.Time) (all []Device, waiting []Queue) {
	all = append(all, Device{
		Name: "bridge 1", Kind: "Hue bridge at 192.0.2.7", State: PartOK, Since: at.Add(-2 * time.Hour), Accepted: 4711,
		Problem: "Lamp Hue spot 13 is out of reach. Is it switched off at the wall?",
		Figures: []Figure{
			{Label: "Lamps reached", Value: "15 of 16"},
			{Label: "Out of reach", Value: "Hue spot 13", Ill: true},
			{Label: "Pace", Value: "1/2, because it was busy", Ill: true},
			{Label: "Farthest behind", Value: "1.4 s"},
			{Label: "Commands taken", Value: "31207"},
			{Label: "Not answered", Value: "3"},
		},
	})
	all = append(all, Device{Name: "bridge 2", State: PartDown, Problem: "The bridge at https://192.0.2.8 is not spoken to: its key is missing.", Pair: "https://192.0.2.8"})
	all = append(all, Device{Name: "push", Kind: "Apple's push service", State: PartOK, Since: at.Add(-time.Hour), Accepted: 812, Refused: 4})
	return all, []Queue{{Name: "lights", Waiting: 2, Oldest: 0.4}, {Name: "songs"}, {Name: "pushes", Waiting: 41, Oldest: 73.2, GivenUp: 5}}
}

func (s *scene) colour() string {
	palette := []string{"#ff5e7a", "#ffb347", "#7ae582", "#4cc9f0", "#9d7bff", "#ff7ad9", "#ffe066", "#3a86ff"}
	return palette[s.rand.IntN(len(palette))]
}

// happen puts one line on top of the feed.
func (s *scene) happen(at time.Time) {
	s.line++
	what := said[s.rand.IntN(len(said))]
	line := Line{ID: s.line, At: at, Kind: what.kind, Zone: beacons.Zone(what.zone), Text: what.text, Rule: what.rule}
	s.state.Feed = append([]Line{line}, s.state.Feed[:min(len(s.state.Feed), 49)]...)
}

// step moves the scene by a quarter of a second of the machine's time.
func (s *scene) step() *State {
	st := &s.state
	st.At = st.At.Add(time.Duration(float64(beat) * st.Speed))
	if s.closed {
		out := *st
		return &out
	}
	st.LastSighting = st.At.Add(-time.Duration(s.rand.Float64() * 20 * float64(time.Second)))
	st.Sightings += 310
	s.listen()
	st.Zones = slices.Clone(st.Zones)
	s.walk()
	if s.rand.IntN(5) == 0 {
		s.happen(st.At)
		st.Lamps = slices.Clone(st.Lamps)
		lamp := s.rand.IntN(len(st.Lamps))
		st.Lamps[lamp].Colour = s.colour()
	}
	out := *st
	return &out
}

// listen lets every anchor but the two that are ill hear somebody.
func (s *scene) listen() {
	st := &s.state
	st.Anchors = slices.Clone(st.Anchors)
	for i := range st.Anchors {
		if a := &st.Anchors[i]; !a.Dead && a.Sightings > 0 {
			a.Heard = st.At.Add(-time.Duration(s.rand.IntN(90)) * time.Second)
			a.Sightings += uint64(s.rand.IntN(30))
		}
	}
}

// walk lets one person come or go, and one change zones.
func (s *scene) walk() {
	st := &s.state
	if come := s.rand.IntN(3) - 1; st.Zones[0].People+come >= 0 {
		st.People += come
		st.Zones[0].People += come
	}
	if from, to := s.rand.IntN(len(rooms)), s.rand.IntN(len(rooms)); st.Zones[from].People > 0 {
		st.Zones[from].People--
		st.Zones[to].People++
	}
}

// crowded is one full moment of an evening: 400 people, every field filled.
func crowded(seed uint64) *State {
	return newScene(seed).step()
}

// fields is how many top-level parts a state has.
func fields(t *testing.T) int {
	t.Helper()
	return reflect.TypeFor[State]().NumField()
}
