// Package spool keeps numbered messages until the controller says that they
// are committed, and decides when each is sent, again and in which order: the
// source's side of wire format 1, "Losing nothing". Spool is the pure part and
// is told the time; Disk is a shelf of segment files that outlives the process
// and the power.
//
// It promises that a message is only lost when the bounds are reached, oldest
// first and counted, and that at most a few seconds of them are lost with the
// power. It never waits, and it does not know MQTT.
package spool

import (
	"cmp"
	"time"
)

// Shelf keeps messages beyond memory, by number.
type Shelf interface {
	// Put keeps a message. Numbers grow, but may leave gaps.
	Put(seq uint64, e Entry) error
	// Get is the body of one.
	Get(seq uint64) ([]byte, error)
	// Forget lets go of everything below a number.
	Forget(below uint64)
}

// Entry is one message without its number.
type Entry struct {
	At    time.Time // when it was made
	Count int       // sightings in it
	Body  []byte    // the JSON array of them
}

// Kept is a message that a shelf has kept from an earlier life.
type Kept struct {
	At          time.Time
	Count, Size int
}

// Options bounds a spool. Zero fields take the values in brackets.
type Options struct {
	Boot string // names the life of the numbers
	// Window is how many messages may be unanswered [400].
	Window int
	// Patience is how long to wait for progress before sending again [1.5 s].
	Patience time.Duration
	// Late is how old an unanswered message may get in memory alone [2 s]:
	// while answers flow an SD card is spared.
	Late time.Duration
	// Keep is how long answered messages are kept, should the controller go
	// back in time [10 minutes], and KeepBytes bounds them [2 MiB].
	Keep      time.Duration
	KeepBytes int
	// Bytes bounds what is kept in all [256 MiB], Memory what of it is in
	// memory [8 MiB], and Most its number [500 000].
	Bytes, Memory, Most int
	// Pace is how many messages are sent in a second at most [100], so that
	// gateways which come back together do not bury the controller.
	Pace int
}

func (o Options) filled() Options {
	o.Window, o.Pace = cmp.Or(o.Window, 400), cmp.Or(o.Pace, 100)
	o.Patience, o.Late = cmp.Or(o.Patience, 1500*time.Millisecond), cmp.Or(o.Late, 2*time.Second)
	o.Keep, o.KeepBytes = cmp.Or(o.Keep, 10*time.Minute), cmp.Or(o.KeepBytes, 2<<20)
	o.Bytes, o.Memory, o.Most = cmp.Or(o.Bytes, 256<<20), cmp.Or(o.Memory, 8<<20), cmp.Or(o.Most, 500_000)
	return o
}

// Counts is how a spool is.
type Counts struct {
	Waiting   int    // messages that are not committed
	Bytes     int    // kept in all
	Sent      uint64 // messages, again included
	Resent    uint64
	Dropped   uint64 // messages lost because the bounds were reached
	Lost      uint64 // sightings in them
	Committed uint64 // messages
	// Oldest is when the oldest waiting message was made; zero = none waits.
	Oldest time.Time
}

// Spool is one source's messages. It has one owner and no clock.
//
// The timer that sends again is set by progress and by nothing else. The
// controller repeats its answer every few seconds, so a timer set by any answer
// would never ring, and what was lost would hang for ever.
type Spool struct {
	o     Options
	shelf Shelf // nil = memory alone

	held    []slip // first, first+1, ...: answered ones are kept for a while
	first   uint64
	bytes   int    // of all
	memory  int    // of what is in memory
	kept    int    // of the answered
	hi      uint64 // everything up to it is committed
	next    uint64 // to be sent next
	sent    uint64 // the highest ever sent
	shelved uint64 // everything up to it was shelved, or needed not be
	leaned  uint64 // up to it, what is on the shelf is not in memory

	progress  time.Time
	allowance allowance
	hush      time.Time // nothing is sent before
	envelope  []byte
	counts    Counts
}

// slip is one message, in memory or on the shelf.
type slip struct {
	body    []byte // nil = only on the shelf
	at      int64  // Unix ms
	size    int32
	count   int32
	shelved bool
}

func slipOf(e Entry) slip {
	return slip{body: e.Body, at: e.At.UnixMilli(), size: int32(len(e.Body)), count: int32(e.Count)}
}

// New makes a spool that begins with what a shelf has kept, numbered from 1.
func New(o Options, shelf Shelf, kept []Kept) *Spool {
	s := &Spool{o: o.filled(), shelf: shelf, first: 1, next: 1}
	for _, k := range kept {
		s.held = append(s.held, slip{at: k.At.UnixMilli(), size: int32(k.Size), count: int32(k.Count), shelved: true})
		s.bytes += k.Size
	}
	s.shelved, s.leaned = s.last(), s.last()
	return s
}

// Add numbers a message and keeps it until it is answered. The body belongs to
// the spool from now on.
func (s *Spool) Add(e Entry) {
	s.held = append(s.held, slipOf(e))
	s.bytes += len(e.Body)
	s.memory += len(e.Body)
	for s.bytes > s.o.Bytes || len(s.held) > s.o.Most {
		s.evict()
	}
	s.lean()
	if s.shelf != nil {
		s.shelf.Forget(s.first)
	}
}

// lean keeps memory within its bound: what is on the shelf leaves it, and when
// the shelf takes nothing the oldest is lost.
func (s *Spool) lean() {
	for seq := max(s.leaned+1, s.first); s.memory > s.o.Memory && seq <= s.shelved; seq++ {
		if one := s.slip(seq); one.shelved {
			s.memory -= len(one.body)
			one.body = nil
		}
		s.leaned = seq
	}
	for s.memory > s.o.Memory && len(s.held) > 1 {
		s.evict()
	}
}

// evict lets go of the oldest message, which is a loss if it was not answered.
func (s *Spool) evict() {
	one := s.held[0]
	s.bytes -= int(one.size)
	s.memory -= len(one.body)
	if s.first <= s.hi {
		s.kept -= int(one.size)
	} else {
		s.counts.Dropped++
		s.counts.Lost += uint64(one.count)
	}
	s.held[0] = slip{}
	s.held = s.held[1:]
	s.first++
	s.next = max(s.next, s.first)
}

func (s *Spool) slip(seq uint64) *slip { return &s.held[seq-s.first] }

// last is the newest number.
func (s *Spool) last() uint64 { return s.first + uint64(len(s.held)) - 1 }

// open is the first number that is not committed and still kept.
func (s *Spool) open() uint64 { return max(s.hi+1, s.first) }

// flying tells whether anything was sent that is not answered.
func (s *Spool) flying() bool { return s.next > s.open() }

// Counts is how the spool is.
func (s *Spool) Counts() Counts {
	c := s.counts
	c.Waiting, c.Bytes, c.Committed = int(s.last()+1-s.open()), s.bytes, s.hi
	if c.Waiting > 0 {
		c.Oldest = time.UnixMilli(s.slip(s.open()).at)
	}
	return c
}
