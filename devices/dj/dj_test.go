package dj_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/dj"
	"foyer/rules"
)

// shelf is a store in memory that may be away.
type shelf struct {
	mu    sync.Mutex
	blobs map[string][]byte
	saves int
	down  error
}

func (s *shelf) SaveBlob(_ context.Context, name string, blob []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != nil {
		return s.down
	}
	if s.blobs == nil {
		s.blobs = map[string][]byte{}
	}
	s.blobs[name] = blob
	s.saves++
	return nil
}

func (s *shelf) LoadBlob(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blobs[name], s.down
}

func opens() time.Time { return time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC) }

// ask is the effect of a person asking for a song at a minute of the evening.
func ask(person, song string, minute int) rules.Song {
	return rules.Song{
		Head:  rules.Head{ID: fmt.Sprintf("dj-request|%s|%s%d", person, song, minute)},
		Queue: "main", Person: beacons.Person(person), Song: song, At: opens().Add(time.Duration(minute) * time.Minute),
	}
}

func likes(person, taste string, weight float64, minute int) rules.Song {
	s := ask(person, "", minute)
	s.ID, s.Taste, s.Weight = "dj-taste|"+s.ID, taste, weight
	return s
}

func do(t *testing.T, d *dj.Desk, effects ...rules.Song) {
	t.Helper()
	for _, e := range effects {
		if err := d.Do(t.Context(), e); err != nil {
			t.Fatalf("Do of %q%q = %v, want nil", e.Song, e.Taste, err)
		}
	}
}

// votes is the list in short: "song:votes ...".
func votes(l dj.List) string {
	var all []string
	for _, r := range l.Requests {
		all = append(all, fmt.Sprintf("%s:%d", r.Song, r.Votes))
	}
	return strings.Join(all, " | ")
}

func desk(c dj.Config) *dj.Desk {
	c.Queue = "main"
	return dj.New(c)
}

func TestDeskKeepsTheDriversPromise(t *testing.T) {
	devicetest.Run(t, func(*testing.T) devicetest.Subject[rules.Song] {
		bad, store := ask("ada", " \t", 0), &shelf{}
		return devicetest.Subject[rules.Song]{
			Driver: desk(dj.Config{Store: store}), Good: ask("ada", "Dancing Queen", 0), Bad: &bad,
			Busy: func(on bool) {
				store.mu.Lock()
				defer store.mu.Unlock()
				if store.down = nil; on {
					store.down = errors.New("store is away")
				}
			},
		}
	})
}

func TestSameSongIsOneLineWithOneVoteAPerson(t *testing.T) {
	d := desk(dj.Config{})
	do(t, d,
		ask("ada", "Beyoncé feat. JAY-Z - Crazy in Love", 0),
		ask("bo", "Waterloo", 1),
		ask("cy", "beyonce - crazy in LOVE!", 2),
		ask("ada", "Beyonce ft. Jay Z - Crazy In Love", 3), // has voted
		ask("di", "BEYONCÉ – Crazy in Love", 4),
	)
	if got, want := votes(d.Snapshot()), "Beyoncé feat. JAY-Z - Crazy in Love:3 | Waterloo:1"; got != want {
		t.Errorf("list is %q, want %q", got, want)
	}
}

func TestSpellingsOfOneSong(t *testing.T) {
	for _, row := range []struct {
		a, b string
		same bool
	}{
		{"Don't Stop Me Now", "dont stop me now", true},
		{"Don’t Stop", "Don't Stop", true},
		{"Mötley Crüe", "motley crue", true},
		{"Sigur Rós – Hoppípolla", "sigur ros hoppipolla", true},
		{"Mø - Final Song", "MO final song", true},
		{"Straße", "STRASSE", true},
		{"Simon & Garfunkel", "Simon and Garfunkel", true},
		{"The Beatles - Help!", "Beatles: Help", true},
		{"Titanium (feat. Sia)", "titanium", true},
		{"Titanium [ft Sia]", "Titanium", true},
		{"Umbrella featuring JAY-Z", "Umbrella", true},
		{"ＦＵＬＬ　ＷＩＤＴＨ", "full width", true},
		{"Café\u0301", "Café", true},
		{"Featherweight", "weight", false},
		{"Left Alone", "Le Alone", false},
		{"Song 2", "Song", false},
		{"🎵🎶", "🎵", false},
	} {
		d := desk(dj.Config{})
		do(t, d, ask("ada", row.a, 0), ask("bo", row.b, 1))
		if got := len(d.Snapshot().Requests) == 1; got != row.same {
			t.Errorf("%q and %q: one song %v, want %v", row.a, row.b, got, row.same)
		}
	}
}

func TestMoreVotesComeFirstThenOlder(t *testing.T) {
	d := desk(dj.Config{})
	do(t, d, ask("ada", "C", 3), ask("ada", "B", 1), ask("ada", "A", 2), ask("bo", "A", 4))
	if got, want := votes(d.Snapshot()), "A:2 | B:1 | C:1"; got != want {
		t.Errorf("list is %q, want %q", got, want)
	}
	if at := d.Snapshot().At; !at.Equal(opens().Add(4 * time.Minute)) {
		t.Errorf("list is of %v, want of the last change", at)
	}
}

func TestTheDJHasTheLastWord(t *testing.T) {
	d := desk(dj.Config{})
	do(t, d, ask("ada", "A", 0), ask("bo", "A", 1), ask("ada", "B", 2), ask("ada", "C", 3))
	for song, state := range map[string]dj.State{"a": dj.Played, "B": dj.No, "C": dj.Later} {
		if err := d.Mark(t.Context(), song, state); err != nil {
			t.Fatalf("Mark %s %s = %v, want nil", song, state, err)
		}
	}
	if got, want := votes(d.Snapshot()), "C:1 | A:2 | B:1"; got != want {
		t.Errorf("list is %q, want %q", got, want)
	}
	if err := d.Do(t.Context(), ask("bo", "B", 5)); !devices.IsPermanent(err) {
		t.Errorf("asking for a song the DJ refused = %v, want permanent", err)
	}
	do(t, d, ask("bo", "A", 6)) // played: asked for anew
	if got, want := votes(d.Snapshot()), "A:1 | C:1 | B:1"; got != want {
		t.Errorf("list is %q, want %q", got, want)
	}
	for song, state := range map[string]dj.State{"A": "great", "Z": dj.Played} {
		if err := d.Mark(t.Context(), song, state); !devices.IsPermanent(err) {
			t.Errorf("Mark %s %s = %v, want permanent", song, state, err)
		}
	}
}

func TestTastesAreSummedOnePerPerson(t *testing.T) {
	d := desk(dj.Config{})
	do(t, d,
		likes("ada", "Techno", 1, 0), likes("bo", "techno", 0.1, 1), likes("cy", "TECHNO", 0.2, 2),
		likes("di", "Jazz", 0, 3), likes("ed", "Techno", 1, 4),
		likes("ed", "Jazz", 1, 5),   // changed their mind
		likes("ed", "Techno", 1, 2), // an old one, late
	)
	want := []dj.Taste{{Taste: "Jazz", People: 2, Weight: 2}, {Taste: "Techno", People: 3, Weight: 1.3}}
	if diff := cmp.Diff(want, d.Snapshot().Tastes); diff != "" {
		t.Errorf("tastes differ (-want +got):\n%s", diff)
	}
}

func TestListIsBoundedAndClosedSongsMakeRoom(t *testing.T) {
	d := desk(dj.Config{})
	for n := range 300 {
		do(t, d, ask("ada", fmt.Sprint("song ", n), n))
	}
	if err := d.Do(t.Context(), ask("bo", "one more", 301)); !devices.IsPermanent(err) {
		t.Errorf("a song for a full list = %v, want permanent", err)
	}
	do(t, d, ask("bo", "song 7", 302)) // a vote still counts
	if err := d.Mark(t.Context(), "song 9", dj.Played); err != nil {
		t.Fatal(err)
	}
	do(t, d, ask("bo", "one more", 303))
	list := d.Snapshot()
	if len(list.Requests) != 300 || strings.Contains(votes(list), "song 9:") || list.Requests[0].Song != "song 7" {
		t.Errorf("%d songs, the first %+v; want 300, song 7 first and song 9 away", len(list.Requests), list.Requests[0])
	}
}

func TestTextIsFitToBeShown(t *testing.T) {
	d := desk(dj.Config{})
	do(t, d, ask("ada", "  A\n\u202eB\x00\t C  ", 0), ask("ada", strings.Repeat("é", 500), 1))
	got := d.Snapshot().Requests
	if got[0].Song != "A B C" || len([]rune(got[1].Song)) != 120 {
		t.Errorf("shown as %q and %d characters, want \"A B C\" and 120", got[0].Song, len([]rune(got[1].Song)))
	}
}

func TestSongForAnotherListIsRefused(t *testing.T) {
	e := ask("ada", "A", 0)
	e.Queue = "lounge"
	if err := desk(dj.Config{}).Do(t.Context(), e); !devices.IsPermanent(err) {
		t.Errorf("Do = %v, want permanent", err)
	}
}

func TestListNamesNobodyInPublicAndInMemory(t *testing.T) {
	store := &shelf{}
	d := desk(dj.Config{Store: store})
	do(t, d, ask("p00017-ada", "A", 0), likes("p00017-ada", "Techno", 1, 1))
	public, _ := json.Marshal(d.Snapshot())
	for name, text := range map[string][]byte{"list": public, "songs": store.blobs["dj-main"], "tastes": store.blobs["dj-main-tastes"]} {
		if len(text) == 0 || strings.Contains(string(text), "ada") {
			t.Errorf("%s is %s, want something without the person", name, text)
		}
	}
	var back dj.List
	if err := json.Unmarshal(public, &back); err != nil || cmp.Diff(d.Snapshot(), back) != "" {
		t.Errorf("the list does not survive JSON: %v %s", err, cmp.Diff(d.Snapshot(), back))
	}
}

func TestRestartDoublesNoVote(t *testing.T) {
	store := &shelf{}
	evening := []rules.Song{ask("ada", "A", 0), ask("bo", "A", 1), ask("bo", "B", 2), likes("ada", "Techno", 1, 3)}
	d := desk(dj.Config{Store: store})
	do(t, d, evening...)
	if err := d.Mark(t.Context(), "B", dj.Played); err != nil {
		t.Fatal(err)
	}
	before := d.Snapshot()
	d = desk(dj.Config{Store: store})
	if err := d.Restore(t.Context()); err != nil {
		t.Fatalf("Restore = %v, want nil", err)
	}
	do(t, d, evening...) // sent again by an outbox that did not see the end
	if diff := cmp.Diff(before, d.Snapshot()); diff != "" {
		t.Errorf("after a restart the list differs (-before +after):\n%s", diff)
	}
	do(t, d, ask("ada", "a!", 9)) // another effect, the same vote
	if got, want := votes(d.Snapshot()), "A:2 | B:1"; got != want {
		t.Errorf("list is %q, want %q", got, want)
	}
}

func TestForgottenPersonLeavesNoVote(t *testing.T) {
	d := desk(dj.Config{Store: &shelf{}})
	do(t, d, ask("ada", "A", 0), ask("bo", "A", 1), ask("ada", "B", 2), likes("ada", "Techno", 1, 3))
	if err := d.Forget(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if got := d.Snapshot(); votes(got) != "A:1" || len(got.Tastes) != 0 {
		t.Errorf("list is %+v, want one vote for A", got)
	}
}

func TestUnsavedSongIsNotDoneUntilItIsSaved(t *testing.T) {
	store := &shelf{down: errors.New("store is away")}
	d := desk(dj.Config{Store: store})
	if err := d.Do(t.Context(), ask("ada", "A", 0)); err == nil || devices.IsPermanent(err) {
		t.Errorf("Do while the store is away = %v, want a temporary error", err)
	}
	if h := d.Health(); h.Up || h.Problem == "" {
		t.Errorf("health %+v, want a problem", h)
	}
	store.down = nil
	do(t, d, ask("ada", "A", 0))
	if h := d.Health(); votes(d.Snapshot()) != "A:1" || len(store.blobs["dj-main"]) == 0 || !h.Up || h.Accepted != 1 {
		t.Errorf("list %q, health %+v; want one vote, saved, up", votes(d.Snapshot()), h)
	}
}

func TestBrokenMemoryIsAnErrorNotAnEmptyList(t *testing.T) {
	for _, blob := range []string{"{", `{"version":2}`} {
		d := desk(dj.Config{Store: &shelf{blobs: map[string][]byte{"dj-main": []byte(blob)}}})
		if err := d.Restore(t.Context()); err == nil {
			t.Errorf("Restore of %s = nil, want an error", blob)
		}
	}
}

func TestTastesAreSavedNowAndThen(t *testing.T) {
	store := &shelf{}
	d := desk(dj.Config{Store: store})
	for n := range 100 {
		do(t, d, likes(fmt.Sprint("p", n), "Techno", 1, n))
	}
	if store.saves != 1 {
		t.Errorf("100 tastes in a moment: %d saves, want 1", store.saves)
	}
	if err := d.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	d = desk(dj.Config{Store: store})
	if err := d.Restore(t.Context()); err != nil || d.Snapshot().Tastes[0].People != 100 {
		t.Errorf("restored after Save: %v %+v, want 100 people", err, d.Snapshot().Tastes)
	}
}

func TestChangesAreToldInOrder(t *testing.T) {
	var told []int
	d := desk(dj.Config{Changed: func(l dj.List) { told = append(told, l.Requests[0].Votes) }})
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() { _ = d.Do(t.Context(), ask(fmt.Sprint("p", n), "A", n)) })
	}
	all.Wait()
	for i, v := range told {
		if v != i+1 {
			t.Fatalf("told %v, want 1 to 50", told)
		}
	}
	if len(told) != 50 {
		t.Errorf("told %d times, want 50", len(told))
	}
}

// Law: the list does not hang on the order in which effects arrive, nor on how
// often each does, while no song is played or refused.
func TestOrderAndCopiesChangeNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		one := rapid.Custom(func(r *rapid.T) rules.Song {
			person := rapid.SampledFrom([]string{"ada", "bo", "cy"}).Draw(r, "person")
			song := rapid.SampledFrom([]string{"Waterloo", "waterloo!", "Help", "SOS"}).Draw(r, "song")
			return ask(person, song, rapid.IntRange(0, 60).Draw(r, "minute"))
		})
		effects := rapid.SliceOfN(one, 1, 30).Draw(r, "effects")
		first, second := desk(dj.Config{}), desk(dj.Config{})
		for _, e := range effects {
			if err := first.Do(t.Context(), e); err != nil {
				r.Fatal(err)
			}
		}
		again := append(append([]rules.Song{}, effects...), effects...)
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 0))
		shuffle.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		for _, e := range again {
			if err := second.Do(t.Context(), e); err != nil {
				r.Fatal(err)
			}
		}
		a, b := first.Snapshot(), second.Snapshot()
		a.At, b.At = time.Time{}, time.Time{} // of the last that changed something
		if diff := cmp.Diff(a, b); diff != "" {
			r.Fatalf("shuffled and doubled (-once +shuffled):\n%s", diff)
		}
	})
}

// BenchmarkTaste is one taste entered while 10,000 people's are on the list.
func BenchmarkTaste(b *testing.B) {
	d := desk(dj.Config{})
	for n := range 10_000 {
		_ = d.Do(b.Context(), likes(fmt.Sprint("p", n), fmt.Sprint("taste ", n%200), 1, 0))
	}
	n := 0
	for b.Loop() {
		n++
		_ = d.Do(b.Context(), likes(fmt.Sprint("p", n%10_000), fmt.Sprint("taste ", n%199), 1, n))
	}
}
