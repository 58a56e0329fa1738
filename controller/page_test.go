package main

import (
	"testing"
	"time"
)

func TestNeverIsNeverOnEveryClock(t *testing.T) {
	place, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 5, 9, 19, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Time{}, "0001-01-01T00:00:00Z"}, // the page knows it by this
		{noon, "2026-05-09T12:00:00-07:00"},
	} {
		if got, _ := local(c.at, place).MarshalText(); string(got) != c.want {
			t.Errorf("%v in Los Angeles: got %s, want %s", c.at, got, c.want)
		}
	}
}
