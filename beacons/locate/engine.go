package locate

import (
	"time"

	"foyer/beacons"
)

// Engine knows one venue: where its anchors hang, which are alive, and what
// they hear in every spot. What it knows of a person lives in their Track.
type Engine struct {
	plan    beacons.Plan
	index   map[beacons.Anchor]uint16
	anchors []anchor
	zones   []beacons.Zone // zones[0] is unknown
	zoneIdx map[beacons.Zone]uint16
	field   field
	scratch scratch
	stream  stream
	spoke   beacons.Anchor // that sent the last sighting
	spokeAt uint16
	turn    int           // anchor that is looked at next for silence
	lives   [groups]int64 // ms; when a group last heard anything
	off     []uint16      // anchors that are dead or fell silent
}

// anchor is one anchor as the engine keeps it.
type anchor struct {
	zone   uint16 // 0 = the plan gives it no zone
	group  uint8  // hears badges, or is heard by phones
	dead   bool   // somebody said so
	silent bool   // it suddenly hears nothing
	died   int64  // ms, when it was said to be dead, or last heard something
	clock  clock
	pulse  pulse
}

// off tells whether nothing is to be expected of the anchor.
func (a *anchor) off() bool { return a.dead || a.silent }

// The two groups of anchors: a badge does not hear beacons and a phone is not
// heard by gateways, so silence means something within a group only.
const (
	gateways = iota
	phones
	groups
)

// New makes an engine for one venue; one setting for all venues. Zones without
// an anchor and anchors without a zone are allowed.
func New(plan beacons.Plan) *Engine {
	e := &Engine{
		plan:    plan,
		index:   make(map[beacons.Anchor]uint16, len(plan.Anchors)),
		zones:   []beacons.Zone{""},
		zoneIdx: map[beacons.Zone]uint16{"": 0},
	}
	for _, z := range plan.Zones {
		e.addZone(z.ID)
	}
	for _, a := range plan.Anchors {
		if _, twice := e.index[a.ID]; !twice {
			e.index[a.ID] = uint16(len(e.anchors))
			e.anchors = append(e.anchors, anchor{zone: e.addZone(a.Zone), group: groupOf(a)})
		}
	}
	e.off = make([]uint16, 0, len(e.anchors))
	e.lay(sketch(plan), hunch, false)
	return e
}

func groupOf(a beacons.AnchorPlan) uint8 {
	if a.Beacon != "" {
		return phones
	}
	return gateways
}

// addZone finds or adds a zone; an anchor may name one that the plan left out.
func (e *Engine) addZone(z beacons.Zone) uint16 {
	if i, known := e.zoneIdx[z]; known {
		return i
	}
	i := uint16(len(e.zones))
	e.zones = append(e.zones, z)
	e.zoneIdx[z] = i
	return i
}

// Use gives the engine a radio map in place of what the plan suggests; a map
// without spots takes it away again. Tracks go on.
func (e *Engine) Use(m Map) {
	if len(m.Spots) == 0 {
		e.lay(sketch(e.plan), hunch, false)
		return
	}
	e.lay(m, trustIn(m), true)
}

// Knows tells whether the plan has this anchor. Sightings of others are ignored.
func (e *Engine) Knows(a beacons.Anchor) bool {
	_, known := e.index[a]
	return known
}

// Alive tells the engine of an anchor's health: its last will, its telemetry.
// What a dead anchor last heard stays as it was, so its people keep their
// place until they are heard better elsewhere.
func (e *Engine) Alive(a beacons.Anchor, alive bool, at time.Time) {
	i, known := e.index[a]
	if !known || e.anchors[i].dead == !alive {
		return
	}
	e.anchors[i].dead = !alive
	e.anchors[i].died = at.UnixMilli()
	e.listOff()
}

// answer says what the track says, in the words of the plan.
func (e *Engine) answer(t *Track) Answer {
	if t.since == 0 || int(t.zone) >= len(e.zones) {
		return Answer{}
	}
	return Answer{Zone: e.zones[t.zone], Since: time.UnixMilli(t.since).UTC()}
}
