package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// evening is when the tests take place.
var evening = time.Date(2026, 11, 23, 20, 0, 0, 123456789, time.UTC)

func push(id string) rules.Push {
	return rules.Push{
		Head:   rules.Head{ID: id, Why: rules.Why{Rule: "coffee", Line: 7, Person: "ada", At: evening, Facts: []string{"fifth coffee"}}},
		Person: "ada", Token: "c0ffee", Title: "Hello", Body: "A coffee \"on us\" ☕", Expires: evening, Deadline: evening, Pool: "gift", Code: "G1", Per: "acme",
	}
}

// rich is a batch with one of everything.
func rich(number uint64) *venue.Batch {
	id := fmt.Sprintf("coffee|ada|%d", number)
	return &venue.Batch{
		Number:   number,
		Profiles: []venue.Saved{{Person: "ada", JSON: []byte(`{"h":"2026-11-23T20:00:00Z"}`)}, {Person: "bob", JSON: []byte(`{}`)}},
		Visits:   []beacons.Visit{{Person: "ada", Zone: "bar", From: evening, To: evening.Add(time.Minute)}},
		Decisions: []venue.Decision{
			{ID: id, Rule: "coffee", Person: "ada", At: evening, Outcome: rules.Done, Does: []string{"push"}},
			{ID: "late|bob|1", Rule: "late", Person: "bob", At: evening, Outcome: rules.Dropped, Because: "quiet hours"},
		},
		Codes: []venue.CodeMove{
			{Pool: "gift", Code: "G1", State: venue.CodeFree, At: evening},
			{Pool: "gift", Code: "G2", State: venue.CodeFree, At: evening},
			{Pool: "other|pool", Code: "O1", State: venue.CodeFree, At: evening},
			{Pool: "gift", Code: "G1", State: venue.CodeReserved, Person: "ada|lovelace", At: evening.Add(time.Second)},
		},
		Marks: []venue.Mark{{Source: "gw-1", Boot: "9f3a|01c2", Seq: 1<<60 + 17}},
		Notes: []venue.Note{{Name: "pool|gift", Body: []byte(`{"empty":true}`)}, {Name: "gone", Body: []byte("x")}, {Name: "gone"}},
		Seen:  []string{fmt.Sprintf("stamp|%d", number)},
		Out:   []rules.Effect{push(id + "/push"), rules.Staff{Head: rules.Head{ID: id + "/staff"}, Text: "one code left"}},
		Stops: []venue.StopMove{{Stop: rules.Stop{What: "all", By: "the bar | Bo", At: evening}, On: true}},
	}
}

func load(t testing.TB, s *Store) venue.State {
	t.Helper()
	state, err := s.Load(t.Context())
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return state
}

func commit(t testing.TB, s *Store, b *venue.Batch) {
	t.Helper()
	if err := s.Commit(t.Context(), b); err != nil {
		t.Fatalf("commit batch %d: %v", b.Number, err)
	}
}

// same compares states without the order that a hash does not keep.
func same(t testing.TB, what string, got, want venue.State) {
	t.Helper()
	if diff := difference(got, want); diff != "" {
		t.Fatalf("%s: -want +got\n%s", what, diff)
	}
}

func difference(got, want venue.State) string { return cmp.Diff(want, got, unordered()...) }

func unordered() []cmp.Option {
	return []cmp.Option{
		cmpopts.EquateEmpty(),
		cmp.Transformer("text", func(s venue.Saved) string { return string(s.Person) + string(s.JSON) }),
		cmpopts.SortSlices(func(a, b string) bool { return a < b }),
		cmpopts.SortSlices(func(a, b venue.Saved) bool { return a.Person < b.Person }),
		cmpopts.SortSlices(func(a, b venue.CodeMove) bool { return a.Pool+"\n"+a.Code < b.Pool+"\n"+b.Code }),
		cmpopts.SortSlices(func(a, b venue.Note) bool { return a.Name < b.Name }),
		cmpopts.SortSlices(func(a, b venue.Mark) bool { return a.Source < b.Source }),
		cmpopts.SortSlices(func(a, b rules.Stop) bool { return a.What < b.What }),
	}
}

// sum is what a store must hold after rich(1).
func sum() venue.State {
	b := rich(1)
	return venue.State{
		Number: 1, Profiles: b.Profiles, Codes: b.Codes[1:], Marks: b.Marks, Notes: b.Notes[:1], Seen: b.Seen, Out: b.Out,
		Stops: rules.Stops{b.Stops[0].Stop},
	}
}

func TestWhatIsCommittedIsLoadedAgain(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		same(t, "load of an empty store", load(t, s), venue.State{})
		commit(t, s, rich(1))
		same(t, "load after a batch", load(t, s), sum())
		commit(t, s, &venue.Batch{
			Number: 2, Profiles: []venue.Saved{{Person: "bob"}}, Settled: []string{"coffee|ada|1/push", "never heard of"},
		})
		want := sum()
		want.Number, want.Profiles, want.Out = 2, want.Profiles[:1], want.Out[1:]
		same(t, "load after bob was forgotten and the push settled", load(t, s), want)
	})
}

func TestRepeatedBatchChangesNothing(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		commit(t, s, rich(1))
		commit(t, s, rich(1))
		same(t, "load after the same batch twice", load(t, s), sum())
		visits := 0
		if err := s.Visits(t.Context(), func(beacons.Visit) error { visits++; return nil }); err != nil || visits != 1 {
			t.Fatalf("history after the same batch twice: got %d visits, %v; want 1", visits, err)
		}
		other := rich(1)
		other.Profiles[0].JSON = []byte(`{"wrong":1}`)
		commit(t, s, other)
		same(t, "load after another batch of the same number", load(t, s), sum())
	})
}

func TestHistoryAndDecisionsAreReadBack(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		b := rich(1)
		commit(t, s, b)
		var visits []beacons.Visit
		err := s.Visits(t.Context(), func(v beacons.Visit) error { visits = append(visits, v); return nil })
		if diff := cmp.Diff(b.Visits, visits); err != nil || diff != "" {
			t.Fatalf("visits: %v: -want +got\n%s", err, diff)
		}
		var made []venue.Decision
		err = s.Decisions(t.Context(), func(d venue.Decision) error { made = append(made, d); return nil })
		byID := cmpopts.SortSlices(func(a, b venue.Decision) bool { return a.ID < b.ID })
		if diff := cmp.Diff(b.Decisions, made, byID); err != nil || diff != "" {
			t.Fatalf("decisions: %v: -want +got\n%s", err, diff)
		}
	})
}

func TestMissingBatchIsNoticed(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		commit(t, s, rich(1))
		err := s.Commit(t.Context(), rich(3))
		var behind *Behind
		if !errors.As(err, &behind) || behind.Has != 1 {
			t.Fatalf("commit of batch 3 after batch 1: got %v, want Behind with 1", err)
		}
		same(t, "load after the refused batch", load(t, s), sum())
	})
}

func TestEverythingRememberedIsWrittenOverAnOlderState(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		commit(t, s, rich(1))
		all := rich(9)
		all.Decisions = append(all.Decisions, rich(1).Decisions...)
		all.Out = all.Out[:1]
		all.Stops[0].Stop.What = "channel:push"
		for range 2 { // the second is a repeat
			if err := s.CommitAll(t.Context(), all, 1); err != nil {
				t.Fatalf("commit all over batch 1: %v", err)
			}
		}
		want := sum()
		want.Number, want.Seen, want.Out = 9, []string{"stamp|1", "stamp|9"}, all.Out
		want.Stops = rules.Stops{all.Stops[0].Stop}
		same(t, "load after the rebase", load(t, s), want)
		commit(t, s, &venue.Batch{Number: 10, Settled: []string{"coffee|ada|9/push"}})
		var behind *Behind
		if err := s.CommitAll(t.Context(), rich(20), 1); !errors.As(err, &behind) || behind.Has != 10 {
			t.Fatalf("commit all over batch 1 when the store has 10: got %v, want Behind with 10", err)
		}
	})
}

func TestDecisionIsDoneOnce(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		commit(t, s, rich(1))
		again := rich(1)
		again.Number = 2
		for range 2 { // the repeat must say the same
			err := s.Commit(t.Context(), again)
			var doubled *Doubled
			if !errors.As(err, &doubled) || len(doubled.Decisions) != 1 || !doubled.Holds("coffee|ada|1/push") || doubled.Holds("coffee|ada|11/push") {
				t.Fatalf("commit of a decision that was done before: got %v, want Doubled with coffee|ada|1", err)
			}
		}
		commit(t, s, &venue.Batch{Number: 3, Settled: []string{"coffee|ada|1/push", "coffee|ada|1/staff"}})
		if out := load(t, s).Out; len(out) != 0 {
			t.Fatalf("outbox after the doubled batch and the first one's settling: got %v, want nothing", out)
		}
	})
}

func TestHeldDecisionIsDoneLater(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		for i, outcome := range []rules.Outcome{rules.Held, rules.Shadowed, rules.Dropped, rules.Shadowed, rules.Done, rules.Shadowed} {
			d := venue.Decision{ID: "r|ada|1", Rule: "r", Outcome: outcome}
			commit(t, s, &venue.Batch{Number: uint64(i + 1), Decisions: []venue.Decision{d}})
		}
		err := s.Decisions(t.Context(), func(d venue.Decision) error {
			if d.Outcome != rules.Done {
				t.Errorf("outcome after held, shadow, dropped, shadow, done, shadow: got %s, want done", d.Outcome)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestBigBatchIsWritten(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		b := &venue.Batch{Number: 1}
		for i := range 3_456 {
			b.Profiles = append(b.Profiles, venue.Saved{Person: beacons.Person(fmt.Sprint("p", i)), JSON: json.RawMessage(`{"v":{}}`)})
			b.Seen = append(b.Seen, fmt.Sprint("s", i))
			b.Codes = append(b.Codes, venue.CodeMove{Pool: "gift", Code: fmt.Sprint("c", i), State: venue.CodeFree, At: evening})
			if i < 1500 {
				b.Out = append(b.Out, push(fmt.Sprintf("r|%d|1/push", i)))
			}
		}
		commit(t, s, b)
		want := venue.State{Number: 1, Profiles: b.Profiles, Codes: b.Codes, Seen: b.Seen, Out: b.Out}
		same(t, "load after a big batch", load(t, s), want)
		b = &venue.Batch{Number: 2}
		for i := range 3_456 {
			b.Profiles = append(b.Profiles, venue.Saved{Person: beacons.Person(fmt.Sprint("p", i))})
		}
		commit(t, s, b)
		if left := load(t, s).Profiles; len(left) != 0 {
			t.Fatalf("profiles after all were forgotten: got %d, want 0", len(left))
		}
	})
}
