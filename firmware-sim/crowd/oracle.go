package crowd

import (
	"fmt"
	"time"

	"foyer/beacons"
)

// Given is one decision of the engine under judgement. Only the outcome "done"
// gives anything.
type Given struct {
	Rule    string
	Person  beacons.Person
	At      time.Time
	Outcome string
}

// Verdict is what the oracle makes of an engine's decisions. It is clean when
// the three lists are empty.
type Verdict struct {
	Rules   []Share   `json:"rules"`
	Missing []Finding `json:"missing"` // owed, but not given
	Doubled []Finding `json:"doubled"` // given twice
	Wrong   []Finding `json:"wrong"`   // given to somebody who cannot have earned it
}

// Share is how a crowd splits over one rule: certainly owed by now, certainly
// not, and those the radio leaves open, whom no engine can be judged by.
type Share struct {
	Rule   string `json:"rule"`
	People int    `json:"people"`
	Owed   int    `json:"owed"`
	Barred int    `json:"barred"`
	Open   int    `json:"open"`
	Given  int    `json:"given"`
}

// Finding is one thing that is not as it should be, in words.
type Finding struct {
	Rule   string         `json:"rule"`
	Person beacons.Person `json:"person"`
	Why    string         `json:"why"`
}

// Clean tells whether nothing is missing, doubled or wrong.
func (v Verdict) Clean() bool { return len(v.Missing)+len(v.Doubled)+len(v.Wrong) == 0 }

// Judge is the oracle: from where people really were and what they agreed to,
// it says what is missing, doubled or wrong in what was given until now. It
// knows the demo's rules coffee-gift, bacon-lover and recovery-kit; of every
// other rule it knows that staff and people who are not followed get nothing.
// Pools is how many gift codes there are: when they are out, owed means first
// come. What the radio leaves open is never held against an engine.
func (c *Crowd) Judge(pools int, given []Given) Verdict {
	v := Verdict{Missing: []Finding{}, Doubled: []Finding{}, Wrong: c.strangers(given)}
	for _, w := range wants() {
		got := map[beacons.Person][]time.Time{}
		for _, g := range given {
			if g.Rule == w.rule && g.Outcome == "done" {
				got[g.Person] = append(got[g.Person], g.At)
			}
		}
		c.try(w, pools, got, &v)
	}
	return v
}

// try judges one rule over the whole crowd.
func (c *Crowd) try(w want, pools int, got map[beacons.Person][]time.Time, v *Verdict) {
	share := Share{Rule: w.rule, People: len(c.guests), Given: len(got)}
	gone := c.exhausted(w, pools, got)
	for i := range c.guests {
		g := &c.guests[i]
		at := got[g.id]
		due, soonest := c.claim(w, i)
		switch now := int32(c.now); {
		case due+answer <= min(now, gone):
			share.Owed++
			if len(at) == 0 {
				v.Missing = append(v.Missing, Finding{w.rule, g.id, "earned by " + c.clock(due)})
			}
		case soonest > now:
			share.Barred++
		default:
			share.Open++
		}
		v.doubt(c, w, g, at, soonest)
	}
	v.Rules = append(v.Rules, share)
}

// doubt judges what one person was given.
func (v *Verdict) doubt(c *Crowd, w want, g *guest, at []time.Time, soonest int32) {
	if len(at) > 1 {
		v.Doubled = append(v.Doubled, Finding{w.rule, g.id, fmt.Sprintf("given %d times, at %s and %s", len(at), at[0].Format(shown), at[1].Format(shown))})
	}
	if len(at) == 0 {
		return
	}
	switch why := g.barred(); {
	case why != "":
		v.Wrong = append(v.Wrong, Finding{w.rule, g.id, why})
	case soonest >= far:
		v.Wrong = append(v.Wrong, Finding{w.rule, g.id, "given at " + at[0].Format(shown) + ", never earned in any reading"})
	case at[0].Before(c.at(int64(soonest) * 1000)):
		v.Wrong = append(v.Wrong, Finding{w.rule, g.id, "given at " + at[0].Format(shown) + ", not earned before " + c.clock(soonest)})
	}
}

const shown = "Mon 15:04:05"

func (c *Crowd) clock(second int32) string { return c.at(int64(second) * 1000).Format(shown) }

// claim is when a person certainly has, and could have, earned it.
func (c *Crowd) claim(w want, person int) (due, soonest int32) {
	g, r := &c.guests[person], c.runs[person][w.kind]
	if g.barred() != "" {
		return far, far
	}
	due, soonest = far, c.soonest(w, r)
	if g.badge != "" && g.token != "" {
		due = c.due(w, r)
	}
	return due, soonest
}

// barred says in words why a guest may be given nothing; "" = may.
func (g *guest) barred() string {
	switch {
	case g.staff:
		return "is staff"
	case !g.agreed("location"):
		return "is not to be followed"
	case !g.agreed("push"):
		return "has not agreed to pushes"
	}
	return ""
}

// exhausted is when the last code went, or never: who earned one later is owed none.
func (c *Crowd) exhausted(w want, pools int, got map[beacons.Person][]time.Time) int32 {
	if !w.pool || len(got) < min(pools, 200) {
		return far
	}
	last := int32(0)
	for _, at := range got {
		last = max(last, c.seconds(at[0]))
	}
	return last
}

// strangers finds what was given, by any rule, to people who may get nothing,
// or who do not exist.
func (c *Crowd) strangers(given []Given) []Finding {
	known := map[beacons.Person]*guest{}
	for i := range c.guests {
		known[c.guests[i].id] = &c.guests[i]
	}
	list := []Finding{}
	for _, g := range given {
		if g.Person == "" || g.Outcome != "done" || judged(g.Rule) && known[g.Person] != nil {
			continue
		}
		switch who := known[g.Person]; {
		case who == nil:
			list = append(list, Finding{g.Rule, g.Person, "is no guest"})
		case who.staff:
			list = append(list, Finding{g.Rule, g.Person, "is staff"})
		case !who.agreed("location"):
			list = append(list, Finding{g.Rule, g.Person, "is not to be followed"})
		}
	}
	return list
}

func judged(rule string) bool {
	for _, w := range wants() {
		if w.rule == rule {
			return true
		}
	}
	return false
}
