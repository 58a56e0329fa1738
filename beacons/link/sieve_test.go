package link

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/eclipse/paho.mqtt.golang/packets"
	"pgregory.net/rapid"
)

// stream is a connection that only reads.
type stream struct {
	net.Conn
	io.Reader
}

func (s stream) Read(p []byte) (int, error) { return s.Reader.Read(p) }

// publishPacket is a PUBLISH with the packet id 1 if it needs one.
func publishPacket(topic, body string, qos byte) []byte {
	rest := string(binary.BigEndian.AppendUint16(nil, uint16(len(topic)))) + topic
	if qos > 0 {
		rest += "\x00\x01"
	}
	return packet(publish<<4|qos<<1, rest+body)
}

// sift reads a stream as paho would. What was let through is heard as paho
// would let it be heard, late by as many packets as lag.
func sift(t testing.TB, in io.Reader, lag int) (heard []string, other int, err error) {
	t.Helper()
	var passed atomic.Int64
	var late []string
	s := newSieve(stream{Reader: in}, func(d Delivery) {
		if passed.Load() != 0 {
			t.Fatalf("%q was heard before %q, which came earlier", d.Body, late)
		}
		heard = append(heard, string(d.Body))
	}, &passed)
	flush := func(keep int) {
		for len(late) > keep {
			heard, late = append(heard, late[0]), late[1:]
			passed.Add(-1)
		}
	}
	for {
		p, err := packets.ReadPacket(s)
		if err != nil {
			flush(0)
			return heard, other, err
		}
		if m, ok := p.(*packets.PublishPacket); ok {
			late = append(late, string(m.Payload))
		} else {
			other++
		}
		flush(lag)
	}
}

func TestSieveKeepsEveryMessageAndTheirOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var text bytes.Buffer
		var want []string
		others := 0
		for range rapid.IntRange(0, 60).Draw(rt, "packets") {
			if rapid.IntRange(0, 9).Draw(rt, "kind") == 0 {
				text.Write(packet(0xd0, "")) // PINGRESP
				others++
				continue
			}
			body := rapid.StringN(0, 300, 2000).Draw(rt, "body")
			qos := byte(max(0, rapid.IntRange(-2, 1).Draw(rt, "qos")))
			text.Write(publishPacket(rapid.StringMatching("[a-c]{1,3}").Draw(rt, "topic"), body, qos))
			want = append(want, body)
		}
		var in io.Reader = &text
		if rapid.Bool().Draw(rt, "trickle") {
			in = iotest.OneByteReader(in)
		}
		got, other, err := sift(t, in, rapid.IntRange(0, 3).Draw(rt, "lag"))
		if !errors.Is(err, io.EOF) || other != others || strings.Join(got, "\x00") != strings.Join(want, "\x00") {
			rt.Fatalf("sifted: %d others, %v, heard %q\nwant %d others, heard %q", other, err, got, others, want)
		}
	})
}

func TestSieveHearsAMessageLargerThanItsBuffer(t *testing.T) {
	for _, size := range []int{readBuffer - 10, readBuffer, 3 * readBuffer, 2 * longestBody} {
		body := strings.Repeat("x", size)
		text := append(publishPacket("t", body, 0), publishPacket("t", "after", 0)...)
		heard, _, err := sift(t, bytes.NewReader(text), 0)
		if !errors.Is(err, io.EOF) || len(heard) != 2 || heard[1] != "after" {
			t.Fatalf("%d bytes: %d heard, %v; want it and the next", size, len(heard), err)
		}
		if got, want := len(heard[0]), min(size, longestBody-len("\x00\x01t")); got != want {
			t.Errorf("%d bytes: heard %d, want %d", size, got, want)
		}
	}
}

func TestSieveGivesUpOnWhatIsNotMQTT(t *testing.T) {
	for name, text := range map[string]string{
		"length of five bytes":     "\x30\xff\xff\xff\xff\xff",
		"topic beyond its packet":  "\x30\x04\x00\xff12",
		"no room for a topic":      "\x30\x01x",
		"large and no room for it": string(packet(0x30, "\xff\xff"+strings.Repeat("x", readBuffer-4))),
		"end in the middle":        "\x30\x10\x00\x01",
	} {
		if heard, _, err := sift(t, strings.NewReader(text), 0); err == nil || len(heard) != 0 {
			t.Errorf("%s: heard %d, %v; want an error", name, len(heard), err)
		}
	}
}

// sifted is what a sieve should make of a text when nothing that it lets
// through is ever heard.
func sifted(text []byte) (through []byte, heard []string) {
	passed := false
	for {
		length, n := binary.Uvarint(text[min(1, len(text)):])
		if n <= 0 || n > 4 {
			return through, heard
		}
		whole := text[:min(uint64(len(text)), uint64(1+n)+length)]
		isPublish := text[0]>>4 == publish
		if !isPublish || text[0]&qosBits != 0 || passed {
			passed = passed || isPublish
			through, text = append(through, whole...), text[len(whole):]
			continue
		}
		_, body, ok := split(whole[1+n:])
		if uint64(len(whole)) < uint64(1+n)+length || !ok {
			return through, heard
		}
		heard, text = append(heard, string(body)), text[len(whole):]
	}
}

func FuzzSieve(f *testing.F) {
	f.Add(publishPacket("foyer/v/sighting/gw-1", `{"tag":"b1","rssi":-60}`, 0))
	f.Add(append(publishPacket("a", "0", 0), append(publishPacket("a", "1", 1), publishPacket("a", "2", 0)...)...))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > readBuffer {
			return
		}
		var passed atomic.Int64
		var heard []string
		s := newSieve(stream{Reader: bytes.NewReader(text)}, func(d Delivery) { heard = append(heard, string(d.Body)) }, &passed)
		through, _ := io.ReadAll(s)
		wantThrough, wantHeard := sifted(text)
		if !bytes.Equal(through, wantThrough) || strings.Join(heard, "\x00") != strings.Join(wantHeard, "\x00") {
			t.Fatalf("sifted %x:\n got %x, heard %q\nwant %x, heard %q", text, through, heard, wantThrough, wantHeard)
		}
	})
}
