package spool

import (
	"strconv"
	"time"
)

// Message is one numbered message to publish.
type Message struct {
	Seq  uint64
	QoS  byte
	Body []byte // lent until the call returns
}

// Due calls send with what may be sent at now: new messages at QoS 0 while the
// window is open, those that waited and those that are sent again at QoS 1. It
// starts over from the first unanswered one when there was no progress.
func (s *Spool) Due(now time.Time, send func(Message)) {
	if now.Before(s.hush) {
		return
	}
	if s.flying() && now.Sub(s.progress) >= s.o.Patience {
		s.next, s.progress = s.open(), now
	}
	end := min(s.last(), s.open()-1+uint64(s.o.Window))
	for ; s.next <= end && s.allowance.take(now, s.o.Pace); s.next++ {
		if !s.flying() {
			s.progress = now
		}
		send(s.message(now))
		s.sent = max(s.sent, s.next)
	}
}

// message is the next one.
func (s *Spool) message(now time.Time) Message {
	one := s.slip(s.next)
	m := Message{Seq: s.next}
	if again := s.next <= s.sent; again {
		s.counts.Resent++
		m.QoS = 1
	} else if one.shelved || now.Sub(time.UnixMilli(one.at)) >= s.o.Late {
		m.QoS = 1
	}
	s.counts.Sent++
	b := append(s.envelope[:0], `{"boot":"`...)
	b = append(append(b, s.o.Boot...), `","seq":`...)
	b = append(strconv.AppendUint(b, s.next, 10), `,"sightings":`...)
	s.envelope = append(append(b, s.body(one, s.next)...), '}')
	m.Body = s.envelope
	return m
}

// body is that of one message. What the shelf has lost goes out as no
// sightings: a number that never comes would hold up all that follow.
func (s *Spool) body(one *slip, seq uint64) []byte {
	if one.body != nil {
		return one.body
	}
	body, err := s.shelf.Get(seq)
	if err != nil {
		s.counts.Dropped++
		s.counts.Lost += uint64(one.count)
		body = []byte("[]")
		one.body, one.count = body, 0
		s.memory += len(body)
	}
	return body
}

// Failed says that a message was not, or perhaps not, sent: it and what follows
// is due again.
func (s *Spool) Failed(seq uint64) { s.next = max(s.open(), min(s.next, seq)) }

// Hold sends nothing until a time. Gateways that come back together after the
// broker was away hold for a time of their own.
func (s *Spool) Hold(until time.Time) { s.hush = until }

// Wake is when Due sends something if nothing else happens; zero = never.
func (s *Spool) Wake(now time.Time) time.Time {
	end := min(s.last(), s.open()-1+uint64(s.o.Window))
	switch {
	case s.next <= end:
		return later(s.hush, now.Add(time.Second/time.Duration(s.o.Pace)))
	case s.flying():
		return later(s.hush, s.progress.Add(s.o.Patience))
	}
	return time.Time{}
}

// Acked takes the answer "committed up to seq". An answer that goes down means
// that the controller has forgotten: it gets again what it lacks.
func (s *Spool) Acked(now time.Time, boot string, seq uint64) {
	if boot != s.o.Boot || seq > s.last() || seq == s.hi {
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

// forget lets go of answered messages that are old, or too many.
func (s *Spool) forget(now time.Time) {
	for len(s.held) > 0 && s.first <= s.hi {
		if now.Sub(time.UnixMilli(s.held[0].at)) < s.o.Keep && s.kept <= s.o.KeepBytes {
			break
		}
		s.evict()
	}
	if s.shelf != nil {
		s.shelf.Forget(s.first)
	}
}

// size is how many bytes the kept messages from..to have.
func (s *Spool) size(from, to uint64) (n int) {
	for seq := max(from, s.first); seq <= to; seq++ {
		n += int(s.slip(seq).size)
	}
	return n
}

// Shelve puts on the shelf what has waited too long in memory alone, and with
// it everything younger; all that waits if the end is near. An error leaves
// the rest in memory, to be shelved another time.
func (s *Spool) Shelve(now time.Time, all bool) error {
	if s.shelf == nil || s.open() > s.last() {
		return nil
	}
	if !all && now.Sub(time.UnixMilli(s.slip(s.open()).at)) < s.o.Late {
		return nil
	}
	for seq := max(s.shelved+1, s.open()); seq <= s.last(); seq++ {
		one := s.slip(seq)
		if err := s.shelf.Put(seq, Entry{time.UnixMilli(one.at), int(one.count), one.body}); err != nil {
			return err
		}
		one.shelved, s.shelved = true, seq
	}
	s.lean()
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// allowance is how many messages may be sent now: a bucket that fills with
// time and holds a second's worth.
type allowance struct {
	tokens float64
	at     time.Time
}

func (a *allowance) take(now time.Time, pace int) bool {
	a.tokens = min(float64(pace), a.tokens+now.Sub(a.at).Seconds()*float64(pace))
	if a.at = now; a.tokens < 1 {
		return false
	}
	a.tokens--
	return true
}
