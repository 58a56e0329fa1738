package rules

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func losAngeles(t testing.TB) *time.Location {
	place, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	return place
}

// moments reads RFC 3339.
func moments(t testing.TB, written ...string) (all []time.Time) {
	for _, w := range written {
		at, err := time.Parse(time.RFC3339, w)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, at)
	}
	return all
}

func TestClocksKeepTheWallTimeOfThePlaceOverBothChanges(t *testing.T) {
	place := losAngeles(t)
	for _, test := range []struct {
		name          string
		opens, closes string
		when          When
		want          []string
	}{
		{
			"a time of day, in the night that loses an hour", "2026-03-07T08:00:00-08:00", "2026-03-09T10:00:00-07:00",
			When{Kind: AtClock, Clock: 9 * time.Hour},
			[]string{"2026-03-07T09:00:00-08:00", "2026-03-08T09:00:00-07:00", "2026-03-09T09:00:00-07:00"},
		},
		{
			"a time that the night does not have is an hour later, once", "2026-03-07T08:00:00-08:00", "2026-03-09T10:00:00-07:00",
			When{Kind: AtClock, Clock: 2*time.Hour + 30*time.Minute},
			[]string{"2026-03-08T03:30:00-07:00", "2026-03-09T02:30:00-07:00"},
		},
		{
			"a time that the night has twice comes the first time only", "2026-10-31T08:00:00-07:00", "2026-11-02T10:00:00-08:00",
			When{Kind: AtClock, Clock: time.Hour + 30*time.Minute},
			[]string{"2026-11-01T01:30:00-07:00", "2026-11-02T01:30:00-08:00"},
		},
		{
			"every six hours is six hours of time when one is lost", "2026-03-07T20:00:00-08:00", "2026-03-08T16:00:00-07:00",
			When{Kind: Every, Every: 6 * time.Hour},
			[]string{"2026-03-08T03:00:00-07:00", "2026-03-08T09:00:00-07:00", "2026-03-08T15:00:00-07:00"},
		},
		{
			"and when one is gained", "2026-10-31T20:00:00-07:00", "2026-11-01T14:00:00-08:00",
			When{Kind: Every, Every: 6 * time.Hour},
			[]string{"2026-11-01T01:00:00-08:00", "2026-11-01T07:00:00-08:00", "2026-11-01T13:00:00-08:00"},
		},
		{
			"a moment before the end, over the change", "2026-03-07T08:00:00-08:00", "2026-03-08T04:00:00-07:00",
			When{Kind: AtMoment, At: moments(t, "2026-03-08T04:00:00-07:00")[0].Add(-2 * time.Hour)},
			[]string{"2026-03-08T01:00:00-08:00"},
		},
	} {
		ends := moments(t, test.opens, test.closes)
		d := NewDecider(&Book{Calendar: Calendar{Place: place, Opens: ends[0], Closes: ends[1]}})
		r := &Rule{ID: "r", When: test.when}
		var got []time.Time
		for at := d.Next(r, ends[0].Add(-time.Hour)); !at.IsZero() && len(got) < 9; at = d.Next(r, at) {
			got = append(got, at)
		}
		want := moments(t, test.want...)
		if len(got) != len(want) {
			t.Errorf("%s: got %v, want %v", test.name, got, want)
			continue
		}
		for i := range got {
			if !got[i].Equal(want[i]) || !d.Rings(r, got[i]) {
				t.Errorf("%s, time %d: got %v (rings then: %t), want %v", test.name, i+1, got[i].In(place), d.Rings(r, got[i]), want[i])
			}
		}
	}
}

func TestAWaitUntilAClockTimeEndsOverTheChanges(t *testing.T) {
	place := losAngeles(t)
	for _, test := range []struct {
		name       string
		until      time.Duration
		from, want string
	}{
		{"eight in the morning after the night that loses an hour", 8 * time.Hour, "2026-03-07T23:00:00-08:00", "2026-03-08T08:00:00-07:00"},
		{"and that gains one", 8 * time.Hour, "2026-10-31T23:00:00-07:00", "2026-11-01T08:00:00-08:00"},
		{"a time that is not there", 2*time.Hour + 15*time.Minute, "2026-03-07T23:00:00-08:00", "2026-03-08T03:15:00-07:00"},
		{"a time that is there twice", 90 * time.Minute, "2026-10-31T23:00:00-07:00", "2026-11-01T01:30:00-07:00"},
		{"the second time it is there it is for tomorrow", 90 * time.Minute, "2026-11-01T01:10:00-08:00", "2026-11-02T01:30:00-08:00"},
		{"over midnight", 0, "2026-05-09T23:59:59-07:00", "2026-05-10T00:00:00-07:00"},
		{"at the very moment it is tomorrow's", 8 * time.Hour, "2026-05-09T08:00:00-07:00", "2026-05-10T08:00:00-07:00"},
	} {
		at := moments(t, test.from, test.want)
		w := Wait{Until: test.until}
		if got := w.due(at[0], place); !got.Equal(at[1]) {
			t.Errorf("%s: waiting from %s: got %v, want %v", test.name, test.from, got.In(place), at[1])
		}
	}
}

func TestAMidnightThatTheNightDoesNotHaveIsNotTheEveningBefore(t *testing.T) {
	place, err := time.LoadLocation("Asia/Beirut")
	if err != nil {
		t.Fatal(err)
	}
	at := moments(t, "2026-03-28T12:00:00+02:00", "2026-03-29T01:00:00+03:00")
	if got := NextClock(at[0], 0, place); !got.Equal(at[1]) {
		t.Errorf("midnight after %v: got %v, want %v", at[0], got, at[1])
	}
}

// TestTimesOfARuleAreOnceADayAndInOrder is a law over a year of days, both
// changes included.
func TestTimesOfARuleAreOnceADayAndInOrder(t *testing.T) {
	place := losAngeles(t)
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.IntRange(0, 365).Draw(t, "day")
		opens := time.Date(2026, 1, 1+day, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, place)
		d := NewDecider(&Book{Calendar: Calendar{Place: place, Opens: opens, Closes: opens.AddDate(0, 0, 3)}})
		clock := time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "clock")) * time.Minute
		r := &Rule{ID: "r", When: When{Kind: AtClock, Clock: clock}}
		days := map[string]bool{}
		last := opens.Add(-time.Second)
		for at := d.Next(r, last); !at.IsZero(); at = d.Next(r, at) {
			if !at.After(last) {
				t.Fatalf("after %v: got %v, want later", last, at)
			}
			if called := at.In(place).Format(time.DateOnly); days[called] {
				t.Fatalf("%v: a second time on %s", at, called)
			} else {
				days[called] = true
			}
			last = at
		}
		if len(days) < 3 || len(days) > 4 {
			t.Fatalf("three days from %v at %v: got %d times, want 3 or 4", opens, clock, len(days))
		}
	})
}
