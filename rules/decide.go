package rules

import (
	"slices"
	"strconv"
	"time"

	"foyer/beacons"
)

// Decider answers facts by one book, whose rules it has indexed: a fact wakes
// only the rules that name it.
type Decider struct {
	book     *Book
	version  int
	counted  map[beacons.Zone][]*Trait
	entered  map[beacons.Zone][]*Rule
	left     map[beacons.Zone][]*Rule
	changed  map[beacons.Zone][]*Rule
	crossed  map[beacons.Zone][]*Rule
	risen    map[string][]*Rule // by trait
	clocks   []*Rule            // that wake by the clock
	rousing  bool               // some wait can end before its time
	gained   map[string][]*Rule
	stamps   []*Rule  // that wake on a stamp
	sponsors []*Trait // counted from stamps
	mentions []*Rule
	traits   map[string]*Trait
	rules    map[string]*Rule
	meaning  map[string]string // of the rules, by id
	carried  map[string]*Rule  // by id|meaning
	pools    map[string]*Pool
	hopes    map[string]*hope // of experiments, by their design's ID

	standings []Standing
	ranked    map[string]bool // traits and labels that standings name
}

// NewDecider indexes a book.
func NewDecider(book *Book) *Decider {
	d := &Decider{
		book:    book,
		counted: map[beacons.Zone][]*Trait{}, entered: map[beacons.Zone][]*Rule{}, changed: map[beacons.Zone][]*Rule{},
		left: map[beacons.Zone][]*Rule{}, risen: map[string][]*Rule{},
		gained: map[string][]*Rule{}, traits: map[string]*Trait{}, rules: map[string]*Rule{}, carried: map[string]*Rule{}, pools: map[string]*Pool{},
		ranked: map[string]bool{}, crossed: map[beacons.Zone][]*Rule{},
	}
	for i := range book.Traits {
		t := &book.Traits[i]
		d.traits[t.Name] = t
		if t.Measure == CountSponsors {
			d.sponsors = append(d.sponsors, t)
		}
		for _, zone := range t.Zones {
			d.counted[zone] = append(d.counted[zone], t)
		}
	}
	for i := range book.Pools {
		d.pools[book.Pools[i].Name] = &book.Pools[i]
	}
	d.hopes = hopes(book)
	for i := range book.Rules {
		d.indexRule(&book.Rules[i])
	}
	d.carry()
	return d
}

func (d *Decider) indexRule(r *Rule) {
	d.rules[r.ID] = r
	if r.Mode.Kind == Off || r.Mode.Kind == Shadow && r.ofZone() {
		return // who waits for it is told so when their wait is over
	}
	d.stands(r)
	d.rousing = d.rousing || r.Wait.Or != nil
	switch r.When.Kind {
	case LabelGained:
		d.gained[r.When.Label] = append(d.gained[r.When.Label], r)
	case Enter:
		d.entered[r.When.Zone] = append(d.entered[r.When.Zone], r)
	case ZoneChanged:
		d.changed[r.When.Zone] = append(d.changed[r.When.Zone], r)
	case Mentioned:
		d.mentions = append(d.mentions, r)
	case Leave:
		d.left[r.When.Zone] = append(d.left[r.When.Zone], r)
	case TraitReaches:
		d.risen[r.When.Trait] = append(d.risen[r.When.Trait], r)
	case AtMoment, AtClock, Every:
		d.clocks = append(d.clocks, r)
	case Occupancy:
		d.crossed[r.When.Zone] = append(d.crossed[r.When.Zone], r)
	case StampOf:
		d.stamps = append(d.stamps, r)
	}
}

// As makes every decision name the version of the rules it is judged by.
func (d *Decider) As(version int) *Decider {
	d.version = version
	return d
}

// Rule is the rule with an id, nil = the book has none.
func (d *Decider) Rule(id string) *Rule { return d.rules[id] }

// Book is the book that answers.
func (d *Decider) Book() *Book { return d.book }

// Version is the version of the book that answers; 0 = it has none.
func (d *Decider) Version() int { return d.version }

// Decide tells the profile what happened and answers with decisions, in the
// order in which the book has its rules. It changes p.
func (d *Decider) Decide(now time.Time, p *Profile, f Fact, floor Floor) []Decision {
	a := answer{Decider: d, now: now, p: p, floor: floor}
	switch f.Kind {
	case Entered:
		a.enter(f.Visit)
	case Stayed:
		a.stay(f.At)
	case Ended:
		a.end(f.Visit)
	case Wanted:
		a.want(f)
	case Stamped:
		a.stamp(f)
	case CameDue:
		a.waits()
	case Revealed:
		a.labels(f.At)
	case Redeemed: // no rule wakes on it
		a.succeedRedeemed(f.At, f.Reward)
	}
	a.answer()
	return a.decisions
}

// answer is the work on one fact.
type answer struct {
	*Decider
	now       time.Time
	p         *Profile
	floor     Floor
	wants     []want // rules that are woken and have not answered yet
	decisions []Decision
}

func (a *answer) enter(v beacons.Visit) {
	a.departed(v)
	a.p.Visit, a.p.Heard = v, v.From
	for _, t := range a.counted[v.Zone] {
		a.openTally(t, v)
	}
	a.rouse(When{Kind: Enter, Zone: v.Zone})
	for _, r := range a.entered[v.Zone] {
		a.p.Timers = append(a.p.Timers, Timer{Kind: DwellTimer, Name: r.ID, Due: v.From.Add(r.When.AtLeast), Since: v.From})
	}
	a.stay(v.From)
}

// stay acts on every dwell that is shown by the person having been heard at
// `at`: a dwell is believed when they were heard after it, not when time has
// merely passed, because silence may turn out to be a departure.
func (a *answer) stay(at time.Time) {
	if at.After(a.p.Heard) {
		a.p.Heard = at
	}
	for {
		i := slices.IndexFunc(a.p.Timers, func(t Timer) bool { return !t.Kind.clock() && !t.Due.After(at) })
		if i < 0 {
			return
		}
		timer := a.p.Timers[i]
		a.p.Timers = slices.Delete(a.p.Timers, i, i+1)
		a.dwelt(timer, at)
	}
}

func (a *answer) dwelt(timer Timer, at time.Time) {
	switch timer.Kind {
	case TallyTimer:
		if t := a.traits[timer.Name]; t != nil {
			a.tally(t, timer, at)
			a.labels(timer.Due)
		}
	case DwellTimer:
		if r := a.rules[timer.Name]; r != nil {
			a.wake(r, cause{at: timer.Due, occurrence: millis(timer.Since), facts: []string{a.visitFact(at)}})
		}
	case WaitTimer, QuietTimer, bookTimer: // these wait for the clock, not for the person
	}
}

func (a *answer) end(v beacons.Visit) {
	a.stay(v.To)
	a.closeTallies(v)
	a.labels(v.To)
	a.answer() // what the visit woke is judged while it lasts
	a.p.Visit = v
	a.p.Timers = slices.DeleteFunc(a.p.Timers, func(t Timer) bool { return !t.Kind.clock() })
	a.rouse(When{Kind: Leave, Zone: v.Zone})
	for _, r := range a.left[v.Zone] {
		if stay := v.To.Sub(v.From); stay >= r.When.AtLeast {
			a.wake(r, cause{at: v.To, zone: v.Zone, occurrence: millis(v.From), facts: []string{"left " + string(v.Zone) + " after " + stay.Round(time.Second).String()}})
		}
	}
}

// labels gives every label whose condition now holds, and wakes its rules.
func (a *answer) labels(at time.Time) {
	for i := range a.book.Labels {
		label := &a.book.Labels[i]
		if a.p.Has(label.Name) || !label.If.Holds(Asked{Person: a.p, Zone: a.p.here()}) {
			continue
		}
		a.gain(label.Name, at, "became "+label.Name+": "+label.If.Source)
	}
}

// waits acts on every wait that is over.
func (a *answer) waits() {
	for {
		i := slices.IndexFunc(a.p.Timers, func(t Timer) bool { return t.Kind.clock() && !t.Due.After(a.now) })
		if i < 0 {
			return
		}
		timer := a.p.Timers[i]
		a.p.Timers = slices.Delete(a.p.Timers, i, i+1)
		if r := a.ruleOf(timer); r == nil && timer.Kind.waits() {
			a.decisions = append(a.decisions, a.cancelled(a.now, a.p, timer, "the rule they waited at is gone"))
		} else if r != nil && timer.Kind != bookTimer {
			a.wants = append(a.wants, want{r, cause{
				at: timer.Since, occurrence: timer.Of, mention: timer.Mention, stamp: timer.Stamp,
				facts: []string{r.When.String() + ", " + a.day(timer.Since), "waited until " + timer.Due.In(a.book.Calendar.Place).Format("15:04")},
			}})
		}
	}
}

func (a *answer) visitFact(at time.Time) string {
	v := a.p.Visit
	return "in " + string(v.Zone) + " since " + v.From.In(a.book.Calendar.Place).Format("15:04:05") +
		" (" + at.Sub(v.From).Round(time.Second).String() + ")"
}

// here is the zone the person is in now, or unknown.
func (p *Profile) here() beacons.Zone {
	if p.Visit.Open() {
		return p.Visit.Zone
	}
	return ""
}

// NextStay is when hearing the person will matter to a rule: the earliest
// dwell not yet reached; zero = none.
func (p *Profile) NextStay() time.Time {
	return p.next(func(k TimerKind) bool { return !k.clock() })
}

// NextWait is when the clock alone will matter: the earliest wait; zero = none.
func (p *Profile) NextWait() time.Time {
	return p.next(TimerKind.clock)
}

func (p *Profile) next(of func(TimerKind) bool) (due time.Time) {
	for _, t := range p.Timers {
		if of(t.Kind) && (due.IsZero() || t.Due.Before(due)) {
			due = t.Due
		}
	}
	return due
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
