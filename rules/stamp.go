package rules

import (
	"slices"
	"time"

	"foyer/beacons"
)

// Stamp is what a rule may ask about a stamp that somebody got.
type Stamp struct {
	Sponsor  string       `json:"s,omitempty"`
	Name     string       `json:"n,omitempty"` // the sponsor's
	Question string       `json:"q,omitempty"`
	Zone     beacons.Zone `json:"z,omitempty"`
	First    bool         `json:"f,omitempty"` // of this sponsor in the rule's game
	Near     bool         `json:"r,omitempty"` // the person was in the booth's zone in the last minutes
}

// Played is what a person has in one game.
type Played struct {
	Game   string   `json:"n,omitempty"`
	Points int      `json:"p,omitempty"`
	Stamps []string `json:"s,omitempty"` // sponsors whose stamp a rule of the game has taken
}

// Left is a zone that was left, and when.
type Left struct {
	Zone beacons.Zone `json:"z,omitempty"`
	At   time.Time    `json:"t,omitzero"`
}

// nearby is how long somebody who was at a booth is still near it.
const nearby = 2 * time.Minute

// stamp wakes the rules of the games that a stamp is of. It counts when one of
// them takes it, which is when the rule's conditions, consent and limit let it:
// a stamp from far away, or of somebody who has not agreed, leaves no trace.
// Where no rule wakes on stamps, each counts.
func (a *answer) stamp(f Fact) {
	var woken []want
	near := a.p.near(f.Booth.Zone, f.At)
	for _, r := range a.stamps {
		if f.Booth.In(r.When.Game) {
			woken = append(woken, want{r, a.stampedBy(r, f, near)})
		}
	}
	before := slices.Clone(a.p.Tallies)
	a.countSponsor(f)
	if a.take(woken) || len(a.stamps) == 0 {
		a.rise(before, f.At)
	} else {
		a.p.Tallies = before
	}
	// What the count has woken comes first: it is rarer, and where a cap leaves
	// room for one push, that is the one to send.
	for _, w := range woken {
		a.wake(w.rule, w.cause)
	}
}

func (a *answer) stampedBy(r *Rule, f Fact, near bool) cause {
	b := f.Booth
	fact := "stamped by " + b.Sponsor
	if near {
		fact += ", near its booth"
	}
	return cause{
		at: f.At, occurrence: f.ID, zone: b.Zone, facts: []string{fact},
		stamp: &Stamp{
			Sponsor: b.Sponsor, Name: b.Name, Question: b.Question, Zone: b.Zone,
			First: !a.p.stamped(r.When.Game, b.Sponsor), Near: near,
		},
	}
}

// take notes the stamp in the games whose rules take it, and tells whether one
// does. A rule in the shadow takes nothing.
func (a *answer) take(woken []want) (taken bool) {
	for _, w := range woken {
		if w.rule.Mode.Kind == Shadow || a.stopped(w.rule, a.floor) != "" || a.refusal(w.rule, w.cause) != "" {
			continue
		}
		taken = true
		if game := a.p.game(w.rule.When.Game); !slices.Contains(game.Stamps, w.cause.stamp.Sponsor) {
			game.Stamps = append(game.Stamps, w.cause.stamp.Sponsor)
		}
	}
	return taken
}

// countSponsor counts the sponsor of a stamp in every trait of sponsors.
func (a *answer) countSponsor(f Fact) {
	for _, t := range a.sponsors {
		if t.Window.Holds(f.At, a.book.Calendar.Place) {
			a.p.tally(t.Name).distinct(f.Booth.Sponsor)
		}
	}
}

// rise wakes what waits for the traits of sponsors that have grown.
func (a *answer) rise(before []Tally, at time.Time) {
	was := Profile{Tallies: before}
	for _, t := range a.sponsors {
		a.reach(t, was.Trait(t.Name), a.p.Trait(t.Name), at)
	}
	a.labels(at)
}

// distinct counts one thing, if it is a new one.
func (t *Tally) distinct(one string) {
	if !slices.Contains(t.Of, one) {
		// The list may be shared with a tally that is put back.
		t.Of = append(slices.Clip(t.Of), one)
		t.Value = float64(len(t.Of))
	}
}

// departed remembers the zone that was left before a visit began, as long as a
// stamp may ask for it.
func (a *answer) departed(next beacons.Visit) {
	if len(a.stamps) == 0 {
		a.p.Left = nil
		return
	}
	if last := a.p.Visit; last.Zone != "" && !last.Open() {
		a.p.Left = append(a.p.Left, Left{Zone: last.Zone, At: last.To})
	}
	a.p.Left = slices.DeleteFunc(a.p.Left, func(l Left) bool { return next.From.Sub(l.At) > nearby })
}

// near tells whether the person was in a zone around at. A visit that began a
// little after it counts too: a tap is quicker than the radio.
func (p *Profile) near(zone beacons.Zone, at time.Time) bool {
	since := at.Add(-nearby)
	v := p.Visit
	if v.Zone == zone && !v.From.After(at.Add(nearby)) && (v.Open() || !v.To.Before(since)) {
		return true
	}
	return slices.ContainsFunc(p.Left, func(l Left) bool { return l.Zone == zone && !l.At.Before(since) })
}

// stamped tells whether the person has the sponsor's stamp in a game.
func (p *Profile) stamped(game, sponsor string) bool {
	i := slices.IndexFunc(p.Games, func(g Played) bool { return g.Game == game })
	return i >= 0 && slices.Contains(p.Games[i].Stamps, sponsor)
}

// game finds or makes what the person has in a game.
func (p *Profile) game(game string) *Played {
	i := slices.IndexFunc(p.Games, func(g Played) bool { return g.Game == game })
	if i < 0 {
		p.Games = append(p.Games, Played{Game: game})
		i = len(p.Games) - 1
	}
	return &p.Games[i]
}

// Forget is what stays of a person who does not agree, or no longer, to be
// located: the stamps they got by their own hand, what those were counted for,
// and what waits because of one. Nothing of it says where they are.
func (d *Decider) Forget(p Profile) Profile {
	kept := Profile{Person: p.Person, Games: p.Games, Exposures: d.ownExposures(p.Exposures), Browser: p.Browser, Dead: p.Dead}
	for _, t := range p.Tallies {
		if known := d.traits[t.Trait]; known != nil && known.Measure == CountSponsors {
			kept.Tallies = append(kept.Tallies, t)
		}
	}
	for _, did := range p.Did {
		if r := d.rules[did.Rule]; r != nil && r.When.byOwnHand(d) {
			kept.Did = append(kept.Did, did)
		}
	}
	for _, t := range p.Timers {
		if r := d.rules[t.Name]; t.Kind.clock() && t.Kind != bookTimer && r != nil && r.When.byOwnHand(d) {
			kept.Timers = append(kept.Timers, t)
		}
	}
	return kept
}

// byOwnHand tells whether people wake the rule by stamps alone.
func (w *When) byOwnHand(d *Decider) bool {
	return w.Kind == StampOf || w.Kind == TraitReaches && d.traits[w.Trait] != nil && d.traits[w.Trait].Measure == CountSponsors
}

// Acted tells whether there is anything to remember of who is not followed.
func (p *Profile) Acted() bool {
	return len(p.Games)+len(p.Tallies)+len(p.Did)+len(p.Timers)+len(p.Labels)+len(p.Reached)+len(p.Exposures)+len(p.Browser) > 0 || p.Dead != nil
}

// per is the sponsor for which a limit counts apart; "" = it counts for all.
func (l *Limit) per(c cause) string {
	if l.PerStamp && c.stamp != nil {
		return c.stamp.Sponsor
	}
	return ""
}

// text is what a template may say about a stamp; a nil stamp says nothing.
func (s *Stamp) text(name string) string {
	if s == nil {
		return ""
	}
	switch name {
	case "stamp.sponsor_name":
		return s.Name
	case "stamp.question":
		return s.Question
	case "stamp.zone":
		return string(s.Zone)
	default:
		return s.Sponsor
	}
}
