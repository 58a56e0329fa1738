package venue

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

// evening is one random run: people with random consents wander, are heard or
// not, ask for songs; pushes end one way or the other; the program restarts.
type evening struct {
	t      *rapid.T
	book   *rules.Book
	people []Enrolment
	venue  *Venue
	state  State
	now    time.Time
	told   []string // every step and what it answered, for comparing two runs
	done   map[string]int
	visits map[beacons.Person]time.Time // end of the last visit
	lives  []life
}

func storyBook(t *testing.T) *rules.Book { return bookOf(t, "evening") }

// eachBook runs a law for every book of the stories.
func eachBook(t *testing.T, law func(t *testing.T, book *rules.Book)) {
	for _, name := range []string{"evening", "policy", "moments", "items", "clock", "holdout", "crowd", "draw", "holdout-trial", "games"} {
		t.Run(name, func(t *testing.T) { law(t, bookOf(t, name)) })
	}
}

func bookOf(t *testing.T, name string) *rules.Book {
	source, err := os.ReadFile("testdata/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	book, problems := parse.Rules(name+".yaml", source, storyPlan(), func(pool string) ([]byte, error) { return os.ReadFile("testdata/" + pool) })
	if parse.Failed(problems) {
		t.Fatal(problems)
	}
	return book
}

// move is one drawn step, kept so that it can be told twice.
type move struct {
	kind   int
	person int
	zone   int
	after  time.Duration
	rounds int
}

// moves is a long evening from a drawn seed: short ones reach no reward.
func moves(t *rapid.T) []move {
	dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	kinds := []int{0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5}
	moves := make([]move, 250)
	for i := range moves {
		moves[i] = move{
			kind: kinds[dice.IntN(len(kinds))], person: dice.IntN(6), zone: dice.IntN(4),
			after: time.Duration(dice.IntN(400)) * time.Second, rounds: 1 + dice.IntN(60),
		}
	}
	return moves[:rapid.IntRange(1, len(moves)).Draw(t, "moves")]
}

func crowdOfSix(t *rapid.T) (people []Enrolment) {
	purposes := []rules.Purpose{rules.Location, rules.PushNote, rules.Lights, rules.Music}
	for i := range 6 {
		p := rules.Profile{Person: beacons.Person(fmt.Sprintf("p%d", i)), Registered: true, PushToken: "token", Colour: "#ff0000"}
		p.Staff = rapid.IntRange(0, 9).Draw(t, "staff") == 0
		for _, purpose := range purposes {
			if rapid.IntRange(0, 6).Draw(t, string(purpose)) > 0 {
				p.Consents = append(p.Consents, purpose)
			}
		}
		people = append(people, Enrolment{Profile: p, Tags: []beacons.Tag{beacons.Tag(fmt.Sprintf("b%d", i))}})
	}
	return people
}

func newEvening(t *rapid.T, book *rules.Book, people []Enrolment) *evening {
	e := &evening{t: t, book: book, people: people, now: book.Calendar.Opens, done: map[string]int{}, visits: map[beacons.Person]time.Time{}}
	e.open()
	return e
}

func (e *evening) open() {
	e.venue = New(storyPlan(), e.state)
	e.lives = append(e.lives, begun(e.state))
	e.step(Ruled{Book: e.book})
	e.step(Enrolled{People: e.people})
	e.step(Linked{Up: true})
}

func (e *evening) live(moves []move) {
	for _, m := range moves {
		e.wait(e.now.Add(m.after))
		switch m.kind {
		case 0:
			e.stay(m)
		case 1:
			e.step(Asked{ID: fmt.Sprint(e.now, m.person%3), Phone: e.people[m.person].Tags[0], Mention: rules.Mention{Song: "x", From: "app", Match: 1}, At: e.now})
		case 2:
			e.state = keep(e.state, e.venue.Seal())
			e.open()
		case 3, 4:
			if ids := slices.Sorted(maps.Keys(e.venue.out)); len(ids) > 0 {
				e.step(Settled{ID: ids[0], Outcome: Ending(m.zone % 3)})
			}
		case 5:
			e.step(Linked{Up: false})
			e.wait(e.now.Add(m.after))
			e.step(Linked{Up: true})
		}
	}
}

func (e *evening) stay(m move) {
	anchor := storyPlan().Anchors[m.zone].ID
	for range m.rounds {
		e.wait(e.now.Add(3 * time.Second))
		e.step(Heard{Sightings: []beacons.Sighting{{Tag: e.people[m.person].Tags[0], Anchor: anchor, At: e.now, RSSI: -55}}})
	}
}

func (e *evening) wait(until time.Time) {
	for wake := e.venue.Wake(); !wake.IsZero() && wake.Before(until); wake = e.venue.Wake() {
		if wake.After(e.now) {
			e.now = wake
		}
		e.step(Waited{})
	}
	e.now = until
}

// step tells the venue one thing and holds its answer against the laws.
func (e *evening) step(in Input) {
	for _, effect := range e.venue.Step(e.now, in) {
		e.judge(effect)
	}
	if _, waited := in.(Waited); waited && e.venue.Wake().Equal(e.now) {
		e.t.Fatalf("after %T at %v: the venue wants to be woken at once again", in, e.now)
	}
	b := e.venue.Seal()
	if b == nil {
		return
	}
	e.state = keep(e.state, b)
	e.lives[len(e.lives)-1].note(b)
	record, _ := json.Marshal(b.Decisions)
	e.told = append(e.told, string(record))
	for _, d := range b.Decisions {
		if d.Outcome == rules.Done {
			e.done[d.ID]++
		}
	}
	for _, v := range b.Visits {
		if v.To.Before(v.From) || v.From.Before(e.visits[v.Person]) {
			e.t.Fatalf("visit %+v: ends before it begins, or begins before the last one ended (%v)", v, e.visits[v.Person])
		}
		e.visits[v.Person] = v.To
	}
	e.sum()
}

func (e *evening) judge(effect rules.Effect) {
	switch effect := effect.(type) {
	case rules.Push:
		e.may(effect.Person, rules.Location, rules.PushNote)
	case rules.Reward:
		e.may(effect.Person, rules.Location, rules.PushNote)
	case rules.Song:
		e.may(effect.Person, rules.Location, rules.Music)
	case rules.Light:
		if effect.Scene == "" && len(effect.Colours) < 3 {
			e.t.Fatalf("light of %d people: nobody's colour may be read off the lamps", len(effect.Colours))
		}
	case rules.Staff, rules.Publish, rules.Reply, rules.Points, rules.Webhook:
	}
	if effect.About().ID == "" {
		e.t.Fatalf("%T has no ID", effect)
	}
}

func (e *evening) may(person beacons.Person, purposes ...rules.Purpose) {
	for _, p := range e.people {
		if p.Profile.Person == person && (p.Profile.Staff || !p.Profile.Agreed(purposes...)) {
			e.t.Fatalf("an effect about %s, who is staff (%v) or agreed to %v only", person, p.Profile.Staff, p.Profile.Consents)
		}
	}
}

// sum checks that no code is lost, doubled or in two hands.
func (e *evening) sum() {
	if len(e.book.Pools) == 0 || e.book.Pools[0].Draw != nil {
		return
	}
	imported := len(e.book.Pools[0].Codes)
	if got := e.venue.Snapshot().Pools[0].Imported(); got != imported {
		e.t.Fatalf("free + reserved + given + redeemed: got %d, want %d", got, imported)
	}
	if len(e.state.Codes) != imported {
		e.t.Fatalf("codes in the store: got %d, want %d", len(e.state.Codes), imported)
	}
	hands := map[beacons.Person]int{}
	for _, c := range e.state.Codes {
		if c.State != CodeFree {
			if hands[c.Person]++; hands[c.Person] > 1 {
				e.t.Fatalf("%s holds two codes: %+v", c.Person, e.state.Codes)
			}
		}
	}
}

func TestNothingIsGivenTwiceAndNobodyIsInAnEffectUnasked(t *testing.T) {
	eachBook(t, func(t *testing.T, book *rules.Book) {
		rapid.Check(t, func(t *rapid.T) {
			e := newEvening(t, book, crowdOfSix(t))
			e.live(moves(t))
			for id, times := range e.done {
				if times > 1 {
					t.Fatalf("decision %s was done %d times", id, times)
				}
			}
		})
	})
}

func TestTheSameEveningGivesTheSameDecisions(t *testing.T) {
	eachBook(t, func(t *testing.T, book *rules.Book) {
		rapid.Check(t, func(t *rapid.T) {
			people, lived := crowdOfSix(t), moves(t)
			first, second := newEvening(t, book, people), newEvening(t, book, people)
			first.live(lived)
			second.live(lived)
			if a, b := strings.Join(first.told, "\n"), strings.Join(second.told, "\n"); a != b {
				t.Fatalf("two runs of one evening:\n%s\nand\n%s", a, b)
			}
		})
	})
}

func TestARepeatedNumberCountsOnceAndAGapWaits(t *testing.T) {
	v := New(storyPlan(), State{})
	v.Step(benchStart, Ruled{Book: storyBook(t)})
	v.Step(benchStart, Enrolled{People: []Enrolment{{Profile: rules.Profile{Person: "ada"}, Tags: []beacons.Tag{"b1"}}}})
	v.Step(benchStart, Linked{Up: true})
	heard := func(boot string, seq uint64) uint64 {
		v.Step(benchStart, Heard{Source: "gw", Boot: boot, Seq: seq, Sightings: []beacons.Sighting{{Tag: "b1", Anchor: "bar", At: benchStart, RSSI: -60}}})
		return v.Snapshot().Counts.Sightings
	}
	for i, step := range []struct {
		boot  string
		seq   uint64
		taken uint64 // sightings taken since the start
		why   string
	}{
		{"b1", 1, 1, "the first"},
		{"b1", 1, 1, "the first again"},
		{"b1", 3, 1, "beyond a gap"},
		{"b1", 2, 2, "what was missing"},
		{"b1", 3, 3, "then the next"},
		{"b1", 9, 3, "a gap"},
		{"b1", 9, 3, "the same again"},
		{"b1", 9, 4, "a third time: the source has no longer what is missing"},
		{"b2", 1, 5, "a new boot begins anew"},
		{"b2", 1, 5, "and repeats count once there too"},
	} {
		if got := heard(step.boot, step.seq); got != step.taken {
			t.Errorf("step %d, %s: sightings taken: got %d, want %d", i, step.why, got, step.taken)
		}
	}
	if marks := v.Marks(); len(marks) != 1 || marks[0].Seq != 1 || marks[0].Boot != "b2" {
		t.Errorf("marks: got %+v, want b2 up to 1", marks)
	}
}
