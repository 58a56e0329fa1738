package crowd

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"hash"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
)

func opening() time.Time {
	return time.Date(2026, 5, 9, 8, 0, 0, 0, time.FixedZone("PDT", -7*3600))
}

func twoDays(seed uint64, people int) *Crowd {
	return New(seed, PierWest(), people, opening(), opening().Add(34*time.Hour))
}

// listenTo hashes everything a crowd tells, in order.
func listenTo(h hash.Hash) (func(beacons.Anchor, []beacons.Sighting), func(string, beacons.Tag, string, time.Time)) {
	return func(a beacons.Anchor, list []beacons.Sighting) {
			_, _ = fmt.Fprintln(h, a, list)
		}, func(id string, phone beacons.Tag, song string, at time.Time) {
			_, _ = fmt.Fprintln(h, id, phone, song, at)
		}
}

func fingerprint(c *Crowd, until time.Time, step func(*Crowd) time.Time) string {
	h := sha256.New()
	heard, asks := listenTo(h)
	for at := opening(); at.Before(until); {
		at = step(c)
		if at.IsZero() || at.After(until) {
			at = until
		}
		c.Step(at, heard, asks)
	}
	_, _ = fmt.Fprintln(h, c.Truth())
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestSameSeedTellsTheSameHoweverTheStepsAreCut(t *testing.T) {
	until := opening().Add(2 * time.Hour)
	next := func(c *Crowd) time.Time { return c.Next() }
	whole := func(*Crowd) time.Time { return until }
	at := opening()
	odd := func(*Crowd) time.Time { at = at.Add(7777 * time.Millisecond); return at }
	want := fingerprint(twoDays(1, 40), until, next)
	if got := fingerprint(twoDays(1, 40), until, whole); got != want {
		t.Errorf("one step of two hours: got %s, want what single seconds told, %s", got, want)
	}
	if got := fingerprint(twoDays(1, 40), until, odd); got != want {
		t.Errorf("steps of 7.777 s: got %s, want what single seconds told, %s", got, want)
	}
	if got := fingerprint(twoDays(2, 40), until, next); got == want {
		t.Error("another seed: got the same crowd, want another")
	}
}

func TestSightingsComeInOrderFromTagsThatAreThere(t *testing.T) {
	c := twoDays(3, 40)
	last := map[string]time.Time{}
	end := opening()
	for end.Before(opening().Add(3 * time.Hour)) {
		start := end
		end = c.Next()
		c.Step(end, func(a beacons.Anchor, list []beacons.Sighting) {
			for _, s := range list {
				key := string(s.Tag) + "|" + string(a)
				if s.Anchor != a || s.At.Before(start) || !s.At.Before(end) {
					t.Fatalf("batch of %s up to %s: got %+v", a, end, s)
				}
				if gap := s.At.Sub(last[key]); gap < 4*time.Second {
					t.Fatalf("%s: reported again after %s, want 4 s or more", key, gap)
				}
				if s.RSSI < -88 || s.RSSI > -20 {
					t.Fatalf("%s: got %v dBm, want -88 to -20", key, s.RSSI)
				}
				last[key] = s.At
			}
			if !slices.IsSortedFunc(list, func(p, q beacons.Sighting) int { return p.At.Compare(q.At) }) {
				t.Fatalf("batch of %s: not in order of time: %v", a, list)
			}
		}, nil)
	}
	if len(last) < 200 {
		t.Errorf("three hours of 60 people: got %d pairs of tag and anchor, want 200 or more", len(last))
	}
}

func TestTruthNeverHasAPersonInTwoZones(t *testing.T) {
	c := twoDays(4, 20)
	c.Step(opening().Add(34*time.Hour), nil, nil)
	ended := map[beacons.Person]time.Time{}
	for _, v := range c.Truth() {
		if v.From.Before(ended[v.Person]) || !v.To.After(v.From) {
			t.Fatalf("visit %+v: begins before the one before it ended, or is empty (before: %s)", v, ended[v.Person])
		}
		ended[v.Person] = v.To
	}
	if next := c.Next(); !next.IsZero() {
		t.Errorf("after closing: got next %s, want nobody to come", next)
	}
}

func TestNobodyIsThereAtNight(t *testing.T) {
	c := twoDays(5, 30)
	c.Step(opening().Add(18*time.Hour+10*time.Minute), nil, nil)
	if n := c.Present(); n != 0 {
		t.Errorf("at 02:10: got %d people, want none", n)
	}
	if next := c.Next(); next.Before(opening().Add(23*time.Hour + 30*time.Minute)) {
		t.Errorf("at night: got next %s, want the morning", next)
	}
}

func TestDeadAnchorHearsNothing(t *testing.T) {
	c := twoDays(6, 60)
	c.Break(Fault{Dead: []beacons.Anchor{"gw-registration"}, Skew: map[beacons.Anchor]time.Duration{"gw-hall-a-1": time.Hour}})
	skewed := 0
	c.Step(opening().Add(2*time.Hour), func(a beacons.Anchor, list []beacons.Sighting) {
		if a == "gw-registration" {
			t.Fatalf("dead anchor told %v", list)
		}
		if a == "gw-hall-a-1" && list[0].At.After(opening().Add(time.Hour)) {
			skewed += len(list)
		}
	}, nil)
	if skewed == 0 {
		t.Error("clock an hour ahead: got no sighting from the future")
	}
}

func TestRegistrationsAreTheContract(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(string(twoDays(1, 400).Registrations()))).ReadAll()
	if err != nil || len(rows) != 401 {
		t.Fatalf("reading the registrations: got %d rows, %v, want 401", len(rows), err)
	}
	if got, want := strings.Join(rows[0], ","), "id,email,first_name,badge,badge_key,phone,apns_token,favourite_colour,favourite_music,staff,sponsor,consents"; got != want {
		t.Errorf("header: got %s, want %s", got, want)
	}
	staff, silent := 0, 0
	for _, row := range rows[1:] {
		if row[3] == "" && row[5] == "" {
			t.Errorf("%s carries nothing", row[0])
		}
		if row[9] == "yes" {
			staff++
		}
		if row[11] == "" {
			silent++
		}
	}
	if staff < 8 || staff > 36 || silent < 28 || silent > 75 {
		t.Errorf("of 400: got %d staff and %d who agreed to nothing, want about 20 and 48", staff, silent)
	}
}

func BenchmarkTwoDaysOf400(b *testing.B) {
	for b.Loop() {
		c := twoDays(1, 400)
		c.Step(opening().Add(34*time.Hour), nil, nil)
		b.ReportMetric(float64(c.Heard()), "sightings")
	}
}
