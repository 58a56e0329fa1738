package rules

import (
	"fmt"
	"slices"
	"strings"

	"foyer/beacons"
)

// Reader says rules in plain English, so that an author sees what was
// understood.
type Reader struct {
	Book *Book
	Plan beacons.Plan
	// Left is how many of a pool are left and how many there are; nil = it is
	// not known, as before the doors open.
	Left func(pool string) (left, all int)
}

// Read is one rule as a paragraph.
func (r Reader) Read(rule *Rule) string {
	e := english{Reader: r, d: NewDecider(r.Book), rule: rule}
	text := ended(rule.Title) + " When " + e.when() + e.chosen() + e.conditions() + e.wait() + ": " + e.then()
	if !strings.HasSuffix(text, ".”") {
		text += "."
	}
	for _, bound := range [][]string{e.mode(), e.limits(), e.policy()} {
		for _, sentence := range bound {
			text += " " + sentence + "."
		}
	}
	return text
}

// ended is a title as a sentence.
func ended(title string) string {
	if strings.HasSuffix(title, "?") || strings.HasSuffix(title, "!") || strings.HasSuffix(title, ".") {
		return title
	}
	return title + "."
}

type english struct {
	Reader
	d    *Decider
	rule *Rule
}

func (e *english) when() string {
	w := &e.rule.When
	switch w.Kind {
	case LabelGained:
		return "a person becomes " + e.label(w.Label)
	case Enter:
		if w.AtLeast == 0 {
			return "a person comes to " + e.zone(w.Zone)
		}
		return "a person has been in " + e.zone(w.Zone) + " for " + Length(w.AtLeast)
	case Leave:
		if w.AtLeast == 0 {
			return "a person leaves " + e.zone(w.Zone)
		}
		return "a person leaves " + e.zone(w.Zone) + " after " + Length(w.AtLeast) + " or more"
	case TraitReaches:
		return fmt.Sprintf("a person's %s reach %d (%s)", spaced(w.Trait), w.Reaches, e.traitNamed(w.Trait))
	case AtMoment:
		return "it is " + w.At.In(e.Book.Calendar.Place).Format("Monday 2 January 15:04")
	case AtClock:
		return "it is " + clockText(w.Clock) + " on a day of the event"
	case Every:
		return Length(w.Every) + " have passed since the doors opened, again and again"
	case ZoneChanged:
		if w.Settle == 0 {
			return "the people in " + e.zone(w.Zone) + " change"
		}
		return "the people in " + e.zone(w.Zone) + " have changed, " + Length(w.Settle) + " later"
	default:
		return "a person " + w.asks(e.Book.Calendar.Place)
	}
}

// chosen is for whom a rule is that wakes once for many.
func (e *english) chosen() string {
	each := &e.rule.ForEach
	switch {
	case each.Top > 0:
		return fmt.Sprintf(", for the best %d by %s among those who are a %s", each.Top, spaced(each.By), spaced(each.Among))
	case each.In != "":
		return ", for everybody in " + e.zone(each.In)
	case each.With != "":
		return ", for everybody who is a " + spaced(each.With)
	}
	switch e.rule.When.Kind {
	case AtMoment, AtClock, Every:
		return ", for each person who is followed"
	}
	return ""
}

// label is a label with what it takes to have it.
func (e *english) label(name string) string {
	for i := range e.Book.Labels {
		if l := &e.Book.Labels[i]; l.Name == name {
			return "a " + spaced(name) + " (" + e.explained(&l.If) + ")"
		}
	}
	return "a " + spaced(name)
}

// explained is a condition with what its traits count.
func (e *english) explained(c *Condition) string {
	said := []string{c.said()}
	for _, v := range c.values(Asked{Person: &Profile{}}) {
		if called, of := strings.CutPrefix(v.Name, "person."); of && e.d.traits[called] != nil {
			said = append(said, e.traitNamed(called))
		}
	}
	return strings.Join(said, ": ")
}

// said is the condition in English, or as it was written.
func (c *Condition) said() string {
	if c.Said != "" {
		return c.Said
	}
	return "`" + c.Source + "`"
}

func (e *english) traitNamed(name string) string {
	t := e.d.traits[name]
	if t == nil {
		return spaced(name)
	}
	text := ""
	switch t.Measure {
	case SumMinutes:
		return "minutes in " + e.zones(t.Zones) + t.Window.between()
	case CountSponsors:
		return "different sponsors whose stamp they have"
	case CountZones:
		text = "different zones, each with a visit"
	case CountVisits:
		text = "visits"
	}
	if t.AtLeast > 0 {
		text += " of " + Length(t.AtLeast) + " or more"
	}
	text += " to " + e.zones(t.Zones) + t.Window.between()
	if t.AtMostEvery > 0 {
		text += ", at least " + Length(t.AtMostEvery) + " apart"
	}
	return text
}

// zone is a zone by its name.
func (e *english) zone(id beacons.Zone) string {
	if z, known := e.Plan.ZoneOf(id); known && z.Name != "" {
		return z.Name
	}
	return string(id)
}

// zones is "a coffee zone" where all of a kind are meant, and else their names.
func (e *english) zones(ids []beacons.Zone) string {
	if kind := e.kind(ids); kind != "" && len(ids) > 1 {
		return "a " + string(kind) + " zone"
	}
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, e.zone(id))
	}
	return oneOf(names)
}

// kind is the kind of zones that these are all of; "" = they are not.
func (e *english) kind(ids []beacons.Zone) (kind beacons.Kind) {
	for _, z := range e.Plan.Zones {
		if slices.Contains(ids, z.ID) {
			kind = z.Kind
			break
		}
	}
	for _, z := range e.Plan.Zones {
		if (z.Kind == kind) != slices.Contains(ids, z.ID) {
			return ""
		}
	}
	return kind
}

// conditions are what must hold too. A run of "they are ... they are ..." says
// "they are" once.
func (e *english) conditions() string {
	var said []string
	for i := range e.rule.If {
		text := e.rule.If[i].said()
		if short, same := strings.CutPrefix(text, "they are "); same && i > 0 && strings.HasPrefix(said[len(said)-1], "they are ") {
			said[len(said)-1] += " and " + short
			continue
		}
		said = append(said, text)
	}
	if len(e.rule.Consent) > 0 && e.rule.When.Kind != ZoneChanged { // there each is asked apart
		said = append(said, "they agreed to "+allOf(e.rule.Consent))
	}
	if len(said) == 0 {
		return ""
	}
	return ", and " + strings.Join(said, ", and ")
}

// allOf joins words that all count.
func allOf[T ~string](all []T) string {
	words := make([]string, 0, len(all))
	for _, w := range all {
		words = append(words, string(w))
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func (e *english) wait() string {
	w := &e.rule.Wait
	if w.none() {
		return ""
	}
	text := ", then " + Length(w.For) + " later"
	if w.For == 0 {
		text = ", then at the next " + clockText(w.Until)
	}
	if w.Or != nil {
		text += " (or as soon as they " + e.sooner(w.Or) + ")"
	}
	return text + ", if all of this still holds"
}

// sooner is what ends a wait before its time.
func (e *english) sooner(w *When) string {
	switch w.Kind {
	case LabelGained:
		return "become a " + spaced(w.Label)
	case Enter:
		return "come to " + e.zone(w.Zone)
	case Leave:
		return "leave " + e.zone(w.Zone)
	case TraitReaches:
		return fmt.Sprintf("have %d %s", w.Reaches, spaced(w.Trait))
	}
	return w.asks(e.Book.Calendar.Place)
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }
