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

// micros is the weight in millionths: sums of whole numbers do not drift.
func (l *liked) micros() int64 { return int64(math.Round(l.Weight * 1e6)) }

// sum is one taste over all people, kept up to date with each of them: ten
// thousand people are not added up again for every newcomer.
type sum struct {
	taste  string // as it was said first
	first  time.Time
	people int
	micros int64
}

// like notes a taste; a person's newest counts.
func (b *book) like(l *liked) bool {
	before, had := b.tastes[l.Person]
	switch {
	case had && before.At.After(l.At), had && before.Taste == l.Taste && before.Weight == l.Weight:
		return false
	case !had && len(b.tastes) >= maxTaste:
		b.unlike(b.stalest())
	}
	b.unlike(l.Person)
	l.key = key(l.Taste)
	b.tastes[l.Person] = l
	s, known := b.sums[l.key]
	if !known {
		s = &sum{taste: l.Taste, first: l.At}
		b.sums[l.key] = s
	}
	if cmp.Or(l.At.Compare(s.first), cmp.Compare(l.Taste, s.taste)) < 0 {
		s.taste, s.first = l.Taste, l.At
	}
	s.people++
	s.micros += l.micros()
	return true
}

// unlike takes a person's taste away, if there is one.
func (b *book) unlike(person string) {
	l, had := b.tastes[person]
	if !had {
		return
	}
	delete(b.tastes, person)
	s := b.sums[l.key]
	s.people--
	s.micros -= l.micros()
	if s.people == 0 {
		delete(b.sums, l.key)
	}
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

// summary is the tastes that weigh most.
func (b *book) summary() []Taste {
	all := make([]Taste, 0, len(b.sums))
	for _, s := range b.sums {
		all = append(all, Taste{Taste: s.taste, People: s.people, Weight: float64(s.micros) / 1e6})
	}
	slices.SortFunc(all, byWeight)
	return all[:min(len(all), maxTastes)]
}
