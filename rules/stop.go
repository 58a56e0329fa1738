package rules

import (
	"slices"
	"strings"
	"time"
)

// Stopped is what a Stop stops: everything, one rule or one channel, written
// "all", "rule:coffee-gift" or "channel:push".
type Stopped string

// Everything is the stop of all rules and of what they have under way.
const Everything Stopped = "all"

// StopRule names one rule.
func StopRule(id string) Stopped { return Stopped("rule:" + id) }

// StopChannel names one channel.
func StopChannel(c Channel) Stopped { return Stopped("channel:" + c) }

// Rule is the id of the rule that is named; false = it names no rule.
func (s Stopped) Rule() (id string, named bool) { return strings.CutPrefix(string(s), "rule:") }

// Channel is the channel that is named; false = it names none there is.
func (s Stopped) Channel() (Channel, bool) {
	name, named := strings.CutPrefix(string(s), "channel:")
	return Channel(name), named && slices.Contains(Channels(), Channel(name))
}

// Stop says that something must not happen until it is taken back.
type Stop struct {
	What Stopped   `json:"what"`
	By   string    `json:"by,omitempty"` // who stopped it, in their own words
	At   time.Time `json:"at"`
}

// Stops are all stops in force, oldest first.
type Stops []Stop

// Find is the stop of exactly this, if there is one.
func (s Stops) Find(what Stopped) (Stop, bool) {
	i := slices.IndexFunc(s, func(stop Stop) bool { return stop.What == what })
	if i < 0 {
		return Stop{}, false
	}
	return s[i], true
}

// Rule is the stop that keeps a rule from acting, if there is one.
func (s Stops) Rule(r *Rule) (Stop, bool) {
	if len(s) == 0 {
		return Stop{}, false
	}
	for _, what := range []Stopped{Everything, StopRule(r.ID)} {
		if stop, found := s.Find(what); found {
			return stop, true
		}
	}
	for i := range r.Then {
		if stop, found := s.Find(StopChannel(r.Then[i].Channel())); found {
			return stop, true
		}
	}
	return Stop{}, false
}

// Holds tells whether an effect on its way must be held back. What no rule
// asked for, such as the number of people in a zone, is never held.
func (s Stops) Holds(e Effect) bool {
	rule := e.About().Why.Rule
	if len(s) == 0 || rule == "" {
		return false
	}
	for _, what := range []Stopped{Everything, StopRule(rule), StopChannel(ChannelOf(e))} {
		if _, found := s.Find(what); found {
			return true
		}
	}
	return false
}

// stopped says why the rule must not act at all now; "" = it may.
func (d *Decider) stopped(r *Rule, floor Floor) (refusal string) {
	stop, found := floor.Stops().Rule(r)
	if !found {
		return ""
	}
	refusal = "stopped by the organizer at " + stop.At.In(d.book.Calendar.Place).Format("15:04")
	if channel, is := stop.What.Channel(); is {
		refusal = string(channel) + " is " + refusal
	}
	return refusal
}
