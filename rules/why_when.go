package rules

import (
	"fmt"
	"strings"
	"time"
)

// when tells whether what wakes the rule has happened, or how far it is.
func (e *explainer) when() Check {
	w := &e.rule.When
	c := Check{Gate: WhenGate, Asks: w.asks(e.book.Calendar.Place)}
	switch w.Kind {
	case LabelGained:
		e.whenLabel(&c, w.Label)
	case Enter:
		e.whenIn(&c, w)
	case Leave:
		e.whenLeft(&c, w)
	case TraitReaches:
		e.whenTrait(&c, w)
	case AtMoment, AtClock, Every:
		e.whenClock(&c, w)
	default:
		c.Open, c.Because = true, "wakes each time it happens"
	}
	return c
}

// asks is what wakes a rule, in words.
func (w *When) asks(place *time.Location) string {
	stay := ""
	if w.AtLeast > 0 {
		stay = " for " + Length(w.AtLeast) + " or more"
	}
	switch w.Kind {
	case LabelGained:
		return "becomes " + w.Label
	case Enter:
		return "is in " + string(w.Zone) + stay
	case Leave:
		return "leaves " + string(w.Zone) + strings.Replace(stay, " for", " after", 1)
	case TraitReaches:
		return fmt.Sprintf("%s reaches %d", w.Trait, w.Reaches)
	case AtMoment:
		return "it is " + w.At.In(place).Format("Mon 15:04")
	case AtClock:
		return "it is " + clockText(w.Clock)
	case Every:
		return "every " + Length(w.Every)
	case ZoneChanged:
		return "the people in " + string(w.Zone) + " change"
	case Mentioned:
		return "asks the DJ for a song"
	case Occupancy:
		return w.bound() + " are in " + string(w.Zone)
	case StampOf:
		return "gets a stamp of " + w.Game
	}
	return w.String()
}

func (e *explainer) whenLabel(c *Check, label string) {
	for _, gained := range e.p.Labels {
		if gained.Label == label {
			c.Holds, c.Because = true, "became "+label+" at "+e.moment(gained.At)+", which happens once"
			return
		}
	}
	for i := range e.book.Labels {
		if l := &e.book.Labels[i]; l.Name == label {
			asked := e.condition(WhenGate, &l.If, Asked{Person: e.p, Zone: e.p.here()})
			c.Because = "is not " + label + ": it needs " + l.If.Source + ", and " + asked.Because
			c.Would, c.Values = asked.Would, asked.Values
			if asked.Holds {
				c.Would = "they are heard again: then it is given"
			}
		}
	}
}

// whenIn tells how long a stay is, and whether it has woken the rule.
func (e *explainer) whenIn(c *Check, w *When) {
	v := e.p.Visit
	if !v.Open() || v.Zone != w.Zone {
		c.Because, c.Would = "is not in "+string(w.Zone)+": "+e.whereabouts(), "they are in "+string(w.Zone)
		if w.AtLeast > 0 {
			c.Would += " for " + Length(w.AtLeast)
		}
		return
	}
	c.Because = "came at " + e.moment(v.From)
	for _, t := range e.p.Timers {
		if t.Kind == DwellTimer && t.Name == e.rule.ID && t.Since.Equal(v.From) {
			c.Because += fmt.Sprintf(" and was heard there for %s; %s are needed", Length(e.p.Heard.Sub(v.From)), Length(w.AtLeast))
			c.Would = "they are heard there at " + e.moment(t.Due) + " or later"
			return
		}
	}
	c.Holds = true
}

func (e *explainer) whenLeft(c *Check, w *When) {
	v := e.p.Visit
	stay := v.To.Sub(v.From)
	switch {
	case v.Zone != w.Zone || v.From.IsZero():
		c.Because, c.Would = "was not in "+string(w.Zone)+" last: "+e.whereabouts(), "they come to "+string(w.Zone)+" and leave it"
	case v.Open():
		c.Because, c.Would = "is still there, since "+e.moment(v.From), "they leave "+string(w.Zone)
	default:
		c.Holds, c.Because = stay >= w.AtLeast, "left at "+e.moment(v.To)+" after "+Length(stay)
		if !c.Holds {
			c.Would = "they stay " + Length(w.AtLeast) + " or more, and leave"
		}
	}
}

// whereabouts is where the person was last, as far as we say.
func (e *explainer) whereabouts() string {
	switch v := e.p.Visit; {
	case v.From.IsZero():
		return "was not seen in any zone yet"
	case v.Open():
		return "is in " + string(v.Zone) + " since " + e.moment(v.From)
	default:
		return "was last in " + string(v.Zone) + ", until " + e.moment(v.To)
	}
}

func (e *explainer) whenTrait(c *Check, w *When) {
	value := e.p.Trait(w.Trait)
	c.Holds = value >= float64(w.Reaches)
	c.Because = w.Trait + " is " + number(value)
	c.Values = []Value{{Name: "person." + w.Trait, Text: number(value)}}
	if !c.Holds {
		c.Because += fmt.Sprintf(", %d are needed", w.Reaches)
		c.Would = e.wouldAll(c.Values)
	}
}

func (e *explainer) whenClock(c *Check, w *When) {
	if due := e.Next(e.rule, e.now); !due.IsZero() {
		c.Because, c.Would = "wakes next at "+e.moment(due), "it is "+e.moment(due)
		return
	}
	c.Because, c.Would = "it does not wake again in this event", "the rule's time is changed"
	if w.Kind == AtMoment && !w.At.After(e.now) {
		c.Holds, c.Because, c.Would = true, "it was "+e.moment(w.At), ""
	}
}

// wouldAll says what would change the values that a line looks at.
func (e *explainer) wouldAll(values []Value) string {
	said := make([]string, 0, len(values))
	for _, v := range values {
		if text := e.would(v); text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, "; ")
}

func (e *explainer) would(v Value) string {
	root, called, _ := strings.Cut(v.Name, ".")
	switch {
	case v.Name == "zone.people":
		return "the number of people there changes"
	case root != "person":
		return v.Name + " changes"
	}
	if t := e.traits[called]; t != nil {
		return e.traitWould(t)
	}
	for i := range e.book.Labels {
		if l := &e.book.Labels[i]; l.Name == called {
			return called + " is decided by " + l.If.Source
		}
	}
	switch called {
	case "registered", "staff", "sponsor", "first_name", "favourite_colour", "favourite_music":
		return "their registration says otherwise"
	case "present":
		return "they are seen in a zone, or leave"
	case "zone":
		return "they are in another zone"
	case "checked_out":
		return "they check out"
	}
	return v.Name + " changes"
}

// traitWould says what is counted next, and from when on.
func (e *explainer) traitWould(t *Trait) string {
	switch t.Measure {
	case SumMinutes:
		return "more minutes in " + zonesText(t.Zones) + t.Window.between()
	case CountSponsors:
		return "they get the stamp of another sponsor"
	case CountVisits, CountZones:
	}
	text := "a visit of " + Length(t.AtLeast) + " or more to " + zonesText(t.Zones) + " counts"
	if t.AtLeast == 0 {
		text = "a visit to " + zonesText(t.Zones) + " counts"
	}
	text += t.Window.between()
	if t.Measure == CountZones {
		return text + " once for each zone"
	}
	if t.AtMostEvery == 0 {
		return text
	}
	text += ", at least " + Length(t.AtMostEvery) + " after the last one"
	if last := e.p.lastCounted(t.Name); !last.IsZero() {
		text += " (last counted " + e.moment(last) + ")"
	}
	return text
}

func (p *Profile) lastCounted(trait string) time.Time {
	for i := range p.Tallies {
		if p.Tallies[i].Trait == trait {
			return p.Tallies[i].Last
		}
	}
	return time.Time{}
}
