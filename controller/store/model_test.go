package store

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// model is what a store must hold, said as plainly as Go can.
type model struct {
	number   uint64
	profiles map[beacons.Person]string
	codes    map[string]venue.CodeMove
	marks    map[beacons.Source]venue.Mark
	seen     map[string]bool
	stops    map[rules.Stopped]rules.Stop
	notes    map[string]string
	out      []rules.Effect
	imported int
}

func newModel() *model {
	return &model{
		profiles: map[beacons.Person]string{}, codes: map[string]venue.CodeMove{},
		marks: map[beacons.Source]venue.Mark{}, seen: map[string]bool{}, stops: map[rules.Stopped]rules.Stop{}, notes: map[string]string{},
	}
}

func (m *model) take(b *venue.Batch) {
	m.number = b.Number
	for _, p := range b.Profiles {
		m.profiles[p.Person] = string(p.JSON)
		if len(p.JSON) == 0 {
			delete(m.profiles, p.Person)
		}
	}
	for _, c := range b.Codes {
		if _, old := m.codes[c.Pool+"/"+c.Code]; !old {
			m.imported++
		}
		m.codes[c.Pool+"/"+c.Code] = c
	}
	for _, mark := range b.Marks {
		m.marks[mark.Source] = mark
	}
	for _, id := range b.Seen {
		m.seen[id] = true
	}
	for _, move := range b.Stops {
		m.stops[move.Stop.What] = move.Stop
		if !move.On {
			delete(m.stops, move.Stop.What)
		}
	}
	for _, n := range b.Notes {
		m.notes[n.Name] = string(n.Body)
		if len(n.Body) == 0 {
			delete(m.notes, n.Name)
		}
	}
	m.out = slices.DeleteFunc(m.out, func(e rules.Effect) bool { return slices.Contains(b.Settled, e.About().ID) })
	m.out = append(m.out, b.Out...)
}

func (m *model) state() venue.State {
	s := venue.State{Number: m.number, Out: m.out}
	for person, body := range m.profiles {
		s.Profiles = append(s.Profiles, venue.Saved{Person: person, JSON: []byte(body)})
	}
	for _, c := range m.codes {
		s.Codes = append(s.Codes, c)
	}
	for _, mark := range m.marks {
		s.Marks = append(s.Marks, mark)
	}
	for name, body := range m.notes {
		s.Notes = append(s.Notes, venue.Note{Name: name, Body: []byte(body)})
	}
	for id := range m.seen {
		s.Seen = append(s.Seen, id)
	}
	for _, stop := range m.stops {
		s.Stops = append(s.Stops, stop)
	}
	return s
}

// batchOf draws a batch that may follow the model's state.
func batchOf(t *rapid.T, m *model) *venue.Batch {
	names := rapid.SampledFrom([]string{"a", "b", "c|d", "é", "", "\x00\xff", "e"})
	b := &venue.Batch{Number: m.number + 1}
	for range rapid.IntRange(0, 4).Draw(t, "profiles") {
		body := rapid.SampledFrom([]string{"", `{"v":1}`, `{"v":2}`, strings.Repeat("x", 5000)}).Draw(t, "body")
		person := beacons.Person(names.Draw(t, "person"))
		if !slices.ContainsFunc(b.Profiles, func(p venue.Saved) bool { return p.Person == person }) {
			b.Profiles = append(b.Profiles, venue.Saved{Person: person, JSON: []byte(body)})
		}
	}
	states := rapid.SampledFrom([]venue.CodeState{venue.CodeFree, venue.CodeReserved, venue.CodeGiven, venue.CodeRedeemed})
	for range rapid.IntRange(0, 6).Draw(t, "codes") {
		b.Codes = append(b.Codes, venue.CodeMove{
			Pool: names.Draw(t, "pool"), Code: names.Draw(t, "code"), State: states.Draw(t, "state"),
			Person: beacons.Person(names.Draw(t, "owner")), At: evening,
		})
	}
	for range rapid.IntRange(0, 2).Draw(t, "marks") {
		b.Marks = append(b.Marks, venue.Mark{Source: beacons.Source(names.Draw(t, "source")), Boot: names.Draw(t, "boot"), Seq: rapid.Uint64().Draw(t, "seq")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "seen") {
		b.Seen = append(b.Seen, names.Draw(t, "id"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "stops") {
		stop := rules.Stop{What: rules.Stopped(names.Draw(t, "what")), By: names.Draw(t, "by"), At: evening}
		b.Stops = append(b.Stops, venue.StopMove{Stop: stop, On: rapid.Bool().Draw(t, "on")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "notes") {
		body := rapid.SampledFrom([]string{"", "{}", "\x00\xff"}).Draw(t, "note")
		b.Notes = append(b.Notes, venue.Note{Name: names.Draw(t, "name"), Body: []byte(body)})
	}
	for n := range rapid.IntRange(0, 3).Draw(t, "out") {
		b.Out = append(b.Out, push(fmt.Sprintf("r|ada|%d/%d", b.Number, n)))
	}
	for _, e := range m.out {
		if rapid.Bool().Draw(t, "settle") {
			b.Settled = append(b.Settled, e.About().ID)
		}
	}
	return b
}

// What is loaded is the sum of the batches, whatever was repeated and however
// often the controller was started again.
func TestStoreHoldsTheSumOfItsBatches(t *testing.T) {
	server := serve(t)
	var round atomic.Int64
	t.Run("configured", rapid.MakeCheck(func(r *rapid.T) {
		c := server.config("one")
		c.Venue = fmt.Sprint("round-", round.Add(1))
		sumOfBatches(t, r, c)
	}))
	t.Run("trial", rapid.MakeCheck(func(r *rapid.T) { sumOfBatches(t, r, embedded(t, "memory")) }))
}

func sumOfBatches(t *testing.T, r *rapid.T, c Config) {
	s, m := openFor(t, r, c), newModel()
	defer func() { _ = s.Close() }()
	var last *venue.Batch
	for range rapid.IntRange(1, 8).Draw(r, "steps") {
		switch step := rapid.SampledFrom([]string{"commit", "commit", "repeat", "reload"}).Draw(r, "step"); {
		case step == "commit":
			last = batchOf(r, m)
			if err := s.Commit(t.Context(), last); err != nil {
				r.Fatalf("commit batch %d: %v", last.Number, err)
			}
			m.take(last)
		case step == "repeat" && last != nil:
			if err := s.Commit(t.Context(), last); err != nil {
				r.Fatalf("repeat batch %d: %v", last.Number, err)
			}
		case step == "reload":
			if err := s.Close(); err != nil {
				r.Fatalf("close: %v", err)
			}
			s = openFor(t, r, c)
		}
	}
	compare(t, r, s, m)
}

func openFor(t *testing.T, r *rapid.T, c Config) *Store {
	s, err := Open(t.Context(), c, testLog())
	if err != nil {
		r.Fatalf("open: %v", err)
	}
	return s
}

func compare(t *testing.T, r *rapid.T, s *Store, m *model) {
	got, err := s.Load(t.Context())
	if err != nil {
		r.Fatalf("load: %v", err)
	}
	if diff := difference(got, m.state()); diff != "" {
		r.Fatalf("load: -want +got\n%s", diff)
	}
	counts := map[venue.CodeState]int{}
	for _, c := range got.Codes {
		counts[c.State]++
	}
	sum := counts[venue.CodeFree] + counts[venue.CodeReserved] + counts[venue.CodeGiven] + counts[venue.CodeRedeemed]
	if sum != m.imported {
		r.Fatalf("codes: got %v, in all %d, want %d as imported", counts, sum, m.imported)
	}
}

func TestSeenIDsAreBoundedButKeepTheLastDay(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		s.bounds.seen = 10
		commit(t, s, &venue.Batch{Number: 1, Seen: ids("old", 30)})
		if got := len(load(t, s).Seen); got != 30 {
			t.Fatalf("ids of the last day beyond the floor: got %d, want all 30", got)
		}
		for _, id := range load(t, s).Seen {
			if err := s.client.ZIncrBy(t.Context(), s.keys.seen, -26*3600*1000, id).Err(); err != nil {
				t.Fatal(err)
			}
		}
		commit(t, s, &venue.Batch{Number: 2, Seen: ids("new", 4)})
		got := load(t, s).Seen
		if len(got) != 10 || got[9] != "new-3" {
			t.Fatalf("ids when 30 of 34 are old: got %v, want the floor of 10 and the new ones last", got)
		}
	})
}

func ids(name string, n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint(name, "-", i))
	}
	return list
}

func TestHistoryIsBounded(t *testing.T) {
	everyKind(t, func(t *testing.T, s *Store) {
		s.bounds.history = 100
		for n := uint64(1); n <= 10; n++ {
			b := &venue.Batch{Number: n}
			for range 100 {
				b.Visits = append(b.Visits, rich(1).Visits...)
			}
			commit(t, s, b)
		}
		kept := 0
		if err := s.Visits(t.Context(), func(beacons.Visit) error { kept++; return nil }); err != nil {
			t.Fatal(err)
		}
		if kept < 100 || kept > 300 {
			t.Fatalf("visits kept of 1000 with a bound of 100: got %d, want 100 to 300", kept)
		}
	})
}
