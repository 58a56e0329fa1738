package history

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"foyer/beacons"
)

// Report compares what a draft would have done with what the rules of the day
// did. Of a rehearsal there is no day to compare with: Live is zero in it.
type Report struct {
	Schema   string       `json:"schema"`
	Venue    string       `json:"venue"`
	From     time.Time    `json:"from"`
	To       time.Time    `json:"to"`
	Compared bool         `json:"compared"` // Live is told
	People   int          `json:"people"`   // who were there and may be followed
	Rules    []RuleReport `json:"rules"`
	Reached  Both         `json:"reached"` // people for whom some rule acted
	Gain     int          `json:"gain"`    // people for whom some rule acts that did not
	Lose     int          `json:"lose"`
	Pools    []PoolReport `json:"pools"`
	Refusals []Refused    `json:"refusals"`
	Busiest  struct {
		Live  Minute `json:"live,omitzero"`
		Draft Minute `json:"draft"`
	} `json:"busiest_minute"`
	// Pushes is how many people get how many pushes: Pushes[2] are those who
	// get two.
	Pushes []Both `json:"people_by_pushes"`
	Limits string `json:"limits"`
}

// Both is a number on the day, and by the draft.
type Both struct {
	Live  int `json:"live"`
	Draft int `json:"draft"`
}

// RuleReport is one rule.
type RuleReport struct {
	ID     string           `json:"id"`
	Title  string           `json:"title,omitempty"`
	Fired  Both             `json:"fired"`
	People Both             `json:"people"`
	Hours  []Hour           `json:"by_hour"`
	Gain   int              `json:"gain"` // people for whom it acts and did not
	Lose   int              `json:"lose"`
	Gained []beacons.Person `json:"gained,omitempty"` // their ids, if asked for
	Lost   []beacons.Person `json:"lost,omitempty"`
}

// Hour is how often a rule acted in one hour.
type Hour struct {
	At time.Time `json:"at"`
	Both
}

// PoolReport is how far a reward goes.
type PoolReport struct {
	Name  string `json:"name"`
	Stock int    `json:"stock"` // in the draft
	// Needed are those given, and those asked for when nothing was left.
	Needed Both      `json:"needed"`
	Dry    time.Time `json:"dry,omitzero"` // when the last one goes by the draft
	DryWas time.Time `json:"dry_live,omitzero"`
}

// Refused is why rules did not act, and how often.
type Refused struct {
	Because string `json:"because"`
	Both
}

// Minute is how many pushes went out in one minute.
type Minute struct {
	At     time.Time `json:"at,omitzero"`
	Pushes int       `json:"pushes"`
}

const (
	backtestLimits  = "People are taken to go the same ways whatever they are told: a backtest cannot know how they would have acted on a push they did not get."
	rehearsalLimits = "The people of a rehearsal do not exist. Their ways are made up, and they act on no push."
)

// Compare compares a draft with the day; without a day, live is nil.
func Compare(t *Tape, live, draft *Tally, withPeople bool) Report {
	r := Report{
		Schema: "foyer.backtest/v1", Venue: t.Venue, From: t.From, To: t.To, Compared: live != nil, People: len(t.people), Limits: backtestLimits,
	}
	if live == nil {
		live, r.Limits = &Tally{}, rehearsalLimits
	}
	c := comparison{tape: t, live: live, draft: draft, people: withPeople}
	r.Rules = c.rules()
	r.Reached = Both{len(live.reached()), len(draft.reached())}
	r.Gain, r.Lose = c.concerned()
	r.Pools, r.Refusals, r.Pushes = c.pools(), c.refusals(), c.pushes()
	r.Busiest.Live, r.Busiest.Draft = c.minute(live), c.minute(draft)
	return r
}

type comparison struct {
	tape        *Tape
	live, draft *Tally
	people      bool
}

// rules are those of the draft as it has them, then those it no longer has.
func (c *comparison) rules() (list []RuleReport) {
	ids := slices.Clone(c.draft.order)
	for _, id := range c.live.order {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		was, is := c.live.of(id), c.draft.of(id)
		gained, lost := missing(was.people, is.people), missing(is.people, was.people)
		r := RuleReport{
			ID: id, Title: cmp.Or(c.draft.titles[id], c.live.titles[id]), Fired: Both{was.times, is.times}, People: Both{len(was.people), len(is.people)},
			Hours: c.hours(was, is), Gain: len(gained), Lose: len(lost),
		}
		if c.people {
			r.Gained, r.Lost = gained, lost
		}
		list = append(list, r)
	}
	return list
}

func (y *Tally) of(id string) *fired {
	if f := y.fired[id]; f != nil {
		return f
	}
	return &fired{}
}

func (c *comparison) hours(was, is *fired) (hours []Hour) {
	all := map[int64]bool{}
	for _, f := range []*fired{was, is} {
		for hour := range f.hours {
			all[hour] = true
		}
	}
	for _, hour := range slices.Sorted(maps.Keys(all)) {
		hours = append(hours, Hour{time.Unix(hour, 0).In(c.tape.place), Both{was.hours[hour], is.hours[hour]}})
	}
	return hours
}

// concerned are the people to whom the draft is more, and those to whom it is
// less. Somebody may be both.
func (c *comparison) concerned() (gain, lose int) {
	more, less := map[beacons.Person]bool{}, map[beacons.Person]bool{}
	for id := range union(c.live.fired, c.draft.fired) {
		was, is := c.live.of(id), c.draft.of(id)
		for _, p := range missing(was.people, is.people) {
			more[p] = true
		}
		for _, p := range missing(is.people, was.people) {
			less[p] = true
		}
	}
	return len(more), len(less)
}

func union[V any](a, b map[string]V) map[string]bool {
	all := map[string]bool{}
	for _, m := range []map[string]V{a, b} {
		for k := range m {
			all[k] = true
		}
	}
	return all
}

func (c *comparison) pools() (list []PoolReport) {
	for _, name := range slices.Sorted(maps.Keys(union(c.live.pools, c.draft.pools))) {
		r := PoolReport{Name: name}
		if p := c.live.pools[name]; p != nil {
			r.Needed.Live, r.DryWas = p.taken+p.refused, p.dry
		}
		if p := c.draft.pools[name]; p != nil {
			r.Stock, r.Needed.Draft, r.Dry = p.imported, p.taken+p.refused, p.dry
		}
		list = append(list, r)
	}
	return list
}

func (c *comparison) refusals() (list []Refused) {
	for because := range union(c.live.reasons, c.draft.reasons) {
		list = append(list, Refused{because, Both{c.live.reasons[because], c.draft.reasons[because]}})
	}
	slices.SortFunc(list, func(a, b Refused) int {
		return cmp.Or(cmp.Compare(b.Live+b.Draft, a.Live+a.Draft), cmp.Compare(a.Because, b.Because))
	})
	return list
}

func (c *comparison) pushes() (people []Both) {
	most := 0
	for _, y := range []*Tally{c.live, c.draft} {
		for _, n := range y.pushes {
			most = max(most, n)
		}
	}
	people = make([]Both, most+1)
	for _, p := range c.tape.people {
		people[c.live.pushes[p]].Live++
		people[c.draft.pushes[p]].Draft++
	}
	return people
}

func (c *comparison) minute(y *Tally) Minute {
	at, pushes := y.busiest()
	if pushes == 0 {
		return Minute{}
	}
	return Minute{time.Unix(at, 0).In(c.tape.place), pushes}
}
