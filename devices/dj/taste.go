package dj

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// maxTastes is how many tastes the public list shows.
const maxTastes = 100

// liked is one person's taste.
type liked struct {
	Person string    `json:"person"`
	Taste  string    `json:"taste"`
	Weight float64   `json:"weight"`
	At     time.Time `json:"at"`
	key    string
}

// like notes a taste; a person's newest counts.
func (b *book) like(l *liked) bool {
	before, had := b.tastes[l.Person]
	switch {
	case had && before.At.After(l.At), had && before.Taste == l.Taste && before.Weight == l.Weight:
		return false
	case !had && len(b.tastes) >= maxTaste:
		delete(b.tastes, b.stalest())
	}
	l.key = b.terms.key(l.Taste)
	b.tastes[l.Person] = l
	return true
}

// stalest is the person whose taste is the oldest.
func (b *book) stalest() string {
	var oldest *liked
	for _, l := range b.tastes {
		if oldest == nil || cmp.Or(l.At.Compare(oldest.At), cmp.Compare(l.Person, oldest.Person)) < 0 {
			oldest = l
		}
	}
	return oldest.Person
}

// sum is one taste over all people. Its weight is in whole millionths, so that
// it does not depend on the order in which people are added up.
type sum struct {
	taste  string // as it was said first
	first  time.Time
	people int // on the floor
	micros int64
}

func (s *sum) add(l *liked, share int64, here bool) {
	if s.taste == "" || cmp.Or(l.At.Compare(s.first), cmp.Compare(l.Taste, s.taste)) < 0 {
		s.taste, s.first = l.Taste, l.At
	}
	if here {
		s.people++
	}
	s.micros += int64(math.Round(l.Weight*1e3)) * share
}

// summary is the tastes that weigh most now.
func (b *book) summary(now time.Time) []Taste {
	sums := map[string]*sum{}
	for _, l := range b.tastes {
		share := b.share(l.Person, l.At, now)
		if share == 0 {
			continue
		}
		s := sums[l.key]
		if s == nil {
			s = &sum{}
			sums[l.key] = s
		}
		s.add(l, share, b.here(l.Person))
	}
	b.trends.note(now, sums)
	all := make([]Taste, 0, len(sums))
	for k, s := range sums {
		all = append(all, Taste{Taste: s.taste, People: s.people, Weight: tenths(s.micros), Trend: b.trends.of(k, s.people)})
	}
	slices.SortFunc(all, byWeight)
	return all[:min(len(all), maxTastes)]
}

// tenths is a weight as it is shown: what fades is not told anew every second.
func tenths(micros int64) float64 { return math.Round(float64(micros)/1e5) / 10 }

// Trends look back a few minutes, in steps of one.
const (
	trendStep  = time.Minute
	trendSteps = 5
)

// trends is how many people each taste had in the last minutes.
type trends struct {
	at   time.Time // of the newest
	past []map[string]int
}

func (t *trends) note(now time.Time, sums map[string]*sum) {
	if now.Sub(t.at) < trendStep {
		return
	}
	heads := make(map[string]int, len(sums))
	for k, s := range sums {
		heads[k] = s.people
	}
	t.at, t.past = now, append(t.past, heads)
	if len(t.past) > trendSteps {
		t.past = t.past[1:]
	}
}

// of is 1 when a taste has more people than some minutes ago, -1 when it has
// fewer.
func (t *trends) of(key string, people int) int {
	if len(t.past) < 2 { // nothing is old enough
		return 0
	}
	return cmp.Compare(people, t.past[0][key])
}
