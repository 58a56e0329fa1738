package devicetest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
)

// TestRecorderKeepsThePromise also shows a driver without a connection.
func TestRecorderKeepsThePromise(t *testing.T) {
	devicetest.Run(t, func(*testing.T) devicetest.Subject[string] {
		bad := "bad"
		busy := false
		return devicetest.Subject[string]{
			Good: "good", Bad: &bad, Busy: func(b bool) { busy = b },
			Driver: &devicetest.Recorder[string]{Answer: func(_ context.Context, e string) error {
				switch {
				case e == bad:
					return devices.Permanent(errors.New("bad"))
				case busy:
					return devices.Unsent(errors.New("busy"))
				}
				return nil
			}},
		}
	})
}

// TestHonestDriverKeepsThePromise runs every wire fault against a small driver
// that does all that is asked, so a red suite is the driver's, not the wire's.
func TestHonestDriverKeepsThePromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[string] {
		wire := devicetest.NewWire(t, echo(t))
		return devicetest.Subject[string]{Driver: &caller{addr: wire.Addr()}, Good: "hello", Wire: wire}
	})
}

func TestRecorderRemembersInOrder(t *testing.T) {
	var r devicetest.Recorder[int]
	for n := range 3 {
		_ = r.Do(t.Context(), n)
	}
	if got := fmt.Sprint(r.Did()); got != "[0 1 2]" {
		t.Errorf("recorder did %s, want [0 1 2]", got)
	}
}

// caller asks by one line on a new connection and wants it back.
type caller struct{ addr string }

func (c *caller) Do(ctx context.Context, e string) error {
	ctx, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", c.addr)
	if err != nil {
		return devices.Unsent(err)
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	defer func() { _ = conn.Close() }()
	if _, err = fmt.Fprintln(conn, e); err != nil {
		return err
	}
	switch back, err := bufio.NewReader(conn).ReadString('\n'); {
	case err != nil:
		return err
	case back != e+"\n":
		return errors.New("garbage came back")
	}
	return nil
}

// echo is a device that says back what it is told.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				for lines := bufio.NewScanner(conn); lines.Scan(); {
					_, _ = fmt.Fprintln(conn, lines.Text())
				}
			}()
		}
	}()
	return l.Addr().String()
}
