package rules

import (
	"cmp"
	"time"
)

// refusal says why a rule must not act for the person now, in plain words, or
// "" when it may. Conditions come first, because a rule that is not about the
// person says nothing about what they agreed to.
func (a *answer) refusal(r *Rule, c cause) string {
	if barred := r.Barred(a.p.Person); barred != "" {
		return barred
	}
	if a.p.Staff {
		return "staff receive nothing"
	}
	if refusal := r.conditions(a.asked(c)); refusal != "" {
		return refusal
	}
	for _, purpose := range r.Consent {
		if !a.p.Agreed(purpose) {
			return "has not agreed to " + string(purpose)
		}
	}
	if refusal := a.unable(r).needed(r, a.pools); refusal != "" {
		return refusal
	}
	return a.limited(r, c)
}

// asked is what the conditions of a rule may look at.
func (a *answer) asked(c cause) Asked {
	zone := cmp.Or(c.zone, a.p.here())
	asked := Asked{Person: a.p, Zone: zone, Mention: &c.mention, Stamp: c.stamp, Crowd: a.floor}
	if zone != "" {
		asked.ZonePeople = a.floor.People(zone)
	}
	return asked
}

func (r *Rule) conditions(asked Asked) string {
	for _, c := range r.If {
		if !c.Holds(asked) {
			return "not so: " + c.Source
		}
	}
	return ""
}

// limited says which limit is reached. Limits belong to the rule's id, so an
// edited rule does not begin anew.
func (a *answer) limited(r *Rule, c cause) string {
	if r.Limit.PerPerson > 0 && a.p.times(r.Account(), r.Limit.per(c), a.now, r.Limit.Per) >= r.Limit.PerPerson {
		if r.Limit.PerStamp {
			return "the limit for one person and sponsor is reached"
		}
		return "the limit for one person is reached"
	}
	if r.Limit.Total > 0 && a.floor.Acted(r.Account()) >= r.Limit.Total {
		return "the limit for everybody is reached"
	}
	return a.emptied(r)
}

// emptied says which reward of the rule is gone, if that stops the rule.
func (a *answer) emptied(r *Rule) string {
	for i := range r.Then {
		pool := a.pools[r.Then[i].Reward]
		if pool != nil && pool.StopRule && a.floor.FoundEmpty(*pool) {
			return "stopped, because nothing of " + pool.Name + " is left"
		}
	}
	return ""
}

// times counts how often a rule acted for the person (and sponsor), within per
// if it is set.
func (p *Profile) times(rule, sponsor string, now time.Time, per time.Duration) (n int) {
	for _, did := range p.Did {
		if did.Rule != rule || did.Per != sponsor {
			continue
		}
		for _, at := range did.Times {
			if per == 0 || now.Sub(at) < per {
				n++
			}
		}
	}
	return n
}

// did notes that a rule acted. Only as many times are kept as its limits can
// ask for; a total is counted over everybody's times.
func (p *Profile) did(r *Rule, sponsor string, now time.Time) {
	keep, account := max(1, r.Limit.PerPerson), r.Account()
	for i := range p.Did {
		if p.Did[i].Rule != account || p.Did[i].Per != sponsor {
			continue
		}
		times := append(p.Did[i].Times, now)
		if r.Limit.Total == 0 && len(times) > keep {
			times = times[len(times)-keep:]
		}
		p.Did[i].Times = times
		return
	}
	p.Did = append(p.Did, Did{Rule: account, Per: sponsor, Times: []time.Time{now}})
}

// lastTime is when a rule last acted for the person, and sponsor.
func (p *Profile) lastTime(rule, sponsor string) (at time.Time) {
	for i := range p.Did {
		if times := p.Did[i].Times; p.Did[i].Rule == rule && p.Did[i].Per == sponsor && len(times) > 0 {
			at = times[len(times)-1]
		}
	}
	return at
}

// Undo takes back that a rule acted for the person, because its push was
// refused for good: neither its limit (for the sponsor, if it counts for each
// apart) nor a cap counts it.
func (p *Profile) Undo(rule, sponsor string) {
	for i := range p.Did {
		if times := p.Did[i].Times; p.Did[i].Rule == rule && p.Did[i].Per == sponsor && len(times) > 0 {
			p.unreach(PushChannel, times[len(times)-1])
			p.Did[i].Times = times[:len(times)-1]
		}
	}
}
