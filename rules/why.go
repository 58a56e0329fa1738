package rules

import (
	"slices"
	"strings"
	"time"

	"foyer/beacons"
)

// Gate is a question that a rule must pass before it acts.
type Gate string

// The gates, in the order in which Decide asks them.
const (
	StopGate    Gate = "stop"
	ModeGate    Gate = "mode"
	WhenGate    Gate = "when"
	StaffGate   Gate = "staff"
	IfGate      Gate = "if"
	ConsentGate Gate = "consent"
	PhoneGate   Gate = "phone"
	LimitGate   Gate = "limit"
	WaitGate    Gate = "wait"
	QuietGate   Gate = "quiet"
	CapGate     Gate = "cap"
	RewardGate  Gate = "reward"
	HoldoutGate Gate = "holdout"
	VariantGate Gate = "experiment"
	ColourGate  Gate = "colours" // of a rule about a zone
)

// Check is one gate and how it is for this person now.
type Check struct {
	Gate  Gate   `json:"gate"`
	Asks  string `json:"asks"` // what is asked, as the book has it
	Holds bool   `json:"holds"`
	// Open says that it cannot be known before it happens, such as which song
	// will be asked for; Holds is false then.
	Open    bool    `json:"open,omitempty"`
	Because string  `json:"because"`          // what is so, in plain words
	Would   string  `json:"would,omitempty"`  // what would have to change, if it does not hold
	Values  []Value `json:"values,omitempty"` // of the names in a line of `if`
}

// Onlooker is a Floor that can be asked what is left without taking it.
type Onlooker interface {
	Floor
	// Left is how many of the pool can still be given to anybody, and why Take
	// would refuse the person now; "" = it would not.
	Left(pool Pool, person beacons.Person, now time.Time) (left int, refusal string)
}

// Explain says what stands between the person and the rule now, gate by gate,
// in the order in which Decide asks. All gates but the first hold exactly when
// the rule would act if it were woken now. Nothing is changed or taken.
func (d *Decider) Explain(now time.Time, p *Profile, r *Rule, floor Onlooker) []Check {
	e := explainer{answer: answer{Decider: d, now: now, p: p, floor: floor}, look: floor, rule: r}
	e.add(e.meant(e.when()))
	e.stops()
	e.mode()
	e.staff()
	e.conditions(e.asked())
	e.consents()
	e.stepConsents()
	e.phone()
	e.limits()
	e.waiting()
	e.quiet()
	e.caps()
	e.rewards()
	e.holdout()
	e.variant()
	return e.checks
}

// explainer is the work on one question. It only reads.
type explainer struct {
	answer
	look   Onlooker
	rule   *Rule
	checks []Check
	out    leftOut // steps that would be left out
}

func (e *explainer) add(c Check) { e.checks = append(e.checks, c) }

// asked is what the conditions would look at if the rule were woken now.
func (e *explainer) asked() Asked {
	zone := e.p.here()
	if e.rule.When.Kind == Leave {
		zone = e.rule.When.Zone
	}
	asked := Asked{Person: e.p, Zone: zone, Crowd: e.floor}
	if zone != "" {
		asked.ZonePeople = e.floor.People(zone)
	}
	return asked
}

// stops is there only while something is stopped.
func (e *explainer) stops() {
	if because := e.stopped(e.rule, e.floor); because != "" {
		e.add(Check{Gate: StopGate, Asks: "is not stopped", Because: because, Would: "the organizer lets it go on"})
	}
}

func (e *explainer) staff() {
	c := Check{Gate: StaffGate, Asks: "is not staff", Holds: !e.p.Staff, Because: "a guest, by the registrations"}
	if e.p.Staff {
		c.Because, c.Would = "staff receive nothing", "the registrations no longer say that they are staff"
	}
	e.add(c)
}

func (e *explainer) conditions(asked Asked) {
	for i := range e.rule.If {
		e.add(e.condition(IfGate, &e.rule.If[i], asked))
	}
}

// condition tells one line of an `if` with the value of each name in it.
func (e *explainer) condition(gate Gate, c *Condition, asked Asked) Check {
	out := Check{Gate: gate, Asks: c.Source, Holds: c.Holds(asked), Values: c.values(asked)}
	out.Because = valuesText(c.Source, out.Values)
	out.Open = slices.ContainsFunc(out.Values, func(v Value) bool { return asked.lacks(v.Name) })
	switch {
	case out.Open:
		out.Holds, out.Because = false, "is asked each time, of the song or stamp that it is about"
	case !out.Holds:
		out.Would = e.wouldAll(out.Values)
	}
	return out
}

// lacks tells whether a name stands for something that has not happened yet.
func (a *Asked) lacks(name string) bool {
	return a.Mention == nil && strings.HasPrefix(name, "mention.") || a.Stamp == nil && strings.HasPrefix(name, "stamp.")
}

func (c *Condition) values(asked Asked) []Value {
	if c.Values == nil {
		return nil
	}
	return c.Values(asked)
}

// valuesText is "it is 2" where the line begins with its only name, and "a is
// 2, b is no" elsewhere.
func valuesText(line string, values []Value) string {
	if len(values) == 1 && strings.HasPrefix(line, values[0].Name) {
		return "it is " + values[0].Text
	}
	said := make([]string, 0, len(values))
	for _, v := range values {
		said = append(said, v.Name+" is "+v.Text)
	}
	if len(said) == 0 {
		return "it looks at nothing that changes"
	}
	return strings.Join(said, ", ")
}

func (e *explainer) consents() {
	for _, purpose := range e.rule.Consent {
		e.add(e.agreed(purpose))
	}
}

func (e *explainer) phone() {
	if !e.rule.tells() {
		return
	}
	c := Check{Gate: PhoneGate, Asks: "a phone to tell them", Holds: e.p.Phone() != "", Because: "a phone is registered"}
	if !c.Holds {
		c.Because, c.Would = "no phone is registered", "they open the app and allow notices"
	}
	e.add(e.spare(c, &e.out.push))
}

// waiting tells of a wait that is running. Without one the rule can be woken.
func (e *explainer) waiting() {
	if e.rule.Wait.none() {
		return
	}
	c := Check{Gate: WaitGate, Asks: e.waitText(), Holds: true, Because: "no wait is running"}
	for _, t := range e.p.Timers {
		if t.Kind == WaitTimer && t.Name == e.rule.ID {
			c.Holds, c.Because = false, "woke "+e.moment(t.Since)+" and waits until "+e.moment(t.Due)
			c.Would = "the wait ends; then everything is asked again"
		}
	}
	e.add(c)
}

func (e *explainer) waitText() string {
	w := &e.rule.Wait
	text := "waits for " + Length(w.For)
	if w.For == 0 {
		text = "waits until " + clockText(w.Until)
	}
	if w.Or != nil {
		text += ", or until: " + w.Or.String()
	}
	return text
}

func (e *explainer) holdout() {
	h := &e.book.Policy.Holdout
	if h.Share <= 0 || !e.rule.tells() {
		return
	}
	c := Check{Gate: HoldoutGate, Asks: "is not held out by lot", Holds: !e.p.heldOut(h), Because: "is not held out"}
	if !c.Holds {
		c.Because = "is held out: gets no push, so that its effect can be measured"
		c.Would = "nothing: the lot falls the same for the whole event"
	}
	e.add(e.spare(c, &e.out.push))
}

// variant tells which wording the lot gives them. It holds nobody back.
func (e *explainer) variant() {
	if x := e.rule.Experiment; x != nil {
		because := "gets the wording `" + string(e.assigned(x)) + "`, by lot"
		e.add(Check{Gate: VariantGate, Asks: "the experiment " + x.ID, Holds: true, Because: because})
	}
}
