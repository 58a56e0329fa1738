package hue

import (
	"context"
	"encoding/hex"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"foyer/devices/devicetest"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// announced are the bridges that testdata/responder.cjs tells of.
func announced() []Found {
	return []Found{
		{URL: "https://192.0.2.20", ID: "001788fffe0a1b2c", Model: "BSB002"},
		{URL: "http://192.0.2.21", ID: "001788fffe0d0e0f", Model: "BSB002"},
	}
}

// TestBridgesAreFoundAsOthersAnnounceThem asks npm's multicast-dns, and takes
// each bridge once however often it answers.
func TestBridgesAreFoundAsOthersAnnounceThem(t *testing.T) {
	t.Parallel()
	peer := devicetest.Node(t, "testdata/responder.cjs")
	port, err := strconv.ParseUint(peer.Line(), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	var got []Found
	for range 10 { // a machine under load may take a second to answer
		got, err = discover(t.Context(), []netip.Addr{loopback}, netip.AddrPortFrom(loopback, uint16(port)), time.Second)
		if err != nil || len(got) > 0 {
			break
		}
	}
	if err != nil || !slices.Equal(got, announced()) {
		t.Errorf("bridges: got %+v, %v, want %+v", got, err, announced())
	}
	if asked := peer.Line(); asked != "PTR _hue._tcp.local" {
		t.Errorf("what was asked: got %q, want the bridges", asked)
	}
}

// TestBridgesAreFoundByMulticast does the same in a network of its own, over
// the real group and port.
func TestBridgesAreFoundByMulticast(t *testing.T) {
	t.Parallel()
	if inside := netip.MustParseAddr("10.77.9.1"); slices.Contains(addressesHere(t), inside) {
		peer := devicetest.Node(t, "testdata/responder.cjs", inside.String())
		peer.Line()
		for range 10 {
			if got, err := Discover(t.Context(), time.Second); err != nil || slices.Equal(got, announced()) {
				return
			}
		}
		t.Fatal("bridges by multicast: got none in 10 s")
	}
	if exec.CommandContext(t.Context(), "unshare", "-rn", "ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1").Run() != nil {
		t.Skip("this machine gives no network of one's own (unshare -rn, ip link)")
	}
	const network = "ip link set lo up; ip link add v0 type veth peer name v1; ip addr add 10.77.9.1/24 dev v0; ip link set v0 up; ip link set v1 up; exec "
	out, err := exec.CommandContext(t.Context(), "unshare", "-rn", "sh", "-c", network+os.Args[0]+" -test.run TestBridgesAreFoundByMulticast -test.v").CombinedOutput()
	if err != nil {
		t.Errorf("in a network of its own: %v\n%s", err, out)
	}
}

func TestSilentNetworkEndsInTime(t *testing.T) {
	deaf, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = deaf.Close() }()
	to := deaf.LocalAddr().(*net.UDPAddr).AddrPort()
	if got, err := discover(t.Context(), []netip.Addr{loopback}, to, 100*time.Millisecond); err != nil || len(got) != 0 {
		t.Errorf("a network without bridges: got %v, %v, want none and no error", got, err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := discover(over, []netip.Addr{loopback}, to, time.Hour); err == nil {
		t.Error("discover after its context ended: got no error")
	}
	if _, err := discover(t.Context(), nil, to, time.Second); err == nil {
		t.Error("discover without a network: got no error")
	}
}

// answer is one packet as a bridge sends it, written by hand after RFC 6762:
// names are compressed, the target of the SRV too, and an NSEC record follows.
const answer = "0000 8400 0000 0001 0000 0004" +
	"04 5f687565 04 5f746370 05 6c6f63616c 00 000c 0001 00001194 0005 02 4842 c00c" + // _hue._tcp.local PTR HB._hue._tcp.local
	"c027 0021 8001 00000078 000b 0000 0000 01bb 02 4842 c016" + // SRV 443 HB.local
	"c027 0010 8001 00001194 0029 19 6272696467656964 3d 30303137383846464645304131423243 0e 6d6f64656c6964 3d 425342303032" +
	"c03e 0001 8001 00000078 0004 c0000214" + // A 192.0.2.20
	"c03e 002f 8001 00000078 0006 c03e 00 02 4000" // NSEC

func packet(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAnswerOfABridgeIsRead(t *testing.T) {
	raw := packet(t, answer)
	got := answers(raw, netip.MustParseAddr("192.0.2.9"))
	if want := []Found{{URL: "https://192.0.2.20", ID: "001788fffe0a1b2c", Model: "BSB002"}}; !slices.Equal(got, want) {
		t.Errorf("answer: got %+v, want %+v", got, want)
	}
	raw[2] = 0 // a question
	if got := answers(raw, loopback); got != nil {
		t.Errorf("a question: got %+v, want nothing", got)
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add(packet(f, answer))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, b := range answers(raw, loopback) {
			if b.ID != "" && !isHex(b.ID, 8) || b.Model != "" && !isModel(b.Model) || !strings.HasPrefix(b.URL, "http") {
				t.Fatalf("answers(%x): got %+v, want an id, a model and an address or nothing", raw, b)
			}
		}
	})
}

func addressesHere(t *testing.T) []netip.Addr {
	t.Helper()
	all, err := ownAddresses()
	if err != nil {
		t.Fatal(err)
	}
	return all
}
