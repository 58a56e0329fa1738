package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/firmware-sim/crowd"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

// imported is how many codes the example's pool holds.
const imported = 200

// books are what the store holds when the controller is not there.
type books struct {
	decisions []venue.Decision
	codes     []venue.CodeMove
}

// audit reads the books of a controller that has just been killed, behind its
// back: taking the lease properly would change what the next one finds.
func (f *field) audit() (b books) {
	f.tb.Helper()
	prefix := "foyer:{" + f.config.Venue + "}:"
	for id, value := range f.hash(prefix + "decisions") {
		d := venue.Decision{}
		if err := json.Unmarshal([]byte(value[1:]), &d); err != nil {
			f.tb.Fatalf("decision %s is stored as %q: %v", id, value, err)
		}
		d.ID = id
		b.decisions = append(b.decisions, d)
	}
	for code, value := range f.hash(prefix + "codes:starbucks-5") {
		state, rest, _ := strings.Cut(value, "|")
		_, person, _ := strings.Cut(rest, "|")
		b.codes = append(b.codes, venue.CodeMove{Code: code, State: venue.CodeState(state), Person: beacons.Person(person)})
	}
	return b
}

// hash reads one hash with Redis's own client.
func (f *field) hash(key string) map[string]string {
	f.tb.Helper()
	out, err := exec.Command("redis-cli", "-p", f.redis.port, "--json", "HGETALL", key).Output()
	if err != nil {
		f.tb.Fatalf("redis-cli HGETALL %s: %v", key, err)
	}
	fields := map[string]string{}
	if err := json.Unmarshal(out, &fields); err != nil {
		f.tb.Fatalf("redis-cli said %.200q: %v", out, err)
	}
	return fields
}

// read opens the books of a controller that has ended properly.
func (f *field) read() (b books) {
	f.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	s, err := store.Open(ctx, store.Config{Redis: []string{f.redis.url()}, Venue: f.config.Venue, Owner: f.owner}, slog.New(slog.DiscardHandler))
	if err != nil {
		f.tb.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	state, err := s.Load(ctx)
	if err != nil {
		f.tb.Fatal(err)
	}
	b.codes = state.Codes
	err = s.Decisions(ctx, func(d venue.Decision) error {
		b.decisions = append(b.decisions, d)
		return nil
	})
	if err != nil {
		f.tb.Fatal(err)
	}
	return b
}

// faults are what must not be true of the books at any moment, in words.
func (b books) faults() (found []string) {
	states := map[venue.CodeState]int{}
	holds := map[beacons.Person]int{}
	for _, c := range b.codes {
		states[c.State]++
		if c.State != venue.CodeFree {
			holds[c.Person]++
		}
	}
	if sum := states[venue.CodeFree] + states[venue.CodeReserved] + states[venue.CodeGiven] + states[venue.CodeRedeemed]; sum != imported {
		found = append(found, fmt.Sprintf("free + reserved + given + redeemed is %d, want %d", sum, imported))
	}
	gifts := map[beacons.Person]int{}
	for _, d := range b.decisions {
		if d.Rule == "coffee-gift" && d.Outcome == rules.Done {
			gifts[d.Person]++
		}
	}
	for person, n := range holds {
		if n != 1 || gifts[person] != 1 {
			found = append(found, fmt.Sprintf("%s holds %d codes by %d decisions, want one by one", person, n, gifts[person]))
		}
	}
	for person, n := range gifts {
		if holds[person] != n {
			found = append(found, fmt.Sprintf("%s was given a code %d times and holds %d", person, n, holds[person]))
		}
	}
	return found
}

// sentence is what came of an evening.
type sentence struct {
	crowd.Verdict
	Books   []string
	Twice   int      // phones that were told one thing under two identities
	Untold  []string // decisions of which the phone never heard
	Decided int      // rewards and pushes that were decided
}

// judge asks everybody who knows how it should be.
func judge(c *crowd.Crowd, b books, told []phones.Told) sentence {
	guests := slices.DeleteFunc(slices.Clone(b.decisions), func(d venue.Decision) bool { return strings.HasPrefix(string(d.Person), "dancer") })
	s := sentence{Verdict: c.Judge(imported, given(guests)), Books: b.faults(), Twice: toldTwice(told)}
	heard := map[string]bool{}
	for _, t := range told {
		decision, _, _ := strings.Cut(t.ID, "/")
		heard[decision] = true
	}
	for _, d := range guests {
		if d.Outcome == rules.Done && slices.Contains(d.Does, "push") {
			s.Decided++
			if !heard[d.ID] {
				s.Untold = append(s.Untold, d.ID)
			}
		}
	}
	return s
}

// fair tells whether there is nothing to complain of.
func (s sentence) fair() bool {
	return s.Clean() && len(s.Books)+s.Twice+len(s.Untold) == 0
}

// String is the figures, and every complaint.
func (s sentence) String() string {
	text := fmt.Sprintf("%d decided, %d owed, %d doubled, %d wrong, %d phones told twice, %d not told", s.Decided, len(s.Missing), len(s.Doubled), len(s.Wrong), s.Twice, len(s.Untold))
	for _, list := range [][]crowd.Finding{s.Missing, s.Doubled, s.Wrong} {
		for _, f := range list {
			text += fmt.Sprintf("\n  %s: %s: %s", f.Rule, f.Person, f.Why)
		}
	}
	for _, line := range append(slices.Clone(s.Books), s.Untold...) {
		text += "\n  " + line
	}
	return text
}

// conclude lets the evening come to its end, stops the controller, and judges.
func (f *field) conclude() {
	f.tb.Helper()
	<-f.lived
	f.settled()
	stop(f.tb, f.foyer)
	b, told := f.read(), f.phones.Told()
	s := judge(f.crowd, b, told)
	if !s.fair() {
		f.tb.Error("the evening was not fair")
	}
	f.tb.Logf("%s; %+v; %+v", s, s.Rules[:2], f.line.Counts())
	if f.torture.evening < earned {
		return
	}
	if shares := s.Rules; shares[0].Owed < f.torture.people/4 || shares[1].Owed < f.torture.people/4 {
		f.tb.Errorf("the evening proves little: %+v", shares)
	}
	if s.fair() {
		canComplain(f.tb, f.crowd, b, told)
	}
}

// canComplain spoils good books in every way and demands a complaint.
func canComplain(tb testing.TB, c *crowd.Crowd, good books, told []phones.Told) {
	tb.Helper()
	gift := slices.IndexFunc(good.decisions, func(d venue.Decision) bool { return d.Rule == "coffee-gift" && d.Outcome == rules.Done })
	taken := slices.IndexFunc(good.codes, func(m venue.CodeMove) bool { return m.State == venue.CodeGiven })
	if gift < 0 || taken < 0 {
		tb.Fatalf("nothing was given: %d decisions, %d codes", len(good.decisions), len(good.codes))
	}
	again := good.decisions[gift]
	again.ID += "again"
	other := told[0]
	other.ID += "again"
	missing := 0
	for i := range good.decisions {
		forgot := books{slices.Delete(slices.Clone(good.decisions), i, i+1), good.codes}
		if len(judge(c, forgot, told).Missing) > 0 {
			missing++
		}
	}
	if missing == 0 {
		tb.Error("each decision was taken away in turn, and the oracle missed none")
	}
	if s := judge(c, books{append(slices.Clone(good.decisions), again), good.codes}, told); len(s.Doubled) == 0 || len(s.Books) == 0 {
		tb.Errorf("a decision was doubled: got %s, want a complaint of oracle and books", s)
	}
	if s := judge(c, books{good.decisions, slices.Delete(slices.Clone(good.codes), taken, taken+1)}, told); len(s.Books) == 0 {
		tb.Error("a given code was lost, and the books did not complain")
	}
	if s := judge(c, good, append(slices.Clone(told), other)); s.Twice == 0 {
		tb.Error("a phone was told twice, and nobody complained")
	}
	if s := judge(c, good, nil); len(s.Untold) != s.Decided {
		tb.Errorf("no phone was told: got %d complaints, want %d", len(s.Untold), s.Decided)
	}
}
