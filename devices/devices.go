// Package devices carries effects out. A Driver does one kind of effect; what
// patience it needs (retry, pace, newest only, once) is wrapped around it and
// written once, here. The package promises that an effect is tried until it is
// done, is refused for good, or is too late, and that the outcome is told
// exactly once. It knows no rule, no person and no product: its drivers do.
package devices

import (
	"context"
	"errors"
	"time"
)

// Driver does one kind of effect. Do is safe to repeat with the same effect,
// returns when ctx ends, and marks errors that trying again cannot mend with
// Permanent.
type Driver[E any] interface {
	Do(ctx context.Context, effect E) error
}

// Clock is the time a wrapper waits by: the machine's in the venue, a faster
// one in the demo.
type Clock interface {
	Now() time.Time
	// Sleep returns after d, or with ctx's error when that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks err as one that trying again cannot mend. Permanent(nil) is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// IsPermanent tells whether err, or one it wraps, was marked by Permanent.
func IsPermanent(err error) bool {
	var p permanent
	return errors.As(err, &p)
}
