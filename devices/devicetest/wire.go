package devicetest

import (
	"bytes"
	"net"
	"sync"
	"testing"
)

// Fault is what is wrong with a Wire.
type Fault int

// The faults of a wire.
const (
	Pass    Fault = iota // nothing
	Hung                 // bytes go in, none comes out
	Garbage              // the device's bytes are replaced by others
	Cut                  // half of the next reply, then the connection ends
	Shut                 // a connection ends as soon as it is made
)

// String is the fault in one word.
func (f Fault) String() string {
	switch f {
	case Pass:
		return "passing"
	case Hung:
		return "hung"
	case Garbage:
		return "garbage"
	case Cut:
		return "cut"
	case Shut:
		return "shut"
	}
	return "?"
}

// Wire is a TCP connection to a device that can be spoilt while in use. It
// knows nothing of what is said over it, TLS included.
type Wire struct {
	device   string
	listener net.Listener
	running  sync.WaitGroup

	mu    sync.Mutex
	fault Fault
	ended bool
	open  map[net.Conn]bool
}

// NewWire lays a wire to the device at host:port, in order at first. It is
// taken away when the test ends.
func NewWire(t testing.TB, device string) *Wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("lay a wire: %v", err)
	}
	w := &Wire{device: device, listener: listener, open: map[net.Conn]bool{}}
	w.running.Go(w.accept)
	t.Cleanup(w.takeAway)
	return w
}

// Addr is host:port of the driver's end.
func (w *Wire) Addr() string { return w.listener.Addr().String() }

// Set spoils the wire from the next byte on. Setting it back to Pass ends the
// connections that were spoilt.
func (w *Wire) Set(f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f == Pass && w.fault != Pass || f == Shut {
		w.closeAll()
	}
	w.fault = f
}

// CloseAll ends every connection now, as a device does that restarts.
func (w *Wire) CloseAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closeAll()
}

func (w *Wire) closeAll() {
	for c := range w.open {
		_ = c.Close()
	}
	clear(w.open)
}

func (w *Wire) takeAway() {
	_ = w.listener.Close()
	w.mu.Lock()
	w.ended = true
	w.closeAll()
	w.mu.Unlock()
	w.running.Wait()
}

func (w *Wire) now() Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.fault
}

func (w *Wire) accept() {
	for {
		driver, err := w.listener.Accept()
		if err != nil {
			return
		}
		if w.now() == Shut {
			_ = driver.Close()
			continue
		}
		w.running.Go(func() { w.join(driver) })
	}
}

// join connects one driver with the device until one of them ends it.
func (w *Wire) join(driver net.Conn) {
	device, err := net.Dial("tcp", w.device)
	if err != nil {
		_ = driver.Close()
		return
	}
	if !w.keep(driver, device) {
		return
	}
	var asking sync.WaitGroup
	asking.Go(func() { w.carry(device, driver, false) })
	w.carry(driver, device, true)
	asking.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, driver)
	delete(w.open, device)
}

func (w *Wire) keep(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		if w.ended {
			_ = c.Close()
			continue
		}
		w.open[c] = true
	}
	return !w.ended
}

// carry moves bytes one way, spoilt as the wire is. When one way ends, both do.
func (w *Wire) carry(to, from net.Conn, reply bool) {
	defer func() { _ = to.Close(); _ = from.Close() }()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		out, over := w.spoil(buf[:n], reply)
		if _, err := to.Write(out); err != nil || over {
			return
		}
	}
}

// spoil says what comes out when b goes in, and whether that is the end.
func (w *Wire) spoil(b []byte, reply bool) (out []byte, over bool) {
	fault := w.now()
	switch {
	case fault == Hung:
		return nil, false
	case fault == Garbage && reply:
		return bytes.Repeat([]byte{0xee, 0x00, '{', '\n'}, len(b)/4+1), true
	case fault == Cut && reply:
		return b[:len(b)/2], true
	}
	return b, false
}
