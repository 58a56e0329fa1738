// Package devicetest is the promise of a driver as one suite, and what a test
// of drivers needs: a Wire that can be hung, garbled and cut between a driver
// and its device, and a Recorder to stand where a driver would. It is imported
// by tests only, and never pretends to be a device: the devices that do not
// exist live in firmware-sim.
package devicetest

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"

	"foyer/devices"
)

// Subject is one driver under test with what the suite may do to it.
type Subject[E any] struct {
	Driver devices.Driver[E]
	// Good is an effect that the device does, as often as it is told.
	Good E
	// Bad is an effect that is refused for good; nil = there is none.
	Bad *E
	// Busy makes the device answer "not now", until it is told false; nil = it
	// never does.
	Busy func(bool)
	// Wire lies between driver and device; nil = there is no connection.
	Wire *Wire
	// Close ends what the driver keeps open between effects; nil = nothing.
	Close func()
}

// patience bounds how long the suite waits for a driver to mend itself.
const patience = 30 * time.Second

// Run holds a driver to its promise. Fresh makes a subject for each part and
// cleans up by t.Cleanup.
func Run[E any](t *testing.T, fresh func(t *testing.T) Subject[E]) {
	for _, part := range []struct {
		name string
		test func(*testing.T, Subject[E])
	}{
		{"DoesAGoodEffectAsOftenAsItIsTold", repeats[E]},
		{"ReturnsAtOnceWhenItsContextHasEnded", respectsContext[E]},
		{"TellsForGood", tellsForGood[E]},
		{"TellsNotNow", tellsNotNow[E]},
		{"LeavesAHungDeviceWhenItsContextEnds", leavesHung[E]},
		{"ComesBackFromAHungDeviceByItself", comesBack[E]},
		{"SurvivesGarbage", func(t *testing.T, s Subject[E]) { survives(t, s, Garbage) }},
		{"SurvivesAReplyCutShort", func(t *testing.T, s Subject[E]) { survives(t, s, Cut) }},
		{"SurvivesAShutDoor", func(t *testing.T, s Subject[E]) { survives(t, s, Shut) }},
		{"LeavesNoGoroutineBehind", leavesNothing[E]},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, fresh(t)) })
	}
}

func repeats[E any](t *testing.T, s Subject[E]) {
	for n := range 3 {
		if err := within(t.Context(), t, patience, s, s.Good); err != nil {
			t.Fatalf("time %d of the same good effect = %v, want nil", n+1, err)
		}
	}
}

func respectsContext[E any](t *testing.T, s Subject[E]) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := within(ctx, t, patience, s, s.Good)
	if err == nil || devices.IsPermanent(err) {
		t.Errorf("Do after its context ended = %v, want a temporary error", err)
	}
}

func tellsForGood[E any](t *testing.T, s Subject[E]) {
	if s.Bad == nil {
		t.Skip("this driver refuses nothing for good")
	}
	err := within(t.Context(), t, patience, s, *s.Bad)
	if got := devices.OutcomeOf(err); !devices.IsPermanent(err) || got != devices.Refused {
		t.Errorf("bad effect = %v (%v), want permanent and refused", err, got)
	}
}

func tellsNotNow[E any](t *testing.T, s Subject[E]) {
	if s.Busy == nil {
		t.Skip("this device is never busy")
	}
	s.Busy(true)
	err := within(t.Context(), t, patience, s, s.Good)
	if err == nil || devices.IsPermanent(err) {
		t.Errorf("good effect at a busy device = %v, want a temporary error", err)
	}
	s.Busy(false)
	mends(t, s)
}

func leavesHung[E any](t *testing.T, s Subject[E]) {
	wired(t, s)
	for _, connected := range []bool{false, true} {
		if connected {
			mends(t, s)
		}
		s.Wire.Set(Hung)
		err := hang(t, s)
		if err == nil || devices.IsPermanent(err) {
			t.Errorf("hung device (connected before: %v) = %v, want a temporary error", connected, err)
		}
		s.Wire.Set(Pass)
	}
	mends(t, s)
}

func comesBack[E any](t *testing.T, s Subject[E]) {
	wired(t, s)
	mends(t, s)
	s.Wire.Set(Hung)
	err := within(t.Context(), t, patience, s, s.Good)
	if err == nil || devices.IsPermanent(err) {
		t.Errorf("hung device = %v, want a temporary error", err)
	}
	s.Wire.Set(Pass)
	mends(t, s)
}

// hang does the good effect for 200 ms at a device that does not answer.
func hang[E any](t *testing.T, s Subject[E]) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	return within(ctx, t, patience, s, s.Good)
}

func survives[E any](t *testing.T, s Subject[E], fault Fault) {
	wired(t, s)
	for _, connected := range []bool{false, true} {
		if connected {
			mends(t, s)
		}
		s.Wire.Set(fault)
		err := within(t.Context(), t, patience, s, s.Good)
		if err == nil || devices.IsPermanent(err) {
			t.Errorf("good effect over a wire that is %v (connected before: %v) = %v, want a temporary error", fault, connected, err)
		}
		if got := devices.OutcomeOf(err); fault == Cut && connected && got != devices.Unknown {
			t.Errorf("outcome after a reply was cut = %v, want unknown", got)
		}
		s.Wire.Set(Pass)
	}
	mends(t, s)
}

func leavesNothing[E any](t *testing.T, s Subject[E]) {
	before := goleak.IgnoreCurrent()
	for range 5 {
		_ = within(t.Context(), t, patience, s, s.Good)
		if s.Wire != nil {
			s.Wire.Set(Hung)
			_ = hang(t, s)
			s.Wire.Set(Pass)
		}
	}
	mends(t, s)
	if err := tidy(s.Close, before); err != nil {
		t.Errorf("after effects done, hung and cancelled: %v", err)
	}
}

// tidy closes until nothing is left. Once may not do: a connection that was
// dialled for a cancelled effect becomes idle after it.
func tidy(closeIdle func(), before goleak.Option) (err error) {
	for range 4 {
		if closeIdle != nil {
			closeIdle()
		}
		if err = goleak.Find(before); err == nil {
			return nil
		}
	}
	return err
}

func wired[E any](t *testing.T, s Subject[E]) {
	t.Helper()
	if s.Wire == nil {
		t.Skip("this driver has no connection")
	}
}

// within does one effect and fails the test when Do does not return in time.
func within[E any](ctx context.Context, t *testing.T, limit time.Duration, s Subject[E], effect E) error {
	t.Helper()
	answer := make(chan error, 1)
	go func() { answer <- s.Driver.Do(ctx, effect) }()
	select {
	case err := <-answer:
		return err
	case <-time.After(limit):
		t.Fatalf("Do had not returned after %v", limit)
		return nil
	}
}

// mends waits until the driver does a good effect again, as patient as it asks.
func mends[E any](t *testing.T, s Subject[E]) {
	t.Helper()
	end := time.Now().Add(patience)
	for {
		err := within(t.Context(), t, patience, s, s.Good)
		if err == nil {
			return
		}
		wait := max(20*time.Millisecond, devices.NotBefore(err))
		if time.Now().Add(wait).After(end) {
			t.Fatalf("the device is well again, but Do = %v", err)
		}
		_ = devices.Machine{}.Sleep(t.Context(), wait)
	}
}
