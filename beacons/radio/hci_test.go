package radio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"
)

// chip is a pretended controller: it answers commands as a real one does, and
// sends reports only while it scans as it was told.
type chip struct {
	port io.ReadWriteCloser

	mu       sync.Mutex
	commands []uint16
	masked   bool // LE events are let through
	passive  bool
	repeats  bool
	scanning bool
	stuck    bool            // it says it scans, and does not
	refuse   map[uint16]byte // commands that it refuses
	cure     uint16          // the command that unsticks it
	off      bool            // it answers nothing
}

// run answers until the port is closed.
func (c *chip) run(port io.ReadWriteCloser) {
	var b [512]byte
	for {
		n, err := port.Read(b[:])
		if err != nil || n == 0 {
			return
		}
		if n < 4 || b[0] != packetCommand || int(b[3]) != n-4 {
			panic("the controller got what is no command")
		}
		if answer := c.obey(binary.LittleEndian.Uint16(b[1:]), b[4:n]); answer != nil {
			_, _ = port.Write(answer)
		}
	}
}

func (c *chip) obey(op uint16, parameters []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.commands = append(c.commands, op)
	if c.off {
		return nil
	}
	if status, is := c.refuse[op]; is {
		return []byte{packetEvent, eventStatus, 4, status, 1, byte(op), byte(op >> 8)}
	}
	if op == c.cure {
		c.stuck = false
	}
	status := byte(0)
	switch op {
	case reset:
		c.masked, c.passive, c.repeats, c.scanning = false, false, false, false
	case setEventMask:
		c.masked = parameters[7]&0x20 != 0
	case leSetScan:
		if c.scanning {
			status = 0x0c // disallowed
		}
		c.passive = parameters[0] == 0 && bytes.Equal(parameters[1:5], []byte{160, 0, 80, 0})
	case leScanEnable:
		if parameters[0] == 0 && !c.scanning {
			status = 0x0c
		}
		c.scanning, c.repeats = parameters[0] == 1, parameters[1] == 0
	}
	return []byte{packetEvent, eventComplete, 4, 1, byte(op), byte(op >> 8), status}
}

// hear makes it hear an advertisement.
func (c *chip) hear(a Advert) {
	c.mu.Lock()
	on, port := c.masked && c.passive && c.repeats && c.scanning && !c.stuck, c.port
	c.mu.Unlock()
	if on {
		_, _ = port.Write(append([]byte{packetEvent}, legacyEvent(a)...))
	}
}

// become changes the controller while it runs.
func (c *chip) become(change func(c *chip)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c)
}

func (c *chip) said() []uint16 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]uint16(nil), c.commands...)
}

// pair is a socket that keeps packets whole, as the kernel's does.
func pair(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs")
}

func TestControllerIsResetAndScansPassivelyWithRepeats(t *testing.T) {
	ours, theirs := pair(t)
	c := &chip{port: theirs}
	ended := make(chan struct{})
	go func() { c.run(theirs); close(ended) }()
	h := NewHCI(func() (Port, error) { return ours, nil }, Options{})
	ctx, stop := context.WithCancel(t.Context())
	heard := make(chan Advert, 100)
	done := make(chan error, 1)
	go func() { done <- h.Listen(ctx, func(a Advert) { a.Body = bytes.Clone(a.Body); heard <- a }) }()

	want := hall()[0]
	var got Advert
	for got.Body == nil { // until it scans
		c.hear(want)
		select {
		case got = <-heard:
		case <-time.After(10 * time.Millisecond):
		}
	}
	if got.From != want.From || got.RSSI != want.RSSI || !bytes.Equal(got.Body, want.Body) || time.Since(got.At) > time.Minute {
		t.Errorf("heard: got %+v, want %+v", got, want)
	}
	if got.From.String() != "c00000000000" {
		t.Errorf("address: got %s", got.From)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("Listen: got %v, want nil after its context ended", err)
	}
	<-ended // our end is closed
	if counts := h.Counts(); counts.Dead || counts.Adverts == 0 || counts.Reopens != 0 {
		t.Errorf("counts: got %+v", counts)
	}
	if said := c.said(); len(said) != 6 || said[0] != reset || said[5] != leScanEnable || c.scanning {
		t.Errorf("commands: got %#04x, scanning %v, want a reset first and the scan ended last", said, c.scanning)
	}
}

// bench is a controller in a synctest bubble.
type bench struct {
	*HCI
	chip  *chip
	heard int
	opens int
	stop  func()
}

func newBench(t *testing.T, o Options, c *chip) *bench {
	t.Helper()
	b := &bench{chip: c}
	b.HCI = NewHCI(func() (Port, error) {
		b.opens++
		if c == nil {
			return nil, errors.New("radio: hci0: no such device")
		}
		ours, theirs := net.Pipe()
		c.become(func(c *chip) { c.port = theirs })
		go c.run(theirs)
		return ours, nil
	}, o)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Listen(ctx, func(Advert) { b.heard++ }) }()
	b.stop = func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Listen: got %v", err)
		}
		if c != nil {
			_ = c.port.Close()
		}
	}
	synctest.Wait()
	return b
}

func (b *bench) expect(t *testing.T, what string, want Counts) {
	t.Helper()
	synctest.Wait()
	if got := b.Counts(); got != want {
		t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

func TestSilentScanIsStartedAnewAfterThirtySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{}, &chip{cure: leScanEnable})
		defer b.stop()
		b.chip.hear(hall()[0])
		time.Sleep(20 * time.Second)
		b.chip.hear(hall()[1])
		b.expect(t, "as it should be", Counts{Adverts: 2})
		b.chip.become(func(c *chip) { c.stuck = true })
		time.Sleep(29 * time.Second)
		b.expect(t, "29 s of silence", Counts{Adverts: 2})
		time.Sleep(time.Second)
		b.expect(t, "30 s of silence", Counts{Adverts: 2, Restarts: 1, Dead: true})
		b.chip.hear(hall()[2])
		b.expect(t, "after the restart", Counts{Adverts: 3, Restarts: 1})
	})
}

func TestControllerThatStaysSilentIsResetAndThenOpenedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{}, &chip{stuck: true})
		defer b.stop()
		time.Sleep(30 * time.Second)
		b.expect(t, "30 s", Counts{Restarts: 1, Dead: true})
		time.Sleep(30 * time.Second)
		b.expect(t, "60 s", Counts{Restarts: 1, Resets: 1, Dead: true})
		time.Sleep(35 * time.Second)
		b.expect(t, "90 s and a pause", Counts{Restarts: 1, Resets: 1, Reopens: 1, Dead: true})
		b.chip.become(func(c *chip) { c.stuck = false })
		b.chip.hear(hall()[0])
		b.expect(t, "once it hears again", Counts{Adverts: 1, Restarts: 1, Resets: 1, Reopens: 1})
		if b.opens != 2 {
			t.Errorf("opened: got %d times, want 2", b.opens)
		}
	})
}

func TestControllerThatIsNotThereIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{}, nil)
		defer b.stop()
		time.Sleep(time.Minute)
		b.expect(t, "a minute without a device", Counts{Reopens: 13, Dead: true})
	})
}

func TestControllerThatRefusesOrIsMuteIsOpenedAnew(t *testing.T) {
	for name, c := range map[string]*chip{
		"refuses": {refuse: map[uint16]byte{leSetScan: 0x01}},
		"mute":    {off: true},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, Options{}, c)
			defer b.stop()
			time.Sleep(4 * time.Second)
			b.expect(t, name, Counts{Reopens: 1, Dead: true})
			c.become(func(c *chip) { c.refuse, c.off = nil, false })
			time.Sleep(5 * time.Second)
			c.hear(hall()[0])
			b.expect(t, name+", mended", Counts{Adverts: 1, Reopens: 1})
		})
	}
}

func TestWithoutBluetoothTheErrorSaysWhatIsMissing(t *testing.T) {
	port, err := Device(1 << 14) // nobody has so many
	if err == nil {
		_ = port.Close()
		t.Fatal("controller 16384: got no error")
	}
	if !errors.Is(err, unix.EAFNOSUPPORT) && !errors.Is(err, unix.ENODEV) && !errors.Is(err, unix.EPERM) {
		t.Errorf("controller 16384: got %v, want the reason of the kernel", err)
	}
}
