// Package trial plays the tests that stand beside the rules. It makes a venue
// of the plan and the book, lets the people of a test come and go, and
// compares what the rules answered with what was expected. It promises that a
// test sees the same Step as an evening does, only with visits instead of
// radio. It never reaches a device, a store or a clock.
package trial

import (
	"foyer/beacons"
	"foyer/rules"
)

// Result is how one test went; without a Miss it went well.
type Result struct {
	Test   rules.Test
	Misses []Miss
}

// Miss is one expectation that was not met, in an organizer's words.
type Miss struct {
	Line, Column int
	Expected     string
	Instead      []string // what the rule did, as time went
	Why          string   // what it waits for, when it did nothing; may be empty
}

// All plays every test of a book, each in a venue of its own.
func All(plan beacons.Plan, book *rules.Book) []Result {
	results := make([]Result, 0, len(book.Tests))
	for _, test := range book.Tests {
		results = append(results, Result{Test: test, Misses: Play(plan, book, test)})
	}
	return results
}

// Play plays one test and tells what went otherwise.
func Play(plan beacons.Plan, book *rules.Book, test rules.Test) (misses []Miss) {
	s := newStage(plan, book, test)
	s.play()
	for _, e := range test.Expect {
		if miss, ok := s.judge(e); !ok {
			misses = append(misses, miss)
		}
	}
	for _, t := range test.Totals {
		if miss, ok := s.count(t); !ok {
			misses = append(misses, miss)
		}
	}
	return misses
}
