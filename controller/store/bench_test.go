package store

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
)

// busy is a batch of a busy second: 200 changed profiles of 400 bytes, 50 visits.
func busy() *venue.Batch {
	b := &venue.Batch{}
	body := []byte(`{"v":{"zone":"bar"},"t":"` + strings.Repeat("x", 370) + `"}`)
	for i := range 200 {
		b.Profiles = append(b.Profiles, venue.Saved{Person: beacons.Person(fmt.Sprint("person-", i)), JSON: body})
	}
	for i := range 50 {
		b.Visits = append(b.Visits, beacons.Visit{Person: b.Profiles[i].Person, Zone: "bar", From: evening, To: evening.Add(time.Minute)})
	}
	return b
}

func BenchmarkCommit(b *testing.B) {
	for _, kind := range []string{"child", "memory"} {
		b.Run(kind, func(b *testing.B) {
			s := open(b, embedded(b, kind))
			batch := busy()
			b.ReportAllocs()
			spent := used()
			for b.Loop() {
				batch.Number++
				if err := s.Commit(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(used()-spent)/float64(b.N*len(batch.Profiles)), "cpu-ns/profile")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(batch.Profiles)), "ns/profile")
		})
	}
}

// used is the processor time of this process so far.
func used() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkEncode(b *testing.B) {
	s := &Store{keys: keysOf("expo"), bounds: boundsOf(Child)}
	batch := busy()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.encode(batch, "", evening); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	const people = 100_000
	for _, kind := range []string{"child", "memory"} {
		b.Run(kind, func(b *testing.B) {
			s := open(b, embedded(b, kind))
			all := busy()
			for i := len(all.Profiles); i < people; i++ {
				all.Profiles = append(all.Profiles, venue.Saved{Person: beacons.Person(fmt.Sprint("person-", i)), JSON: all.Profiles[0].JSON})
			}
			all.Number = 1
			began := time.Now()
			commit(b, s, all)
			committed, saved := time.Since(began), time.Duration(0)
			if host, ok := s.host.(*trial); ok {
				began = time.Now()
				if err := host.save(); err != nil {
					b.Fatal(err)
				}
				saved = time.Since(began)
			}
			for b.Loop() {
				if got := len(load(b, s).Profiles); got != people {
					b.Fatalf("load: got %d profiles, want %d", got, people)
				}
			}
			b.ReportMetric(float64(committed.Milliseconds()), "ms-commit-all")
			b.ReportMetric(float64(saved.Milliseconds()), "ms-snapshot")
		})
	}
}
