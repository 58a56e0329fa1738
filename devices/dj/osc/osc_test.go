package osc

import (
	"net"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/dj"
)

func evening() dj.List {
	at := time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	return dj.List{
		Requests: []dj.Request{
			{Song: "New Order - Blue Monday", Votes: 11, Weight: 9.5, State: dj.Accepted},
			{Song: "Beyoncé - Halo", Votes: 3, Weight: 3, State: dj.Asked},
			{Song: "ABBA - SOS", Votes: 5, State: dj.Played, PlayedAt: at},
			{Song: "Toto - Africa", Votes: 5, State: dj.Played, PlayedAt: at.Add(-time.Hour)},
			{Song: "Scooter - Hyper Hyper", Votes: 1, State: dj.No},
		},
		Tastes: []dj.Taste{{Taste: "Daft Punk", People: 22, Trend: 1}, {Taste: "Jazz", People: 0, Trend: -1}},
		Paused: true,
	}
}

func TestSpeakerKeepsTheDriversPromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[dj.List] {
		conn, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return devicetest.Subject[dj.List]{Driver: New(Config{Address: conn.LocalAddr().String()}), Good: evening()}
	})
}

// TestAForeignListenerUnderstands has npm osc, which we did not write, read the
// bundle.
func TestAForeignListenerUnderstands(t *testing.T) {
	peer := devicetest.Node(t, "testdata/listen.cjs")
	s := New(Config{Address: "127.0.0.1:" + strings.TrimSpace(peer.Line())})
	if err := s.Do(t.Context(), evening()); err != nil {
		t.Fatalf("Do = %v, want nil", err)
	}
	for _, want := range []string{
		`["/foyer/dj/paused",["i",1]]`, `["/foyer/dj/playing",["s","ABBA - SOS"]]`, `["/foyer/dj/songs",["i",2]]`,
		`["/foyer/dj/top",["i",1],["s","New Order - Blue Monday"],["i",11],["f",9.5]]`, `["/foyer/dj/top",["i",2],["s","Beyoncé - Halo"],["i",3],["f",3]]`,
		`["/foyer/dj/tastes",["i",2]]`, `["/foyer/dj/taste",["i",1],["s","Daft Punk"],["i",22],["i",1]]`, `["/foyer/dj/taste",["i",2],["s","Jazz"],["i",0],["i",-1]]`,
	} {
		if got := strings.TrimSpace(peer.Line()); got != want {
			t.Errorf("npm osc heard %s, want %s", got, want)
		}
	}
	if h := s.Health(); !h.Up || h.Accepted != 1 {
		t.Errorf("health %+v, want up with one list", h)
	}
}

func TestAMachineThatDoesNotListenIsNamed(t *testing.T) {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := conn.LocalAddr().String()
	_ = conn.Close()
	s := New(Config{Address: address})
	var refused error
	devicetest.Until(t, "it is refused", func() bool { // the network may tell late
		refused = s.Do(t.Context(), evening())
		return refused != nil
	})
	if devices.IsPermanent(refused) {
		t.Errorf("Do with nobody there = %v, want a temporary error", refused)
	}
	if h := s.Health(); h.Up || !strings.Contains(h.Problem, address) {
		t.Errorf("health %+v, want down with the address", h)
	}
}

// Law: whatever stands in a list, its parts end at multiples of four, and it
// fits one packet of UDP.
func TestEveryListIsABundleOfWholeWords(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var l dj.List
		for range rapid.IntRange(0, 12).Draw(r, "songs") {
			song := rapid.StringN(0, 120, 480).Draw(r, "song")
			l.Requests = append(l.Requests, dj.Request{Song: song, Votes: rapid.Int().Draw(r, "votes"), State: dj.Asked})
			l.Tastes = append(l.Tastes, dj.Taste{Taste: song})
		}
		b := packet(l)
		if len(b)%4 != 0 || !strings.HasPrefix(string(b), "#bundle\x00") || len(b) > 8<<10 {
			r.Fatalf("%d bytes, beginning %q; want a bundle of whole words, at most 8 KiB", len(b), b[:8])
		}
	})
}
