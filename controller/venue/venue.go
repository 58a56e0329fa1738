// Package venue is the running state: who is where, what is known of them,
// and which rules are in force. Step takes one input and answers with effects;
// Seal hands over what must be safe before those effects are let go. The
// package is pure and has one owner: no clock, no lock, no goroutine, no door.
// The same inputs at the same times give the same effects, always.
package venue

import (
	"slices"
	"time"

	"foyer/beacons"
	"foyer/beacons/locate"
	"foyer/rules"
)

// Venue is all of it at this moment.
type Venue struct {
	plan    beacons.Plan
	engine  *locate.Engine
	decider *rules.Decider
	tags    map[beacons.Tag]*member
	slots   []slot // of tags, by Sighting.Slot
	masks   masks
	people  map[beacons.Person]*member
	order   []*member // in order of enrolment, so that nothing depends on a map's order
	zones   []*zone
	zoneOf  map[beacons.Zone]*zone
	booths  map[beacons.Anchor]*beacons.Booth
	strays  []Stray // stamps that count for nobody
	games   []*game
	ranks   []ranking // those that the rules ask for
	alarms  []alarm
	gauges  []*gauge
	turns   map[string]turn // of gauges, before the start
	began   time.Time       // when the first book came
	pools   map[string]*pool
	draws   map[string]*lottery
	closes  time.Time      // when the next draw closes; zero = never
	secret  []byte         // of which draws are salted
	totals  map[string]int // rule -> times it acted, for anybody
	marks   map[beacons.Source]*mark
	seen    map[string]bool
	notes   map[string][]byte
	funnels map[string]Funnel       // by rule
	flowed  []string                // rules whose funnel is to be saved
	out     map[string]rules.Effect // on their way and not settled, by ID
	stops   rules.Stops
	waits   map[string]rules.WaitChoice // chosen when the rules were last changed
	restore map[beacons.Person][]byte
	linked  bool
	grace   time.Time     // silence is not believed before this
	lag     time.Duration // how far behind the present a backlog is lived through
	due     dueHeap
	batch   Batch
	dirty   []*member
	// pressing says that the next batch holds more than the times of last
	// sightings, which can wait a moment.
	pressing bool
	counts   Counts
	effects  []rules.Effect
	answer   Answer // to the last input that asks for one
	trials   trials
	nobody   rules.Profile // holds the exposures of people who are forgotten
	now      time.Time     // of the last step
}

// Counts are what has gone through since the start.
type Counts struct {
	Sightings, Unknown, Repeated, Gaps uint64
	LastSighting                       time.Time
	Visits                             uint64
}

// member is one person of this venue, and where they are. What every sighting
// touches comes first and lies together.
type member struct {
	at     beacons.Zone // id of zone, at hand
	zone   *zone        // where they are counted; nil = nowhere
	follow bool         // agreed to be located
	dirty  bool
	told   bool      // where they are we are told, and do not find out
	index  int       // in Venue.order
	heard  time.Time // newest sighting; saved in the profile
	stay   time.Time // hearing them from here on matters to a rule; zero = no
	saved  time.Time // when heard was last marked to be saved
	due    time.Time // the entry in the due heap; zero = none
	wait   time.Time // the clock matters to a rule from here on; zero = no
	track  locate.Track

	profile  rules.Profile
	inTrials int // exposures and successes when last looked at
	tags     []beacons.Tag
}

// keepHeard is how old the saved time of the last sighting of an open visit
// may be. After a crash a gap in a visit is at most this much longer.
const keepHeard = 10 * time.Second

// reconnectGrace is how long silence is not believed after the line is back,
// since the first sightings are still on their way.
const reconnectGrace = 10 * time.Second

// New makes a venue on a plan, with what a store gave back. It has no rules
// and nobody in it until it is told by Ruled and Enrolled, in this order.
func New(plan beacons.Plan, state State) *Venue {
	v := &Venue{
		plan: plan, engine: locate.New(plan), decider: rules.NewDecider(&rules.Book{Calendar: rules.Calendar{Place: time.UTC}}),
		tags: map[beacons.Tag]*member{}, people: map[beacons.Person]*member{},
		zoneOf: map[beacons.Zone]*zone{}, pools: map[string]*pool{}, draws: map[string]*lottery{}, totals: map[string]int{},
		marks: map[beacons.Source]*mark{}, seen: map[string]bool{}, notes: map[string][]byte{}, funnels: map[string]Funnel{}, out: map[string]rules.Effect{},
		restore: map[beacons.Person][]byte{}, masks: newMasks(plan), booths: boothsOf(plan),
	}
	for _, z := range plan.Zones {
		v.zones = append(v.zones, &zone{id: z.ID})
		v.zoneOf[z.ID] = v.zones[len(v.zones)-1]
	}
	v.load(state)
	return v
}

// Use gives the venue a radio map, before anything is heard; a map without
// spots takes it away again.
func (v *Venue) Use(m locate.Map) { v.engine.Use(m) }

func (v *Venue) load(state State) {
	v.batch.Number, v.secret = state.Number, state.Secret
	if len(v.secret) < 16 {
		v.secret = []byte("a venue that keeps no secret")
	}
	for _, saved := range state.Profiles {
		v.restore[saved.Person] = saved.JSON
	}
	for _, n := range state.Notes {
		v.notes[n.Name] = n.Body
	}
	v.loadNobody()
	v.loadFunnels()
	for _, c := range state.Codes {
		v.poolOf(c.Pool).put(c)
	}
	for _, m := range state.Marks {
		v.marks[m.Source] = &mark{Mark: m}
	}
	for _, id := range state.Seen {
		v.seen[id] = true
	}
	v.recallAlarms()
	v.recallGauges()
	v.recallZones()
	v.stops = sorted(state.Stops)
	for _, e := range state.Out {
		v.out[e.About().ID] = e
	}
}

// Step tells the venue one thing that happened at now, and answers with the
// effects it has. They may be let go once the batch from Seal is safe. The
// slice is the venue's own until the next Step.
func (v *Venue) Step(now time.Time, in Input) []rules.Effect {
	v.effects, v.now = v.effects[:0], now
	v.journal(now, in)
	switch in := in.(type) {
	case Heard:
		if v.fresh(in) {
			v.hear(now, in.Sightings)
		}
	case Backlog:
		v.relive(now, in)
	case Visited:
		v.visited(now, in)
	case Counted:
		v.counted(now, in)
	case Stamped:
		v.stamp(now, in)
	case Asked:
		v.ask(now, in)
	case Redeemed:
		v.redeem(now, in)
	case Drawn:
		v.draw(now, in)
	case Enrolled:
		v.enrol(now, in.People)
	case Ruled:
		v.rule(now, in)
	case Stopped:
		v.stop(now, in)
	case Answered:
		v.tell(now, in)
	case Settled:
		v.settle(now, in)
	case Unreachable:
		v.hangUp(in)
	case Subscribed:
		v.subscribe(in)
	case Shown:
		v.shown(in)
	case Turned:
		v.engine.Alive(in.Anchor, in.Alive, now)
	case Linked:
		v.link(now, in.Up)
	case Waited:
		v.wait(now)
	}
	v.tellZones()
	v.tellGames()
	return v.effects
}

// hear is the hot path: once for each sighting.
func (v *Venue) hear(now time.Time, sightings []beacons.Sighting) {
	for i := range sightings {
		s := &sightings[i]
		m := v.carrier(s)
		if m == nil {
			own, masked := v.masks.unmask(now, *s, v.engine.Ahead(s.Anchor))
			if m = v.tags[own.Tag]; m == nil {
				v.unknown(masked)
				continue
			}
			s = &own
		}
		v.counts.Sightings++
		if s.At.After(v.counts.LastSighting) {
			v.counts.LastSighting = s.At
		}
		v.place(now, s.At, m, v.engine.Hear(&m.track, *s))
		v.witness(now, m, s.At)
		v.schedule(m)
	}
}

// unknown counts a sighting of nobody's tag. A refused one was counted already.
func (v *Venue) unknown(refused bool) {
	if !refused {
		v.counts.Unknown++
	}
}

// slot remembers whose tag a sighting's slot was last.
type slot struct {
	tag beacons.Tag
	m   *member
}

// maxSlots bounds the table; a slot beyond it is searched for.
const maxSlots = 1 << 18

// carrier is who carries the tag, nil = nobody we know.
func (v *Venue) carrier(s *beacons.Sighting) *member {
	if s.Slot == 0 || s.Slot > maxSlots {
		return v.tags[s.Tag]
	}
	if int(s.Slot) >= len(v.slots) {
		v.slots = append(v.slots, make([]slot, int(s.Slot)+1-len(v.slots))...)
	}
	known := &v.slots[s.Slot]
	if known.tag != s.Tag || known.m == nil {
		known.tag, known.m = s.Tag, v.tags[s.Tag]
	}
	return known.m
}

// witness notes that the person was heard at `at`, which may complete a dwell.
func (v *Venue) witness(now time.Time, m *member, at time.Time) {
	if !m.follow || m.zone == nil || !at.After(m.heard) {
		return
	}
	m.heard = at
	if !m.stay.IsZero() && !at.Before(m.stay) {
		v.noteVisit(now, m, m.profile.Visit, at)
		v.decide(now, m, rules.Fact{Kind: rules.Stayed, At: at})
		m.saved = at
	} else if at.Sub(m.saved) > keepHeard {
		m.saved = at
		v.touch(m)
	}
}

// place makes visits of the engine's answer.
func (v *Venue) place(now, at time.Time, m *member, answer locate.Answer) {
	if answer.Zone == m.at {
		return
	}
	came := answer.Since
	if came.IsZero() || came.After(at) {
		came = at
	}
	v.leave(now, at, m, came)
	if z := v.zoneOf[answer.Zone]; z != nil {
		v.enter(now, at, m, z, came)
	}
}

func (v *Venue) enter(now, at time.Time, m *member, z *zone, came time.Time) {
	m.zone, m.at = z, z.id
	v.join(now, at, m)
	if !m.follow {
		v.noteStrangers(now, z)
		return
	}
	v.counts.Visits++
	if last := m.profile.Visit.To; came.Before(last) {
		came = last
	}
	visit := beacons.Visit{Zone: z.id, From: came}
	v.noteVisit(now, m, visit, came)
	v.decide(now, m, rules.Fact{Kind: rules.Entered, At: came, Visit: visit})
}

// leave ends a visit. At is when we learnt it, gone when they went.
func (v *Venue) leave(now, at time.Time, m *member, gone time.Time) {
	if m.zone == nil {
		return
	}
	z := m.zone
	v.part(now, at, m)
	m.zone, m.at = nil, ""
	if !m.follow {
		v.noteStrangers(now, z)
		return
	}
	if !m.profile.Visit.Open() {
		return
	}
	visit := m.profile.Visit
	// The visit ends when the person was last heard there, or came elsewhere
	// if that was before: silence is not presence.
	visit.To = m.heard
	if gone.Before(visit.To) {
		visit.To = gone
	}
	if visit.To.Before(visit.From) {
		visit.To = visit.From
	}
	v.noteVisit(now, m, visit, visit.To)
	v.decide(now, m, rules.Fact{Kind: rules.Ended, At: visit.To, Visit: visit})
	visit.Person = m.profile.Person
	v.batch.Visits = append(v.batch.Visits, visit)
}

// decide tells the rules a fact and takes their decisions.
func (v *Venue) decide(now time.Time, m *member, f rules.Fact) {
	m.profile.Heard = m.heard
	v.accept(m, v.decider.Decide(now, &m.profile, f, v))
}

// accept takes what the rules decided for a person.
func (v *Venue) accept(m *member, decisions []rules.Decision) {
	for _, d := range decisions {
		v.record(m, d)
	}
	m.heard = m.profile.Heard
	m.stay, m.wait = m.profile.NextStay(), m.profile.NextWait()
	v.pressing = true
	v.countIn(m)
	v.touch(m)
	v.schedule(m)
}

func (v *Venue) record(m *member, d rules.Decision) {
	switch d.Outcome {
	case rules.Done:
		v.totals[d.Rule]++
	case rules.Shadowed:
		v.totals[rules.ShadowOf(d.Rule)]++
	case rules.Held, rules.Dropped:
	}
	for _, e := range d.Effects {
		v.let(m, d, e)
	}
	v.batch.Decisions = append(v.batch.Decisions, d)
}

// let takes one effect of a decision on its way.
func (v *Venue) let(m *member, d rules.Decision, e rules.Effect) {
	switch e := e.(type) {
	case rules.Reward:
		if d.Outcome == rules.Dropped {
			v.free(e.Pool, e.Code, m.profile.Person, d.At)
			return
		}
		if !tells(d.Effects, e.Code) || v.termsOf(e.Pool).Draw != nil {
			v.give(e.Pool, e.Code, m.profile.Person, d.At)
		}
		v.effects = append(v.effects, e)
	case rules.Push:
		if d.Outcome == rules.Dropped {
			return
		}
		v.send(v.inTime(e))
	case rules.Song, rules.Staff, rules.Reply:
		v.send(e)
	case rules.Points:
		if d.Outcome == rules.Done {
			v.effects = append(v.effects, e)
			v.score(m, e)
		}
	case rules.Publish, rules.Webhook:
		if d.Outcome == rules.Done {
			v.send(e)
		}
	case rules.Light:
		v.effects = append(v.effects, e)
	}
}

// inTime gives a push that is decided in the past, while a backlog is lived
// through, the time it would have had: nobody could have told it before.
func (v *Venue) inTime(p rules.Push) rules.Push {
	closes := v.decider.Book().Calendar.Closes
	for _, end := range []*time.Time{&p.Expires, &p.Deadline} {
		if later := end.Add(v.lag); !end.IsZero() && later.After(*end) && !end.Equal(closes) {
			*end = later
		}
	}
	return p
}

// send lets an effect go that must survive until it is done.
func (v *Venue) send(e rules.Effect) {
	v.out[e.About().ID] = e
	v.batch.Out = append(v.batch.Out, e)
	v.effects = append(v.effects, e)
}

// tells says whether one of the effects is a push that tells this code.
func tells(effects []rules.Effect, code string) bool {
	return slices.ContainsFunc(effects, func(e rules.Effect) bool {
		push, ok := e.(rules.Push)
		return ok && push.Code == code
	})
}

func (v *Venue) touch(m *member) {
	if !m.dirty {
		m.dirty = true
		v.dirty = append(v.dirty, m)
	}
}
