package devicetest

import (
	"testing"
	"time"
)

// Until waits for something to become true, for half a minute at most.
func Until(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !is(); <-tick.C {
		if time.Now().After(end) {
			tb.Fatalf("%s have passed, and not yet: %s", patience, what)
		}
	}
}
