package rules

import (
	"strconv"
	"time"

	"foyer/beacons"
)

// Changed are the rules that wake when the people in a zone change.
func (d *Decider) Changed(zone beacons.Zone) []*Rule { return d.changed[zone] }

// ChangedZone is the call of a rule whose zone has changed.
func (d *Decider) ChangedZone(now time.Time, r *Rule, floor Floor) Call {
	zone := r.When.Zone
	return Call{Rule: r, At: now, Often: true, Occurrence: millis(now), Zone: zone, Fact: strconv.Itoa(floor.People(zone)) + " people in " + string(zone)}
}

// Part is how much of a rule about a zone is meant.
type Part int

// The parts of a rule about a zone.
const (
	Whole Part = iota
	Lamps      // the lamps alone: they are state, which can be made anew
	Empty      // how the lamps look when the zone has been empty for a while
)

// CallZone wakes a rule about a zone, which is for nobody in particular.
func (d *Decider) CallZone(now time.Time, c Call, part Part, floor Floor) Decision {
	decision := Decision{
		ID: c.Rule.ID + "|" + string(c.Zone) + "|" + c.Occurrence, Rule: c.Rule.ID, Zone: c.Zone,
		At: now, Outcome: Done, Version: d.version, Facts: []string{c.Fact},
	}
	why := cause{at: c.At, occurrence: c.Occurrence, zone: c.Zone, facts: decision.Facts}
	a := answer{Decider: d, now: now, p: &Profile{}, floor: floor}
	w := writer{a: &a, rule: c.Rule, cause: why, decision: &decision}
	if decision.Because = a.zoneRefusal(c, part); decision.Because == "" {
		decision.Because = w.zoneSteps(part)
	}
	if decision.Because != "" {
		decision.Outcome = Dropped
	}
	return decision
}

// zoneRefusal says why a rule about a zone must not act now. The look of an
// empty zone asks for nothing.
func (a *answer) zoneRefusal(c Call, part Part) string {
	if refusal := a.stopped(c.Rule, a.floor); refusal != "" || part == Empty {
		return refusal
	}
	if refusal := c.Rule.conditions(Asked{Zone: c.Zone, ZonePeople: a.floor.People(c.Zone), Crowd: a.floor}); refusal != "" {
		return refusal
	}
	if total := c.Rule.Limit.Total; total > 0 && a.floor.Acted(c.Rule.Account()) >= total {
		return "the limit for everybody is reached"
	}
	return ""
}

func (w *writer) zoneSteps(part Part) (refusal string) {
	for step, then := range w.rule.Then {
		switch {
		case then.Light != nil:
			refusal = w.light(w.head(step, then), then.Light, part == Empty)
		case part == Whole:
			refusal = w.write(step, then)
		}
		if refusal != "" {
			return refusal
		}
	}
	return ""
}

func (w *writer) light(head Head, then *LightThen, empty bool) (refusal string) {
	light := Light{Head: head, Zone: then.Zone, Fade: then.Fade, Every: then.Every, Min: then.Min, Max: then.Max}
	if empty {
		light.Scene = then.EmptyScene
		w.decision.add("light", light)
		return ""
	}
	light.Colours = w.rule.colours(w.cause.zone, w.a.floor)
	if len(light.Colours) < fewestColours {
		return "fewer than three of them agreed to show a colour"
	}
	w.decision.add("light", light)
	return ""
}

// Lasts tells whether the rule does more than set lamps, which are state that
// is made anew.
func (r *Rule) Lasts() bool {
	for i := range r.Then {
		if r.Then[i].Light == nil {
			return true
		}
	}
	return false
}

// fewestColours is below what nobody's colour may be read off the lamps.
const fewestColours = 3

// ZoneWatch is what the rules ask of one zone's changes.
type ZoneWatch struct {
	Settle     time.Duration // from a change to the answer, so that many become one
	Every      time.Duration // shortest time between two answers
	EmptyAfter time.Duration // how long empty before the scene; 0 = never
}

// Watch says what the rules ask of a zone's changes; false = nothing.
func (d *Decider) Watch(zone beacons.Zone) (w ZoneWatch, asked bool) {
	for _, r := range d.changed[zone] {
		if !asked || r.When.Settle < w.Settle {
			w.Settle = r.When.Settle
		}
		asked = true
		for _, then := range r.Then {
			if then.Light != nil {
				w.Every = max(w.Every, then.Light.Every)
				w.EmptyAfter = max(w.EmptyAfter, then.Light.EmptyAfter)
			}
		}
	}
	return w, asked
}
