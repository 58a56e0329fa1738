package devices_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"foyer/devices"
)

// settled remembers what an outbox told.
type settled struct {
	mu   sync.Mutex
	all  []note
	errs []error
}

func (s *settled) tell(e note, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, e)
	s.errs = append(s.errs, err)
}

// start runs an outbox in the bubble; the returned function stops it and waits.
func start(t *testing.T, o *devices.Outbox[note]) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() {
		if err := o.Run(ctx); err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
	})
	return func() { cancel(); run.Wait() }
}

// pass lets virtual time go by, and everyone finish what is due.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestOutboxTellsEveryEndOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends settled
		d := newScript(nil, errNo, errBusy, errLost)
		o := devices.NewOutbox(devices.OutboxConfig[note]{
			Driver: d, Settled: ends.tell,
			Patience: devices.Patience[note]{Deadline: func(e note) time.Time { return e.until }},
		})
		o.Put(note{n: 0})
		o.Put(note{n: 1})
		o.Put(note{n: 2})                    // busy once
		o.Put(note{n: 3})                    // a reply lost once
		o.Put(note{n: 4, until: time.Now()}) // too late
		defer start(t, o)()
		pass(time.Minute)
		want := []int{0, 1, 4, 2, 3}
		var got []int
		for i, e := range ends.all {
			got = append(got, e.n)
			wantErr := map[int]error{1: errNo, 4: devices.ErrLate}[e.n]
			if !errors.Is(ends.errs[i], wantErr) {
				t.Errorf("effect %d ended with %v, want %v", e.n, ends.errs[i], wantErr)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) || o.Depth() != 0 || !o.Oldest().IsZero() {
			t.Errorf("ends told of %v, depth %d; want %v and 0", got, o.Depth(), want)
		}
	})
}

func TestOutboxKeepsTheOrderOfAKeyThroughFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends settled
		d := newScript(errBusy, errBusy, errLost, errBusy)
		d.takes = 10 * time.Millisecond
		o := devices.NewOutbox(devices.OutboxConfig[note]{Driver: d, Workers: 8, Settled: ends.tell, Key: idOf})
		for n := range 60 {
			o.Put(note{key: strconv.Itoa(n % 3), n: n})
		}
		defer start(t, o)()
		pass(time.Minute)
		if len(ends.all) != 60 {
			t.Fatalf("%d ends told, want 60", len(ends.all))
		}
		last := map[string]int{"0": -1, "1": -1, "2": -1}
		for _, e := range ends.all {
			if e.n <= last[e.key] {
				t.Errorf("key %s: %d ended after %d, want the order of Put", e.key, e.n, last[e.key])
			}
			last[e.key] = e.n
		}
	})
}

func TestEffectThatWaitsHoldsNoWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends settled
		d := newScript(devices.After(errBusy, time.Hour))
		o := devices.NewOutbox(devices.OutboxConfig[note]{Driver: d, Settled: ends.tell})
		defer start(t, o)()
		began := time.Now()
		o.Put(note{n: 1})
		synctest.Wait()
		o.Put(note{n: 2})
		synctest.Wait()
		if len(ends.all) != 1 || ends.all[0].n != 2 || o.Depth() != 1 || !o.Oldest().Equal(began) {
			t.Errorf("while 1 waits an hour: ended %v, depth %d; want 2 ended, 1 waiting", ends.all, o.Depth())
		}
		pass(time.Hour + time.Second)
		if len(ends.all) != 2 || ends.errs[1] != nil {
			t.Errorf("after an hour: ended %v with %v, want both done", ends.all, ends.errs)
		}
	})
}

func TestStateCatchesUpToTheNewestOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends settled
		d := newScript(slices.Repeat([]error{errLost}, 3)...) // the bridge hangs three times
		d.takes = 10 * time.Second
		o := devices.NewOutbox(devices.OutboxConfig[note]{
			Driver: d, Workers: 2, Key: idOf, Newest: true, Settled: ends.tell,
			Patience: devices.Patience[note]{Longest: time.Second},
		})
		defer start(t, o)()
		for n := range 100 {
			o.Put(note{key: "lounge", n: n})
			pass(400 * time.Millisecond)
		}
		pass(time.Minute)
		if len(ends.all) != 100 || o.Depth() != 0 {
			t.Errorf("%d of 100 ends told, depth %d; want all and 0", len(ends.all), o.Depth())
		}
		for i, err := range ends.errs {
			if err != nil {
				t.Errorf("superseded %d ended with %v, want nil", ends.all[i].n, err)
			}
		}
		if last := d.did[len(d.did)-1].n; last != 99 || len(d.did) > 8 {
			t.Errorf("%d commands, the last for %d; want at most 8, the last for 99", len(d.did), last)
		}
	})
}

func TestStoppedOutboxKeepsWhatIsNotSettledForTheNextRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends settled
		d := newScript(errBusy)
		d.takes = time.Second
		o := devices.NewOutbox(devices.OutboxConfig[note]{Driver: d, Workers: 2, Settled: ends.tell})
		stop := start(t, o)
		for n := range 5 {
			o.Put(note{n: n})
		}
		pass(500 * time.Millisecond)
		stop()
		if len(ends.all) != 0 || o.Depth() != 5 {
			t.Fatalf("stopped in the middle: %d ends told, depth %d; want 0 and 5", len(ends.all), o.Depth())
		}
		defer start(t, o)()
		pass(time.Minute)
		if len(ends.all) != 5 || o.Depth() != 0 {
			t.Errorf("run again: %d ends told, depth %d; want 5 and 0", len(ends.all), o.Depth())
		}
	})
}

func TestSettledMayPutTheNextEffect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var o *devices.Outbox[note]
		d := newScript()
		o = devices.NewOutbox(devices.OutboxConfig[note]{Driver: d, Key: idOf, Settled: func(e note, _ error) {
			if e.n < 3 {
				o.Put(note{key: e.key, n: e.n + 1})
			}
		}})
		defer start(t, o)()
		o.Put(note{key: "a"})
		synctest.Wait()
		if len(d.did) != 4 {
			t.Errorf("driver did %v, want 0 to 3", d.did)
		}
	})
}

// Law: whatever the device answers, every effect's end is told exactly once,
// and effects of one key never overlap or change places.
func TestOutboxLaws(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		answers := rapid.SliceOfN(rapid.SampledFrom([]error{nil, errBusy, errLost, errNo, devices.After(errBusy, time.Minute)}), 0, 40).Draw(r, "answers")
		effects := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 40).Draw(r, "keys")
		workers := rapid.IntRange(1, 5).Draw(r, "workers")
		newest := rapid.Bool().Draw(r, "newest")
		gap := time.Duration(rapid.IntRange(0, 3000).Draw(r, "gap")) * time.Millisecond
		synctest.Test(t, func(t *testing.T) {
			var ends settled
			d := newScript(answers...)
			d.takes = 100 * time.Millisecond
			alone := &overlap{driver: d, busy: map[string]bool{}}
			o := devices.NewOutbox(devices.OutboxConfig[note]{
				Driver: alone, Workers: workers, Key: idOf, Newest: newest, Settled: ends.tell,
			})
			stop := start(t, o)
			for n, key := range effects {
				o.Put(note{key: key, n: n})
				pass(gap)
			}
			pass(2 * time.Hour)
			stop()
			told := make([]int, len(effects))
			for _, e := range ends.all {
				told[e.n]++
			}
			if slices.Max(told) != 1 || slices.Min(told) != 1 || o.Depth() != 0 {
				r.Fatalf("ends told per effect %v, depth %d; want once each and 0", told, o.Depth())
			}
			if alone.broken != "" {
				r.Fatal(alone.broken)
			}
		})
	})
}

// overlap watches that one key is done by one worker and never goes back.
type overlap struct {
	driver devices.Driver[note]
	mu     sync.Mutex
	busy   map[string]bool
	last   map[string]int
	broken string
}

func (o *overlap) Do(ctx context.Context, e note) error {
	o.enter(e)
	defer func() { o.mu.Lock(); defer o.mu.Unlock(); o.busy[e.key] = false }()
	return o.driver.Do(ctx, e)
}

func (o *overlap) enter(e note) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last == nil {
		o.last = map[string]int{}
	}
	if o.busy[e.key] || e.n < o.last[e.key] {
		o.broken = "key " + e.key + " overlapped, or went back to " + strconv.Itoa(e.n)
	}
	o.busy[e.key], o.last[e.key] = true, e.n
}

// BenchmarkOutbox is what the queue itself costs an effect, 32 workers, a key
// each.
func BenchmarkOutbox(b *testing.B) {
	var left sync.WaitGroup
	o := devices.NewOutbox(devices.OutboxConfig[note]{
		Driver: nothing{}, Workers: 32, Key: idOf,
		Settled: func(note, error) { left.Done() },
	})
	ctx, cancel := context.WithCancel(b.Context())
	var run sync.WaitGroup
	run.Go(func() { _ = o.Run(ctx) })
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = strconv.Itoa(i)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		left.Add(1)
		o.Put(note{key: keys[n%len(keys)]})
		n++
	}
	left.Wait()
	cancel()
	run.Wait()
}

// nothing is a device that is done at once.
type nothing struct{}

func (nothing) Do(context.Context, note) error { return nil }

func TestOutboxTellsWhatWaitsAndWhatWasGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newScript(devices.Permanent(errors.New("no such lamp")), devices.After(errBusy, time.Hour))
		o := devices.NewOutbox(devices.OutboxConfig[note]{Driver: d})
		defer start(t, o)()
		o.Put(note{n: 1})
		synctest.Wait()
		o.Put(note{n: 2})
		pass(time.Minute)
		if depth, longest, givenUp := o.Waiting(); depth != 1 || longest != time.Minute || givenUp != 1 {
			t.Errorf("one refused, one waits a minute: got %d waiting for %v, %d given up; want 1, 1 m and 1", depth, longest, givenUp)
		}
		pass(time.Hour)
		if depth, longest, givenUp := o.Waiting(); depth != 0 || longest != 0 || givenUp != 1 {
			t.Errorf("when both have ended: got %d waiting for %v, %d given up; want none and 1", depth, longest, givenUp)
		}
	})
}
