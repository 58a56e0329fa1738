package rules

import (
	"fmt"
	"time"

	"foyer/beacons"
)

// ExplainZone says what stands between a zone and a rule about it now. Nothing
// is changed.
func (d *Decider) ExplainZone(now time.Time, zone beacons.Zone, r *Rule, floor Floor) []Check {
	e := explainer{answer: answer{Decider: d, now: now, p: &Profile{}, floor: floor}, rule: r}
	people := floor.People(zone)
	e.add(Check{Gate: WhenGate, Asks: r.When.asks(d.book.Calendar.Place), Open: true, Because: peopleText(people) + " there now; it is asked again at each change"})
	e.stops()
	asked := Asked{Zone: zone, ZonePeople: people, Crowd: floor}
	e.conditions(asked)
	if !r.lights() {
		return e.checks
	}
	shown := len(r.colours(zone, floor))
	c := Check{Gate: ColourGate, Asks: fmt.Sprintf("%d or more of them show a colour", fewestColours), Holds: shown >= fewestColours}
	c.Because = fmt.Sprintf("%d of %d there agreed to it, have a favourite colour and are not staff", shown, people)
	if !c.Holds {
		c.Would = "more of them agree, so that nobody's colour is shown alone"
	}
	e.add(c)
	return e.checks
}

func peopleText(n int) string {
	if n == 1 {
		return "1 person is"
	}
	return fmt.Sprintf("%d people are", n)
}

func (r *Rule) lights() bool {
	for i := range r.Then {
		if r.Then[i].Light != nil {
			return true
		}
	}
	return false
}

// colours are those of the people in the zone who agreed to show theirs.
func (r *Rule) colours(zone beacons.Zone, floor Floor) (all []Colour) {
	for _, p := range floor.Present(zone) {
		if p.Colour != "" && !p.Staff && p.Agreed(Lights) && p.Agreed(r.Consent...) {
			all = append(all, p.Colour)
		}
	}
	return all
}
