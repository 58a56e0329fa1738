package main

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestKilledFiftyTimesNobodyIsRewardedTwiceOrForgotten ends the controller
// with kill -9 at random moments of an evening, and starts it again. Broker,
// Redis, gateways and phones stay. FOYER_TORTURE=50 makes it fifty.
func TestKilledFiftyTimesNobodyIsRewardedTwiceOrForgotten(t *testing.T) {
	tort := killing(t)
	f := newField(t, tort, 1, false)
	f.start()
	f.killAt(moments(t, tort))
	f.conclude()
}

// TestKilledBehindHastyAcknowledgementsIsFoundOut proves that the test above can fail: it
// kills a controller whose gateways believe that whatever they sent is safe.
func TestKilledBehindHastyAcknowledgementsIsFoundOut(t *testing.T) {
	tort := killing(t)
	if !tort.full {
		t.Skip("a proof that the proof can fail: make torture runs it")
	}
	tort.kills, tort.speed = 5, 75
	f := newField(t, tort, 1, true)
	f.start()
	f.killAt(moments(t, tort))
	<-f.lived
	f.kill()
	s := judge(f.crowd, f.audit(), f.phones.Told())
	if len(s.Missing) == 0 {
		t.Errorf("messages were acknowledged before the commit: got %s, want rewards owed", s)
	}
	t.Logf("acknowledged before the commit: %d owed", len(s.Missing))
}

// moments are when to kill, from the start of the evening, in order.
func moments(t *testing.T, tort torture) (at []time.Duration) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("moments drawn by seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	for range tort.kills {
		at = append(at, time.Duration(dice.Float64()*float64(tort.evening)))
	}
	slices.Sort(at)
	return at
}

// killAt kills at each moment, reads the books, and starts again.
func (f *field) killAt(moments []time.Duration) {
	f.tb.Helper()
	for i, at := range moments {
		if err := f.clock.Sleep(f.tb.Context(), f.opens.Add(at).Sub(f.clock.Now())); err != nil {
			f.tb.Fatal(err)
		}
		f.kill()
		for _, fault := range f.audit().faults() {
			f.tb.Errorf("after kill %d, at %v: %s", i+1, at, fault)
		}
		f.start()
	}
}
