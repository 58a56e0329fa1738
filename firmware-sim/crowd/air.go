package crowd

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"foyer/beacons"
)

// Air is what the radio does to a badge's packets on their way to a gateway.
// Levels are dBm, losses and spreads dB, a spread is one standard deviation.
type Air struct {
	Interval     time.Duration // from one report of a badge by one anchor to the next
	AtOneMetre   float64
	Exponent     float64 // of the log-distance path loss
	AnchorSpread float64 // receivers are not equal
	BadgeSpread  float64
	PhoneSpread  float64
	Back         float64 // what a body takes away when it stands between
	Shadow       float64 // slow shadowing: people, pillars
	Packets      int     // a report is the median of so many packets
	Floor        float64 // the receiver hears nothing weaker
	Weakest      float64 // the gateway reports nothing weaker
	Loss         float64 // share of reports that never arrive
	WallLoss     float64
	Walls        [][4]float64 // x0, y0, x1, y1 in metres
}

// Indoors is the air of a conference hall: the rooms with talks have walls,
// everything else is open.
func Indoors(plan beacons.Plan) Air {
	a := Air{
		Interval: 4500 * time.Millisecond, AtOneMetre: -59, Exponent: 2.7,
		AnchorSpread: 1.5, BadgeSpread: 2, PhoneSpread: 3, Back: 7, Shadow: 2.5, Packets: 3,
		Floor: -95, Weakest: -88, Loss: 0.04, WallLoss: 6,
	}
	for _, z := range plan.Zones {
		if z.Kind != "talk" {
			continue
		}
		for i := range z.Area {
			p, q := z.Area[i], z.Area[(i+1)%len(z.Area)]
			a.Walls = append(a.Walls, [4]float64{p[0], p[1], q[0], q[1]})
		}
	}
	return a
}

const (
	dice12     = 1 << 12 // entries of a table that 12 bits of a die choose from
	powerAtTag = -59     // what every badge claims
)

// air is an Air made ready for one floor and one crowd.
type air struct {
	Air
	Fault
	anchors []antenna
	offset  [2][]float32 // badge, phone; by person
	tag     [2][]beacons.Tag
	every   int64 // Interval in ms
	gauss   []float32
	open    []float32 // fast fading when something is in sight (Rice)
	blocked []float32 // and when not (Rayleigh)
}

// antenna is one anchor: what reaches it from every cell, and for every person
// when it reports next and how the slow shadowing stands.
type antenna struct {
	id      beacons.Anchor
	zone    int16
	kind    int // of tag: 0 hears badges, 1 is heard by phones
	x, y    float32
	dead    bool
	offset  float64
	skew    int64
	level   []float32 // mean dBm by cell, offsets of the anchor included
	due     []int64
	shadows []float32
}

func newAir(a Air, f *floor, guests []guest, seed uint64) air {
	dice := rand.New(rand.NewPCG(seed, 2))
	made := air{Air: a, every: ms(a.Interval)}
	made.gauss = table(func() float64 { return dice.NormFloat64() })
	made.open = table(median(a.Packets, func() float64 { return fade(dice, 4) }))
	made.blocked = table(median(a.Packets, func() float64 { return fade(dice, 0.3) }))
	for _, g := range guests {
		made.tag[0] = append(made.tag[0], g.badge)
		made.tag[1] = append(made.tag[1], g.phone)
		made.offset[0] = append(made.offset[0], float32(a.BadgeSpread*dice.NormFloat64()))
		made.offset[1] = append(made.offset[1], float32(a.PhoneSpread*dice.NormFloat64()-3))
	}
	for _, p := range f.plan.Anchors {
		made.anchors = append(made.anchors, newAntenna(p, a, f, len(guests), a.AnchorSpread*dice.NormFloat64()))
	}
	return made
}

func newAntenna(p beacons.AnchorPlan, a Air, f *floor, people int, offset float64) antenna {
	n := antenna{id: p.ID, zone: outside, offset: offset, x: float32(p.At[0]), y: float32(p.At[1])}
	if p.Beacon != "" {
		n.kind = 1
	}
	for i, z := range f.plan.Zones {
		if z.ID == p.Zone {
			n.zone = int16(i)
		}
	}
	n.level = make([]float32, len(f.zoneAt))
	for cell := range n.level {
		at := f.middle(int32(cell))
		d := max(0.5, math.Hypot(at[0]-p.At[0], at[1]-p.At[1]))
		n.level[cell] = float32(a.AtOneMetre + offset - 10*a.Exponent*math.Log10(d) - a.WallLoss*walls(a.Walls, at, p.At))
	}
	n.due, n.shadows = slices.Repeat([]int64{never}, people), make([]float32, people)
	return n
}

// arrive staggers a person's reports over the interval.
func (a *air) arrive(person int, now int64, dice *rand.Rand) {
	for i := range a.anchors {
		n := &a.anchors[i]
		n.due[person] = now + 1 + dice.Int64N(a.every)
		if a.tag[n.kind][person] == "" {
			n.due[person] = never
		}
		n.shadows[person] = float32(a.Shadow * dice.NormFloat64())
	}
}

// depart silences a person's tags.
func (a *air) depart(person int) {
	for i := range a.anchors {
		a.anchors[i].due[person] = never
	}
}
