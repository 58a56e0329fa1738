package venue

import (
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// call wakes a rule once for all whom it is for.
func (v *Venue) call(now time.Time, c rules.Call) {
	if c.Rule.ForEach.Top > 0 {
		v.callBest(now, c)
		return
	}
	for _, m := range v.chosen(c.Rule.ForEach) {
		v.callOne(now, m, c)
	}
}

// chosen are those whom the rule is for, in order of enrolment.
func (v *Venue) chosen(each rules.Each) (chosen []*member) {
	from := v.order
	if each.In != "" {
		from = nil
		if z := v.zoneOf[each.In]; z != nil {
			from = z.members
		}
	}
	for _, m := range from {
		if m.follow && (each.With == "" || m.profile.Has(each.With)) {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// callBest goes down the ranking until the rule has acted, or waits, for as
// many as it is for. Who cannot take it (a condition does not hold, no consent,
// a cap) does not use up a place: the next one is asked.
func (v *Venue) callBest(now time.Time, c rules.Call) {
	by, _ := c.Rule.ForEach.Standing()
	table := tableOf(v.ranks, by)
	if table == nil {
		return
	}
	left, asked := c.Rule.ForEach.Top, map[beacons.Person]bool{}
	for n := 2 * left; ; n *= 4 { // few are looked at when the first can take it
		places := table.Top(n)
		for i, p := range places {
			if asked[p.Person] {
				continue
			}
			asked[p.Person], c.Named = true, i < c.Rule.ForEach.Top
			if v.callOne(now, v.people[p.Person], c) {
				left--
			}
			if left == 0 || v.spent(c.Rule) {
				return
			}
		}
		if len(places) < n {
			return
		}
	}
}

// callOne wakes the rule for one person and tells whether it acted or waits.
func (v *Venue) callOne(now time.Time, m *member, c rules.Call) (took bool) {
	m.profile.Heard = m.heard
	decisions := v.decider.Call(now, &m.profile, c, v)
	for _, d := range decisions {
		took = took || d.Rule == c.Rule.ID && d.Outcome != rules.Dropped
	}
	if len(decisions) > 0 {
		v.accept(m, decisions)
	}
	return took
}

// spent tells whether the rule can act for nobody any more.
func (v *Venue) spent(r *rules.Rule) bool {
	if r.Limit.Total > 0 && v.Acted(r.Account()) >= r.Limit.Total {
		return true
	}
	for i := range r.Then {
		if name := r.Then[i].Reward; name != "" && len(v.poolOf(name).free) == 0 {
			return true
		}
	}
	return false
}
