package rank

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/rules"
)

func at(minute int) time.Time {
	return time.Date(2026, 5, 9, 8, minute, 0, 0, time.UTC)
}

func TestAmongEqualsWhoGotThereFirstIsFirst(t *testing.T) {
	table := New()
	table.Set("ada", 3, at(30))
	table.Set("bo", 4, at(50))
	table.Set("cy", 3, at(20))
	table.Set("dee", 3, at(20)) // the same moment: by identity
	want := []Place{{"bo", 4, at(50)}, {"cy", 3, at(20)}, {"dee", 3, at(20)}, {"ada", 3, at(30)}}
	if diff := gocmp.Diff(want, table.Top(10)); diff != "" {
		t.Errorf("the order of four people (-want +got):\n%s", diff)
	}
	for i, place := range want {
		if got := table.RankOf(place.Person); got != i+1 {
			t.Errorf("rank of %s: got %d, want %d", place.Person, got, i+1)
		}
	}
	if got := table.RankOf("eve"); got != 0 {
		t.Errorf("rank of somebody who is not there: got %d, want 0", got)
	}
}

func TestWhatIsSetLastCounts(t *testing.T) {
	table := New()
	table.Set("ada", 3, at(1))
	table.Set("bo", 3, at(2))
	table.Set("ada", 3, at(3)) // later for the same value
	if got := table.RankOf("ada"); got != 2 {
		t.Errorf("rank after a later time: got %d, want 2", got)
	}
	table.Set("bo", 1, at(4)) // less: a correction
	if got := table.RankOf("bo"); got != 2 {
		t.Errorf("rank after a smaller value: got %d, want 2", got)
	}
	table.Set("ada", math.NaN(), at(5))
	if got := table.RankOf("ada"); got != 0 || table.Len() != 1 {
		t.Errorf("after NaN: rank %d of %d, want 0 of 1", got, table.Len())
	}
	table.Remove("ada")
	table.Remove("bo")
	if got := table.Top(1); len(got) != 0 {
		t.Errorf("top of an empty table: got %v", got)
	}
	table.Set("bo", 0, time.Time{})
	table.Set("bo", 1, at(6)) // moves the only one
	if got := table.RankOf("bo"); got != 1 {
		t.Errorf("rank in a table filled again: got %d, want 1", got)
	}
}

func TestTopIsNeverMoreThanThereIs(t *testing.T) {
	table := sized(2)
	for i := range 9 {
		table.Set(beacons.Person(fmt.Sprint(i)), float64(i), at(0))
	}
	for n, want := range map[int]int{-1: 0, 0: 0, 1: 1, 5: 5, 9: 9, 10: 9} {
		if got := len(table.Top(n)); got != want {
			t.Errorf("Top(%d) of nine: got %d people, want %d", n, got, want)
		}
	}
}

// oracle is the ranking as one would write it with all the time in the world.
type oracle map[beacons.Person]Place

func (o oracle) order() (places []Place) {
	for _, place := range o {
		places = append(places, place)
	}
	slices.SortFunc(places, func(a, b Place) int {
		return cmp.Or(-cmp.Compare(a.Value, b.Value), a.At.Compare(b.At), cmp.Compare(a.Person, b.Person))
	})
	return places
}

func TestEveryRankIsThatOfASortedList(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		table, list := sized(rapid.IntRange(2, 9).Draw(r, "block")), oracle{}
		person := rapid.Map(rapid.IntRange(0, 60), func(i int) beacons.Person { return beacons.Person(fmt.Sprint("p", i)) })
		r.Repeat(map[string]func(*rapid.T){
			"set": func(r *rapid.T) {
				p := Place{person.Draw(r, "person"), float64(rapid.IntRange(-1, 5).Draw(r, "value")), at(rapid.IntRange(0, 3).Draw(r, "at"))}
				table.Set(p.Person, p.Value, p.At)
				list[p.Person] = p
			},
			"remove": func(r *rapid.T) {
				p := person.Draw(r, "person")
				table.Remove(p)
				delete(list, p)
			},
			"": func(r *rapid.T) { agree(r, table, list.order()) },
		})
	})
}

func agree(t rapid.TB, table *Table, want []Place) {
	if got := table.Top(len(want) + 1); !slices.Equal(got, want) {
		t.Fatalf("order: got %v, want %v", got, want)
	}
	if table.Len() != len(want) {
		t.Fatalf("people: got %d, want %d", table.Len(), len(want))
	}
	for i, place := range want {
		if got := table.RankOf(place.Person); got != i+1 {
			t.Fatalf("rank of %s: got %d, want %d", place.Person, got, i+1)
		}
	}
	for i, block := range table.blocks {
		if len(block) == 0 || len(block) > table.most || cap(block) != table.most {
			t.Fatalf("block %d holds %d of %d", i, len(block), cap(block))
		}
	}
}

// TestACrowdThatComesAndGoes is the same law at full size of a block.
func TestACrowdThatComesAndGoes(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	table, list := New(), oracle{}
	for range 20_000 {
		p := beacons.Person(fmt.Sprint(chance.IntN(3000)))
		if chance.IntN(3) == 0 {
			table.Remove(p)
			delete(list, p)
			continue
		}
		place := Place{p, float64(chance.IntN(20)), at(chance.IntN(600))}
		table.Set(p, place.Value, place.At)
		list[p] = place
	}
	agree(t, table, list.order())
	for p := range list {
		table.Remove(p)
	}
	if len(table.blocks) != 0 {
		t.Errorf("an empty table keeps %d blocks", len(table.blocks))
	}
}

// follow is how a venue keeps the table of a trait among the people of a label:
// after each change of a profile, and for every saved profile at start.
func follow(table *Table, p *rules.Profile, trait, label string) {
	i := slices.IndexFunc(p.Tallies, func(t rules.Tally) bool { return t.Trait == trait })
	if i < 0 || !p.Has(label) {
		table.Remove(p.Person)
		return
	}
	table.Set(p.Person, p.Tallies[i].Value, p.Tallies[i].Last)
}

func TestATableRebuiltFromSavedProfilesIsTheOneThatWasLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		profiles := map[beacons.Person]*rules.Profile{}
		live := New()
		for i := range rapid.IntRange(0, 100).Draw(r, "facts") {
			who := beacons.Person(rapid.StringMatching(`[a-f]`).Draw(r, "who"))
			p := profiles[who]
			if p == nil {
				p = &rules.Profile{Person: who, Tallies: []rules.Tally{{Trait: "bacon_visits"}}}
				profiles[who] = p
			}
			p.Tallies[0].Value++
			p.Tallies[0].Last = at(0).Add(time.Duration(i/3) * time.Second)
			p.Labels = nil
			if rapid.IntRange(0, 3).Draw(r, "lover") > 0 {
				p.Labels = []rules.Gained{{Label: "bacon_lover", At: at(i)}}
			}
			follow(live, p, "bacon_visits", "bacon_lover")
		}
		again := New()
		for _, p := range profiles { // a map: in any order
			follow(again, p, "bacon_visits", "bacon_lover")
		}
		if diff := gocmp.Diff(live.Top(9), again.Top(9)); diff != "" {
			r.Fatalf("after a restart (-live +rebuilt):\n%s", diff)
		}
	})
}

const crowd = 100_000

func names() []beacons.Person {
	people := make([]beacons.Person, crowd)
	for i := range people {
		people[i] = beacons.Person(fmt.Sprintf("person-%06d", i))
	}
	return people
}

// filled is an evening with bacon: few values, many ties.
func filled(people []beacons.Person) *Table {
	table, chance := New(), rand.New(rand.NewPCG(1, 2))
	for i, p := range people {
		table.Set(p, math.Floor(3*chance.ExpFloat64()), at(0).Add(time.Duration(i)*time.Millisecond))
	}
	return table
}

func BenchmarkUpdateAndTopTen(b *testing.B) {
	people, chance := names(), rand.New(rand.NewPCG(3, 4))
	table := filled(people)
	now := at(5)
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Millisecond)
		p := people[chance.IntN(crowd)]
		table.Set(p, math.Floor(3*chance.ExpFloat64()), now)
		table.Top(10)
	}
}

func BenchmarkRankOf(b *testing.B) {
	people, chance := names(), rand.New(rand.NewPCG(3, 4))
	table := filled(people)
	b.ReportAllocs()
	for b.Loop() {
		table.RankOf(people[chance.IntN(crowd)])
	}
}

// BenchmarkRebuild is a restart: all people, in no order.
func BenchmarkRebuild(b *testing.B) {
	people := names()
	rand.New(rand.NewPCG(5, 6)).Shuffle(crowd, func(i, j int) { people[i], people[j] = people[j], people[i] })
	before := heap()
	table := filled(people)
	size := float64(heap()-before) / 1e6
	for b.Loop() {
		table = filled(people)
	}
	b.ReportMetric(size, "MB")
	runtime.KeepAlive(table)
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
