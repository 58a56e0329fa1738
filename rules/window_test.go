package rules

import (
	"testing"
	"time"
)

func TestAWindowEndsWhereTheClockSaysSo(t *testing.T) {
	place, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	hours := func(from, to string) Window {
		a, _ := time.Parse("15:04", from)
		b, _ := time.Parse("15:04", to)
		return Window{From: sinceMidnight(a), To: sinceMidnight(b)}
	}
	for _, test := range []struct {
		name, from, to string
		at, want       string // RFC 3339
	}{
		{"over midnight", "22:30", "08:00", "2026-05-09T23:15:07-07:00", "2026-05-10T08:00:00-07:00"},
		{"after midnight", "22:30", "08:00", "2026-05-10T00:00:00-07:00", "2026-05-10T08:00:00-07:00"},
		{"at its first moment", "22:30", "08:00", "2026-05-09T22:30:00-07:00", "2026-05-10T08:00:00-07:00"},
		{"in its last second", "22:30", "08:00", "2026-05-10T07:59:59-07:00", "2026-05-10T08:00:00-07:00"},
		{"within a day", "12:00", "14:00", "2026-05-10T13:00:00-07:00", "2026-05-10T14:00:00-07:00"},
		{"the night that loses an hour", "22:30", "08:00", "2026-03-07T23:00:00-08:00", "2026-03-08T08:00:00-07:00"},
		{"the night that gains one", "22:30", "08:00", "2026-10-31T23:00:00-07:00", "2026-11-01T08:00:00-08:00"},
		{"an end that the night does not have", "22:30", "02:30", "2026-03-07T23:00:00-08:00", "2026-03-08T03:00:00-07:00"},
		{"an end that the night has twice", "22:30", "01:30", "2026-10-31T23:00:00-07:00", "2026-11-01T01:30:00-07:00"},
	} {
		at, _ := time.Parse(time.RFC3339, test.at)
		want, _ := time.Parse(time.RFC3339, test.want)
		w := hours(test.from, test.to)
		if !w.Holds(at, place) {
			t.Errorf("%s: %s lies outside the window, want inside", test.name, test.at)
		}
		if got := w.Ends(at, place); !got.Equal(want) {
			t.Errorf("%s: %s to %s at %s: it ends %v, want %v", test.name, test.from, test.to, test.at, got.In(place), want.In(place))
		}
	}
}

func TestWindowShowsTheClocksItHolds(t *testing.T) {
	night := Window{From: 22 * time.Hour, To: 8 * time.Hour}
	for clock, want := range map[time.Duration]bool{22 * time.Hour: true, 0: true, 8*time.Hour - 1: true, 8 * time.Hour: false, 12 * time.Hour: false} {
		if got := night.Shows(clock); got != want {
			t.Errorf("the night at %v: got %t, want %t", clock, got, want)
		}
	}
}
