package parse

import (
	"fmt"
	"slices"
	"time"

	"foyer/rules"
)

// weigh warns about a rule that is written well and can hardly be meant: it
// never acts, or not as it says.
func (b *builder) weigh(r *rulePart, out *rules.Rule) {
	limit := &r.Limit.Value
	if limit.PerPerson.Good() && limit.Total.Good() && limit.PerPerson.Value > limit.Total.Value {
		b.warn(limit.PerPerson.At, "never", "One person may have more than everybody together.")
	}
	b.tooLong(&r.When.Value.AtLeast, "Nobody stays that long: the event is over before.")
	b.tooLong(&r.Wait.Value.For, "The event is over before this wait is.")
	if at := &r.When.Value.At; at.Good() && at.Value.end == "" {
		b.closed(at.At, time.Duration(at.Value.clock))
		b.quietAt(at.At, time.Duration(at.Value.clock), out)
	}
	b.farOff(&r.When.Value)
	if until := &r.Wait.Value.Until; until.Good() {
		b.quietAt(until.At, time.Duration(until.Value), out)
	}
}

// farOff warns about a number of sponsors or zones that the venue does not have.
func (b *builder) farOff(w *whenPart) {
	i := slices.IndexFunc(b.book.Traits, func(t rules.Trait) bool { return t.Name == w.Trait.Value })
	if i < 0 || !w.Reaches.Good() {
		return
	}
	there := 0
	switch t := &b.book.Traits[i]; t.Measure {
	case rules.CountSponsors:
		there = len(b.plan.AllBooths())
	case rules.CountZones:
		there = len(t.Zones)
	case rules.CountVisits, rules.SumMinutes:
	}
	if there > 0 && w.Reaches.Value > there {
		b.warn(w.Reaches.At, "never", fmt.Sprintf("Nobody comes to %d: the venue has only %d.", w.Reaches.Value, there))
	}
}

// lasts is how long the event is; 0 when that is not known.
func (b *builder) lasts() time.Duration {
	c := b.book.Calendar
	if c.Opens.IsZero() || !c.Closes.After(c.Opens) {
		return 0
	}
	return c.Closes.Sub(c.Opens)
}

func (b *builder) tooLong(length *Located[time.Duration], message string) {
	if whole := b.lasts(); whole > 0 && length.Good() && length.Value >= whole {
		b.warn(length.At, "never", message)
	}
}

// closed warns about a time of day at which the event is never open.
func (b *builder) closed(at Pos, clock time.Duration) {
	c := b.book.Calendar
	if b.lasts() > 0 && rules.NextClock(c.Opens.Add(-1), clock, c.Place).After(c.Closes) {
		b.warn(at, "never", "The event is never open at that time.")
	}
}

// quietAt warns about a push that would always be sent in the quiet hours.
func (b *builder) quietAt(at Pos, clock time.Duration, out *rules.Rule) {
	q := &b.book.Policy.Quiet
	if q.Hours.Always() || out.Loud || out.Uses(rules.PushChannel) == 0 || !q.Hours.Shows(clock) {
		return
	}
	if q.Drop {
		b.warn(at, "never", "The quiet hours of the policy drop this rule's push at that time.")
		return
	}
	b.warn(at, "quiet", "The quiet hours of the policy hold this rule's push until "+clockText(q.Hours.To)+".")
}

func clockText(clock time.Duration) string { return time.Time{}.Add(clock).Format("15:04") }

// shut warns about a window that is never open while the event is.
func (b *builder) shut(at Pos, w rules.Window) {
	const day = 24 * time.Hour
	c, whole := b.book.Calendar, b.lasts()
	if whole > 0 && whole < day && w != (rules.Window{}) && w.Overlap(c.Opens, c.Closes, c.Place) == 0 {
		b.warn(at, "never", "The event is never open in this window.")
	}
}
