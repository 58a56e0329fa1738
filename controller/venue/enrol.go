package venue

import (
	"encoding/json"
	"slices"
	"time"

	"foyer/rules"
)

// enrol takes registrations, new or changed.
func (v *Venue) enrol(now time.Time, people []Enrolment) {
	for i := range people {
		v.masks.enrol(now, people[i].Badges)
		m := v.people[people[i].Profile.Person]
		if m == nil {
			v.note(now, Enrolled{People: people[i : i+1]})
			v.welcome(now, people[i])
		} else {
			v.renew(now, m, people[i])
		}
	}
}

// welcome adds a person, with what a store remembered of them.
func (v *Venue) welcome(now time.Time, e Enrolment) {
	m := &member{index: len(v.order), follow: e.Profile.Agreed(rules.Location)}
	saved, known := v.restore[e.Profile.Person]
	delete(v.restore, e.Profile.Person)
	if known {
		// A profile that cannot be read is begun anew; the store keeps codes
		// and decisions apart from it, so nothing is given twice.
		if json.Unmarshal(saved, &m.profile) != nil {
			m.profile = rules.Profile{}
		}
	}
	if !m.follow {
		v.forget(m)
	}
	v.people[e.Profile.Person] = m
	v.order = append(v.order, m)
	v.register(m, e)
	for _, did := range m.profile.Did {
		v.totals[did.Rule] += len(did.Times)
	}
	v.joinGames(now, m)
	if m.follow {
		v.rewait(now, m)
	}
	if known && !m.follow {
		v.touch(m) // consent may have gone while we were away
	}
	v.resume(m)
}

// resume takes up an open visit where it was left.
func (v *Venue) resume(m *member) {
	visit := m.profile.Visit
	m.heard = m.profile.Heard
	if visit.Open() && v.zoneOf[visit.Zone] != nil {
		m.zone, m.at = v.zoneOf[visit.Zone], visit.Zone
		v.engine.Restore(&m.track, visit.Zone, visit.From, m.profile.Heard)
		moved := m.zone.moved
		v.join(m.profile.Heard, m.profile.Heard, m)
		m.zone.moved = moved // they were there all along
	}
	m.stay, m.wait, m.saved = m.profile.NextStay(), m.profile.NextWait(), m.profile.Heard
	v.schedule(m)
}

// register sets what the registration says, and leaves what happened alone.
func (v *Venue) register(m *member, e Enrolment) {
	happened := m.profile
	m.profile = e.Profile
	m.profile.Visit, m.profile.Heard, m.profile.Tallies = happened.Visit, happened.Heard, happened.Tallies
	m.profile.Labels, m.profile.Did, m.profile.Timers = happened.Labels, happened.Did, happened.Timers
	m.profile.Reached, m.profile.Games, m.profile.Left = happened.Reached, happened.Games, happened.Left
	m.profile.Exposures = happened.Exposures
	m.profile.Browser, m.profile.Dead = happened.Browser, happened.Dead
	v.answerCalls(m)
	for _, tag := range m.tags {
		if v.tags[tag] == m && !slices.Contains(e.Tags, tag) {
			delete(v.tags, tag)
		}
	}
	m.tags = e.Tags
	v.slots = v.slots[:0] // whose a tag was may have changed
	for _, tag := range e.Tags {
		v.tags[tag] = m
	}
	v.Stand(&m.profile)
}

// renew changes a registration. Who no longer agrees to be located is
// forgotten but for their stamps: counted from now on, and followed nowhere.
func (v *Venue) renew(now time.Time, m *member, e Enrolment) {
	follows := e.Profile.Agreed(rules.Location)
	if m.follow && !follows {
		v.forget(m)
		m.heard, m.stay, m.wait = time.Time{}, time.Time{}, m.profile.NextWait()
		v.touch(m)
	}
	if !m.follow && follows {
		// What the zone already counts becomes a visit from now on.
		v.leave(now, now, m, now)
	}
	v.note(now, Enrolled{People: []Enrolment{e}})
	lost := m.follow && !follows && m.zone != nil
	m.follow = follows
	v.register(m, e)
	if lost {
		v.noteStrangers(now, m.zone)
	}
	if follows {
		v.decide(now, m, rules.Fact{Kind: rules.Revealed, At: now})
	}
}

// rule puts a book in force.
func (v *Venue) rule(now time.Time, in Ruled) {
	v.decider, v.waits = rules.NewDecider(in.Book).As(in.Version), in.Waits
	v.rankAll()
	v.stock(now, in.Book.Pools)
	v.openDraws(now)
	v.trials = trials{} // other experiments, perhaps
	for _, m := range v.order {
		if m.follow {
			v.rewait(now, m)
			v.decide(now, m, rules.Fact{Kind: rules.Revealed, At: now})
		}
	}
	v.setAlarms(now)
	for _, z := range v.zones {
		v.turn(now, now, z)
	}
	v.setGauges(now)
}

// rewait does what was chosen for the person's waits.
func (v *Venue) rewait(now time.Time, m *member) {
	decisions, changed := v.decider.Rewait(now, &m.profile, v.waits)
	for _, d := range decisions {
		v.record(m, d)
	}
	if changed {
		v.touch(m)
	}
}

// Waiting counts who waits at each rule, in each meaning.
func (v *Venue) Waiting() map[rules.WaitAt]int {
	all := map[rules.WaitAt]int{}
	for _, m := range v.order {
		for _, at := range m.profile.Waits() {
			all[at]++
		}
	}
	return all
}

// ask passes a song on to the rules, once.
func (v *Venue) ask(now time.Time, a Asked) {
	m := v.tags[a.Phone]
	if m == nil {
		v.counts.Unknown++
		return
	}
	if v.once("ask|"+a.ID) && m.follow {
		v.decide(now, m, rules.Fact{Kind: rules.Wanted, At: a.At, ID: a.ID, Mention: a.Mention})
	}
}

// once tells whether the id is new, and remembers it.
func (v *Venue) once(id string) bool {
	if v.seen[id] {
		v.counts.Repeated++
		return false
	}
	v.seen[id] = true
	v.batch.Seen = append(v.batch.Seen, id)
	return true
}
