package dj_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/dj"
	"foyer/devices/dj/songs"
	"foyer/rules"
)

// night is a desk that runs, on a floor that a test fills and empties, in the
// bubble of synctest.
type night struct {
	*dj.Desk
	t     *testing.T
	store *shelf

	mu    sync.Mutex
	floor []beacons.Person
	told  []string // to the phones: "phone: text"
	ids   map[string]int
	away  error // of who answers
	lists int   // that were told
	end   func()
}

func newNight(t *testing.T, c dj.Config) *night {
	n := &night{t: t, store: &shelf{}, ids: map[string]int{}}
	n.begin(c)
	return n
}

// begin starts a desk with what the store has.
func (n *night) begin(c dj.Config) {
	c.Queue, c.Store, c.Floor, c.Tell = "main", n.store, n.present, n.answer
	c.Changed = func(dj.List) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.lists++
	}
	n.Desk = dj.New(c)
	if err := n.Restore(n.t.Context()); err != nil {
		n.t.Fatalf("Restore = %v, want nil", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx) }()
	n.end = func() {
		cancel()
		if err := <-ended; err != nil {
			n.t.Errorf("Run = %v, want nil", err)
		}
	}
}

func (n *night) present(context.Context) ([]beacons.Person, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.floor), nil
}

func (n *night) answer(_ context.Context, w dj.Word) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.away != nil {
		return n.away
	}
	if n.ids[w.ID]++; n.ids[w.ID] > 1 {
		return nil
	}
	for _, a := range w.To {
		n.told = append(n.told, string(a.To)+": "+w.Text)
	}
	return nil
}

func (n *night) changes() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.lists
}

func (n *night) stand(people ...beacons.Person) {
	n.mu.Lock()
	n.floor = people
	n.mu.Unlock()
	wait(dj.Tick + time.Second)
}

// heard is what phones were told since it was last asked.
func (n *night) heard() []string {
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	told := n.told
	n.told = nil
	return told
}

func wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// wants is a request now, with a phone that can be answered.
func wants(person, song string) rules.Song {
	return rules.Song{
		Head:  rules.Head{ID: fmt.Sprintf("dj-request|%s|%s%d/0", person, song, time.Now().UnixNano()), Why: rules.Why{Rule: "dj-request"}},
		Queue: "main", Person: beacons.Person(person), Song: song, At: time.Now(), To: beacons.Tag("phone-" + person),
	}
}

func (n *night) weights() string {
	text := ""
	for _, r := range n.Snapshot().Requests {
		text += fmt.Sprintf("%s %d %.1f; ", r.Song, r.Votes, r.Weight)
	}
	return text
}

func TestAVoteFadesOverTenMinutesAfterItsPersonHasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{})
		defer func() { n.end() }()
		n.stand("ada", "bo")
		do(t, n.Desk, wants("ada", "A"), wants("bo", "B"))
		if got, want := n.weights(), "A 1 1.0; B 1 1.0; "; got != want {
			t.Errorf("with both on the floor: %q, want %q", got, want)
		}
		n.stand("bo")
		wait(5 * time.Minute)
		if got, want := n.weights(), "B 1 1.0; A 1 0.5; "; got != want {
			t.Errorf("five minutes after ada left: %q, want %q", got, want)
		}
		told := n.changes()
		wait(6 * time.Minute)
		if got, want := n.weights(), "B 1 1.0; A 1 0.0; "; got != want {
			t.Errorf("eleven minutes after ada left: %q, want %q", got, want)
		}
		if got := n.changes() - told; got == 0 || got > 6 {
			t.Errorf("the list was told %d times for the last half, want once for each tenth: up to 6", got)
		}
		n.stand("ada", "bo")
		if got, want := n.weights(), "A 1 1.0; B 1 1.0; "; got != want {
			t.Errorf("with ada back: %q, want %q", got, want)
		}
	})
}

func TestWhoIsOnTheFloorOutlivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{})
		n.stand("ada")
		do(t, n.Desk, wants("ada", "A"), rules.Song{Head: rules.Head{ID: "t"}, Queue: "main", Person: "ada", Taste: "Techno", At: time.Now()})
		wait(2 * time.Minute)
		n.stand()
		wait(3 * time.Minute)
		before := n.weights()
		n.end()
		n.begin(dj.Config{})
		defer func() { n.end() }()
		wait(time.Second)
		if got := n.weights(); got != before || before == "A 1 1.0; " {
			t.Errorf("after a restart: %q, before it %q, want the same, less than 1", got, before)
		}
		wait(8 * time.Minute)
		if got := n.Snapshot(); len(got.Tastes) != 0 {
			t.Errorf("tastes of those who have gone: %+v, want none", got.Tastes)
		}
	})
}

func TestTastesShowHeadsOnTheFloorAndWhereTheyGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{})
		defer func() { n.end() }()
		likes := func(person, taste string) {
			do(t, n.Desk, rules.Song{Head: rules.Head{ID: person}, Queue: "main", Person: beacons.Person(person), Taste: taste, At: time.Now()})
		}
		n.stand("ada", "bo")
		likes("ada", "Techno")
		likes("bo", "Jazz")
		wait(7 * time.Minute)
		likes("cy", "techno")
		n.stand("ada", "cy")
		got := n.Snapshot().Tastes
		if len(got) != 2 || got[0] != (dj.Taste{Taste: "Techno", People: 2, Weight: 2, Trend: 1}) || got[1].People != 0 || got[1].Trend != -1 {
			t.Errorf("tastes %+v, want techno with two and rising, jazz with none and falling", got)
		}
	})
}

// Law: what a song weighs is never negative, never more than its votes, and
// grows only when somebody asks or comes back.
func TestWeightOnlyFades(t *testing.T) {
	people := []string{"ada", "bo", "cy", "di"}
	rapid.Check(t, func(r *rapid.T) {
		first := rapid.SliceOfNDistinct(rapid.SampledFrom(people), 0, 4, rapid.ID).Draw(r, "floor")
		askers := rapid.SliceOfNDistinct(rapid.SampledFrom(people), 1, 4, rapid.ID).Draw(r, "askers")
		gaps := rapid.SliceOfN(rapid.IntRange(1, 240), 1, 12).Draw(r, "gaps in seconds")
		synctest.Test(t, func(t *testing.T) {
			n := newNight(t, dj.Config{})
			defer func() { n.end() }()
			n.stand(persons(first)...)
			for _, p := range askers {
				do(t, n.Desk, wants(p, "A"))
			}
			last := n.Snapshot().Requests[0].Weight
			floor := first
			for _, gap := range gaps {
				if len(floor) > 0 {
					floor = floor[1:] // one more leaves
				}
				n.stand(persons(floor)...)
				wait(time.Duration(gap) * time.Second)
				got := n.Snapshot().Requests[0]
				if got.Weight < 0 || got.Weight > float64(got.Votes) || got.Weight > last {
					t.Fatalf("weight %v of %d votes after %v, want 0 to %d and no more", got.Weight, got.Votes, last, got.Votes)
				}
				last = got.Weight
			}
		})
	})
}

func persons(names []string) (all []beacons.Person) {
	for _, n := range names {
		all = append(all, beacons.Person(n))
	}
	return all
}

// Law: a song that was played is not asked for again for half an hour, whoever
// asks and however it is spelled; after that it is.
func TestAPlayedSongStaysClosedForHalfAnHour(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		seconds := rapid.IntRange(-600, 3600).Draw(r, "asked so long after it was played")
		spelled := rapid.SampledFrom([]string{"Waterloo", "WATERLOO!", "waterloo (Remastered)"}).Draw(r, "spelled")
		synctest.Test(t, func(t *testing.T) {
			d := desk(dj.Config{})
			do(t, d, wants("ada", "Waterloo"))
			if err := d.Mark(t.Context(), "waterloo", dj.Played); err != nil {
				t.Fatal(err)
			}
			ask := wants("bo", spelled)
			ask.At = ask.At.Add(time.Duration(seconds) * time.Second)
			err := d.Do(t.Context(), ask)
			if closed := seconds < 1800; devices.IsPermanent(err) != closed || (d.Place("waterloo") != 0) == closed {
				t.Fatalf("asked %d s after it was played: %v, place %d; want it closed: %v", seconds, err, d.Place("waterloo"), closed)
			}
		})
	})
}

// Law: nobody counts twice for a song, whatever is asked and pressed.
func TestNobodyCountsTwice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := desk(dj.Config{})
		asked := map[string]map[string]bool{}
		for i := range rapid.IntRange(1, 60).Draw(r, "steps") {
			song := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(r, "song")
			switch rapid.IntRange(0, 5).Draw(r, "step") {
			case 0:
				_ = d.Mark(t.Context(), song, rapid.SampledFrom([]dj.State{dj.Accepted, dj.Later, dj.Played, dj.No}).Draw(r, "state"))
			case 1:
				_ = d.Undo(t.Context())
			default:
				person := rapid.SampledFrom([]string{"ada", "bo", "cy"}).Draw(r, "person")
				if d.Do(t.Context(), ask(person, song, i)) == nil {
					if asked[song] == nil {
						asked[song] = map[string]bool{}
					}
					asked[song][person] = true
				}
			}
			for _, line := range d.Snapshot().Requests {
				if line.Votes < 1 || line.Votes > len(asked[line.Song]) || line.Weight != float64(line.Votes) {
					r.Fatalf("%s has %d votes that weigh %v, and was asked for by %d", line.Song, line.Votes, line.Weight, len(asked[line.Song]))
				}
			}
		}
	})
}

// catalogue has one song that is explicit.
func look(song string) songs.Track {
	all, _ := dj.Catalogue([]songs.Track{
		{Artist: "ABBA", Title: "Waterloo", BPM: 148, Key: "8B", File: "lounge/w.ogg"}, {Artist: "ABBA", Title: "SOS"}, {Artist: "Eels", Title: "Rude", Explicit: true},
	}, nil)
	return dj.Lookup(all)(song)
}
