package parse

import (
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// event reads when and in which time zone the book runs.
func (b *builder) event() {
	e := &b.in.Event.Value
	place, ok := placeOf(e.Timezone.Value)
	if !ok && e.Timezone.Good() {
		b.say(e.Timezone.At, "unknown-timezone", "There is no time zone `"+e.Timezone.Value+"`.", hint("Write it as Europe/Berlin or America/Los_Angeles."))
	}
	b.book.Calendar = rules.Calendar{ID: e.ID.Value, Place: place, Opens: e.Opens.Value.in(place), Closes: e.Closes.Value.in(place)}
	if e.Opens.Good() && e.Closes.Good() && !b.book.Calendar.Closes.After(b.book.Calendar.Opens) {
		b.say(e.Closes.At, "never", "The event closes before it opens.", nil)
	}
}

// placeOf finds a time zone; the machine's own is not one an event can have.
func placeOf(zone string) (*time.Location, bool) {
	if zone == "" || zone == "Local" {
		return time.UTC, false
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC, false
	}
	return place, true
}

func (b *builder) trait(e *Entry[traitPart]) {
	t := &e.Value
	out := rules.Trait{Name: e.Name, Line: e.Key.Line, AtLeast: t.AtLeast.Value, AtMostEvery: t.AtMostEvery.Value}
	switch count, sum := t.Count.Written(), t.Sum.Written(); {
	case !sum && t.Count.Value == "distinct":
		b.distinct(e, &out)
	case count && sum:
		b.say(t.Sum.At, "one-of", "A trait counts visits or sums minutes, not both.", hint("Remove one of the two."))
	case sum:
		out.Measure = rules.SumMinutes
		b.onlyCount(t)
	case !count && e.good:
		b.say(e.Key, "missing-key", "The trait `"+e.Name+"` does not say what it counts.", hint("Write `count: visits` or `sum: minutes`."))
	}
	if t.Of.Written() && t.Count.Good() && t.Count.Value != "distinct" {
		b.say(t.Of.At, "wrong-place", "`of` belongs to `count: distinct`.", hint("Remove it."))
	}
	if out.Measure != rules.CountSponsors {
		out.Zones = b.zones(e)
	}
	out.Window = b.window(&t.Window)
	b.book.Traits = append(b.book.Traits, out)
}

// onlyCount refuses what only a count of visits can have.
func (b *builder) onlyCount(t *traitPart) {
	for _, d := range []struct {
		key  string
		what *Located[time.Duration]
	}{{"at_least", &t.AtLeast}, {"at_most_every", &t.AtMostEvery}} {
		if d.what.Written() {
			b.say(d.what.At, "wrong-place", "`"+d.key+"` belongs to `count: visits`; minutes are summed as they pass.", hint("Remove it."))
		}
	}
}

// zones resolves where a trait counts.
func (b *builder) zones(e *Entry[traitPart]) []beacons.Zone {
	z := &e.Value.Zone
	one, kind := &z.Value.id, &z.Value.choice.Kind
	if z.Value.choice.ID.Written() {
		one = &z.Value.choice.ID
	}
	switch {
	case !z.Written() && e.Value.Of.Value == "zone":
		return b.everywhere()
	case !z.Written():
		if e.good {
			b.say(e.Key, "missing-key", "The trait `"+e.Name+"` does not say where: `zone` is missing.", hint("Write `zone: {kind: ...}` or a zone's id."))
		}
	case one.Written() && kind.Written():
		b.say(z.At, "one-of", "A trait counts in one zone or in a kind of zones, not both.", hint("Remove one of the two."))
	case one.Written():
		return []beacons.Zone{b.zone(one)}
	case kind.Good():
		return b.ofKind(kind)
	case !kind.Written() && z.Good():
		b.say(z.At, "missing-key", "This names no zone.", hint("Write `zone: {kind: ...}` or a zone's id."))
	}
	return nil
}

func (b *builder) everywhere() (zones []beacons.Zone) {
	for _, z := range b.plan.Zones {
		zones = append(zones, z.ID)
	}
	return zones
}

func (b *builder) ofKind(kind *Located[string]) []beacons.Zone {
	var zones []beacons.Zone
	seen := false
	for _, z := range b.plan.Zones {
		if string(z.Kind) == kind.Value {
			zones = append(zones, z.ID)
			seen = seen || b.covered(z.ID)
		}
	}
	if len(zones) == 0 {
		b.say(kind.At, "unknown-kind", "No zone of the venue has the kind `"+kind.Value+"`.", meantOr(kind.At, kind.Value, b.kinds(), "The kinds are"))
	} else if !seen {
		b.warn(kind.At, "never", "No gateway and no beacon covers a zone of the kind `"+kind.Value+"`.")
	}
	return zones
}

func (b *builder) window(w *Located[windowPart]) rules.Window {
	from, to := &w.Value.stretch.From, &w.Value.stretch.To
	if !from.Good() || !to.Good() {
		return rules.Window{}
	}
	if from.Value == to.Value {
		b.say(to.At, "never", "This window begins and ends at the same time.", hint("Write `window: event` for the whole day."))
	}
	out := rules.Window{From: time.Duration(from.Value), To: time.Duration(to.Value)}
	b.shut(w.At, out)
	return out
}

func (b *builder) label(e *Entry[labelPart]) {
	out := rules.Label{Name: e.Name, Line: e.Key.Line, If: rules.Condition{Line: e.Key.Line, Holds: never}}
	if e.Value.If.node != nil {
		out.If = b.condition(e.Value.If.node, setting{person: true, label: true})
	}
	b.book.Labels = append(b.book.Labels, out)
}
