package rules

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foyer/beacons"
)

var whyStart = time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)

// ledge is a floor with one pool, which gives as long as something is left.
type ledge struct {
	people  int
	acted   int
	left    int
	held    int
	present []*Profile
	stops   Stops
	empty   bool // somebody found it so
}

func (l *ledge) People(beacons.Zone) int         { return l.people }
func (l *ledge) Present(beacons.Zone) []*Profile { return l.present }
func (l *ledge) Stops() Stops                    { return l.stops }
func (l *ledge) Acted(string) int                { return l.acted }
func (l *ledge) Rank(string, beacons.Person) int { return 0 }
func (l *ledge) Count(string) int                { return 0 }
func (l *ledge) Stand(*Profile)                  {}
func (l *ledge) FoundEmpty(Pool) bool            { return l.left == 0 && l.empty }

func (l *ledge) Refuses(pool Pool, person beacons.Person, now time.Time) (refusal string, empty bool) {
	left, refusal := l.Left(pool, person, now)
	return refusal, left == 0
}

func (l *ledge) Left(pool Pool, _ beacons.Person, _ time.Time) (left int, refusal string) {
	switch {
	case l.held >= pool.PerPerson:
		return l.left, "already has one"
	case l.left == 0:
		return 0, "nothing is left"
	}
	return l.left, ""
}

func (l *ledge) Take(pool Pool, p beacons.Person, now time.Time) (code, refusal string, empty bool) {
	if _, refusal := l.Left(pool, p, now); refusal != "" {
		return "", refusal, l.left == 0
	}
	l.left--
	l.held++
	return "code", "", false
}

// atLeast is a condition on a trait, as parsing makes it.
func atLeast(trait string, n float64) Condition {
	return Condition{
		Source: fmt.Sprintf("person.%s >= %v", trait, n),
		Holds:  func(a Asked) bool { return a.Person.Trait(trait) >= n },
		Values: func(a Asked) []Value { return []Value{{"person." + trait, number(a.Person.Trait(trait))}} },
	}
}

func registered() Condition {
	return Condition{
		Source: "person.registered", Holds: func(a Asked) bool { return a.Person.Registered },
		Values: func(a Asked) []Value { return []Value{{"person.registered", fmt.Sprint(a.Person.Registered)}} },
	}
}

func crowded() Condition {
	return Condition{
		Source: "zone.people >= 3", Holds: func(a Asked) bool { return a.ZonePeople >= 3 },
		Values: func(a Asked) []Value { return []Value{{"zone.people", number(float64(a.ZonePeople))}} },
	}
}

func whyBook() *Book {
	return &Book{
		Calendar: Calendar{Place: time.UTC, Opens: whyStart, Closes: whyStart.Add(48 * time.Hour)},
		Traits: []Trait{
			{Name: "cups", Zones: []beacons.Zone{"bar", "cafe"}, AtLeast: 45 * time.Second, AtMostEvery: 10 * time.Minute},
			{Name: "evening_cups", Zones: []beacons.Zone{"bar"}, AtLeast: time.Minute, Window: Window{From: 20 * time.Hour, To: 2 * time.Hour}},
			{Name: "bars", Measure: CountZones, Zones: []beacons.Zone{"bar", "cafe"}, AtLeast: time.Minute},
			{Name: "minutes", Measure: SumMinutes, Zones: []beacons.Zone{"floor"}},
			{Name: "night_minutes", Measure: SumMinutes, Zones: []beacons.Zone{"floor"}, Window: Window{From: 20 * time.Hour, To: 2 * time.Hour}},
		},
		Labels: []Label{{Name: "lover", If: atLeast("cups", 3)}},
		Pools:  []Pool{{Name: "gift", PerPerson: 1}},
	}
}

func pushing() []Then {
	return []Then{{Push: &PushThen{Title: Template{[]string{"a"}}, Body: Template{[]string{"b"}}}}}
}

// drawnRule is any rule about a person that could be woken now.
func drawnRule(t *rapid.T) Rule {
	r := Rule{
		ID: "r", Wait: Wait{Until: -1},
		When:    rapid.SampledFrom([]When{{Kind: LabelGained, Label: "lover"}, {Kind: Enter, Zone: "bar"}, {Kind: Leave, Zone: "bar"}, {Kind: TraitReaches, Trait: "cups", Reaches: 2}}).Draw(t, "when"),
		If:      rapid.SampledFrom([][]Condition{nil, {atLeast("cups", 2)}, {registered(), crowded()}}).Draw(t, "if"),
		Consent: rapid.SampledFrom([][]Purpose{nil, {PushNote}, {Location, PushNote}}).Draw(t, "consent"),
		Limit: Limit{
			PerPerson: rapid.IntRange(0, 2).Draw(t, "per person"), Total: rapid.SampledFrom([]int{0, 0, 3}).Draw(t, "total"),
			Per: rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "per"),
		},
		Loud: rapid.Bool().Draw(t, "loud"),
	}
	then := [][]Then{pushing(), append([]Then{{Reward: "gift"}}, pushing()...), {{Reward: "gift"}}, {{DJ: &DJThen{}}}, append(pushing(), pushing()...), append(pushing(), Then{Staff: Template{[]string{"s"}}}), append(pushing(), Then{DJ: &DJThen{Taste: Template{[]string{"t"}}}})}
	r.Then = rapid.SampledFrom(then).Draw(t, "then")
	return r
}

func drawnPolicy(t *rapid.T) Policy {
	var policy Policy
	if rapid.Bool().Draw(t, "quiet") {
		policy.Quiet = Quiet{Hours: Window{From: 22 * time.Hour, To: 8 * time.Hour}, Drop: rapid.Bool().Draw(t, "drop")}
	}
	if rapid.Bool().Draw(t, "capped") {
		policy.Caps = []Cap{{Channel: PushChannel, AtMost: 1, Per: 45 * time.Minute}, {Channel: PushChannel, AtMost: 3}, {Channel: SongChannel, AtMost: 1}}
	}
	if rapid.Bool().Draw(t, "holdout") {
		policy.Holdout = Holdout{Share: 0.5, Salt: "s"}
	}
	return policy
}

func drawnProfile(t *rapid.T, now time.Time) *Profile {
	p := &Profile{
		Person: beacons.Person(rapid.SampledFrom([]string{"ada", "bo", "cy", "di"}).Draw(t, "person")),
		Staff:  rapid.IntRange(0, 5).Draw(t, "staff") == 0, Registered: rapid.IntRange(0, 3).Draw(t, "registered") > 0,
		Visit:   beacons.Visit{Zone: "bar", From: now.Add(-time.Minute)},
		Tallies: []Tally{{Trait: "cups", Value: float64(rapid.IntRange(0, 4).Draw(t, "cups"))}},
	}
	if rapid.IntRange(0, 4).Draw(t, "phone") > 0 {
		p.PushToken = "token"
	}
	for _, purpose := range []Purpose{Location, PushNote} {
		if rapid.IntRange(0, 4).Draw(t, string(purpose)) > 0 {
			p.Consents = append(p.Consents, purpose)
		}
	}
	if past := drawnTimes(t, "did", now); len(past) > 0 {
		p.Did = []Did{{Rule: "other", Times: past}, {Rule: "r", Times: past}}
	}
	if past := drawnTimes(t, "reached", now); len(past) > 0 {
		p.Reached = []Reached{{Channel: PushChannel, Times: past}}
	}
	return p
}

func drawnTimes(t *rapid.T, what string, now time.Time) (times []time.Time) {
	for range rapid.IntRange(0, 2).Draw(t, what) {
		times = append(times, now.Add(-time.Duration(rapid.IntRange(1, 2000).Draw(t, "minutes ago"))*time.Minute))
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

func TestEveryGateHoldsExactlyWhenTheRuleActs(t *testing.T) {
	acted := 0
	rapid.Check(t, func(t *rapid.T) {
		book := whyBook()
		book.Policy, book.Rules = drawnPolicy(t), []Rule{drawnRule(t)}
		book.Rules[0].Mode = rapid.SampledFrom([]Mode{{}, {}, {}, {}, {Kind: Shadow}, {Kind: Off}, {Share: 0.5}}).Draw(t, "mode")
		now := whyStart.Add(time.Duration(rapid.IntRange(0, 40*60).Draw(t, "minute")) * time.Minute)
		d, p := NewDecider(book), drawnProfile(t, now)
		floor := &ledge{people: rapid.IntRange(0, 5).Draw(t, "people"), acted: rapid.IntRange(0, 4).Draw(t, "acted"), left: rapid.IntRange(0, 1).Draw(t, "left"), held: rapid.IntRange(0, 1).Draw(t, "held")}
		floor.stops = rapid.SampledFrom([]Stops{nil, nil, nil, {{What: StopChannel(PushChannel)}}, {{What: StopRule("other")}}}).Draw(t, "stops")
		before := string(p.AppendJSON(nil))
		checks := d.Explain(now, p, &book.Rules[0], floor)
		if after := string(p.AppendJSON(nil)); after != before {
			t.Fatalf("explaining changed the profile:\n%s\nto\n%s", before, after)
		}
		a := answer{Decider: d, now: now, p: p, floor: floor}
		c := cause{at: now, occurrence: "1"}
		if book.Rules[0].When.Kind == Leave {
			c.zone = "bar"
		}
		a.wake(&book.Rules[0], c)
		a.answer()
		refused := slices.IndexFunc(checks, func(c Check) bool { return c.Gate != WhenGate && !c.Holds })
		if did := len(a.decisions) > 0 && a.decisions[0].Outcome == Done; did != (refused < 0) {
			t.Fatalf("woken: %+v; the gates: %+v", a.decisions, checks)
		} else if did {
			acted++
		}
		for _, c := range checks {
			if c.Asks == "" || c.Because == "" || !c.Holds && !c.Open && c.Would == "" {
				t.Fatalf("a gate that does not tell all: %+v", c)
			}
		}
	})
	if acted == 0 {
		t.Error("no drawn rule acted: the law was not tried")
	}
}

// life is a person who walks through zones, and what the rules recorded.
type life struct {
	d         *Decider
	p         *Profile
	visits    []beacons.Visit
	decisions []Decision
	now       time.Time
}

func (l *life) tell(f Fact) {
	l.decisions = append(l.decisions, l.d.Decide(l.now, l.p, f, &ledge{left: 1})...)
}

// visit is one stay, heard now and then.
func (l *life) visit(zone beacons.Zone, stay time.Duration) {
	v := beacons.Visit{Zone: zone, From: l.now}
	l.tell(Fact{Kind: Entered, At: v.From, Visit: v})
	for l.now = l.now.Add(7 * time.Second); l.now.Sub(v.From) < stay; l.now = l.now.Add(7 * time.Second) {
		l.tell(Fact{Kind: Stayed, At: l.now})
	}
	v.To = v.From.Add(stay)
	l.now = v.To
	l.tell(Fact{Kind: Ended, At: v.To, Visit: v})
	l.visits = append(l.visits, v)
}

func TestARecountOfTheVisitsAgreesWithTheTallies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		book := whyBook()
		book.Rules = []Rule{
			{ID: "love", When: When{Kind: LabelGained, Label: "lover"}, Wait: Wait{Until: -1}, Then: pushing()},
			{ID: "two", When: When{Kind: TraitReaches, Trait: "evening_cups", Reaches: 2}, Wait: Wait{Until: -1}, Then: pushing()},
			{ID: "stay", When: When{Kind: Enter, Zone: "bar", AtLeast: time.Minute}, Wait: Wait{Until: -1}, Then: pushing()},
			{ID: "went", When: When{Kind: Leave, Zone: "bar", AtLeast: time.Minute}, Wait: Wait{Until: -1}, Then: pushing()},
		}
		l := &life{d: NewDecider(book), p: &Profile{Person: "ada", PushToken: "t"}, now: whyStart.Add(10 * time.Hour)}
		for range rapid.IntRange(0, 12).Draw(t, "visits") {
			l.now = l.now.Add(time.Duration(rapid.IntRange(0, 3600).Draw(t, "away")) * time.Second)
			zone := rapid.SampledFrom([]beacons.Zone{"bar", "cafe", "floor", "hall"}).Draw(t, "zone")
			l.visit(zone, time.Duration(rapid.IntRange(1, 300).Draw(t, "stay"))*time.Second)
		}
		for i := range book.Traits {
			trait := &book.Traits[i]
			a := answer{Decider: l.d, now: l.now}
			value := 0.0
			for _, c := range a.recount(trait, l.visits, l.now) {
				value = c.Value
			}
			if got := l.p.Trait(trait.Name); math.Abs(got-value) > 1e-3 {
				t.Fatalf("%s after %v: tallied %v, recounted %v", trait.Name, l.visits, got, value)
			}
		}
		l.checkWoken(t, book)
	})
}

// checkWoken holds what is said to have woken a rule against the decisions.
func (l *life) checkWoken(t *rapid.T, book *Book) {
	woken := map[string]int{}
	for _, decision := range l.decisions {
		woken[decision.Rule]++
	}
	for i := range book.Rules[:2] {
		r := &book.Rules[i]
		if got := l.d.Explain(l.now, l.p, r, &ledge{})[0]; got.Holds != (woken[r.ID] > 0) {
			t.Fatalf("rule %s was woken %d times, and the answer is %+v", r.ID, woken[r.ID], got)
		}
	}
	for i := range book.Rules[2:] {
		r := &book.Rules[2+i]
		times := 0
		for _, c := range l.d.Recount(r, l.visits, l.now, l.now) {
			if c.For == "" && c.Holds {
				times++
			}
		}
		if times != woken[r.ID] {
			t.Fatalf("rule %s was woken %d times, and %d visits are said to have woken it", r.ID, woken[r.ID], times)
		}
	}
}

func TestAVisitSaysWhyItCountedOrNot(t *testing.T) {
	book := whyBook()
	book.Rules = []Rule{{ID: "love", When: When{Kind: LabelGained, Label: "lover"}, Wait: Wait{Until: -1}, Then: pushing()}}
	at := func(clock string) time.Time {
		c, _ := time.Parse("15:04:05", clock)
		return time.Date(2026, 5, 9, c.Hour(), c.Minute(), c.Second(), 0, time.UTC)
	}
	visits := []beacons.Visit{
		{Zone: "bar", From: at("09:40:10"), To: at("09:40:30")},
		{Zone: "bar", From: at("09:46:00"), To: at("09:48:00")},
		{Zone: "hall", From: at("09:49:00"), To: at("09:50:00")},
		{Zone: "cafe", From: at("09:52:00"), To: at("09:55:00")},
		{Zone: "cafe", From: at("10:02:00")},
	}
	want := []string{
		"bar 20 s, shorter than 45 s",
		"bar counted at 09:46:45: cups is 1",
		"cafe 6 min after the last counted one, 10 min are needed",
		"cafe 30 s so far, 45 s are needed",
	}
	got := NewDecider(book).Recount(&book.Rules[0], visits, at("10:02:30"), at("10:03:00"))
	for i, c := range got {
		if said := string(c.Zone) + " " + c.Because; i >= len(want) || said != want[i] {
			t.Errorf("visit %d: got %q, want %q", i, said, strings.Join(want[min(i, len(want)):min(i+1, len(want))], ""))
		}
	}
	if len(got) != len(want) {
		t.Errorf("recounted visits: got %d, want %d", len(got), len(want))
	}
}
