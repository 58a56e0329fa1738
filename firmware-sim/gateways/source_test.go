package gateways

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foyer/beacons"
)

func start() time.Time { return time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC) }

func testSource(o Options) *Source {
	o.Boot = "b1"
	return newSource("foyer/v/sighting/gw-1", o.filled())
}

func one(at time.Time) []beacons.Sighting {
	return []beacons.Sighting{{Tag: "b00042", RSSI: -61, At: at}}
}

// out is the numbers and QoS of what is due.
func out(t *testing.T, s *Source, now time.Time) (seqs []uint64, qos []byte) {
	t.Helper()
	s.Due(now, func(m Message) {
		var e struct{ Seq uint64 }
		if err := json.Unmarshal(m.Body, &e); err != nil {
			t.Fatalf("body %s: %v", m.Body, err)
		}
		seqs, qos = append(seqs, e.Seq), append(qos, m.QoS)
	})
	return seqs, qos
}

func TestGatewaySendsFreshMessagesOnceAtQoS0(t *testing.T) {
	s := testSource(Options{})
	for range 3 {
		s.Add(start(), one(start()), "")
	}
	if seqs, qos := out(t, s, start()); !slices.Equal(seqs, []uint64{1, 2, 3}) || slices.Max(qos) != 0 {
		t.Errorf("three new messages: got %v at QoS %v, want 1 2 3 at 0", seqs, qos)
	}
	if seqs, _ := out(t, s, start().Add(time.Second)); seqs != nil {
		t.Errorf("a second later, no answer: got %v, want patience", seqs)
	}
	s.Acked(start().Add(time.Second), 3)
	if seqs, _ := out(t, s, start().Add(time.Minute)); seqs != nil || s.Unacked() != 0 {
		t.Errorf("all answered: got %v sent, %d unanswered, want none", seqs, s.Unacked())
	}
}

// The first prototype of this protocol set its timer anew at every answer; the
// answer that the controller repeats kept it from ever ringing.
func TestRepeatedAnswerWithoutProgressDoesNotHoldUpTheResend(t *testing.T) {
	s := testSource(Options{})
	for range 3 {
		s.Add(start(), one(start()), "")
	}
	out(t, s, start())
	s.Acked(start(), 1)
	now := start()
	for range 20 { // the same answer every 100 ms, for two seconds
		now = now.Add(100 * time.Millisecond)
		s.Acked(now, 1)
		if seqs, qos := out(t, s, now); seqs != nil {
			if now.Sub(start()) != 1500*time.Millisecond || !slices.Equal(seqs, []uint64{2, 3}) || slices.Min(qos) != 1 {
				t.Errorf("sent again after %s: got %v at QoS %v, want 2 3 at 1 after 1.5s", now.Sub(start()), seqs, qos)
			}
			return
		}
	}
	t.Error("an answer without progress, repeated for two seconds: got nothing sent again, want 2 and 3 after 1.5 s")
}

func TestAnswerThatGoesDownRewinds(t *testing.T) {
	s := testSource(Options{})
	for range 10 {
		s.Add(start(), one(start()), "")
	}
	out(t, s, start())
	s.Acked(start(), 10)
	s.Acked(start().Add(5*time.Second), 6)
	seqs, qos := out(t, s, start().Add(5*time.Second))
	if !slices.Equal(seqs, []uint64{7, 8, 9, 10}) || slices.Min(qos) != 1 || s.Unacked() != 4 {
		t.Errorf("answer 10, then 6: got %v at QoS %v, %d unanswered, want 7 to 10 at 1", seqs, qos, s.Unacked())
	}
}

func TestWindowHoldsBackWhatIsTooFarAhead(t *testing.T) {
	s := testSource(Options{Window: 4})
	for range 10 {
		s.Add(start(), one(start()), "")
	}
	first, _ := out(t, s, start())
	s.Acked(start(), 3)
	second, _ := out(t, s, start())
	if !slices.Equal(first, []uint64{1, 2, 3, 4}) || !slices.Equal(second, []uint64{5, 6, 7}) {
		t.Errorf("window of 4: got %v, and after answer 3 %v, want 1 to 4 and 5 to 7", first, second)
	}
}

func TestFullSpoolDropsTheOldestAndCounts(t *testing.T) {
	s := testSource(Options{SpoolBytes: 1000})
	for range 50 {
		s.Add(start(), one(start()), "")
	}
	seqs, _ := out(t, s, start())
	if s.dropped == 0 || seqs[0] != s.dropped+1 || seqs[len(seqs)-1] != 50 || s.bytes > 1000 {
		t.Errorf("50 messages into 1000 bytes: got %v, %d dropped, %d bytes, want the newest up to 50", seqs, s.dropped, s.bytes)
	}
}

func TestAnsweredMessagesAreKeptForTenMinutes(t *testing.T) {
	s := testSource(Options{})
	s.Add(start(), one(start()), "")
	s.Add(start().Add(9*time.Minute), one(start()), "")
	out(t, s, start())
	s.Acked(start().Add(9*time.Minute), 1)
	if len(s.held) != 2 {
		t.Errorf("answered after nine minutes: got %d kept, want 2", len(s.held))
	}
	s.Acked(start().Add(11*time.Minute), 2)
	if len(s.held) != 1 || s.first != 2 {
		t.Errorf("after eleven minutes: got %d kept from %d, want only 2", len(s.held), s.first)
	}
}

// Whatever the line loses and however often the controller forgets, in the end
// the controller has everything, in order.
func TestNothingIsLostOnALineThatLosesHalf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := testSource(Options{Window: rapid.IntRange(1, 9).Draw(t, "window")})
		now, hi, made := start(), uint64(0), uint64(0)
		deliver := func(lose func() bool) {
			s.Due(now, func(m Message) {
				var e struct{ Seq uint64 }
				if err := json.Unmarshal(m.Body, &e); err == nil && !lose() && e.Seq == hi+1 {
					hi = e.Seq
				}
			})
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0, 1:
				s.Add(now, one(now), "")
				made++
			case 2:
				s.Acked(now, hi)
			case 3:
				now = now.Add(time.Duration(rapid.IntRange(0, 2000).Draw(t, "ms")) * time.Millisecond)
			case 4:
				hi -= min(hi, uint64(rapid.IntRange(0, 5).Draw(t, "forgotten")))
			}
			deliver(func() bool { return rapid.Bool().Draw(t, "lost") })
		}
		for range 200 { // the line is good again, the controller answers every second
			now = now.Add(time.Second)
			deliver(func() bool { return false })
			s.Acked(now, hi)
		}
		if hi != made || s.Unacked() != 0 {
			t.Fatalf("%d messages: got %d committed and %d unanswered, want all and none", made, hi, s.Unacked())
		}
	})
}
