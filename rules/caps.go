package rules

import (
	"strconv"
	"strings"
	"time"
)

// Uses counts how often the rule reaches a person through a channel when it acts.
func (r *Rule) Uses(channel Channel) (n int) {
	for i := range r.Then {
		if then := &r.Then[i]; channel == PushChannel && then.Push != nil || channel == SongChannel && then.DJ != nil {
			n++
		}
	}
	return n
}

// quiet says that the rule may act now, or that its push is held until the
// quiet hours end, or dropped. A rule without a push wakes nobody.
func (a *answer) quiet(r *Rule, c cause) (outcome Outcome, because string) {
	q := &a.book.Policy.Quiet
	place := a.book.Calendar.Place
	if q.Hours.Always() || r.Loud || !r.tells() || !q.Hours.Holds(a.now, place) {
		return Done, ""
	}
	ends := q.Hours.Ends(a.now, place)
	switch closes := a.book.Calendar.Closes; {
	case q.Drop:
		return Dropped, "quiet hours until " + a.day(ends)
	case !closes.IsZero() && !ends.Before(closes):
		return Dropped, "quiet hours until the event is over"
	}
	a.hold(QuietTimer, r, c, ends)
	return Held, "quiet hours until " + a.day(ends)
}

// heldOut tells whether the rule would push to somebody who is held out.
func (a *answer) heldOut(r *Rule) bool {
	return r.tells() && a.p.heldOut(&a.book.Policy.Holdout)
}

// capped names the cap of a channel that leaves the rule no room; "" = there is
// room.
func (a *answer) capped(r *Rule, channel Channel) string {
	for i := range a.book.Policy.Caps {
		bound := &a.book.Policy.Caps[i]
		if uses := r.Uses(channel); bound.Channel == channel && uses > 0 && a.p.within(bound, a.now, a.book.Calendar.Place)+uses > bound.AtMost {
			return "over the cap " + bound.String()
		}
	}
	return ""
}

// within counts how often the person was reached in the time of a cap.
func (p *Profile) within(c *Cap, now time.Time, place *time.Location) (n int) {
	for i := range p.Reached {
		if p.Reached[i].Channel != c.Channel {
			continue
		}
		for _, at := range p.Reached[i].Times {
			if c.counts(at, now, place) {
				n++
			}
		}
	}
	return n
}

// counts tells whether the cap counts at now what was sent at a time.
func (c *Cap) counts(at, now time.Time, place *time.Location) bool {
	if c.Per == 0 {
		return sameDay(at.In(place), now.In(place))
	}
	return now.Sub(at) < c.Per
}

func sameDay(a, b time.Time) bool { return a.YearDay() == b.YearDay() && a.Year() == b.Year() }

// reached counts what the rule has just done against the caps.
func (a *answer) reached(r *Rule, out leftOut) {
	for _, channel := range [...]Channel{PushChannel, SongChannel} {
		keep := 0
		for _, c := range a.book.Policy.Caps {
			if c.Channel == channel {
				keep = max(keep, c.AtMost)
			}
		}
		if keep == 0 {
			continue
		}
		for i := range r.Then {
			if then := &r.Then[i]; then.Channel() == channel && out.why(then) == "" {
				a.p.reach(channel, a.now, keep)
			}
		}
	}
}

func (p *Profile) reach(channel Channel, now time.Time, keep int) {
	for i := range p.Reached {
		if p.Reached[i].Channel == channel {
			times := append(p.Reached[i].Times, now)
			p.Reached[i].Times = times[max(0, len(times)-keep):]
			return
		}
	}
	p.Reached = append(p.Reached, Reached{Channel: channel, Times: []time.Time{now}})
}

// unreach takes one of the times back.
func (p *Profile) unreach(channel Channel, at time.Time) {
	for i := range p.Reached {
		if p.Reached[i].Channel != channel {
			continue
		}
		for j, known := range p.Reached[i].Times {
			if known.Equal(at) {
				p.Reached[i].Times = append(p.Reached[i].Times[:j:j], p.Reached[i].Times[j+1:]...)
				return
			}
		}
	}
}

// String is the cap as an organizer would say it.
func (c Cap) String() string {
	per := "day"
	if c.Per > 0 {
		per = shortly(c.Per)
	}
	return strconv.Itoa(c.AtMost) + " " + string(c.Channel) + " per " + per
}

// shortly writes 45m for 45m0s.
func shortly(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if short, ok := strings.CutSuffix(text, zero); ok {
			text = short + zero[:1]
		}
	}
	return text
}
