package parse

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// clock is a time of day, after midnight.
type clock time.Duration

var (
	clockShape = regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2})$`)
	looseClock = regexp.MustCompile(`(?i)^([0-9]{1,2})(?:[:.h]([0-9]{2}))?\s*(am|pm|h)?$`)
)

func (c *clock) scan(name, written string) *slip {
	if parts := clockShape.FindStringSubmatch(written); parts != nil {
		hour, _ := strconv.Atoi(parts[1])
		minute, _ := strconv.Atoi(parts[2])
		if hour < 24 && minute < 60 {
			*c = clock(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
			return nil
		}
	}
	wrong := &slip{code: "wrong-value", message: fmt.Sprintf("`%s` is a time of day; `%s` is none.", name, written), hint: "Write it as \"08:00\"."}
	if with := clockFrom(written); with != "" {
		wrong.with, wrong.hint = strconv.Quote(with), "Write "+strconv.Quote(with)+"."
	}
	return wrong
}

// clockFrom turns "8pm" into 20:00; "" when that is not clear.
func clockFrom(written string) string {
	parts := looseClock.FindStringSubmatch(written)
	if parts == nil || parts[2] == "" && parts[3] == "" {
		return ""
	}
	hour, _ := strconv.Atoi(parts[1])
	switch half := strings.ToLower(parts[3]); {
	case half == "pm" && hour < 12:
		hour += 12
	case half == "am" && hour == 12:
		hour = 0
	}
	minute, _ := strconv.Atoi("0" + parts[2])
	if hour > 23 || minute > 59 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", hour, minute)
}

// localTime is a date and time as it is shown on the clocks of the event's
// place, unless it says its offset itself.
type localTime struct {
	time   time.Time
	offset bool // it says its own offset
}

func (l *localTime) scan(name, written string) *slip {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", time.RFC3339} {
		if at, err := time.Parse(layout, written); err == nil {
			*l = localTime{time: at, offset: layout == time.RFC3339}
			return nil
		}
	}
	wrong := &slip{code: "wrong-value", message: fmt.Sprintf("`%s` is a date and time; `%s` is none.", name, written), hint: "Write it as 2026-05-09T08:00."}
	if day, clock, spaced := strings.Cut(written, " "); spaced {
		if _, err := time.Parse("2006-01-02T15:04", day+"T"+clock); err == nil {
			wrong.with, wrong.hint = day+"T"+clock, "Write "+day+"T"+clock+"."
		}
	}
	return wrong
}

// in is the moment meant, in a place.
func (l localTime) in(place *time.Location) time.Time {
	if l.offset || l.time.IsZero() {
		return l.time
	}
	t := l.time
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, place)
}

// share is a part of a whole, written 30%.
type share float64

var shareShape = regexp.MustCompile(`^([0-9]{1,3}(?:\.[0-9]+)?)\s*(%?)$`)

func (s *share) scan(name, written string) *slip {
	parts := shareShape.FindStringSubmatch(written)
	if parts == nil {
		return &slip{code: "wrong-value", message: fmt.Sprintf("`%s` is a share; `%s` is none.", name, written), hint: "Write it as 30%."}
	}
	value, _ := strconv.ParseFloat(parts[1], 64)
	if parts[2] == "" {
		return &slip{code: "missing-unit", message: written + " what?", hint: "Write " + written + "%.", with: written + "%"}
	}
	if value > 100 {
		return &slip{code: "wrong-value", message: fmt.Sprintf("`%s` is 100%% or less.", name)}
	}
	*s = share(value / 100)
	return nil
}

// scan takes the one word a window can be.
func (e *eventWord) scan(name, written string) *slip {
	if written == "event" {
		return nil
	}
	return &slip{code: "unknown-word", message: fmt.Sprintf("`%s` cannot be `%s`.", name, written), hint: "Write `event`, or {from: \"20:00\", to: \"02:00\"}.", with: "event"}
}
