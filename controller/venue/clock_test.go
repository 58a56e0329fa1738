package venue

import (
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/rules"
)

// clockwork is a venue with one person and clock rules that tell staff.
type clockwork struct {
	t     *testing.T
	opens time.Time
	venue *Venue
	state State
}

func hourly() rules.Rule {
	return rules.Rule{ID: "r", When: rules.When{Kind: rules.Every, Every: time.Hour}}
}

func daily(clock time.Duration) rules.Rule {
	return rules.Rule{ID: "r", When: rules.When{Kind: rules.AtClock, Clock: clock}}
}

// at lets time pass until so long after opening and tells at which times, after
// opening, the rule has rung.
func (c *clockwork) at(after time.Duration, in Input) (rang []time.Duration) {
	for wake := c.venue.Wake(); !wake.IsZero() && wake.Before(c.opens.Add(after)); wake = c.venue.Wake() {
		rang = append(rang, c.step(wake, Waited{})...)
	}
	return append(rang, c.step(c.opens.Add(after), in)...)
}

func (c *clockwork) step(now time.Time, in Input) (rang []time.Duration) {
	c.venue.Step(now, in)
	b := c.venue.Seal()
	if b == nil {
		return nil
	}
	c.state = keep(c.state, b)
	for _, d := range b.Decisions {
		if d.Outcome == rules.Done {
			rang = append(rang, now.Sub(c.opens))
		}
	}
	return rang
}

func (c *clockwork) book(all ...rules.Rule) Ruled {
	for i := range all {
		all[i].Wait = rules.Wait{Until: -1}
		all[i].Then = []rules.Then{{Staff: rules.Template{Parts: []string{"ring"}}}}
	}
	return Ruled{Book: &rules.Book{Calendar: rules.Calendar{Place: time.UTC, Opens: c.opens, Closes: c.opens.Add(34 * time.Hour)}, Rules: all}}
}

// start is a start of the program so long after opening.
func (c *clockwork) start(after time.Duration, book Ruled) (rang []time.Duration) {
	c.venue = New(storyPlan(), c.state)
	now := c.opens.Add(after)
	rang = append(rang, c.step(now, book)...)
	rang = append(rang, c.step(now, Enrolled{People: []Enrolment{{Profile: rules.Profile{Person: "ada", Consents: []rules.Purpose{rules.Location}}}}})...)
	return append(rang, c.step(now, Waited{})...)
}

func TestAClockRuleOutlivesAnAbsenceAndAnEdit(t *testing.T) {
	c := &clockwork{t: t, opens: time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)}
	noon, one := 12*time.Hour, 13*time.Hour
	half := 30 * time.Minute
	for _, step := range []struct {
		what string
		rang []time.Duration
		want []time.Duration
	}{
		{"the first start, before it opens: nothing is past", c.start(-3*time.Hour, c.book(hourly())), nil},
		{"two hours go by", c.at(2*time.Hour+half, Waited{}), []time.Duration{time.Hour, 2 * time.Hour}},
		{"a start within the hour rings nothing", c.start(2*time.Hour+45*time.Minute, c.book(hourly())), nil},
		{"after an absence it rings once for all it missed", c.start(6*time.Hour+half, c.book(hourly())), []time.Duration{6*time.Hour + half}},
		{"and not again at the next start", c.start(6*time.Hour+half, c.book(hourly())), nil},
		{"an edit to a time that is past today does not ring", c.at(6*time.Hour+half, c.book(daily(noon))), nil},
		{"nor one that takes the rule away", c.at(7*time.Hour, c.book()), nil},
		{"an edit to a time to come", c.at(27*time.Hour, c.book(daily(one))), nil},
		{"and back to another", c.at(27*time.Hour+half, c.book(daily(noon))), nil},
		{"rings at the one that is in force", c.at(28*time.Hour+half, Waited{}), []time.Duration{28 * time.Hour}},
		{"and to the other within the same day rings there too", c.at(28*time.Hour+half, c.book(daily(one))), nil},
		{"once", c.at(33*time.Hour, Waited{}), []time.Duration{29 * time.Hour}},
		{"a start after the event rings nothing", c.start(40*time.Hour, c.book(daily(one))), nil},
		{"and it is over", c.at(90*time.Hour, Waited{}), nil},
	} {
		if !slices.Equal(step.rang, step.want) {
			t.Errorf("%s: rang %v after opening, want %v", step.what, step.rang, step.want)
		}
	}
	if wake := c.venue.Wake(); !wake.IsZero() {
		t.Errorf("after the event: the venue wants to be woken at %v, want never", wake)
	}
}

func TestAnOldTimerOfAClockRuleInAProfileWakesNothing(t *testing.T) {
	c := &clockwork{t: t, opens: time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)}
	c.state.Profiles = []Saved{{Person: "ada", JSON: []byte(`{"w":[{"k":"clock","n":"r","d":"2026-05-09T10:30:00Z","s":"2026-05-09T09:00:00Z"}]}`)}}
	rang := c.start(2*time.Hour, c.book(hourly()))
	rang = append(rang, c.at(3*time.Hour, Waited{})...)
	if want := []time.Duration{3 * time.Hour}; !slices.Equal(rang, want) {
		t.Errorf("rang %v after opening, want %v", rang, want)
	}
	if saved := string(c.state.Profiles[0].JSON); strings.Contains(saved, "clock") {
		t.Errorf("the profile after it was due: got %s, want no clock in it", saved)
	}
}
