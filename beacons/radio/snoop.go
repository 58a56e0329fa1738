package radio

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

// The kinds of btsnoop files: what comes before the packet itself. btmon
// writes the last, most others the second.
const (
	snoopH1      = 1001 // nothing; the flags tell events from data
	snoopH4      = 1002 // the packet type
	snoopMonitor = 2001 // nothing; the flags hold an opcode and an adapter
)

// epoch is 1970 in the microseconds of btsnoop, which counts from the year 0.
const epoch = 0x00dcddb30f2f8000

// monitorEvent is the opcode of an event in a file of btmon.
const monitorEvent = 3

// largest is the largest packet believed. A longer one is no packet.
const largest = 1 << 16

var errSnoop = errors.New("not a btsnoop file of version 1")

// snoop reads a btsnoop file.
type snoop struct {
	in   *bufio.Reader
	kind uint32
	body []byte
}

func newSnoop(r io.Reader) (*snoop, error) {
	s := &snoop{in: bufio.NewReader(r)}
	var head [16]byte
	if _, err := io.ReadFull(s.in, head[:]); err != nil {
		return nil, fmt.Errorf("%w: %w", errSnoop, err)
	}
	if string(head[:8]) != "btsnoop\x00" || binary.BigEndian.Uint32(head[8:]) != 1 {
		return nil, errSnoop
	}
	switch s.kind = binary.BigEndian.Uint32(head[12:]); s.kind {
	case snoopH1, snoopH4, snoopMonitor:
		return s, nil
	}
	return nil, fmt.Errorf("a btsnoop file of kind %d: only %d, %d and %d can be read", s.kind, snoopH1, snoopH4, snoopMonitor)
}

// next is the next event and when it was received. It is lent until the next
// call. io.EOF says that the file is over, io.ErrUnexpectedEOF that it was cut.
func (s *snoop) next() (event []byte, at time.Time, err error) {
	for {
		var head [24]byte
		if _, err := io.ReadFull(s.in, head[:]); err != nil {
			return nil, time.Time{}, err
		}
		size, flags := binary.BigEndian.Uint32(head[4:]), binary.BigEndian.Uint32(head[8:])
		if size > largest {
			return nil, time.Time{}, fmt.Errorf("a packet of %d bytes: the file is damaged", size)
		}
		if err := s.read(int(size)); err != nil {
			return nil, time.Time{}, err
		}
		if event := s.event(flags); event != nil {
			return event, time.UnixMicro(int64(binary.BigEndian.Uint64(head[16:]) - epoch)), nil
		}
	}
}

func (s *snoop) read(size int) error {
	if cap(s.body) < size {
		s.body = make([]byte, size)
	}
	s.body = s.body[:size]
	_, err := io.ReadFull(s.in, s.body)
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// event is the packet if it is an event, without what comes before it.
func (s *snoop) event(flags uint32) []byte {
	const received, notData = 1, 2
	switch {
	case s.kind == snoopH1 && flags&(received|notData) == received|notData,
		s.kind == snoopMonitor && flags&0xffff == monitorEvent:
		return s.body
	case s.kind == snoopH4 && len(s.body) > 0 && s.body[0] == packetEvent:
		return s.body[1:]
	}
	return nil
}
