package devices

import (
	"errors"
	"time"
)

// ErrLate says that an effect's own deadline came before it was done. Whether
// a try before that may have been done all the same, OutcomeOf tells.
var ErrLate = errors.New("too late")

// Outcome is how an effect ended. A reserved gift code goes back to its pool
// after Refused, and only then.
type Outcome int

// The outcomes of an effect.
const (
	Done    Outcome = iota // the device says that it is done
	Refused                // certainly not done, now and later
	Unknown                // not known to be done, and it may have been
)

// String is the outcome in one word.
func (o Outcome) String() string {
	switch o {
	case Done:
		return "done"
	case Refused:
		return "refused"
	case Unknown:
		return "unknown"
	}
	return "no outcome"
}

// OutcomeOf judges the last word on an effect. An error that nobody marked is
// Unknown: a reply that never came says nothing about what the device did.
func OutcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return Done
	case isUnsure(err):
		return Unknown
	case IsPermanent(err), isUnsent(err):
		return Refused
	}
	return Unknown
}

type unsent struct{ error }

func (u unsent) Unwrap() error { return u.error }

// Unsent marks err as one of a try that certainly did nothing: no connection
// was made, or the device answered that it did not take it. Trying again can
// help. Unsent(nil) is nil.
func Unsent(err error) error {
	if err == nil {
		return nil
	}
	return unsent{err}
}

func isUnsent(err error) bool {
	_, is := errors.AsType[unsent](err)
	return is
}

type unsure struct{ error }

func (u unsure) Unwrap() error { return u.error }

// Unsure marks err as the last word on an effect that may have been done by an
// earlier try. It outweighs Permanent and Unsent. Unsure(nil) is nil.
func Unsure(err error) error {
	if err == nil {
		return nil
	}
	return unsure{err}
}

func isUnsure(err error) bool {
	_, is := errors.AsType[unsure](err)
	return is
}

type after struct {
	error
	wait time.Duration
}

func (a after) Unwrap() error { return a.error }

// After marks err with the time the device asks to be left alone, counted from
// now: a Retry-After, or a breaker that is open. After(nil, d) is nil.
func After(err error, d time.Duration) error {
	if err == nil {
		return nil
	}
	return after{err, d}
}

// NotBefore is the wait that After put on err; 0 when there is none.
func NotBefore(err error) time.Duration {
	a, _ := errors.AsType[after](err)
	return a.wait
}
