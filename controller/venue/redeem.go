package venue

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// Verdict is how a desk is answered.
type Verdict string

// The verdicts on what is handed in.
const (
	RedeemedNow  Verdict = "redeemed"
	RedeemedThen Verdict = "redeemed before"
	NotKnown     Verdict = "unknown"
	NotGiven     Verdict = "not given"
	TooLate      Verdict = "expired"
)

// Answer is what whoever told the venue something hears back.
type Answer struct {
	Verdict Verdict   `json:"verdict"`
	Text    string    `json:"text"` // in plain words
	Pool    string    `json:"reward,omitempty"`
	At      time.Time `json:"at,omitzero"` // when it was redeemed, or drawn
	// Winners and Reserves are the first places of a draw.
	Winners  []Place `json:"winners,omitempty"`
	Reserves []Place `json:"reserves,omitempty"`
}

// Answer is the answer to the last Redeemed or Drawn, for whoever stepped it. It may be
// told once the batch is safe.
func (v *Venue) Answer() Answer { return v.answer }

// redeem takes what is handed in at a desk.
func (v *Venue) redeem(now time.Time, r Redeemed) {
	first := v.once("redeem|" + r.ID)
	p, c, refusal := v.presented(r)
	if v.answer = refusal; refusal.Verdict == "" {
		v.answer = v.handIn(now, r, p, *c)
	}
	switch {
	case first && v.answer.Verdict == RedeemedNow:
		r.At = v.answer.At
		v.handedIn(now, r, p, *c)
	case first && v.answer.Verdict == NotGiven:
		v.warnStaff(now, r)
	case v.answer.Verdict == RedeemedNow: // it was refused under this id before
		v.answer = Answer{Verdict: NotGiven, Pool: p.name, Text: "This was refused before. Show it again."}
	}
	if r.Desk != "" {
		v.effects = append(v.effects, v.answered(now, r))
	}
}

// presented finds the code that is meant, or says why there is none.
func (v *Venue) presented(r Redeemed) (*pool, *CodeMove, Answer) {
	if r.Code != "" {
		for _, name := range v.poolNames(r.Pool) {
			if c := v.pools[name].find(r.Code); c != nil && !v.items(name) {
				return v.pools[name], c, Answer{}
			}
		}
		return nil, nil, Answer{Verdict: NotKnown, Text: "There is no such code."}
	}
	person := r.Person
	if m := v.tags[r.Tag]; m != nil && person == "" {
		person = m.profile.Person
	}
	p := v.pools[r.Pool]
	switch {
	case person == "":
		return nil, nil, Answer{Verdict: NotKnown, Text: "Nobody carries this badge."}
	case p == nil:
		return nil, nil, Answer{Verdict: NotKnown, Text: "There is no reward " + r.Pool + "."}
	}
	if c := p.heldBy(person); c != nil {
		return p, c, Answer{}
	}
	return nil, nil, Answer{Verdict: NotGiven, Pool: r.Pool, Text: "This person was given nothing of " + r.Pool + "."}
}

// handIn judges a code that is known.
func (v *Venue) handIn(now time.Time, r Redeemed, p *pool, c CodeMove) Answer {
	switch expires := v.termsOf(p.name).Expires; {
	case c.State == CodeRedeemed:
		return Answer{Verdict: RedeemedThen, Pool: p.name, At: c.At, Text: "This was redeemed at " + v.clock(now, c.At) + "."}
	case c.State == CodeFree:
		return Answer{Verdict: NotGiven, Pool: p.name, Text: "This is a code of " + p.name + ", but it was not given to anyone yet."}
	case !expires.IsZero() && now.After(expires):
		return Answer{Verdict: TooLate, Pool: p.name, Text: "This expired at " + v.clock(now, expires) + "."}
	}
	if lost := v.prize(p.name, c.Code); lost.Verdict != "" {
		return lost
	}
	at := r.At
	if at.IsZero() || at.After(now) {
		at = now
	}
	return Answer{Verdict: RedeemedNow, Pool: p.name, At: at, Text: "Redeemed now: " + p.name + "."}
}

// handedIn notes that a code was redeemed.
func (v *Venue) handedIn(now time.Time, r Redeemed, p *pool, c CodeMove) {
	v.move(CodeMove{Pool: p.name, Code: c.Code, State: CodeRedeemed, Person: c.Person, At: r.At})
	v.redeemedBy(p.name, c.Person)
	if m := v.people[c.Person]; m != nil && m.follow {
		v.decide(now, m, rules.Fact{Kind: rules.Redeemed, At: r.At, ID: r.ID, Reward: p.name})
	}
}

// warnStaff tells that something was handed in that was not given. The code
// itself is not told: it may still be free.
func (v *Venue) warnStaff(now time.Time, r Redeemed) {
	text := "Someone wanted " + v.answer.Pool
	if r.Desk != "" {
		text += " at " + r.Desk
	}
	v.send(rules.Staff{
		Head: rules.Head{ID: "redeem|" + r.ID + "/0", Why: rules.Why{At: now, Facts: []string{"redemption " + r.ID}}},
		Text: text + " and was not given it. It was not redeemed.",
	})
}

// answered is the answer as a desk on the broker hears it.
func (v *Venue) answered(now time.Time, r Redeemed) rules.Publish {
	body, _ := json.Marshal(struct { // plain fields: it always encodes
		ID string `json:"id"`
		Answer
	}{r.ID, v.answer})
	return rules.Publish{Head: rules.Head{ID: "redeemed|" + r.ID, Why: rules.Why{At: now}}, Topic: "redeemed/" + r.Desk, Body: body}
}

// poolNames are the pools to look in, always in the same order.
func (v *Venue) poolNames(only string) (names []string) {
	for name := range v.pools {
		if only == "" || name == only {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// find finds a code as people read it out: in any case, with any blanks and
// dashes.
func (p *pool) find(code string) *CodeMove {
	if c := p.codes[code]; c != nil {
		return c
	}
	wanted := spoken(code)
	for _, known := range p.order {
		if spoken(known) == wanted {
			return p.codes[known]
		}
	}
	return nil
}

func spoken(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// heldBy is what the person hands in next: the first that is not redeemed,
// else the last that is; nil when they were given nothing.
func (p *pool) heldBy(person beacons.Person) (held *CodeMove) {
	if p.held[person] == 0 {
		return nil
	}
	for _, code := range p.order {
		c := p.codes[code]
		if c.State == CodeFree || c.Person != person {
			continue
		}
		if held = c; c.State != CodeRedeemed {
			return held
		}
	}
	return held
}

// termsOf is what the book in force says of a pool; nothing when it is not in it.
func (v *Venue) termsOf(pool string) rules.Pool {
	for _, terms := range v.decider.Book().Pools {
		if terms.Name == pool {
			return terms
		}
	}
	return rules.Pool{}
}

// items tells whether the codes are numbers of items, which nobody is told.
func (v *Venue) items(pool string) bool { return v.termsOf(pool).Stock > 0 }

// clock is a moment on the clocks of the place, with its day when that is
// another one.
func (v *Venue) clock(now, at time.Time) string {
	place := v.decider.Book().Calendar.Place
	now, at = now.In(place), at.In(place)
	if now.YearDay() == at.YearDay() && now.Year() == at.Year() {
		return at.Format("15:04")
	}
	return at.Format("15:04 on Mon 2 Jan")
}
