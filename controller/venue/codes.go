package venue

import (
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// pool is the codes of one reward. Every code is in one state; the sum of the
// states is what was imported, always.
type pool struct {
	name   string
	codes  map[string]*CodeMove
	order  []string // as imported
	free   []string // next first
	counts map[CodeState]int
	held   map[beacons.Person]int // codes reserved or given, by person
	told   told
}

func (v *Venue) poolOf(name string) *pool {
	p := v.pools[name]
	if p == nil {
		p = &pool{name: name, codes: map[string]*CodeMove{}, counts: map[CodeState]int{}, held: map[beacons.Person]int{}, told: remembered[told](v, "pool|"+name)}
		v.pools[name] = p
	}
	return p
}

// put sets one code's state, new or not.
func (p *pool) put(c CodeMove) {
	was := p.codes[c.Code]
	if was == nil {
		p.order = append(p.order, c.Code)
	} else {
		p.counts[was.State]--
		if was.State != CodeFree {
			p.held[was.Person]--
		}
	}
	p.codes[c.Code] = &c
	p.counts[c.State]++
	if c.State == CodeFree {
		p.free = append(p.free, c.Code)
	} else {
		p.held[c.Person]++
	}
}

func (v *Venue) move(c CodeMove) {
	v.poolOf(c.Pool).put(c)
	v.batch.Codes = append(v.batch.Codes, c)
}

// Take reserves the next free code or item for the person, or enters them in a
// draw; or it says why not.
func (v *Venue) Take(from rules.Pool, person beacons.Person, now time.Time) (code, refusal string, tell bool) {
	p := v.poolOf(from.Name)
	refusal, empty := v.Refuses(from, person, now)
	switch {
	case refusal != "":
		return "", refusal, empty && v.foundEmpty(p, from)
	case from.Draw != nil:
		return v.partake(from, person, now), "", false
	}
	code, p.free = p.free[0], p.free[1:]
	v.move(CodeMove{Pool: from.Name, Code: code, State: CodeReserved, Person: person, At: now})
	v.warnLow(now, p, from)
	return code, "", false
}

func (v *Venue) give(pool, code string, person beacons.Person, now time.Time) {
	if v.reserved(pool, code, person) {
		v.move(CodeMove{Pool: pool, Code: code, State: CodeGiven, Person: person, At: now})
	}
}

func (v *Venue) free(pool, code string, person beacons.Person, now time.Time) {
	if v.reserved(pool, code, person) {
		v.move(CodeMove{Pool: pool, Code: code, State: CodeFree, At: now})
	}
}

// reserved tells whether the code is still on its way to the person. Who was
// told a code may hand it in before we hear that they were told.
func (v *Venue) reserved(pool, code string, person beacons.Person) bool {
	c := v.poolOf(pool).codes[code]
	return c != nil && c.State == CodeReserved && c.Person == person
}

// settle ends a push: what it gave is given, or goes back when it certainly
// did not arrive.
func (v *Venue) settle(now time.Time, s Settled) {
	v.batch.Settled = append(v.batch.Settled, s.ID)
	push, ok := v.out[s.ID].(rules.Push)
	delete(v.out, s.ID)
	if !ok {
		return
	}
	arrived := s.Outcome != Refused
	if s.Outcome == Delivered {
		v.funnel(push.Why.Rule, func(f *Funnel) { f.Accepted++ })
	}
	if push.Code != "" {
		// A code that was handed in was told, whatever is said of the push.
		arrived = arrived || !v.reserved(push.Pool, push.Code, push.Person)
		if arrived {
			v.give(push.Pool, push.Code, push.Person, now)
		} else {
			v.free(push.Pool, push.Code, push.Person, now)
		}
	}
	if m := v.people[push.Person]; m != nil && !arrived {
		if v.decider.Undo(&m.profile, push) {
			v.totals[push.Why.Rule]--
		}
		v.touch(m)
	}
}

// Acted counts how often a rule has acted, for anybody.
func (v *Venue) Acted(rule string) int { return v.totals[rule] }
