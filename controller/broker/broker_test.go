package broker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/beacons/link"
)

// run runs until the returned function is called, which waits for the end.
func run(t *testing.T, what func(context.Context) error) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- what(ctx); close(ended) }()
	end = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: got %v, want nil after its context ended", err)
		}
	}
	t.Cleanup(end)
	return end
}

func wait[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(15 * time.Second):
		t.Fatalf("waited 15 s for %s", what)
		panic("unreachable")
	}
}

func start(t *testing.T, addr string) (*Broker, func()) {
	t.Helper()
	b, err := New(addr, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b, run(t, b.Run)
}

// connect makes a link that runs.
func connect(t *testing.T, o link.Options) (l *link.Link, up chan struct{}) {
	t.Helper()
	up = make(chan struct{}, 10)
	o.Up = func() { up <- struct{}{} }
	l = link.New(o)
	run(t, l.Run)
	return l, up
}

func TestWhatIsPublishedIsHeardByWhoSubscribed(t *testing.T) {
	b, _ := start(t, "127.0.0.1:0")
	heard := make(chan link.Delivery, 2000)
	_, earUp := connect(t, link.Options{
		URL: "tcp://" + b.Addr(), Client: "ear",
		Subscribe: []link.Filter{{Topic: "foyer/v/sighting/+", QoS: 1}},
		Hear:      func(d link.Delivery) { d.Body = slices.Clone(d.Body); heard <- d },
	})
	mouth, mouthUp := connect(t, link.Options{URL: "tcp://" + b.Addr(), Client: "mouth", Clean: true})
	wait(t, "the ear", earUp)
	wait(t, "the mouth", mouthUp)
	for i := range 1000 {
		m := link.Message{Topic: "foyer/v/sighting/gw-1", Body: fmt.Append(nil, i), QoS: byte(i % 2)}
		if err := mouth.Publish(t.Context(), m); err != nil {
			t.Fatalf("Publish %d: %v", i, err)
		}
	}
	for i := range 1000 {
		d := wait(t, "the next message", heard)
		if string(d.Body) != fmt.Sprint(i) || d.QoS != byte(i%2) {
			t.Fatalf("heard %q at QoS %d, want %d at %d", d.Body, d.QoS, i, i%2)
		}
		if d.Ack != nil {
			d.Ack()
		}
	}
}

func TestLinkComesBackAfterTheBrokerWasStartedAgain(t *testing.T) {
	b, end := start(t, "127.0.0.1:0")
	heard := make(chan link.Delivery, 10)
	ear, up := connect(t, link.Options{
		URL: "tcp://" + b.Addr(), Client: "ear",
		Subscribe: []link.Filter{{Topic: "t", QoS: 1}},
		Hear:      func(d link.Delivery) { d.Body = slices.Clone(d.Body); heard <- d },
	})
	wait(t, "the first connect", up)
	end()
	start(t, b.Addr())
	wait(t, "the second connect", up)
	if err := ear.Publish(t.Context(), link.Message{Topic: "t", Body: []byte("again"), QoS: 1}); err != nil {
		t.Fatal(err)
	}
	if d := wait(t, "the message", heard); string(d.Body) != "again" {
		t.Errorf("heard %q after the restart, want \"again\"", d.Body)
	}
}

func TestBrokerRefusesAnAddressThatOthersCanReach(t *testing.T) {
	for _, addr := range []string{":1883", "0.0.0.0:1883", "192.168.1.2:1883", "[::]:1883", "broker.example:1883"} {
		if _, err := New(addr, nil); !errors.Is(err, ErrNotLoopback) || !strings.Contains(err.Error(), addr) {
			t.Errorf("New(%q): got %v, want ErrNotLoopback with the address", addr, err)
		}
	}
	if _, err := New("127.0.0.1", nil); err == nil {
		t.Error("New without a port: got nil, want an error")
	}
}

func TestTwoBrokersCannotShareAPort(t *testing.T) {
	b, _ := start(t, "127.0.0.1:0")
	if _, err := New(b.Addr(), nil); err == nil || !strings.Contains(err.Error(), b.Addr()) {
		t.Errorf("New on a port in use: got %v, want an error with the address", err)
	}
}

func TestWhoSendsTooMuchIsThrownOut(t *testing.T) {
	b, _ := start(t, "127.0.0.1:0")
	down := make(chan error, 10)
	l, up := connect(t, link.Options{URL: "tcp://" + b.Addr(), Client: "c", Down: func(err error) { down <- err }})
	wait(t, "the connect", up)
	_ = l.Publish(t.Context(), link.Message{Topic: "t", Body: make([]byte, 1<<20), QoS: 1})
	if err := wait(t, "the end of the connection", down); err == nil {
		t.Error("Down after 1 MiB: got nil, want the reason")
	}
}

// TestBrokerEndsWhileClientsCome is about the race detector: somebody always
// knocks while the door closes.
func TestBrokerEndsWhileClientsCome(t *testing.T) {
	for range 20 {
		b, end := start(t, "127.0.0.1:0")
		ended := make(chan struct{})
		knocking := make(chan struct{})
		go func() {
			defer close(knocking)
			for {
				select {
				case <-ended:
					return
				default:
				}
				if conn, err := net.Dial("tcp", b.Addr()); err == nil {
					_ = conn.Close()
				}
			}
		}()
		end()
		close(ended)
		<-knocking
	}
}
