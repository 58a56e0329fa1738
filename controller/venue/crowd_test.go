package venue

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTheTablesAreWhatTheProfilesSay(t *testing.T) {
	book := bookOf(t, "crowd")
	rapid.Check(t, func(t *rapid.T) {
		e := newEvening(t, book, crowdOfSix(t))
		e.live(moves(t))
		for _, r := range e.venue.ranks {
			live, anew := r.table.Top(10), e.venue.ranked(r.by).Top(10)
			if diff := cmp.Diff(anew, live); diff != "" {
				t.Fatalf("the table of %+v (-made anew +kept):\n%s", r.by, diff)
			}
		}
	})
}
