package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/venue"
	"foyer/rules"
)

// switching is how often the rules are changed, and in how long.
type switching struct {
	people, times int
	within        time.Duration
}

// theSwitching is 200 changes in a minute when torture is asked for.
func theSwitching() switching {
	if os.Getenv("FOYER_TORTURE") == "" {
		return switching{people: 400, times: 20, within: 6 * time.Second}
	}
	return switching{people: 400, times: 200, within: time.Minute}
}

// editions of the rules that the test publishes in turn: what a wait means
// changes from one to the next, and in the last nobody can wait at all.
func editionsOf(people int) []string {
	head := `schema: foyer.rules/v1
event: {id: switching, timezone: UTC, opens: 2026-05-09T08:00, closes: 2026-05-10T18:00}
rewards:
  gift: {kind: item, stock: ` + fmt.Sprint(people/2) + `, hand_out_at: info-desk, per_person: 1}
rules:
  - id: here
    title: Someone left the hall
    when: {leave: hall-a, at_least: 1s}
    then: [{staff: {text: "One left"}}]
  - id: there
    title: The same, told by another rule
    when: {leave: hall-a, at_least: 1s}
    then: [{staff: {text: "One left"}}]
`
	gift := `  - id: gift
    title: A gift a while after the bar
    when: {leave: coffee-east, at_least: 1s}
    wait: {for: %s}
    consent: [location]
    limit: {per_person: 1}
    then: [{reward: gift}]
`
	later := `  - id: later
    title: A word a while after the hall
    when: {leave: hall-a, at_least: 1s}
    wait: {for: %s}
    then: [{staff: {text: "%s"}}]
`
	return []string{
		head + fmt.Sprintf(gift, "40s") + fmt.Sprintf(later, "90s", "Later"),
		head + fmt.Sprintf(gift, "80s") + fmt.Sprintf(later, "90s", "Later"),
		head + fmt.Sprintf(gift, "40s") + fmt.Sprintf(later, "60s", "Sooner"),
		head + fmt.Sprintf(gift, "20s"),
	}
}

// change is one publish, and between which moments of the venue's clock it
// took place.
type change struct {
	version       int
	before, after time.Time
}

// arena is a venue whose rules change while people come and go.
type arena struct {
	*site
	switching
	dice    *rand.Rand
	changes []change
	visits  atomic.Int64 // that have ended
}

func TestRulesChangeUnderACrowdAndNothingIsLostOrDoubled(t *testing.T) {
	a := &arena{switching: theSwitching(), dice: rand.New(rand.NewPCG(1, 2))}
	a.site = &site{tb: t, folder: t.TempDir()}
	if err := unpack(a.folder); err != nil {
		t.Fatal(err)
	}
	a.write(editionsOf(a.people)[0])
	clock := scaledClock{start: time.Date(2026, 5, 9, 9, 0, 0, 0, time.UTC), epoch: time.Now(), speed: 60}
	a.set = settings{clock: clock, speed: 60, people: enrolments(a.people)}
	a.start()
	began := clock.Now()
	ctx, stop := context.WithCancel(t.Context())
	walked := make(chan struct{})
	go func() { defer close(walked); a.walk(ctx) }()
	a.changes = append(a.changes, change{version: 1, before: began.Add(-time.Hour), after: began})
	a.change()
	stop()
	<-walked
	if err := a.loop.flushed(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.end() // what is not safe is gone now
	a.judge()
}

func enrolments(people int) (all []venue.Enrolment) {
	for i := range people {
		p := rules.Profile{Person: beacons.Person(fmt.Sprintf("p%03d", i)), Registered: true, Consents: []rules.Purpose{rules.Location}}
		all = append(all, venue.Enrolment{Profile: p, Tags: []beacons.Tag{beacons.Tag(p.Person)}})
	}
	return all
}

// walk lets everybody come and go, 400 times a second, until ctx ends.
func (a *arena) walk(ctx context.Context) {
	dice := rand.New(rand.NewPCG(3, 4))
	zones := []beacons.Zone{"hall-a", "coffee-east", "hall-a", "lounge"}
	present := map[beacons.Person]beacons.Visit{}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for range 4 {
			person := beacons.Person(fmt.Sprintf("p%03d", dice.IntN(a.people)))
			now := a.set.clock.Now()
			visit, in := present[person]
			if !in {
				visit = beacons.Visit{Person: person, Zone: zones[dice.IntN(len(zones))], From: now}
				present[person] = visit
			} else {
				visit.To = now
				delete(present, person)
				a.visits.Add(1)
			}
			a.loop.inbox.put(venue.Visited{Visit: visit, Heard: now}, nil)
		}
	}
}

// change publishes and rolls back, evenly spread.
func (a *arena) change() {
	a.tb.Helper()
	pace := time.NewTicker(a.within / time.Duration(a.times))
	defer pace.Stop()
	editions := editionsOf(a.people)
	for i := range a.times {
		<-pace.C
		before := a.set.clock.Now()
		var live int
		if known := len(a.states()); a.dice.IntN(3) == 0 && known > 2 {
			live = a.publish("rollback", 1+a.dice.IntN(known-1))
		} else {
			var saved struct{ Version console.RulesVersion }
			a.post("versions", console.SaveRules{Source: editions[a.dice.IntN(len(editions))] + "# " + fmt.Sprint(i) + "\n"}, &saved)
			live = a.publish("publish", saved.Version.Number)
		}
		if live > 0 {
			a.changes = append(a.changes, change{live, before, a.set.clock.Now()})
		}
	}
}

// publish asks for a version, with any choice; where that one cannot be, those
// who wait are kept.
func (a *arena) publish(verb string, version int) (live int) {
	a.tb.Helper()
	if version == a.controller.rules.now.Load().Version {
		return 0
	}
	var answer struct{ Version console.RulesVersion }
	choice := []string{"keep", "keep", "keep", "keep", "move", "move", "move", "move", "cancel"}[a.dice.IntN(9)]
	for _, waits := range []string{choice, "keep"} {
		err := a.client.ask(a.tb.Context(), "POST", "/api/rules/"+verb, console.PublishRules{Version: version, Waits: console.WaitsWish{"": waits}}, &answer)
		if err == nil {
			return answer.Version.Number
		}
		if waits == "keep" || !strings.Contains(err.Error(), "wait for what this version changes") {
			a.tb.Fatalf("%s %d with %s: %v", verb, version, waits, err)
		}
	}
	return 0
}

func (a *arena) post(path string, in, out any) {
	a.tb.Helper()
	if err := a.client.ask(a.tb.Context(), "POST", "/api/rules/"+path, in, out); err != nil {
		a.tb.Fatal(err)
	}
}

// judge holds what the store keeps against what must be true.
func (a *arena) judge() {
	a.tb.Helper()
	s, err := openStore(a.tb.Context(), a.config, settings{owner: "test", log: slog.New(slog.DiscardHandler)})
	if err != nil {
		a.tb.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	var decided []rules.Decision
	if err := s.Decisions(a.tb.Context(), func(d rules.Decision) error { decided = append(decided, d); return nil }); err != nil {
		a.tb.Fatal(err)
	}
	slices.SortFunc(decided, func(x, y rules.Decision) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Version, y.Version)) })
	state, err := s.Load(a.tb.Context())
	if err != nil {
		a.tb.Fatal(err)
	}
	a.judgeVersions(decided)
	a.judgeWaits(decided, state)
	a.judgeGifts(decided, state)
	kinds := map[string]int{}
	for _, d := range decided {
		kinds[d.Rule+" "+string(d.Outcome)+" "+d.Because]++
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		if kinds[kind] > 9 {
			a.tb.Logf("%5d %s", kinds[kind], kind)
		}
	}
	a.tb.Logf("%d changes in %v, %d visits of %d people, %d decisions", len(a.changes)-1, a.within, a.visits.Load(), a.people, len(decided))
}

// judgeVersions: every decision was judged by the version that was live at its
// moment, and what two rules say to one occurrence by one and the same.
func (a *arena) judgeVersions(decided []rules.Decision) {
	a.tb.Helper()
	between := map[int][2]time.Time{}
	for i, c := range a.changes {
		until := a.set.clock.Now()
		if i+1 < len(a.changes) {
			until = a.changes[i+1].after
		}
		between[c.version] = [2]time.Time{c.before, until}
	}
	newest, twice := 0, map[string]int{}
	for _, d := range decided {
		if live, known := between[d.Version]; !known || d.At.Before(live[0]) || d.At.After(live[1]) {
			a.tb.Fatalf("%s at %v: judged by version %d, which was live %v", d.ID, d.At, d.Version, live)
		}
		if d.Version < newest {
			a.tb.Fatalf("%s at %v: judged by version %d after version %d", d.ID, d.At, d.Version, newest)
		}
		newest = d.Version
		if d.Rule != "here" && d.Rule != "there" {
			continue
		}
		_, occurrence, _ := strings.Cut(d.ID, "|")
		if other, told := twice[occurrence]; told && other != d.Version {
			a.tb.Fatalf("%s: one input was judged by versions %d and %d", occurrence, other, d.Version)
		}
		twice[occurrence] = d.Version
	}
}

// judgeWaits: who began to wait still waits, or a decision says how it ended.
func (a *arena) judgeWaits(decided []rules.Decision, state venue.State) {
	a.tb.Helper()
	waiting := map[string]bool{}
	for _, saved := range state.Profiles {
		p := profileOf(a.tb, saved)
		for _, timer := range p.Timers {
			if timer.Kind == rules.WaitTimer {
				waiting[timer.Name+"|"+string(saved.Person)+"|"+timer.Of] = true
			}
		}
	}
	held, ended := 0, 0
	for _, d := range decided {
		switch {
		case d.Outcome == rules.Held && !waiting[d.ID]:
			a.tb.Errorf("%s began to wait in version %d, and the wait is gone", d.ID, d.Version)
		case d.Outcome == rules.Held:
			held++
		case waiting[d.ID]:
			a.tb.Errorf("%s is %s and still waits", d.ID, d.Outcome)
		case d.Rule == "gift" || d.Rule == "later":
			ended++
		}
	}
	if held != len(waiting) || ended == 0 {
		a.tb.Errorf("waits: %d are held, %d timers run, %d have ended", held, len(waiting), ended)
	}
	a.tb.Logf("waits: %d have ended, %d still run", ended, held)
}

// judgeGifts: nobody has two gifts, and every gift is in one hand.
func (a *arena) judgeGifts(decided []rules.Decision, state venue.State) {
	a.tb.Helper()
	given, done := map[beacons.Person]int{}, map[beacons.Person]int{}
	for _, c := range state.Codes {
		if c.State != venue.CodeFree {
			given[c.Person]++
		}
	}
	for _, d := range decided {
		if d.Rule == "gift" && d.Outcome == rules.Done {
			done[d.Person]++
		}
	}
	if len(given) == 0 {
		a.tb.Error("gifts: none was given, so nothing was shown")
	}
	if !maps.Equal(given, done) {
		a.tb.Errorf("gifts: %d people have one, and %d decisions gave one", len(given), len(done))
	}
	for person, n := range given {
		if n > 1 {
			a.tb.Errorf("%s has %d gifts", person, n)
		}
	}
	if len(state.Codes) != a.people/2 {
		a.tb.Errorf("gifts: got %d in all, want %d as imported", len(state.Codes), a.people/2)
	}
	a.tb.Logf("gifts: %d given of %d", len(given), len(state.Codes))
}

func profileOf(tb testing.TB, saved venue.Saved) (p rules.Profile) {
	tb.Helper()
	if err := json.Unmarshal(saved.JSON, &p); err != nil {
		tb.Fatalf("a saved profile: %v", err)
	}
	return p
}
