package venue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/rules"
)

// gauge watches one zone for one rule. It wakes the rule when the zone has been
// beyond the rule's bound for its settle time, and not again before the zone
// has been back for as long: people who walk in and out at the bound wake it
// once. On which side it stands outlives a restart; where it begins, at a new
// rule, is what it sees, and wakes nobody.
type gauge struct {
	rule   *rules.Rule
	zone   *zone
	beyond bool
	turned time.Time // when beyond last changed
	due    time.Time // the other side will have lasted long enough; zero = we are on ours
}

const (
	gaugeBeyond = "beyond|" // + rule|bound|when
	gaugeBack   = "back|"   // + the same
)

// setGauges watches what the book's rules ask for.
func (v *Venue) setGauges(now time.Time) {
	before := v.gauges
	v.gauges = nil
	if v.began.IsZero() {
		v.began = now
	}
	for _, z := range v.zones {
		for _, r := range v.decider.Crossings(z.id) {
			g := v.gaugeOf(now, before, r, z)
			v.gauges = append(v.gauges, g)
			v.read(now, g)
		}
	}
}

func (v *Venue) gaugeOf(now time.Time, before []*gauge, r *rules.Rule, z *zone) *gauge {
	name := r.ID + "|" + r.When.Bound()
	for _, g := range before {
		if g.name() == name {
			return &gauge{rule: r, zone: z, beyond: g.beyond, turned: g.turned, due: g.due}
		}
	}
	g := &gauge{rule: r, zone: z}
	if was, known := v.turns[name]; known {
		g.beyond, g.turned = was.beyond, was.at
	} else {
		v.flip(now, g, r.When.Beyond(z.people()))
	}
	return g
}

func (g *gauge) name() string { return g.rule.ID + "|" + g.rule.When.Bound() }

// turn is a side on which a gauge once stood.
type turn struct {
	beyond bool
	at     time.Time
}

// recallGauges finds on which side every gauge last stood.
func (v *Venue) recallGauges() {
	v.turns = map[string]turn{}
	for id := range v.seen {
		rest, beyond := strings.CutPrefix(id, gaugeBeyond)
		if !beyond {
			back := false
			if rest, back = strings.CutPrefix(id, gaugeBack); !back {
				continue
			}
		}
		cut := strings.LastIndexByte(rest, '|')
		ms, err := strconv.ParseInt(rest[cut+1:], 10, 64)
		if at := time.UnixMilli(ms); err == nil && cut > 0 && at.After(v.turns[rest[:cut]].at) {
			v.turns[rest[:cut]] = turn{beyond, at}
		}
	}
}

// flip moves a gauge to the other side, for good.
func (v *Venue) flip(now time.Time, g *gauge, beyond bool) {
	at := now
	if !at.After(g.turned) {
		at = g.turned.Add(time.Millisecond)
	}
	g.beyond, g.turned, g.due = beyond, at, time.Time{}
	v.remember(map[bool]string{true: gaugeBeyond, false: gaugeBack}[beyond] + g.name() + "|" + strconv.FormatInt(at.UnixMilli(), 10))
}

// read looks at the zone anew. Who is in a zone and may not be followed is not
// known after a start until they are heard, so nothing is believed at once.
func (v *Venue) read(now time.Time, g *gauge) {
	if g.rule.When.Beyond(g.zone.people()) == g.beyond {
		g.due = time.Time{}
	} else if g.due.IsZero() {
		g.due = now.Add(g.rule.When.Settle)
		if known := v.began.Add(reconnectGrace); g.due.Before(known) {
			g.due = known
		}
	}
}

func (v *Venue) readZone(now time.Time, z *zone) {
	for _, g := range v.gauges {
		if g.zone == z {
			v.read(now, g)
		}
	}
}

// weigh wakes the rules whose zones have settled beyond their bounds, and tells
// whether a gauge has moved.
func (v *Venue) weigh(now time.Time) (moved bool) {
	var settled []*gauge
	for _, g := range v.gauges {
		if !g.due.IsZero() && !g.due.After(now) {
			settled = append(settled, g)
		}
	}
	slices.SortStableFunc(settled, func(a, b *gauge) int { return cmp.Compare(b.rule.Priority, a.rule.Priority) })
	for _, g := range settled {
		v.flip(now, g, !g.beyond)
		if g.beyond {
			v.callZone(now, v.decider.Crossed(g.rule, now, g.zone.people()))
		}
	}
	return len(settled) > 0
}

// callZone wakes a rule about a zone: for the people it chooses, or for the
// zone itself.
func (v *Venue) callZone(now time.Time, c rules.Call) {
	if !c.Rule.ForEach.None() {
		v.call(now, c)
		return
	}
	v.keepZone(c.Rule, v.decider.CallZone(now, c, rules.Whole, v))
}

const zoneActed = "did|" // + the decision's id

// keepZone keeps the decision of a rule about a zone, which no profile counts.
func (v *Venue) keepZone(r *rules.Rule, d rules.Decision) {
	v.batch.Decisions = append(v.batch.Decisions, d)
	if d.Outcome != rules.Done {
		return
	}
	v.totals[d.Rule]++
	if r.Limit.Total > 0 {
		v.remember(zoneActed + d.ID)
	}
	for _, e := range d.Effects {
		v.let(nil, d, e)
	}
}

// recallZones counts how often rules about zones have acted.
func (v *Venue) recallZones() {
	for id := range v.seen {
		if d, found := strings.CutPrefix(id, zoneActed); found {
			rule, _, _ := strings.Cut(d, "|")
			v.totals[rule]++
		}
	}
}
