package parse

import (
	"slices"
	"strings"
	"time"

	"foyer/rules"
)

// instant is an end of the event, or a time of each day.
type instant struct {
	end   string // "event.opens", "event.closes"; "" = clock
	clock clock
}

func (i *instant) scan(name, written string) *slip {
	ends := []string{"event.opens", "event.closes"}
	if slices.Contains(ends, written) {
		i.end = written
		return nil
	}
	if with := nearest(written, ends); with != "" || strings.HasPrefix(written, "event.") {
		wrong := &slip{code: "unknown-word", message: "The event has no `" + written + "`.", hint: "It has `event.opens` and `event.closes`."}
		if with != "" {
			wrong.with, wrong.hint = with, "Write `"+with+"`."
		}
		return wrong
	}
	wrong := i.clock.scan(name, written)
	if wrong != nil && wrong.with == "" {
		wrong.message = "`" + name + "` is an end of the event or a time of day; `" + written + "` is neither."
		wrong.hint = "Write `event.closes`, or a time such as \"08:00\"."
	}
	return wrong
}

// instant reads a rule that wakes at one moment, or at a time of each day.
func (b *builder) instant(w *whenPart) rules.When {
	if w.At.Good() && w.At.Value.end == "" {
		for _, d := range []struct {
			key  string
			what *Located[time.Duration]
		}{{"before", &w.Before}, {"after", &w.After}} {
			if d.what.Written() {
				b.say(d.what.At, "wrong-place", "`"+d.key+"` belongs to `event.opens` and `event.closes`.", hint("Write the time of day that is meant."))
			}
		}
		return rules.When{Kind: rules.AtClock, Clock: time.Duration(w.At.Value.clock)}
	}
	if w.Before.Written() && w.After.Written() {
		b.say(w.After.At, "one-of", "A rule wakes `before` a moment or `after` it, not both.", hint("Remove one of the two."))
	}
	at := b.book.Calendar.Closes
	if w.At.Value.end == "event.opens" {
		at = b.book.Calendar.Opens
	}
	return rules.When{Kind: rules.AtMoment, At: at.Add(w.After.Value - w.Before.Value)}
}

// soonest is how often a rule may wake: each time is a decision for everybody.
const soonest = time.Minute

func (b *builder) every(in *Located[time.Duration]) time.Duration {
	if !in.Good() {
		return soonest
	}
	calendar := b.book.Calendar
	switch {
	case in.Value < soonest:
		b.say(in.At, "wrong-value", "A rule wakes once a minute at most.", instead(in.At, "1m", "Write 1m or more."))
	case calendar.Closes.After(calendar.Opens) && in.Value > calendar.Closes.Sub(calendar.Opens):
		b.warn(in.At, "never", "The event is over before this time has passed once.")
	}
	return max(in.Value, soonest)
}
