package store

import (
	"errors"
	"fmt"
	"strings"
)

// ErrTakenOver says that another controller holds the lease. This one must
// stop: nothing it writes is taken any more.
var ErrTakenOver = errors.New("store: another controller has taken over")

// Behind says that the store does not have the batch that ours follows: it has
// gone back in time. CommitAll over Has mends it.
type Behind struct {
	Has uint64 // number of the newest batch the store has
}

// Error tells what the store has.
func (b *Behind) Error() string {
	return fmt.Sprintf("store: it has gone back in time: its newest batch is %d", b.Has)
}

// Doubled says that a batch records decisions as done that were done before.
// The rest of the batch is safe; those decisions and their effects are not
// recorded, and their effects must not be let go.
type Doubled struct {
	Decisions []string // IDs
}

// Error tells how many, not which: an ID names a person.
func (d *Doubled) Error() string {
	return fmt.Sprintf("store: %d decisions of the batch were done before", len(d.Decisions))
}

// Holds tells whether the effect belongs to a doubled decision.
func (d *Doubled) Holds(effectID string) bool {
	for _, id := range d.Decisions {
		if rest, ok := strings.CutPrefix(effectID, id); ok && strings.HasPrefix(rest, "/") {
			return true
		}
	}
	return false
}
