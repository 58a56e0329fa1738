package devices_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/devices"
)

// note is an effect of these tests.
type note struct {
	key   string
	n     int
	until time.Time
}

// script is a driver that answers as written, then nil, and remembers when it
// was asked what.
type script struct {
	answers []error
	takes   time.Duration // each Do

	mu   sync.Mutex
	did  []note
	when []time.Duration // since start
	from time.Time
}

func newScript(answers ...error) *script { return &script{answers: answers, from: time.Now()} }

func (s *script) Do(ctx context.Context, e note) error {
	s.mu.Lock()
	s.did = append(s.did, e)
	s.when = append(s.when, time.Since(s.from))
	var answer error
	if n := len(s.did); n <= len(s.answers) {
		answer = s.answers[n-1]
	}
	s.mu.Unlock()
	if s.takes > 0 {
		if err := (devices.Machine{}).Sleep(ctx, s.takes); err != nil {
			return err
		}
	}
	return answer
}

var (
	errBusy = devices.Unsent(errors.New("busy"))
	errLost = errors.New("reply lost")
	errNo   = devices.Permanent(errors.New("no such thing"))
)

// full is dice that always jitter to the bound.
func full() float64 { return 1 }

func TestRetryDoublesItsPausesUpToTheLongest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScript(errBusy, errLost, errBusy, errBusy)
		p := devices.Patience[note]{First: time.Second, Longest: 3 * time.Second, Dice: full}
		if err := devices.Retry(d, devices.Machine{}, p).Do(t.Context(), note{}); err != nil {
			t.Fatalf("Do after four failures = %v, want nil", err)
		}
		want := []time.Duration{0, time.Second, 3 * time.Second, 6 * time.Second, 9 * time.Second}
		if !slices.Equal(d.when, want) {
			t.Errorf("tries came at %v, want %v", d.when, want)
		}
	})
}

func TestRetryWaitsWhatTheDeviceAsksAndItsJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScript(devices.After(errBusy, time.Minute))
		p := devices.Patience[note]{First: time.Second, Dice: func() float64 { return 0.5 }}
		if err := devices.Retry(d, devices.Machine{}, p).Do(t.Context(), note{}); err != nil {
			t.Fatalf("Do = %v, want nil", err)
		}
		if want := time.Minute + time.Second/2; d.when[1] != want {
			t.Errorf("second try came at %v, want %v", d.when[1], want)
		}
	})
}

func TestRetryTellsWhatMayHaveHappened(t *testing.T) {
	in := func(d time.Duration) time.Time { return time.Now().Add(d) }
	table := map[string]struct {
		answers []error
		tries   int
		lasts   time.Duration // until the effect's deadline
		want    devices.Outcome
		late    bool
	}{
		"refused at once":                {[]error{errNo}, 0, time.Hour, devices.Refused, false},
		"busy, then refused":             {[]error{errBusy, errNo}, 0, time.Hour, devices.Refused, false},
		"reply lost, then refused":       {[]error{errLost, errNo}, 0, time.Hour, devices.Unknown, false},
		"reply lost, then done":          {[]error{errLost, nil}, 0, time.Hour, devices.Done, false},
		"never tried":                    {nil, 0, 0, devices.Refused, true},
		"busy until late":                {slices.Repeat([]error{errBusy}, 50), 0, time.Minute, devices.Refused, true},
		"one reply lost, then late":      {append([]error{errLost}, slices.Repeat([]error{errBusy}, 50)...), 0, time.Minute, devices.Unknown, true},
		"out of tries, certainly undone": {[]error{errBusy, errBusy}, 2, time.Hour, devices.Refused, false},
		"out of tries, reply lost":       {[]error{errLost, errBusy}, 2, time.Hour, devices.Unknown, false},
	}
	for name, row := range table {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := devices.Patience[note]{
					Tries: row.tries, Dice: full,
					Deadline: func(e note) time.Time { return e.until },
				}
				d := newScript(row.answers...)
				err := devices.Retry(d, devices.Machine{}, p).Do(t.Context(), note{until: in(row.lasts)})
				if got := devices.OutcomeOf(err); got != row.want {
					t.Errorf("outcome of %v = %v, want %v", err, got, row.want)
				}
				if errors.Is(err, devices.ErrLate) != row.late {
					t.Errorf("Do = %v; late: want %v", err, row.late)
				}
				if over := time.Since(d.from); over > row.lasts {
					t.Errorf("gave up after %v, want no later than %v", over, row.lasts)
				}
			})
		})
	}
}

func TestRetryCutsATryOffAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScript()
		d.takes = time.Hour
		p := devices.Patience[note]{Deadline: func(e note) time.Time { return e.until }}
		err := devices.Retry(d, devices.Machine{}, p).Do(t.Context(), note{until: time.Now().Add(time.Minute)})
		if !errors.Is(err, devices.ErrLate) || devices.OutcomeOf(err) != devices.Unknown {
			t.Errorf("Do of a hung device = %v (%v), want late and unknown", err, devices.OutcomeOf(err))
		}
		if got := time.Since(d.from); got != time.Minute {
			t.Errorf("Do returned after %v, want at the deadline, 1m", got)
		}
	})
}

func TestRetryEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		d := newScript(slices.Repeat([]error{errBusy}, 50)...)
		err := devices.Retry(d, devices.Machine{}, devices.Patience[note]{Dice: full}).Do(ctx, note{})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(d.from) != 10*time.Second {
			t.Errorf("Do = %v after %v, want the context's error after 10s", err, time.Since(d.from))
		}
	})
}

func TestPaceLetsABurstThroughAndThenKeepsItsRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScript()
		paced := devices.Pace(d, devices.Machine{}, 10, 3)
		var all sync.WaitGroup
		for range 23 {
			all.Go(func() {
				if err := paced.Do(t.Context(), note{}); err != nil {
					t.Errorf("Do = %v, want nil", err)
				}
			})
		}
		all.Wait()
		ms := 100 * time.Millisecond
		if got := d.when[2]; got != 0 {
			t.Errorf("third of a burst of 3 came at %v, want at once", got)
		}
		for n, at := range d.when[2:] {
			if want := time.Duration(n) * ms; at != want {
				t.Errorf("effect %d came at %v, want %v", n+3, at, want)
			}
		}
	})
}

func TestPaceTellsThatNothingWasSentWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScript()
		paced := devices.Pace(d, devices.Machine{}, 1, 1)
		_ = paced.Do(t.Context(), note{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := paced.Do(ctx, note{})
		if !errors.Is(err, context.Canceled) || devices.OutcomeOf(err) != devices.Refused || len(d.did) != 1 {
			t.Errorf("Do = %v (%v) after %d effects, want canceled, nothing sent", err, devices.OutcomeOf(err), len(d.did))
		}
	})
}

func TestLatestReplacesWhatHasNotStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScript()
		d.takes = time.Second
		newest := devices.Latest(d, func(e note) string { return e.key })
		var all sync.WaitGroup
		for n := range 10 {
			all.Go(func() {
				if err := newest.Do(t.Context(), note{key: "lounge", n: n}); err != nil {
					t.Errorf("Do of %d = %v, want nil", n, err)
				}
			})
			synctest.Wait() // in this order
		}
		all.Go(func() { _ = newest.Do(t.Context(), note{key: "dance", n: 99}) })
		all.Wait()
		var lounge []int
		for _, e := range d.did {
			if e.key == "lounge" {
				lounge = append(lounge, e.n)
			}
		}
		if want := []int{0, 9}; !slices.Equal(lounge, want) {
			t.Errorf("done of the lounge: %v, want %v", lounge, want)
		}
		if took := time.Since(d.from); took != 2*time.Second {
			t.Errorf("all returned after %v, want 2s: the dance floor does not wait for the lounge", took)
		}
	})
}

func TestLatestHandsTheTurnOnWhenAWaiterGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScript()
		d.takes = time.Second
		newest := devices.Latest(d, func(e note) string { return e.key })
		var all sync.WaitGroup
		all.Go(func() { _ = newest.Do(t.Context(), note{n: 1}) })
		synctest.Wait()
		// It gives up in the very moment it could start.
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		all.Go(func() { _ = newest.Do(ctx, note{n: 2}) })
		all.Wait()
		if err := newest.Do(t.Context(), note{n: 3}); err != nil || d.did[len(d.did)-1].n != 3 {
			t.Errorf("Do after a waiter gave up = %v, last done %v; want nil and 3", err, d.did)
		}
	})
}

// book is a ledger in memory that outlives a process of these tests.
type book struct {
	tried, done map[string]bool
	down        error
}

func newBook() *book { return &book{tried: map[string]bool{}, done: map[string]bool{}} }

func (b *book) Begin(_ context.Context, id string) (tried, done bool, err error) {
	if b.down != nil {
		return false, false, b.down
	}
	tried, b.tried[id] = b.tried[id], true
	return tried, b.done[id], nil
}

func (b *book) Finish(_ context.Context, id string) error {
	b.done[id] = true
	return nil
}

func idOf(e note) string { return e.key }

func TestOnceDoesADoneEffectNotAgain(t *testing.T) {
	b, d := newBook(), newScript()
	for range 3 { // three processes
		if err := devices.Once(d, b, idOf).Do(t.Context(), note{key: "a"}); err != nil {
			t.Fatalf("Do = %v, want nil", err)
		}
	}
	if len(d.did) != 1 {
		t.Errorf("driver was asked %d times, want once", len(d.did))
	}
}

func TestOnceTellsARefusalFromOneAfterAnUnseenEnd(t *testing.T) {
	b, d := newBook(), newScript(errBusy, errNo, errBusy, errNo)
	once := devices.Once(d, b, idOf)
	_ = once.Do(t.Context(), note{key: "a"})
	if got := devices.OutcomeOf(once.Do(t.Context(), note{key: "a"})); got != devices.Refused {
		t.Errorf("busy, then refused in one process = %v, want refused", got)
	}
	_ = once.Do(t.Context(), note{key: "b"}) // and the process dies
	next := devices.Once(d, b, idOf)
	if got := devices.OutcomeOf(next.Do(t.Context(), note{key: "b"})); got != devices.Unknown {
		t.Errorf("refused after an earlier process tried = %v, want unknown", got)
	}
}

func TestOnceTriesNothingWhileTheLedgerIsAway(t *testing.T) {
	b, d := newBook(), newScript()
	b.down = errors.New("connection refused")
	once := devices.Once(d, b, idOf)
	err := once.Do(t.Context(), note{key: "a"})
	if devices.OutcomeOf(err) != devices.Unknown || devices.IsPermanent(err) || len(d.did) != 0 {
		t.Errorf("Do = %v after %d effects, want a temporary unknown and none", err, len(d.did))
	}
	b.down = nil
	if err := once.Do(t.Context(), note{key: "a"}); err != nil || len(d.did) != 1 {
		t.Errorf("Do when it is back = %v after %d effects, want nil and one", err, len(d.did))
	}
}

func TestDryRunTellsAndDoesNothing(t *testing.T) {
	d, dry := newScript(), true
	var told []note
	driver := devices.DryRun(d, func() bool { return dry }, func(e note) { told = append(told, e) })
	_ = driver.Do(t.Context(), note{n: 1})
	dry = false
	_ = driver.Do(t.Context(), note{n: 2})
	if len(told) != 1 || told[0].n != 1 || len(d.did) != 1 || d.did[0].n != 2 {
		t.Errorf("told %v, did %v; want 1 told and 2 done", told, d.did)
	}
}
