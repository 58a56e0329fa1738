package dmx

import (
	"encoding/json"
	"net"
	"strconv"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
)

// said is a line of a receiver we did not write.
type said struct {
	Fault    string
	Port     int
	Sequence byte
	Priority int
	Options  int
	Universe int
	Source   string
	Slots    []int
}

func next(t *testing.T, p *devicetest.Peer) (s said) {
	t.Helper()
	line := p.Line()
	if err := json.Unmarshal([]byte(line), &s); err != nil {
		t.Fatalf("a line of the receiver: %q: %v", line, err)
	}
	if s.Fault != "" {
		t.Fatalf("the receiver found a packet %s", s.Fault)
	}
	return s
}

// until reads lines until one is as wanted, for a hundred frames at most.
func until(t *testing.T, p *devicetest.Peer, what string, want func(said) bool) said {
	t.Helper()
	var s said
	for range 200 {
		if s = next(t, p); want(s) {
			return s
		}
	}
	t.Fatalf("200 lines of the receiver: got %+v last, want %s", s, what)
	return s
}

func on(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// lit tells whether the two fixtures show warm white at 60 %.
func lit(slots []int) bool {
	return len(slots) == 512 && slots[0] == 153 && slots[1] == 255 && slots[9] == 153 && slots[4] == 0 && slots[511] == 0
}

func TestAForeignSACNReceiverUnderstandsEveryFrame(t *testing.T) {
	peer := devicetest.Node(t, "testdata/sacn.cjs", "7")
	u := universe(t, Config{Protocol: SACN, Universe: 7, To: on(next(t, peer).Port)})
	stop := run(t, u)
	do(t, u, show("stage", time.Now(), 0.6))
	first := until(t, peer, "the look", func(s said) bool { return lit(s.Slots) })
	if first.Priority != Priority || first.Universe != 7 || first.Source != "Foyer pier-west" || first.Options != 0 {
		t.Errorf("packet: got %+v, want priority %d of Foyer pier-west", first, Priority)
	}
	stop()
	end := until(t, peer, "a last packet", func(s said) bool { return s.Options == terminated })
	for range ends - 1 {
		if end = next(t, peer); end.Options != terminated || !lit(end.Slots) {
			t.Errorf("after a last packet: got %+v, want another one with the look", end)
		}
	}
}

func TestTheDeskWinsInAForeignReceiver(t *testing.T) {
	peer := devicetest.Node(t, "testdata/sacn.cjs", "7", "merge")
	port := next(t, peer).Port
	foyer := universe(t, Config{Protocol: SACN, Universe: 7, To: on(port)})
	run(t, foyer)
	do(t, foyer, show("stage", time.Now(), 0.6))
	until(t, peer, "our look", func(s said) bool { return lit(s.Slots) })
	desk := universe(t, Config{Protocol: SACN, Universe: 7, To: on(port), Priority: 100, Source: "desk"})
	stop := run(t, desk)
	do(t, desk, show("stage", time.Now(), 0.2))
	until(t, peer, "the desk's, though it is darker", func(s said) bool { return s.Slots[0] == 51 && s.Slots[9] == 51 })
	stop()
	until(t, peer, "ours again when the desk is off", func(s said) bool { return lit(s.Slots) })
}

func TestAForeignArtNetNodeUnderstandsEveryFrame(t *testing.T) {
	port := freePort(t)
	peer := devicetest.Node(t, "testdata/dmxnet.cjs", strconv.Itoa(port), "2", "3", "4")
	next(t, peer)
	u := universe(t, Config{Protocol: ArtNet, Universe: 2<<8 | 3<<4 | 4, To: on(port)})
	run(t, u)
	do(t, u, show("stage", time.Now(), 0.6))
	until(t, peer, "the look", func(s said) bool { return lit(s.Slots) })
}

// freePort is a port on which nobody listens now.
func freePort(t *testing.T) int {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	return c.LocalAddr().(*net.UDPAddr).Port
}

func TestAReceiverThatComesLateGetsTheLook(t *testing.T) {
	port := freePort(t)
	u := universe(t, Config{Protocol: ArtNet, Universe: 4, To: on(port)})
	run(t, u)
	do(t, u, show("stage", time.Now(), 0.6))
	becomes(t, u, false)
	peer := devicetest.Node(t, "testdata/dmxnet.cjs", strconv.Itoa(port), "0", "0", "4")
	until(t, peer, "the look", func(s said) bool { return lit(s.Slots) })
	becomes(t, u, true)
}

// becomes waits until the universe is up, or is not.
func becomes(t *testing.T, u *Universe, up bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); u.Health().Up != up; {
		if time.Now().After(end) {
			t.Fatalf("after 20 s: got %+v, want up %v", u.Health(), up)
		}
		_ = devices.Machine{}.Sleep(t.Context(), 10*time.Millisecond) // its end shows above
	}
}
