package rules

import "time"

// Always tells whether the window never closes.
func (w Window) Always() bool { return w == Window{} }

// Holds tells whether t lies in the window, by the wall clock of place.
func (w Window) Holds(t time.Time, place *time.Location) bool {
	if w.Always() {
		return true
	}
	return w.Shows(sinceMidnight(t.In(place)))
}

// Shows tells whether a wall clock shows clock while the window is open.
func (w Window) Shows(clock time.Duration) bool {
	if w.From <= w.To {
		return w.From <= clock && clock < w.To
	}
	return clock >= w.From || clock < w.To
}

// Overlap is how much of from..to lies in the window. It walks in steps of at
// most a minute, because a wall clock may jump (daylight saving).
func (w Window) Overlap(from, to time.Time, place *time.Location) time.Duration {
	if w.Always() {
		return max(0, to.Sub(from))
	}
	var sum time.Duration
	for from.Before(to) {
		next := from.Truncate(time.Minute).Add(time.Minute)
		if next.After(to) {
			next = to
		}
		if w.Holds(from, place) {
			sum += next.Sub(from)
		}
		from = next
	}
	return sum
}

// Ends is the first moment after t that lies outside the window, on a whole
// minute. Where the clock jumps in between it walks there minute by minute.
func (w Window) Ends(t time.Time, place *time.Location) time.Time {
	const day = 24 * time.Hour
	left := w.To - sinceMidnight(t.In(place))
	end := t.Add((left + day) % day)
	if sinceMidnight(end.In(place)) == w.To {
		return end
	}
	for end = t.Truncate(time.Minute); w.Holds(end, place) && end.Sub(t) < 2*day; {
		end = end.Add(time.Minute)
	}
	return end
}

const oneDay = 24 * time.Hour

// NextClock is the first moment after t at which place's wall clock shows
// clock. A time that a day does not have (daylight saving) comes as much later
// as the clock jumps: it is never early. One that a day has twice comes once.
func NextClock(t time.Time, clock time.Duration, place *time.Location) time.Time {
	local := t.In(place)
	for day := range 3 {
		due := time.Date(local.Year(), local.Month(), local.Day()+day, 0, int(clock.Minutes()), int(clock.Seconds())%60, 0, place)
		if missing := (clock - sinceMidnight(due) + oneDay) % oneDay; missing < oneDay/2 {
			due = due.Add(missing)
		}
		if due.After(t) {
			return due
		}
	}
	return t.Add(24 * time.Hour)
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute +
		time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
}
