package os2l

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
)

// journal is a log that is written by one and read by another.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write takes one line.
func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// listening is a listener that runs until the test ends.
func listening(t *testing.T, log *journal) (*Listener, *atomic.Int64) {
	t.Helper()
	var beats atomic.Int64
	l := New(Config{Listen: "127.0.0.1:0", Beat: func() { beats.Add(1) }}, devices.Machine{}, slog.New(slog.NewTextHandler(log, nil)))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: got %v, want nil", err)
		}
	})
	devicetest.Until(t, "it listens", func() bool { return l.Addr() != "" })
	return l, &beats
}

func dial(t *testing.T, l *Listener) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", l.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func say(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := c.Write([]byte(text)); err != nil {
		t.Fatalf("write %q: %v", text, err)
	}
}

// closes tells that the other side ends the connection.
func closes(t *testing.T, c net.Conn) {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second)) // a new connection takes one
	if n, err := c.Read(make([]byte, 1)); err == nil || slow(err) {
		t.Errorf("read: got %d bytes and %v, want the connection ended", n, err)
	}
}

func TestBeatsOfAForeignProgramAreHeard(t *testing.T) {
	l, beats := listening(t, &journal{})
	_, port, _ := net.SplitHostPort(l.Addr())
	peer := devicetest.Node(t, "testdata/os2l.cjs", port)
	if got := peer.Line(); got != "connected" {
		t.Fatalf("the program: got %q, want it connected", got)
	}
	fmt.Fprintln(peer.In, 1000)
	devicetest.Until(t, "1000 beats", func() bool { return beats.Load() == 1000 })
	if got := l.BPM(); got != 128.5 {
		t.Errorf("BPM: got %v, want 128.5", got)
	}
	if h := l.Health(); !h.Up || h.Problem != "" || !l.Connected() || l.Beats() != 1000 {
		t.Errorf("health: got %+v, connected %v, %d beats", h, l.Connected(), l.Beats())
	}
}

func TestGarbageEndsItsConnectionAndIsNotLogged(t *testing.T) {
	const secret = "ada-lovelace"
	for name, text := range map[string]string{
		"no JSON":         "GET /" + secret + " HTTP/1.1\r\n\r\n",
		"broken JSON":     `{"evt":"beat","bpm":` + secret + `}`,
		"without an end":  `{"evt":"` + strings.Repeat(secret, 1000),
		"spaces for ever": strings.Repeat(" ", 9000) + `{"` + secret,
	} {
		t.Run(name, func(t *testing.T) {
			log := &journal{}
			l, beats := listening(t, log)
			bad := dial(t, l)
			say(t, bad, text)
			closes(t, bad)
			devicetest.Until(t, "a line in the log", func() bool { return strings.Contains(log.String(), "let go") })
			if strings.Contains(log.String(), secret) {
				t.Errorf("log: got what was sent: %s", log)
			}
			say(t, dial(t, l), `{"evt":"beat","bpm":120}`)
			devicetest.Until(t, "the beat of the next program", func() bool { return beats.Load() == 1 })
		})
	}
}

func TestTheProgramThatCameLastIsHeard(t *testing.T) {
	l, beats := listening(t, &journal{})
	hung := dial(t, l)
	say(t, hung, `{"evt":"beat","bpm":100}{"evt":`) // and no more
	devicetest.Until(t, "its beat", func() bool { return beats.Load() == 1 })
	say(t, dial(t, l), `{"evt":"beat","bpm":120}`)
	devicetest.Until(t, "the beat of the next", func() bool { return beats.Load() == 2 })
	closes(t, hung)
	if got := l.BPM(); got != 120 {
		t.Errorf("BPM: got %v, want 120", got)
	}
}

func TestMusicThatStoppedHasNoBPM(t *testing.T) {
	now := time.Date(2026, 5, 9, 22, 0, 0, 0, time.UTC)
	clock := &stepped{now: now}
	l := New(Config{}, clock, slog.New(slog.DiscardHandler))
	for bpm, want := range map[float64]float64{128: 128, 0: 0, -5: 0, 9000: 0} {
		if l.beat(bpm); l.BPM() != want {
			t.Errorf("a beat at %v: got %v, want %v", bpm, l.BPM(), want)
		}
	}
	l.beat(128)
	clock.now = now.Add(6 * time.Second)
	if got := l.BPM(); got != 0 {
		t.Errorf("six seconds after the last beat: got %v, want 0", got)
	}
}

// stepped is a clock that is set by hand.
type stepped struct {
	devices.Machine
	now time.Time
}

// Now is what it was set to.
func (c *stepped) Now() time.Time { return c.now }

func TestATakenPortIsToldAndTriedAgain(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := New(Config{Listen: taken.Addr().String()}, quick{}, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: got %v, want nil", err)
		}
	}()
	devicetest.Until(t, "it says so", func() bool { return strings.Contains(l.Health().Problem, "does no other program listen there?") })
	_ = taken.Close()
	devicetest.Until(t, "it listens", func() bool { return l.Health().Up && l.Health().Problem == "" })
}

// quick is a clock that waits a hundredth of what it is asked.
type quick struct{ devices.Machine }

// Sleep waits a little.
func (quick) Sleep(ctx context.Context, d time.Duration) error {
	return devices.Machine{}.Sleep(ctx, d/100)
}

func FuzzStream(f *testing.F) {
	f.Add([]byte(`{"evt":"beat","change":true,"pos":4,"bpm":128.5}{"evt":"btn","name":"x"}`), uint8(7))
	f.Add([]byte(`{"evt":"cmd","id":3,"param":0.5}`+"\r\n"+`{"evt":"beat"`), uint8(1))
	f.Add([]byte(`12 34 "a" [1] null {"evt":5}`), uint8(2))
	f.Fuzz(func(t *testing.T, all []byte, size uint8) {
		var whole, cut stream
		want, err := whole.feed(all)
		var got []message
		var cutErr error
		for piece := range slices.Chunk(all, int(size)+1) {
			var some []message
			some, cutErr = cut.feed(piece)
			if got = append(got, some...); cutErr != nil {
				break
			}
		}
		if err == nil && cutErr == nil && !slices.Equal(got, want) {
			t.Errorf("%q in pieces of %d: got %v, want %v", all, int(size)+1, got, want)
		}
		if (err == nil) != (cutErr == nil) && !errors.Is(err, errLong) && !errors.Is(cutErr, errLong) {
			t.Errorf("%q in pieces of %d: got %v, want %v", all, int(size)+1, cutErr, err)
		}
		if len(cut.rest) > longest+int(size)+1 {
			t.Errorf("%q: %d bytes are kept", all, len(cut.rest))
		}
	})
}
