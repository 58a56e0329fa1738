package rules

import (
	"testing"
	"time"
)

func TestATimerOfTheClockOutlivesAnAbsenceAndAnEdit(t *testing.T) {
	opens := time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)
	book := func(r ...Rule) *Decider {
		return NewDecider(&Book{Calendar: Calendar{Place: time.UTC, Opens: opens, Closes: opens.Add(34 * time.Hour)}, Rules: r})
	}
	hourly := Rule{ID: "r", When: When{Kind: Every, Every: time.Hour}, Wait: Wait{Until: -1}}
	noon := Rule{ID: "r", When: When{Kind: AtClock, Clock: 12 * time.Hour}, Wait: Wait{Until: -1}}
	past := Rule{ID: "r", When: When{Kind: AtMoment, At: opens.Add(-time.Hour)}, Wait: Wait{Until: -1}}
	p := Profile{Person: "ada"}
	for _, step := range []struct {
		what  string
		rules *Decider
		now   time.Duration // after opening
		want  time.Duration // when the timer is due; negative = there is none
	}{
		{"before it opens, the first hour counts from the opening", book(hourly), -3 * time.Hour, time.Hour},
		{"it is not set twice", book(hourly), 30 * time.Minute, time.Hour},
		{"what came due while away is kept", book(hourly), 5 * time.Hour, time.Hour},
		{"a rule that is gone wakes nobody", book(), 5 * time.Hour, -1},
		{"another begins", book(noon), 5 * time.Hour, 28 * time.Hour},
		{"an edit moves what is not due yet", book(hourly), 5 * time.Hour, 6 * time.Hour},
		{"a moment that is past never comes", book(past), 5 * time.Hour, -1},
		{"nor does a time after the event", book(noon), 29 * time.Hour, -1},
	} {
		step.rules.Arm(opens.Add(step.now), &p)
		got := time.Duration(-1)
		if len(p.Timers) == 1 {
			got = p.Timers[0].Due.Sub(opens)
		}
		if got != step.want || len(p.Timers) > 1 {
			t.Errorf("%s: got %d timers, the first due %v after opening; want %v", step.what, len(p.Timers), got, step.want)
		}
	}
}
