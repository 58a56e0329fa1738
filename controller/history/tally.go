package history

import (
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// Tally is what the rules of one life did.
type Tally struct {
	fired   map[string]*fired
	reasons map[string]int // why rules did not act, or not yet
	pushes  map[beacons.Person]int
	minutes map[int64]int // pushes of each minute
	pools   map[string]*drain
	order   []string // rules, as their books have them
	titles  map[string]string
}

// fired is one rule's doing.
type fired struct {
	times  int
	people map[beacons.Person]bool
	hours  map[int64]int // Unix hours of an hour each
}

// drain is how a pool was used.
type drain struct {
	free, imported, taken, refused int
	state                          map[string]venue.CodeState
	dry                            time.Time
}

func newTally(t *Tape, book *rules.Book) *Tally {
	y := &Tally{
		fired: map[string]*fired{}, reasons: map[string]int{}, pushes: map[beacons.Person]int{}, minutes: map[int64]int{},
		pools: map[string]*drain{}, titles: map[string]string{},
	}
	books := []*rules.Book{book}
	if book == nil {
		books = t.Recorded()
	}
	for _, b := range books {
		y.know(b)
	}
	for _, c := range t.state.Codes {
		y.pool(c.Pool).move(c)
	}
	return y
}

func (y *Tally) know(b *rules.Book) {
	for i := range b.Rules {
		r := &b.Rules[i]
		if y.fired[r.ID] == nil {
			y.order = append(y.order, r.ID)
			y.fired[r.ID] = &fired{people: map[beacons.Person]bool{}, hours: map[int64]int{}}
		}
		y.titles[r.ID] = r.Title
	}
	for i := range b.Pools {
		y.pool(b.Pools[i].Name)
	}
}

func (y *Tally) pool(name string) *drain {
	if y.pools[name] == nil {
		y.pools[name] = &drain{state: map[string]venue.CodeState{}}
	}
	return y.pools[name]
}

// add counts what one batch has decided.
func (y *Tally) add(b *venue.Batch) {
	for _, c := range b.Codes {
		y.pool(c.Pool).move(c)
	}
	for i := range b.Decisions {
		y.decide(&b.Decisions[i])
	}
}

func (y *Tally) decide(d *venue.Decision) {
	if d.Outcome != rules.Done {
		y.reasons[reasonOf(d)]++
		if pool, empty := emptied(d.Because); empty {
			y.pool(pool).refused++
		}
		return
	}
	f := y.fired[d.Rule]
	if f == nil {
		return
	}
	f.times++
	f.people[d.Person] = true
	f.hours[d.At.Truncate(time.Hour).Unix()]++
	for _, does := range d.Does {
		if does == "push" {
			y.pushes[d.Person]++
			y.minutes[d.At.Truncate(time.Minute).Unix()]++
		}
	}
}

// light counts an answer of the lamps, which is no decision about anybody.
func (y *Tally) light(at time.Time, e rules.Light) {
	if f := y.fired[e.Why.Rule]; f != nil {
		f.times++
		f.hours[at.Truncate(time.Hour).Unix()]++
	}
}

// reasonOf is why a rule did not act, without the moment it names.
func reasonOf(d *venue.Decision) string {
	if d.Outcome == rules.Shadowed {
		return "would act, but is in shadow"
	}
	reason, _, _ := strings.Cut(d.Because, " until ")
	if reason == "waits" {
		return "waiting, as the rule says"
	}
	return reason
}

// emptied tells of which pool a refusal says that it is empty.
func emptied(because string) (pool string, empty bool) {
	rest, begins := strings.CutPrefix(because, "nothing of ")
	pool, ends := strings.CutSuffix(rest, " is left")
	return pool, begins && ends
}

func (p *drain) move(c venue.CodeMove) {
	was, known := p.state[c.Code]
	p.state[c.Code] = c.State
	switch {
	case !known:
		p.imported++
		if c.State == venue.CodeFree {
			p.free++
		}
	case c.State == venue.CodeFree && was == venue.CodeReserved:
		p.free++
		p.taken--
	case c.State == venue.CodeReserved && was == venue.CodeFree:
		p.free--
		p.taken++
		if p.free == 0 && p.dry.IsZero() {
			p.dry = c.At
		}
	}
}

// busiest is the minute with the most pushes; the first of several.
func (y *Tally) busiest() (at int64, pushes int) {
	for minute, n := range y.minutes {
		if n > pushes || n == pushes && minute < at {
			at, pushes = minute, n
		}
	}
	return at, pushes
}

// reached are the people for whom some rule acted.
func (y *Tally) reached() map[beacons.Person]bool {
	all := map[beacons.Person]bool{}
	for _, f := range y.fired {
		for p := range f.people {
			all[p] = true
		}
	}
	delete(all, "")
	return all
}

func missing(from, in map[beacons.Person]bool) (people []beacons.Person) {
	for p := range in {
		if p != "" && !from[p] {
			people = append(people, p)
		}
	}
	slices.Sort(people)
	return people
}
