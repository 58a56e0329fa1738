package spool

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func start() time.Time { return time.Date(2026, 5, 9, 18, 0, 0, 0, time.UTC) }

// entry is a message with one sighting, which tells when it was heard.
func entry(at time.Time) Entry {
	return Entry{At: at, Count: 1, Body: fmt.Appendf(nil, `[{"tag":"b00042","rssi":-61,"at":%d}]`, at.UnixMilli())}
}

type sent struct {
	Boot      string
	Seq       uint64
	Sightings []struct{ At int64 }
	qos       byte
}

func due(t rapid.TB, s *Spool, now time.Time) (all []sent) {
	t.Helper()
	s.Due(now, func(m Message) {
		var one sent
		if err := json.Unmarshal(m.Body, &one); err != nil || one.Seq != m.Seq || one.Boot != "b1" {
			t.Fatalf("message %s: %v, want an envelope with number %d", m.Body, err, m.Seq)
		}
		one.qos = m.QoS
		all = append(all, one)
	})
	return all
}

func seqs(all []sent) (list []uint64) {
	for _, one := range all {
		list = append(list, one.Seq)
	}
	return list
}

func fresh(o Options) *Spool {
	o.Boot = "b1"
	return New(o, nil, nil)
}

func TestFreshMessagesGoOnceAtQoS0(t *testing.T) {
	s := fresh(Options{})
	for range 3 {
		s.Add(entry(start()))
	}
	if all := due(t, s, start()); !slices.Equal(seqs(all), []uint64{1, 2, 3}) || all[2].qos != 0 {
		t.Errorf("three new messages: got %+v, want 1 2 3 at QoS 0", all)
	}
	if all := due(t, s, start().Add(time.Second)); all != nil {
		t.Errorf("a second later, no answer: got %+v, want patience", all)
	}
	s.Acked(start().Add(time.Second), "b1", 3)
	if all := due(t, s, start().Add(time.Minute)); all != nil || s.Counts().Waiting != 0 || !s.Wake(start()).IsZero() {
		t.Errorf("all answered: got %+v sent, %+v", all, s.Counts())
	}
}

// A timer that any answer sets would never ring: the controller repeats its
// answer every few seconds.
func TestRepeatedAnswerWithoutProgressDoesNotHoldUpTheResend(t *testing.T) {
	s := fresh(Options{})
	for range 3 {
		s.Add(entry(start()))
	}
	due(t, s, start())
	s.Acked(start(), "b1", 1)
	for now := start(); now.Before(start().Add(2 * time.Second)); now = now.Add(100 * time.Millisecond) {
		s.Acked(now, "b1", 1)
		if all := due(t, s, now); all != nil {
			if now.Sub(start()) != 1500*time.Millisecond || !slices.Equal(seqs(all), []uint64{2, 3}) || all[0].qos != 1 || s.Counts().Resent != 2 {
				t.Errorf("sent again after %s: got %+v, want 2 3 at QoS 1 after 1.5s", now.Sub(start()), all)
			}
			return
		}
	}
	t.Error("the same answer for two seconds: got nothing sent again, want 2 and 3 after 1.5 s")
}

func TestAnswerThatGoesDownRewinds(t *testing.T) {
	s := fresh(Options{})
	for range 10 {
		s.Add(entry(start()))
	}
	due(t, s, start())
	s.Acked(start(), "b1", 10)
	now := start().Add(5 * time.Second)
	s.Acked(now, "b1", 6)
	if all := due(t, s, now); !slices.Equal(seqs(all), []uint64{7, 8, 9, 10}) || all[0].qos != 1 {
		t.Errorf("answer 10, then 6: got %+v, want 7 to 10 at QoS 1", all)
	}
}

func TestAnswersToOthersCountForNothing(t *testing.T) {
	s := fresh(Options{})
	s.Add(entry(start()))
	due(t, s, start())
	s.Acked(start(), "another", 1)
	s.Acked(start(), "b1", 99)
	if got := s.Counts().Waiting; got != 1 {
		t.Errorf("answers of another life and beyond the last number: got %d waiting, want 1", got)
	}
}

func TestWindowHoldsBackWhatIsTooFarAhead(t *testing.T) {
	s := fresh(Options{Window: 4})
	for range 10 {
		s.Add(entry(start()))
	}
	first := seqs(due(t, s, start()))
	s.Acked(start(), "b1", 3)
	if second := seqs(due(t, s, start())); !slices.Equal(first, []uint64{1, 2, 3, 4}) || !slices.Equal(second, []uint64{5, 6, 7}) {
		t.Errorf("window of 4: got %v, and after answer 3 %v", first, second)
	}
}

func TestPaceSpreadsABacklog(t *testing.T) {
	s := fresh(Options{Pace: 50})
	for range 200 {
		s.Add(entry(start()))
	}
	now, took := start(), 0
	for n := 0; n < 200; took++ {
		all := due(t, s, now)
		n += len(all)
		if took > 0 && len(all) > 6 {
			t.Fatalf("in 100 ms: got %d messages, want at most 6 of 50 a second", len(all))
		}
		s.Acked(now, "b1", uint64(n))
		now = now.Add(100 * time.Millisecond)
	}
	if took < 29 || took > 34 {
		t.Errorf("200 at 50 a second, the first 50 at once: took %d00 ms, want 3 s", took)
	}
}

func TestFailedMessageIsDueAgainAtOnce(t *testing.T) {
	s := fresh(Options{})
	for range 3 {
		s.Add(entry(start()))
	}
	due(t, s, start())
	s.Failed(2)
	s.Hold(start().Add(time.Second))
	if all := due(t, s, start()); all != nil || !s.Wake(start()).Equal(start().Add(time.Second)) {
		t.Errorf("held back: got %+v", all)
	}
	if got := seqs(due(t, s, start().Add(time.Second))); !slices.Equal(got, []uint64{2, 3}) {
		t.Errorf("after a failure of 2: got %v, want 2 3", got)
	}
}

func TestFullSpoolDropsTheOldestAndCounts(t *testing.T) {
	for name, o := range map[string]Options{"bytes": {Bytes: 1000}, "memory": {Memory: 1000}, "number": {Most: 20}} {
		s := fresh(o)
		for range 50 {
			s.Add(entry(start()))
		}
		got, c := seqs(due(t, s, start())), s.Counts()
		if c.Dropped < 20 || c.Lost != c.Dropped || got[0] != c.Dropped+1 || got[len(got)-1] != 50 || c.Bytes > 1000 {
			t.Errorf("50 messages within the bound of %s: got %v, %+v, want the newest up to 50", name, got, c)
		}
	}
}

func TestAnsweredMessagesAreKeptForTenMinutes(t *testing.T) {
	s := fresh(Options{})
	s.Add(entry(start()))
	s.Add(entry(start().Add(9 * time.Minute)))
	due(t, s, start())
	s.Acked(start().Add(9*time.Minute), "b1", 1)
	if len(s.held) != 2 {
		t.Errorf("answered after nine minutes: got %d kept, want 2", len(s.held))
	}
	s.Acked(start().Add(11*time.Minute), "b1", 2)
	if len(s.held) != 1 || s.first != 2 {
		t.Errorf("after eleven minutes: got %d kept from %d, want only 2", len(s.held), s.first)
	}
}

// twoMinutes lives through a broker that is away for two minutes, and returns
// the times of what the controller got, once each.
func twoMinutes(t *testing.T, s *Spool, made int) map[int64]int {
	t.Helper()
	got := map[int64]int{}
	hi := uint64(0)
	for half := range 4 * made {
		now := start().Add(time.Duration(half) * 250 * time.Millisecond)
		if half%2 == 0 && half/2 < made {
			s.Add(entry(now))
		}
		if err := s.Shelve(now, false); err != nil {
			t.Fatal(err)
		}
		away := half >= 40 && half < 40+480
		for _, one := range due(t, s, now) {
			if away {
				s.Failed(one.Seq)
				break
			}
			if one.Seq == hi+1 {
				hi++
				got[one.Sightings[0].At]++
			}
		}
		if !away {
			s.Acked(now, "b1", hi)
		}
	}
	return got
}

func TestTwoMinutesWithoutABrokerLoseNothing(t *testing.T) {
	disk, _, err := OpenDisk(t.TempDir(), "b1")
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*Spool{
		"in memory":            fresh(Options{}),
		"on disk":              New(Options{Boot: "b1"}, disk, nil),
		"on disk, small files": New(Options{Boot: "b1", Memory: 500}, disk, nil),
	} {
		const made = 300 // two a second: ten seconds before, two minutes, twenty seconds after
		got := twoMinutes(t, s, made)
		if len(got) != made || s.Counts().Waiting != 0 || s.Counts().Dropped != 0 {
			t.Errorf("%s: got %d of %d, %+v", name, len(got), made, s.Counts())
		}
		for at, times := range got {
			if times != 1 {
				t.Errorf("%s: the sighting of %d was counted %d times", name, at, times)
			}
		}
		disk.Forget(1 << 60)
	}
}

// Whatever the line loses and however often the controller forgets, in the end
// the controller has everything, in order.
func TestNothingIsLostOnALineThatLosesHalf(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := New(Options{Boot: "b1", Window: rapid.IntRange(1, 9).Draw(rt, "window"), Memory: rapid.IntRange(300, 5000).Draw(rt, "memory")}, attic{}, nil)
		now, hi, made := start(), uint64(0), uint64(0)
		deliver := func(lose func() bool) {
			for _, one := range due(rt, s, now) {
				if !lose() && one.Seq == hi+1 {
					hi = one.Seq
				}
			}
		}
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0, 1:
				if s.Counts().Waiting < 6 || s.shelved == s.last() {
					s.Add(entry(now))
					made++
				}
			case 2:
				s.Acked(now, "b1", hi)
			case 3:
				now = now.Add(time.Duration(rapid.IntRange(0, 2000).Draw(rt, "ms")) * time.Millisecond)
			case 4:
				back := hi - min(hi, uint64(rapid.IntRange(0, 2).Draw(rt, "forgotten")))
				hi = max(back, min(hi, s.first-1)) // what is still kept
				// The controller says so at once. Were the next message to push
				// out what it has just forgotten, it would take the gap as lost.
				s.Acked(now, "b1", hi)
			case 5:
				if err := s.Shelve(now, true); err != nil {
					rt.Fatal(err)
				}
			}
			deliver(func() bool { return rapid.Bool().Draw(rt, "lost") })
		}
		for range 200 { // the line is good again
			now = now.Add(time.Second)
			deliver(func() bool { return false })
			s.Acked(now, "b1", hi)
		}
		if c := s.Counts(); c.Dropped == 0 && (hi != made || c.Waiting != 0) {
			rt.Fatalf("%d messages: got %d committed, %+v", made, hi, c)
		}
	})
}

// attic is a shelf in memory.
type attic map[uint64][]byte

func (a attic) Put(seq uint64, e Entry) error { a[seq] = slices.Clone(e.Body); return nil }

func (a attic) Get(seq uint64) ([]byte, error) {
	if body, ok := a[seq]; ok {
		return body, nil
	}
	return nil, errors.New("not there")
}

func (a attic) Forget(below uint64) {
	for seq := range a {
		if seq < below {
			delete(a, seq)
		}
	}
}

func TestWhatTheShelfHasLostHoldsUpNothing(t *testing.T) {
	shelf := attic{}
	s := New(Options{Boot: "b1", Memory: 100}, shelf, nil)
	for range 5 {
		s.Add(entry(start()))
		if err := s.Shelve(start(), true); err != nil {
			t.Fatal(err)
		}
	}
	delete(shelf, 2)
	all := due(t, s, start())
	if len(all) != 5 || len(all[1].Sightings) != 0 || len(all[2].Sightings) != 1 || s.Counts().Lost != 1 {
		t.Errorf("message 2 is gone from the shelf: got %+v, %+v, want it sent empty and counted", all, s.Counts())
	}
}

func TestNothingIsShelvedWhileAnswersFlow(t *testing.T) {
	shelf := attic{}
	s := New(Options{Boot: "b1"}, shelf, nil)
	now := start()
	for seq := range uint64(100) {
		s.Add(entry(now))
		due(t, s, now)
		now = now.Add(500 * time.Millisecond)
		s.Acked(now, "b1", seq+1)
		if err := s.Shelve(now, false); err != nil {
			t.Fatal(err)
		}
	}
	if len(shelf) != 0 {
		t.Errorf("a hundred messages answered at once: got %d on the shelf, want the card spared", len(shelf))
	}
}

func BenchmarkAddSendAnswer(b *testing.B) {
	s := fresh(Options{Pace: 1e9})
	now := start()
	b.ReportAllocs()
	for n := uint64(1); b.Loop(); n++ {
		s.Add(entry(now))
		s.Due(now, func(Message) {})
		s.Acked(now, "b1", n)
	}
}
