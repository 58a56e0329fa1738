package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func (e *explainer) limits() {
	if l := e.rule.Limit; l.PerPerson > 0 {
		e.add(e.perPerson(l))
	}
	if total := e.rule.Limit.Total; total > 0 {
		acted := e.floor.Acted(e.rule.Account())
		c := Check{Gate: LimitGate, Asks: fmt.Sprintf("at most %d for everybody", total), Holds: acted < total, Because: fmt.Sprintf("used %d of %d", acted, total)}
		if !c.Holds {
			c.Would = "the rule's total is raised"
		}
		e.add(c)
	}
}

func (e *explainer) perPerson(l Limit) Check {
	asks := fmt.Sprintf("at most %d for one person", l.PerPerson)
	if l.Per > 0 {
		asks += " in " + Length(l.Per)
	}
	used := e.p.usedTimes(e.rule.Account(), e.now, l.Per)
	if l.PerStamp {
		return Check{Gate: LimitGate, Asks: asks + " and sponsor", Open: true, Because: e.sponsors()}
	}
	c := Check{Gate: LimitGate, Asks: asks, Holds: len(used) < l.PerPerson, Because: e.used(used, l.PerPerson)}
	switch {
	case c.Holds:
	case l.Per == 0:
		c.Would = "the rule's per_person is raised"
	default:
		c.Would = "it is " + e.moment(used[len(used)-l.PerPerson].Add(l.Per)) + " or later"
	}
	return c
}

// sponsors tells for which of them the rule has acted.
func (e *explainer) sponsors() string {
	var said []string
	for _, did := range e.p.Did {
		if did.Rule == e.rule.Account() && did.Per != "" && len(did.Times) > 0 {
			said = append(said, did.Per+" ("+e.moments(did.Times)+")")
		}
	}
	if len(said) == 0 {
		return "used for no sponsor yet"
	}
	return "used for " + strings.Join(said, ", ")
}

// used is "used 1 of 3 (10:00:45)".
func (e *explainer) used(times []time.Time, most int) string {
	text := fmt.Sprintf("used %d of %d", len(times), most)
	if len(times) > 0 {
		text += " (" + e.moments(times) + ")"
	}
	return text
}

// usedTimes are the times that a limit counts, oldest first.
func (p *Profile) usedTimes(rule string, now time.Time, per time.Duration) (used []time.Time) {
	for _, did := range p.Did {
		for _, at := range did.Times {
			if did.Rule == rule && (per == 0 || now.Sub(at) < per) {
				used = append(used, at)
			}
		}
	}
	return used
}

// quiet asks the same as answer.quiet, and holds nothing back.
func (e *explainer) quiet() {
	q := &e.book.Policy.Quiet
	place := e.book.Calendar.Place
	if q.Hours.Always() || !e.rule.tells() || e.out.push != "" && e.out.needed(e.rule, e.pools) == "" {
		return
	}
	c := Check{Gate: QuietGate, Asks: "no push" + q.Hours.between(), Holds: true, Because: "it is " + e.moment(e.now)}
	switch {
	case e.rule.Loud:
		c.Because = "the rule ignores quiet hours"
	case q.Hours.Holds(e.now, place):
		ends := q.Hours.Ends(e.now, place)
		c.Holds, c.Would = false, "it is "+e.moment(ends)
		c.Because = "quiet hours until " + e.moment(ends)
		if q.Drop {
			c.Because += "; what is decided in them is dropped"
		}
		if closes := e.book.Calendar.Closes; q.Drop || !closes.IsZero() && !ends.Before(closes) {
			c = e.spare(c, &e.out.push)
		}
	}
	e.add(c)
}

// caps tells each cap that counts what the rule would send.
func (e *explainer) caps() {
	for i := range e.book.Policy.Caps {
		bound := &e.book.Policy.Caps[i]
		uses := e.rule.Uses(bound.Channel)
		if uses == 0 {
			continue
		}
		times := e.p.reachedTimes(bound, e.now, e.book.Calendar.Place)
		over := len(times) + uses - bound.AtMost
		c := Check{Gate: CapGate, Asks: "at most " + bound.String(), Holds: over <= 0, Because: e.used(times, bound.AtMost)}
		if over > 0 {
			c.Would = e.capWould(bound, times, over)
		}
		if bound.Channel == PushChannel {
			c = e.spare(c, &e.out.push)
		}
		e.add(c)
	}
}

// capWould says when a cap has room again: when as many of its times are past
// as are over.
func (e *explainer) capWould(bound *Cap, times []time.Time, over int) string {
	switch {
	case over > len(times):
		return "the cap is raised: the rule alone is over it"
	case bound.Per == 0:
		return "it is the next day"
	}
	return "it is " + e.moment(times[over-1].Add(bound.Per)) + " or later"
}

// reachedTimes are the times that a cap counts, oldest first.
func (p *Profile) reachedTimes(c *Cap, now time.Time, place *time.Location) (times []time.Time) {
	for i := range p.Reached {
		if p.Reached[i].Channel != c.Channel {
			continue
		}
		for _, at := range p.Reached[i].Times {
			if c.counts(at, now, place) {
				times = append(times, at)
			}
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

func (e *explainer) rewards() {
	for i := range e.rule.Then {
		name := e.rule.Then[i].Reward
		pool := e.pools[name]
		if name == "" || pool == nil {
			continue
		}
		left, refusal := e.look.Left(*pool, e.p.Person, e.now)
		c := Check{Gate: RewardGate, Asks: "one of " + name, Holds: refusal == "", Because: fmt.Sprintf("%d left", left)}
		if pool.Draw != nil {
			c.Asks, c.Because = "a place in the draw "+name, "it is open"
		}
		if !c.Holds {
			c.Because, c.Would = refusal, "the reward's own limits are changed"
			if left == 0 && pool.Draw == nil {
				c.Would = "more of " + name + " is there"
			}
		}
		e.add(c)
	}
}
