package radio

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"
)

// Packet types, the first byte on the way to and from a controller.
const (
	packetCommand = 0x01
	packetEvent   = 0x04
)

// Commands of the Host Controller Interface.
const (
	reset          = 0x0c03
	setEventMask   = 0x0c01
	leSetEventMask = 0x2001
	leSetScan      = 0x200b // parameters
	leScanEnable   = 0x200c
)

// patience is how long a controller may take for a command.
const patience = 2 * time.Second

var (
	errMute   = errors.New("the controller does not answer")
	errSilent = errors.New("nothing is heard, and resetting the controller did not help")
)

// talk is a conversation with one open controller.
type talk struct {
	h      *HCI
	port   Port
	hear   func(Advert)
	heard  time.Time // the last advertisement, or what was done about there being none
	alarm  time.Time // the deadline of reading, as set
	buffer [4096]byte
}

// begin resets the controller and starts to scan.
func (t *talk) begin(ctx context.Context) error {
	// Bit 61 lets LE events through, which a reset turns off.
	every := []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f}
	// Both kinds of advertising reports.
	reported := []byte{0x02, 0x10, 0, 0, 0, 0, 0, 0}
	for _, c := range []struct {
		op         uint16
		parameters []byte
	}{{reset, nil}, {setEventMask, every}, {leSetEventMask, reported}} {
		if err := t.command(ctx, c.op, c.parameters...); err != nil {
			return err
		}
	}
	return t.scan(ctx)
}

// scan starts to listen: passively, to everybody, repeated packets kept.
func (t *talk) scan(ctx context.Context) error {
	const passive, public, anybody = 0, 0, 0
	b := binary.LittleEndian.AppendUint16([]byte{passive}, ticks(t.h.o.Interval))
	b = append(binary.LittleEndian.AppendUint16(b, ticks(min(t.h.o.Window, t.h.o.Interval))), public, anybody)
	if err := t.command(ctx, leSetScan, b...); err != nil {
		return err
	}
	return t.command(ctx, leScanEnable, 1, 0)
}

// ticks is a time in the controller's unit of 0.625 ms.
func ticks(d time.Duration) uint16 {
	return uint16(max(4, min(0x4000, d/(625*time.Microsecond))))
}

// command sends a command and waits until it is carried out. What is heard
// meanwhile is handed on.
func (t *talk) command(ctx context.Context, op uint16, parameters ...byte) error {
	if err := t.send(op, parameters...); err != nil {
		return err
	}
	until := time.Now().Add(patience)
	for {
		event, err := t.read(ctx, until)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = errMute
		}
		if err != nil {
			return fmt.Errorf("command %#04x: %w", op, err)
		}
		if done, status, is := answer(event); is && done == op {
			if status != 0 {
				return fmt.Errorf("command %#04x: the controller refuses it with status %#02x", op, status)
			}
			return nil
		}
	}
}

func (t *talk) send(op uint16, parameters ...byte) error {
	packet := append([]byte{packetCommand, byte(op), byte(op >> 8), byte(len(parameters))}, parameters...)
	if _, err := t.port.Write(packet); err != nil {
		return fmt.Errorf("command %#04x: %w", op, err)
	}
	return nil
}

// read reads one event and hands on the advertisements in it. It returns when
// ctx ends, or with os.ErrDeadlineExceeded at until.
func (t *talk) read(ctx context.Context, until time.Time) ([]byte, error) {
	if !until.Equal(t.alarm) {
		if err := t.port.SetReadDeadline(until); err != nil {
			return nil, err
		}
		t.alarm = until
	}
	// The end of ctx moves the deadline too: look after we have moved it.
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	n, err := t.port.Read(t.buffer[:])
	if err != nil {
		return nil, err
	}
	if n < 1 || t.buffer[0] != packetEvent {
		return nil, nil
	}
	event := t.buffer[1:n]
	reports(event, time.Now(), func(a Advert) {
		t.heard = a.At
		t.h.adverts.Add(1)
		t.h.dead.Store(false)
		t.hear(a)
	})
	return event, nil
}

// hush stops the scan on the way out, without waiting for an answer.
func (t *talk) hush() { _ = t.send(leScanEnable, 0, 0) }
