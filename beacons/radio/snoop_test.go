package radio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var update = flag.Bool("update", false, "write the recordings in testdata anew")

func opening() time.Time { return time.Date(2026, 5, 9, 18, 0, 0, 0, time.UTC) }

// hall is ten seconds of a hall: eight badges as iBeacons every 300 ms, one of
// them so loud that it is in two reports of one event, and a phone in between.
func hall() []Advert {
	var heard []Advert
	for tick := range 10000 / 300 {
		for n := range 8 {
			heard = append(heard, Advert{
				At:   opening().Add(time.Duration(300*tick+31*n) * time.Millisecond),
				From: Address{0xc0, 0, 0, 0, byte(tick), byte(n)},
				RSSI: int8(-50 - 4*n - tick%3),
				Body: ibeacon(n + 1),
			})
		}
		heard = append(heard, Advert{
			At: opening().Add(time.Duration(300*tick+290) * time.Millisecond), From: Address{0x5a, 1, 2, 3, 4, 5}, RSSI: -80,
			Body: []byte{2, 1, 0x1a, 7, 0xff, 0x4c, 0, 0x10, 2, 0x0b, 0}, // an iPhone
		})
	}
	return heard
}

func ibeacon(minor int) []byte {
	b := []byte("\x02\x01\x06\x1a\xff\x4c\x00\x02\x15\x5a\xf5\xe0\x5a\x6f\x1e\x4f\x2b\x9f\x52\x0c\x86\xa0\xf0\xc0\x01\x00\x01")
	return append(binary.BigEndian.AppendUint16(b, uint16(minor)), 0xc5)
}

// legacyEvent is the event a controller makes of advertisements.
func legacyEvent(heard ...Advert) []byte {
	b := []byte{reportLegacy, byte(len(heard))}
	for _, a := range heard {
		b = append(b, 3, 1)
		for i := range a.From {
			b = append(b, a.From[5-i])
		}
		b = append(append(append(b, byte(len(a.Body))), a.Body...), byte(a.RSSI))
	}
	return append([]byte{eventLE, byte(len(b))}, b...)
}

func extendedEvent(heard ...Advert) []byte {
	b := []byte{reportExtended, byte(len(heard))}
	for _, a := range heard {
		b = append(b, 0x13, 0, 1)
		for i := range a.From {
			b = append(b, a.From[5-i])
		}
		b = append(b, 1, 0, 0xff, 0x7f, byte(a.RSSI), 0, 0, 0, 0, 0, 0, 0, 0, 0)
		b = append(append(b, byte(len(a.Body))), a.Body...)
	}
	return append([]byte{eventLE, byte(len(b))}, b...)
}

// record writes a btsnoop file of a kind.
func record(kind uint32, heard []Advert) []byte {
	b := binary.BigEndian.AppendUint32([]byte("btsnoop\x00"), 1)
	b = binary.BigEndian.AppendUint32(b, kind)
	// What else is in such files: a command, and its answer.
	b = appendPacket(b, kind, packetCommand, opening(), []byte{0x0c, 0x20, 2, 1, 0})
	b = appendPacket(b, kind, packetEvent, opening(), []byte{eventComplete, 4, 1, 0x0c, 0x20, 0})
	for i, a := range heard {
		event := legacyEvent(a)
		if i%2 == 1 {
			event = extendedEvent(a)
		}
		b = appendPacket(b, kind, packetEvent, a.At, event)
	}
	return b
}

func appendPacket(b []byte, kind uint32, packet byte, at time.Time, body []byte) []byte {
	flags := map[byte]uint32{packetCommand: 2, packetEvent: 3}[packet]
	switch kind {
	case snoopH4:
		body = append([]byte{packet}, body...)
	case snoopMonitor:
		flags = map[byte]uint32{packetCommand: 2, packetEvent: monitorEvent}[packet]
	}
	for _, v := range []uint32{uint32(len(body)), uint32(len(body)), flags, 0} {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(at.UnixMicro()+epoch))
	return append(b, body...)
}

// copied collects what is heard.
func copied(into *[]Advert) func(Advert) {
	return func(a Advert) {
		a.Body = bytes.Clone(a.Body)
		*into = append(*into, a)
	}
}

func same(a, b Advert) bool {
	return a.At.Equal(b.At) && a.From == b.From && a.RSSI == b.RSSI && bytes.Equal(a.Body, b.Body)
}

func compare(t *testing.T, what string, got, want []Advert) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d advertisements, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !same(got[i], want[i]) {
			t.Fatalf("%s: advertisement %d: got %+v, want %+v", what, i, got[i], want[i])
		}
	}
}

func TestRecordingsOfEveryKindAreHeardAsTheyWere(t *testing.T) {
	for name, kind := range map[string]uint32{"hall-h1": snoopH1, "hall-h4": snoopH4, "hall-btmon": snoopMonitor} {
		file := filepath.Join("testdata", name+".btsnoop")
		want := record(kind, hall())
		if *update {
			if err := os.WriteFile(file, want, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if kept, err := os.ReadFile(file); err != nil || !bytes.Equal(kept, want) {
			t.Errorf("%s is not what the generator makes (%v): run with -update", file, err)
		}
		var got []Advert
		if err := (Recording{File: file}).Listen(t.Context(), copied(&got)); err != nil {
			t.Fatal(err)
		}
		compare(t, file, got, hall())
	}
}

func TestLiveRecordingTakesAsLongAsItTook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var got []Advert
		file := filepath.Join("testdata", "hall-h4.btsnoop")
		if err := (Recording{File: file, Live: true}).Listen(t.Context(), copied(&got)); err != nil {
			t.Fatal(err)
		}
		want := hall()
		last := want[len(want)-1].At.Sub(opening())
		if took := time.Since(began); took != last || !got[len(got)-1].At.Equal(began.Add(last)) {
			t.Errorf("ten seconds live: took %s and ended at %s, want %s", took, got[len(got)-1].At.Sub(began), last)
		}
	})
}

func TestRecordingEndsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	heard := 0
	err := Recording{File: filepath.Join("testdata", "hall-h4.btsnoop")}.Listen(ctx, func(Advert) {
		if heard++; heard == 10 {
			stop()
		}
	})
	if err != nil || heard != 10 {
		t.Errorf("stopped after ten: got %d, %v", heard, err)
	}
}

func TestBadRecordingsSayWhatIsWrong(t *testing.T) {
	whole := record(snoopH4, hall())
	damaged := bytes.Clone(whole)
	binary.BigEndian.PutUint32(damaged[20:], 1<<20)
	tests := []struct {
		name string
		file []byte
		want string
		is   error
	}{
		{"empty", nil, "not a btsnoop file", errSnoop},
		{"a picture", []byte("\x89PNG\r\n\x1a\n plus some more"), "not a btsnoop file", errSnoop},
		{"version 2", []byte("btsnoop\x00\x00\x00\x00\x02\x00\x00\x03\xea"), "not a btsnoop file", errSnoop},
		{"serial", []byte("btsnoop\x00\x00\x00\x00\x01\x00\x00\x03\xec"), "kind 1004", nil},
		{"cut in a head", whole[:len(whole)-70], "unexpected EOF", io.ErrUnexpectedEOF},
		{"cut in a packet", whole[:len(whole)-3], "unexpected EOF", io.ErrUnexpectedEOF},
		{"damaged", damaged, "1048576 bytes", nil},
	}
	for _, test := range tests {
		err := Recording{}.play(t.Context(), bytes.NewReader(test.file), func(Advert) {})
		if err == nil || !strings.Contains(err.Error(), test.want) || (test.is != nil && !errors.Is(err, test.is)) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
	if err := (Recording{File: "testdata/none"}).Listen(t.Context(), func(Advert) {}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
}

func TestOneEventMayHoldSeveralReports(t *testing.T) {
	want := hall()[:4]
	for name, event := range map[string][]byte{"legacy": legacyEvent(want...), "extended": extendedEvent(want...)} {
		var got []Advert
		reports(event, want[0].At, copied(&got))
		if len(got) != 4 || got[3].From != want[3].From || !bytes.Equal(got[3].Body, want[3].Body) || got[3].RSSI != want[3].RSSI {
			t.Errorf("%s: got %+v", name, got)
		}
		for cut := range event { // whatever is missing at the end, nothing is made up
			got = nil
			reports(event[:cut], want[0].At, copied(&got))
			if len(got) != 0 {
				t.Errorf("%s: cut at %d of %d: got %d reports", name, cut, len(event), len(got))
			}
		}
	}
	unheardOf := want[0]
	unheardOf.RSSI = unheard
	reports(legacyEvent(unheardOf), opening(), func(a Advert) { t.Errorf("no RSSI: got %+v", a) })
}

func FuzzReports(f *testing.F) {
	f.Add(legacyEvent(hall()[:3]...))
	f.Add(extendedEvent(hall()[:2]...))
	f.Fuzz(func(t *testing.T, event []byte) {
		total := 0
		reports(event, opening(), func(a Advert) { total += len(a.Body) })
		if total > len(event) {
			t.Fatalf("%d bytes became %d", len(event), total)
		}
	})
}

func FuzzRecording(f *testing.F) {
	for _, kind := range []uint32{snoopH1, snoopH4, snoopMonitor} {
		f.Add(record(kind, hall()[:4]))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		n := 0
		_ = Recording{}.play(t.Context(), bytes.NewReader(file), func(Advert) { n++ })
		if n > len(file) {
			t.Fatalf("%d bytes became %d advertisements", len(file), n)
		}
	})
}

func BenchmarkReports(b *testing.B) {
	event := legacyEvent(hall()[0])
	b.ReportAllocs()
	for b.Loop() {
		reports(event, time.Time{}, func(a Advert) {
			if a.RSSI == 0 {
				b.Fatal(fmt.Sprint(a))
			}
		})
	}
}
