package link

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync/atomic"
)

const (
	readBuffer = 64 << 10
	// longestBody is where a body is cut; nothing of ours is nearly as long.
	longestBody = 1 << 20
	publish     = 3 // MQTT packet type
	qosBits     = 0x06
	retainBit   = 0x01
)

// sieve is the connection that paho reads. paho takes a packet in four small
// reads and hands it through five goroutines; for the sightings, which are
// nearly all that comes, that is most of the cost. So the sieve reads far ahead
// and lets messages of QoS 0 be heard right here, on the goroutine that reads
// for paho, which never sees them. Everything else flows on untouched.
//
// Order holds: while a message that was let through is still on its way, all
// that follow are let through behind it.
type sieve struct {
	net.Conn
	in     *bufio.Reader
	rest   int // bytes of the present packet that paho has not read yet
	hear   func(Delivery)
	passed *atomic.Int64 // messages let through and not heard yet
	topics map[string]string
	pace   *pace
}

func newSieve(conn net.Conn, hear func(Delivery), passed *atomic.Int64) *sieve {
	pace := newPace(conn)
	return &sieve{
		Conn: conn, in: bufio.NewReaderSize(pace, readBuffer), pace: pace,
		hear: hear, passed: passed, topics: map[string]string{},
	}
}

// Read gives paho the next bytes that are for it.
func (s *sieve) Read(p []byte) (int, error) {
	for s.rest == 0 {
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	n, err := s.in.Read(p[:min(len(p), s.rest)])
	s.rest -= n
	return n, err
}

// next looks at the packet that begins here: it is heard at once, or left for
// paho.
func (s *sieve) next() error {
	first, header, length, err := s.header()
	if err != nil {
		return err
	}
	isPublish := first>>4 == publish
	if isPublish {
		s.pace.messages++
	}
	if isPublish && first&qosBits == 0 && s.passed.Load() == 0 {
		return s.take(first, header, length)
	}
	if isPublish {
		s.passed.Add(1)
	}
	s.rest = header + length
	return nil
}

// header is the first byte of a packet, the length of its fixed header, and
// how much follows (MQTT 3.1.1, section 2.2). Nothing is consumed.
func (s *sieve) header() (first byte, header, length int, err error) {
	for n := 2; n <= 5; n++ {
		b, err := s.in.Peek(n)
		if err != nil {
			return 0, 0, 0, err
		}
		length |= int(b[n-1]&0x7f) << (7 * (n - 2))
		if b[n-1] < 0x80 {
			return b[0], n, length, nil
		}
	}
	return 0, 0, 0, errors.New("the length of a packet has more than four bytes")
}

// take reads a message of QoS 0 and lets it be heard.
func (s *sieve) take(first byte, header, length int) error {
	if header+length > readBuffer {
		return s.takeLarge(first, header, length)
	}
	b, err := s.in.Peek(header + length)
	if err != nil {
		return err
	}
	topic, body, ok := split(b[header:])
	if !ok {
		return errTopic()
	}
	// The buffer is not read into again before the next packet.
	d := Delivery{Message: Message{Topic: s.topic(topic), Body: body, Retain: first&retainBit != 0}}
	s.hear(d)
	_, err = s.in.Discard(header + length)
	return err
}

// takeLarge does the same with a message that the buffer does not hold.
func (s *sieve) takeLarge(first byte, header, length int) error {
	if _, err := s.in.Discard(header); err != nil {
		return err
	}
	b := make([]byte, min(length, longestBody))
	if _, err := io.ReadFull(s.in, b); err != nil {
		return err
	}
	if _, err := s.in.Discard(length - len(b)); err != nil {
		return err
	}
	topic, body, ok := split(b)
	if !ok {
		return errTopic()
	}
	s.hear(Delivery{Message: Message{Topic: string(topic), Body: body, Retain: first&retainBit != 0}})
	return nil
}

func errTopic() error { return errors.New("the topic of a message is longer than the message") }

// split parts what follows the fixed header of a QoS 0 message.
func split(b []byte) (topic, body []byte, ok bool) {
	if len(b) < 2 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(b))
	if len(b) < 2+n {
		return nil, nil, false
	}
	return b[2 : 2+n], b[2+n:], true
}

// topic is the string of b: the one of last time, because there are only as
// many topics as senders. A flood of new ones starts the collection anew.
func (s *sieve) topic(b []byte) string {
	const most = 4096
	if known, ok := s.topics[string(b)]; ok {
		return known
	}
	if len(s.topics) == most {
		clear(s.topics)
	}
	known := string(b)
	s.topics[known] = known
	return known
}
