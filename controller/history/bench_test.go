package history_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/history"
	"foyer/controller/venue"
	"foyer/firmware-sim/crowd"
	"foyer/rules"
)

// BenchmarkBacktest reads a history of two days and lives it by the rules of
// the day and by a draft, side by side, as foyer backtest does. FOYER_FULL=1
// adds 20,000 people.
func BenchmarkBacktest(b *testing.B) {
	sizes := []int{400}
	if os.Getenv("FOYER_FULL") != "" {
		sizes = append(sizes, 20_000)
	}
	for _, guests := range sizes {
		b.Run(fmt.Sprintf("people=%d", guests), func(b *testing.B) {
			file, visits := twoDays(b, guests)
			book := newDay(b, 1).book
			b.SetBytes(int64(len(file)))
			b.ReportMetric(float64(visits), "visits")
			for b.Loop() {
				tape := load(b, file)
				var both sync.WaitGroup
				for _, by := range []*rules.Book{nil, history.Stock(book, nil)} {
					both.Go(func() { tape.Live(by, func(int) {}) })
				}
				both.Wait()
			}
		})
	}
}

func load(tb testing.TB, file []byte) *history.Tape {
	tb.Helper()
	r, err := history.Open(bytes.NewReader(file), crowd.PierWest())
	if err != nil {
		tb.Fatal(err)
	}
	tape, err := history.Load(r)
	if err != nil {
		tb.Fatal(err)
	}
	return tape
}

// twoDays is a made-up history: everybody is there for eight hours of each day
// and changes zones about every quarter of an hour.
func twoDays(tb testing.TB, guests int) (file []byte, visits int) {
	tb.Helper()
	book := newDay(tb, 1).book
	opens, plan := book.Calendar.Opens, crowd.PierWest()
	told := []venue.Told{{At: opens, In: venue.Ruled{Book: book}}}
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range guests {
		p := rules.Profile{Person: beacons.Person(fmt.Sprintf("p%05d", i)), Registered: true, PushToken: fmt.Sprint(i), Music: "jazz"}
		p.Consents = []rules.Purpose{rules.Location, rules.PushNote, rules.Music, rules.Lights}
		told = append(told, venue.Told{At: opens, In: venue.Enrolled{People: []venue.Enrolment{{Profile: p, Tags: []beacons.Tag{beacons.Tag(fmt.Sprint(i))}}}}})
		for day := range 2 {
			at := opens.AddDate(0, 0, day).Add(time.Duration(dice.IntN(3600)) * time.Second)
			for end := at.Add(8 * time.Hour); at.Before(end); visits++ {
				v := beacons.Visit{Person: p.Person, Zone: plan.Zones[dice.IntN(len(plan.Zones))].ID, From: at}
				told = append(told, venue.Told{At: at.Add(4 * time.Second), In: venue.Visited{Visit: v, Heard: at}})
				at = at.Add(time.Duration(60+dice.IntN(1700)) * time.Second)
				v.To = at
				told = append(told, venue.Told{At: at.Add(4 * time.Second), In: venue.Visited{Visit: v, Heard: at}})
			}
		}
	}
	slices.SortStableFunc(told, func(a, b venue.Told) int { return a.At.Compare(b.At) })
	var written bytes.Buffer
	w, err := history.Begin(&written, "pier-west", opens, venue.State{})
	if err == nil {
		err = w.Write(told)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return written.Bytes(), visits
}
