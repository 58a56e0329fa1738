package gateways

import (
	"time"

	"foyer/beacons"
)

// Source is one sender of numbered messages: its spool, and how far the
// controller has come. It is a state machine; the time is an argument.
//
// The timer that sends again is set by progress and by nothing else. The
// controller repeats its answer every few seconds, so a timer set by any answer
// would never ring and what was lost would hang for ever.
type Source struct {
	topic    string
	options  Options
	held     []entry // first, first+1, ...: answered ones are kept for a while
	first    uint64
	bytes    int
	kept     int    // bytes of the answered ones
	hi       uint64 // everything up to it is committed
	next     uint64 // to be sent next
	sent     uint64 // the highest number ever sent
	progress time.Time
	spare    [][]byte

	resent, dropped uint64
}

// entry is one numbered message, ready to send.
type entry struct {
	body []byte
	at   time.Time
}

func newSource(topic string, o Options) *Source {
	return &Source{topic: topic, options: o, first: 1, next: 1}
}

// Add numbers a message and keeps it until it is answered. Beacon is what a
// phone heard; "" means a gateway heard tags.
func (s *Source) Add(now time.Time, list []beacons.Sighting, beacon string) {
	seq := s.first + uint64(len(s.held))
	body := appendEnvelope(s.buffer(), s.options.Boot, seq, list, beacon)
	s.held = append(s.held, entry{body, now})
	s.bytes += len(body)
	for s.bytes > s.options.SpoolBytes && len(s.held) > 1 {
		s.evict()
	}
}

// Due sends what may be sent at now: new messages at QoS 0 while the window is
// open, and from the first unanswered one at QoS 1 when there was no progress.
func (s *Source) Due(now time.Time, send func(Message)) {
	if s.flying() && now.Sub(s.progress) >= s.options.Patience {
		s.next, s.progress = max(s.hi+1, s.first), now
	}
	end := min(s.last(), max(s.hi, s.first-1)+uint64(s.options.Window))
	for ; s.next <= end; s.next++ {
		if !s.flying() {
			s.progress = now
		}
		m := Message{Topic: s.topic, Body: s.held[s.next-s.first].body}
		if s.next <= s.sent {
			m.QoS = 1
			s.resent++
		}
		s.sent = max(s.sent, s.next)
		send(m)
	}
}

// Wake is when Due sends again if no answer comes; zero = nothing is awaited.
func (s *Source) Wake() time.Time {
	if !s.flying() {
		return time.Time{}
	}
	return s.progress.Add(s.options.Patience)
}

// Acked takes the answer "committed up to seq". An answer that goes down means
// that the controller has forgotten: it gets again what it lacks.
func (s *Source) Acked(now time.Time, seq uint64) {
	if seq > s.last() || seq == s.hi {
		return
	}
	if seq < s.hi {
		s.next = max(seq+1, s.first)
		s.kept -= s.size(seq+1, s.hi)
	} else {
		s.kept += s.size(s.hi+1, seq)
		s.next = max(s.next, seq+1)
	}
	s.hi, s.progress = seq, now
	s.forget(now)
}

// Unacked is how many kept messages are not committed.
func (s *Source) Unacked() int { return int(s.last() - max(s.hi, s.first-1)) }

// forget lets go of answered messages that are old, or too many.
func (s *Source) forget(now time.Time) {
	for len(s.held) > 0 && s.first <= s.hi {
		if now.Sub(s.held[0].at) < s.options.Keep && s.kept <= s.options.KeepBytes {
			return
		}
		s.evict()
	}
}

// evict lets go of the oldest message, which is a loss if it was not answered.
func (s *Source) evict() {
	body := s.held[0].body
	s.bytes -= len(body)
	if s.first <= s.hi {
		s.kept -= len(body)
	} else {
		s.dropped++
	}
	s.held[0] = entry{}
	s.held = s.held[1:]
	s.first++
	s.next = max(s.next, s.first)
	if len(s.spare) < 64 {
		s.spare = append(s.spare, body[:0])
	}
}

// flying tells whether anything was sent that is not answered.
func (s *Source) flying() bool { return s.next > max(s.hi+1, s.first) }

// last is the newest number.
func (s *Source) last() uint64 { return s.first + uint64(len(s.held)) - 1 }

// size is how many bytes the kept messages from..to have.
func (s *Source) size(from, to uint64) int {
	n := 0
	for seq := max(from, s.first); seq <= to; seq++ {
		n += len(s.held[seq-s.first].body)
	}
	return n
}

// buffer is a body to write into, used before if possible.
func (s *Source) buffer() []byte {
	n := len(s.spare)
	if n == 0 {
		return nil
	}
	b := s.spare[n-1]
	s.spare = s.spare[:n-1]
	return b
}
