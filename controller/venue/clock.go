package venue

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/rules"
)

// alarm is when a rule that wakes by the clock wakes next. That it was set, and
// that it rang or was taken back, are ids that each count once: so a time that
// passes while we are away is made up for, and none is told twice.
type alarm struct {
	rule *rules.Rule
	due  time.Time
	id   string
}

const (
	alarmSet  = "clock|" // + rule|due|when it was set
	alarmOver = "rung|"  // + the same
)

// setAlarms sets the alarms of the book's clock rules. One that was set before
// is kept if it still is a time of its rule, even if it is overdue; the others
// are taken back.
func (v *Venue) setAlarms(now time.Time) {
	before := v.alarms
	v.alarms = nil
	for _, r := range v.decider.Clocks() {
		i := slices.IndexFunc(before, func(a alarm) bool { return a.of(r.ID) && v.keeps(now, r, a.due) })
		if i < 0 {
			v.setAlarm(now, r)
			continue
		}
		before[i].rule = r
		v.alarms = append(v.alarms, before[i])
		before = slices.Delete(before, i, i+1)
	}
	for _, a := range before {
		v.remember(alarmOver + a.id)
	}
}

// of tells whether the alarm is of the rule.
func (a alarm) of(rule string) bool {
	return strings.HasPrefix(a.id, rule+"|") && strings.Count(a.id[len(rule):], "|") == 2
}

func (v *Venue) keeps(now time.Time, r *rules.Rule, due time.Time) bool {
	return v.decider.Rings(r, due) && (!due.After(now) || due.Equal(v.decider.Next(r, now)))
}

// setAlarm sets the rule's next alarm, if there is one.
func (v *Venue) setAlarm(now time.Time, r *rules.Rule) {
	due := v.decider.Next(r, now)
	if due.IsZero() {
		return
	}
	at := now.UnixMilli()
	id := alarmID(r, due, at)
	for v.seen[alarmSet+id] { // set and taken back within one millisecond
		at++
		id = alarmID(r, due, at)
	}
	v.remember(alarmSet + id)
	v.alarms = append(v.alarms, alarm{r, due, id})
}

func alarmID(r *rules.Rule, due time.Time, at int64) string {
	return r.ID + "|" + strconv.FormatInt(due.UnixMilli(), 10) + "|" + strconv.FormatInt(at, 10)
}

// recallAlarms finds the alarms that were set and are not over, earliest first.
func (v *Venue) recallAlarms() {
	for seen := range v.seen {
		id, set := strings.CutPrefix(seen, alarmSet)
		if !set || v.seen[alarmOver+id] {
			continue
		}
		parts := strings.Split(id, "|")
		due, err := strconv.ParseInt(parts[max(0, len(parts)-2)], 10, 64)
		if err == nil {
			v.alarms = append(v.alarms, alarm{due: time.UnixMilli(due), id: id})
		}
	}
	slices.SortFunc(v.alarms, func(a, b alarm) int {
		if c := a.due.Compare(b.due); c != 0 {
			return c
		}
		return strings.Compare(a.id, b.id)
	})
}

// nextAlarm is the alarm that rings next: the earliest, of those at one time
// that of the highest priority. -1 = there is none.
func (v *Venue) nextAlarm() (next int) {
	next = -1
	for i, a := range v.alarms {
		if a.rule == nil {
			continue // a book will say what becomes of it
		}
		if next < 0 || a.due.Before(v.alarms[next].due) || a.due.Equal(v.alarms[next].due) && a.rule.Priority > v.alarms[next].rule.Priority {
			next = i
		}
	}
	return next
}

func (v *Venue) alarmDue() time.Time {
	if i := v.nextAlarm(); i >= 0 {
		return v.alarms[i].due
	}
	return time.Time{}
}

// strike wakes every clock rule whose time has come, once for all of its times
// that were missed, and tells whether there was one.
func (v *Venue) strike(now time.Time) (struck bool) {
	for i := v.nextAlarm(); i >= 0 && !v.alarms[i].due.After(now); i = v.nextAlarm() {
		a := v.alarms[i]
		v.alarms = slices.Delete(v.alarms, i, i+1)
		v.remember(alarmOver + a.id)
		v.setAlarm(now, a.rule)
		v.call(now, v.decider.OnTime(a.rule, a.due))
		struck = true
	}
	return struck
}

// remember keeps an id that counts once.
func (v *Venue) remember(id string) {
	v.seen[id] = true
	v.batch.Seen = append(v.batch.Seen, id)
}
