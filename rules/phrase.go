package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"foyer/beacons"
)

// Length is a length of time as people say it: 45 s, 10 min, 1 h 30 min.
func Length(d time.Duration) string {
	d = d.Round(time.Second)
	if d <= 0 {
		return "0 s"
	}
	var parts []string
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Hour, " h"}, {time.Minute, " min"}, {time.Second, " s"}} {
		if n := d / unit.size; n > 0 {
			parts = append(parts, strconv.Itoa(int(n))+unit.name)
			d -= n * unit.size
		}
	}
	return strings.Join(parts, " ")
}

// clockText is a time of day.
func clockText(after time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(after.Hours()), int(after.Minutes())%60)
}

// between is the window behind what it bounds; "" = it is always open.
func (w Window) between() string {
	if w.Always() {
		return ""
	}
	return " between " + clockText(w.From) + " and " + clockText(w.To)
}

// moment is a time as people at the event say it now: with the day of the
// week when it is not today.
func (a *answer) moment(t time.Time) string {
	place := a.book.Calendar.Place
	if sameDay(t.In(place), a.now.In(place)) {
		return t.In(place).Format("15:04:05")
	}
	return t.In(place).Format("Mon 15:04:05")
}

func (a *answer) moments(times []time.Time) string {
	said := make([]string, 0, len(times))
	for _, t := range times {
		said = append(said, a.moment(t))
	}
	return strings.Join(said, ", ")
}

// zonesText is "a", or "a or b".
func zonesText(zones []beacons.Zone) string {
	said := make([]string, 0, len(zones))
	for _, z := range zones {
		said = append(said, string(z))
	}
	return oneOf(said)
}

// oneOf joins what is to be chosen from.
func oneOf(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
