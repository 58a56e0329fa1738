package push_test

import (
	"context"
	"encoding/pem"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/push"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// ledger is a devices.Ledger in memory.
type ledger struct {
	mu          sync.Mutex
	tried, done map[string]bool
}

func newLedger() *ledger { return &ledger{tried: map[string]bool{}, done: map[string]bool{}} }

func (l *ledger) Begin(_ context.Context, id string) (tried, done bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	tried, l.tried[id] = l.tried[id], true
	return tried, l.done[id], nil
}

func (l *ledger) Finish(_ context.Context, id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done[id] = true
	return nil
}

func idOf(p rules.Push) string { return p.ID }

// outbox is the road of a push as main builds it.
func outbox(a *push.APNs, l devices.Ledger, settled func(rules.Push, error)) *devices.Outbox[rules.Push] {
	return devices.NewOutbox(devices.OutboxConfig[rules.Push]{
		Driver:   devices.Once[rules.Push](a, l, idOf),
		Patience: devices.Patience[rules.Push]{First: 5 * time.Millisecond, Longest: 50 * time.Millisecond},
		Workers:  32, Key: func(p rules.Push) string { return p.Token }, Settled: settled,
	})
}

// carry puts n pushes and runs the outbox until all are settled.
func carry(t testing.TB, o *devices.Outbox[rules.Push], n int, left *sync.WaitGroup) {
	t.Helper()
	left.Add(n)
	for i := range n {
		o.Put(note(i))
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	var run sync.WaitGroup
	run.Go(func() { _ = o.Run(ctx) })
	left.Wait()
	cancel()
	run.Wait()
}

func TestBadEveningTellsEveryPhoneOnce(t *testing.T) {
	const people = 1500
	apple := service(t)
	apple.Faults(phones.Faults{Seed: 7, Busy: 0.05, TooMany: 0.02, Broken: 0.01, Cut: 0.01, Leave: 0.01, Gone: 0.02})
	c := config(apple)
	var mu sync.Mutex
	gone, outcomes := map[string]bool{}, map[devices.Outcome]int{}
	c.Gone = func(token string, _ time.Time) { mu.Lock(); gone[token] = true; mu.Unlock() }
	a := sender(t, c)
	var left sync.WaitGroup
	o := outbox(a, newLedger(), func(p rules.Push, err error) {
		mu.Lock()
		outcomes[devices.OutcomeOf(err)]++
		if refused := devices.OutcomeOf(err) == devices.Refused; refused && !apple.Uninstalled(p.Token) {
			t.Errorf("push refused although the phone has the app: %v", err)
		}
		mu.Unlock()
		left.Done()
	})
	carry(t, o, people, &left)

	uninstalled, told := map[string]bool{}, map[string]int{}
	for i := range people {
		if apple.Uninstalled(note(i).Token) {
			uninstalled[note(i).Token] = true
		}
	}
	for _, m := range apple.Told() {
		told[m.Token]++
	}
	if len(told) != people-len(uninstalled) || slices.Max(slices.Collect(maps.Values(told))) != 1 {
		t.Errorf("%d phones told, some perhaps twice; want %d, once each", len(told), people-len(uninstalled))
	}
	if !maps.Equal(gone, uninstalled) {
		t.Errorf("tokens to delete: %d, want exactly the %d uninstalled", len(gone), len(uninstalled))
	}
	t.Logf("outcomes %v, service %+v, sender %+v", outcomes, apple.Counts(), a.Health())
}

// BenchmarkOutbox is the time of one push through outbox, ledger, TLS and
// HTTP/2 to the pretend service in the same process, 32 at once.
func BenchmarkOutbox(b *testing.B) {
	apple := service(b)
	a := sender(b, config(apple))
	var left sync.WaitGroup
	o := outbox(a, newLedger(), func(_ rules.Push, err error) {
		if err != nil {
			b.Error(err)
		}
		left.Done()
	})
	b.ResetTimer()
	carry(b, o, b.N, &left)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pushes/s")
	b.ReportMetric(float64(apple.Counts().Connections), "connections")
}
