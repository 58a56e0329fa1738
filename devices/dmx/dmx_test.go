package dmx

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/rules"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// show is a light that asks for warm white at a share of full.
func show(zone beacons.Zone, at time.Time, high float64) rules.Light {
	return rules.Light{Head: rules.Head{Why: rules.Why{At: at}}, Zone: zone, Scene: "evening", Max: high, Fade: -1}
}

func universe(t *testing.T, c Config) *Universe {
	t.Helper()
	if c.Zones == nil {
		c.Zones = []Zone{{"stage", []Fixture{{DimmerRGB, 1}, {RGB, 10}}}}
	}
	if c.Source == "" {
		c.Source = "Foyer pier-west"
	}
	u, err := New(c, devices.Machine{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// run runs the universe until the test or stop ends it.
func run(t *testing.T, u *Universe) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- u.Run(ctx) }()
	ended := false
	stop = func() {
		if cancel(); !ended {
			ended = true
			if err := <-done; err != nil {
				t.Errorf("Run: got %v, want nil", err)
			}
		}
	}
	t.Cleanup(stop)
	return stop
}

func TestDriverKeepsItsPromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[rules.Light] {
		u := universe(t, Config{Protocol: SACN, Universe: 1, To: deaf(t)})
		run(t, u)
		bad := show("bar", time.Now(), 1)
		return devicetest.Subject[rules.Light]{Driver: u, Good: show("stage", time.Now(), 1), Bad: &bad}
	})
}

// deaf is an address where everything is taken and nothing read.
func deaf(t *testing.T) string {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.LocalAddr().String()
}

// film stands for the network in a bubble of virtual time.
type film struct {
	net.Conn
	mu     sync.Mutex
	frames []filmed
	refuse atomic.Bool // as where nobody listens
}

type filmed struct {
	at    time.Time
	bytes []byte
}

func (f *film) Write(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.frames = append(f.frames, filmed{time.Now(), append([]byte(nil), b...)})
	if f.refuse.Load() {
		return 0, &net.OpError{Op: "write", Err: syscall.ECONNREFUSED}
	}
	return len(b), nil
}

// all are the frames so far.
func (f *film) all() []filmed {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.frames
}

func (*film) SetWriteDeadline(time.Time) error { return nil }
func (*film) Close() error                     { return nil }

// inBubble runs a universe in a bubble.
func inBubble(t *testing.T, c Config, script func(u *Universe, f *film, stop func())) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		u, f := universe(t, c), &film{}
		u.line.conn = f
		stop := run(t, u)
		script(u, f, stop)
	})
}

func do(t *testing.T, u *Universe, l rules.Light) {
	t.Helper()
	if err := u.Do(t.Context(), l); err != nil {
		t.Fatalf("Do(%+v): got %v, want nil", l, err)
	}
}

func TestFramesComeFastWhileSomethingChangesAndSlowlyElse(t *testing.T) {
	inBubble(t, Config{Protocol: SACN, Universe: 1}, func(u *Universe, f *film, stop func()) {
		time.Sleep(5 * time.Second)
		if n := len(f.all()); n != 0 {
			t.Fatalf("before a first light: got %d frames, want the lamps left alone", n)
		}
		l := show("stage", time.Now(), 1)
		l.Fade = 2 * time.Second
		do(t, u, l)
		time.Sleep(2 * time.Second)
		if n := len(f.all()); n < 75 || n > 82 {
			t.Errorf("a fade of 2 s: got %d frames, want about 80", n)
		}
		time.Sleep(time.Second)
		before := len(f.all())
		time.Sleep(10 * time.Second)
		if n := len(f.all()) - before; n < 9 || n > 11 {
			t.Errorf("10 s without a change: got %d frames, want one a second", n)
		}
		for i := 1; i < len(f.all()); i++ {
			if gap := f.all()[i].at.Sub(f.all()[i-1].at); gap < time.Second/44 || gap > 1100*time.Millisecond {
				t.Fatalf("frame %d: got %v after the one before, want 1/44 s to 1 s", i, gap)
			}
			if a, b := f.all()[i-1].bytes[111], f.all()[i].bytes[111]; b != a+1 {
				t.Fatalf("frame %d: got sequence %d after %d", i, b, a)
			}
		}
		before = len(f.all())
		stop()
		last := f.all()[before:]
		if len(last) != ends {
			t.Fatalf("at the end: got %d frames, want %d", len(last), ends)
		}
		for _, frame := range last {
			if frame.bytes[112] != terminated || frame.bytes[126] != 255 {
				t.Errorf("last frame: got options %x and slot 1 at %d, want 40 and the look", frame.bytes[112], frame.bytes[126])
			}
		}
	})
}

func TestArtNetNeverSaysSequenceZero(t *testing.T) {
	inBubble(t, Config{Protocol: ArtNet, Universe: 0, To: "192.0.2.9"}, func(u *Universe, f *film, stop func()) {
		do(t, u, show("stage", time.Now(), 1))
		time.Sleep(300 * time.Second)
		stop()
		if len(f.all()) < 300 {
			t.Fatalf("300 s: got %d frames", len(f.all()))
		}
		for i, frame := range f.all() {
			if frame.bytes[12] == 0 {
				t.Fatalf("frame %d: got sequence 0, want it in order", i)
			}
		}
	})
}

func TestNewestLightWinsWhateverTheOrder(t *testing.T) {
	inBubble(t, Config{Protocol: SACN, Universe: 1}, func(u *Universe, f *film, _ func()) {
		now := time.Now()
		do(t, u, show("stage", now, 0.6))
		do(t, u, show("stage", now.Add(-time.Minute), 0.2)) // late: superseded
		time.Sleep(3 * time.Second)
		if got := f.all()[len(f.all())-1].bytes[126]; got != 153 {
			t.Errorf("dimmer of the first fixture: got %d, want 153", got)
		}
		l := show("stage", now.Add(time.Minute), 0.2)
		l.Every = time.Minute
		if err := u.Do(t.Context(), l); err == nil || devices.IsPermanent(err) || devices.NotBefore(err) < 50*time.Second {
			t.Errorf("a light sooner than its zone may change: got %v (wait %v), want to wait for most of a minute", err, devices.NotBefore(err))
		}
		l.ID, l.Every = "rule|ana|1/0", 0
		do(t, u, l)
		l.Every = time.Minute
		do(t, u, l) // a retry of what is worn is done
	})
}

func TestNoLightMakesFixturesFlash(t *testing.T) {
	inBubble(t, Config{Protocol: SACN, Universe: 1}, func(u *Universe, f *film, _ func()) {
		for i := range 2000 { // dark and bright every 10 ms, and a beat each time
			do(t, u, show("stage", time.Now(), 0.01+float64(i%2)*0.99))
			u.Beat("stage")
			time.Sleep(10 * time.Millisecond)
		}
		turns, way, extreme := []time.Time(nil), 0, 0
		for _, frame := range f.all() {
			switch level := int(frame.bytes[126]); {
			case way <= 0 && level > extreme+25:
				turns, way, extreme = append(turns, frame.at), 1, level
			case way >= 0 && level < extreme-25:
				turns, way, extreme = append(turns, frame.at), -1, level
			case way > 0:
				extreme = max(extreme, level)
			default:
				extreme = min(extreme, level)
			}
		}
		for i := 6; i < len(turns); i++ {
			if turns[i].Sub(turns[i-6]) < time.Second {
				t.Fatalf("dimmer: got seven opposing changes within %v, want at most 6 in a second", turns[i].Sub(turns[i-6]))
			}
		}
		if len(turns) < 10 {
			t.Errorf("20 s of this: got %d changes, want the lamps to go on", len(turns))
		}
	})
}

func TestBeatsPulseUnlessTheZoneIsHeld(t *testing.T) {
	held := false
	c := Config{Protocol: SACN, Universe: 1, Held: func(rules.Light) bool { return held }}
	inBubble(t, c, func(u *Universe, f *film, _ func()) {
		do(t, u, show("stage", time.Now(), 1))
		beat := func(zone beacons.Zone) (low, high byte) {
			before := len(f.all())
			for range 10 {
				u.Beat(zone)
				time.Sleep(500 * time.Millisecond)
			}
			low = 255
			for _, frame := range f.all()[before:] {
				low, high = min(low, frame.bytes[126]), max(high, frame.bytes[126])
			}
			return low, high
		}
		time.Sleep(3 * time.Second)
		if low, high := beat("stage"); low > 210 || high != 255 {
			t.Errorf("dimmer at 120 beats a minute: got %d to %d, want a pulse of a fifth", low, high)
		}
		time.Sleep(5 * time.Second)
		if low, _ := beat("bar"); low != 255 {
			t.Errorf("beats of another zone: got the dimmer at %d, want 255", low)
		}
		held = true
		if low, _ := beat("stage"); low != 255 {
			t.Errorf("beats while the zone is held: got the dimmer at %d, want 255", low)
		}
	})
}

func TestHealthSaysWhatIsWrongAndComesBack(t *testing.T) {
	inBubble(t, Config{Protocol: SACN, Universe: 1, To: "192.0.2.9"}, func(u *Universe, f *film, _ func()) {
		do(t, u, show("stage", time.Now(), 1))
		f.refuse.Store(true)
		time.Sleep(3 * time.Second)
		want := "The device at 192.0.2.9:5568 is there and takes no sACN: is it set to it?"
		if h := u.Health(); h.Up || h.Problem != want {
			t.Errorf("nobody listens: got up %v, %q, want down, %q", h.Up, h.Problem, want)
		}
		f.refuse.Store(false)
		time.Sleep(3 * time.Second)
		if h := u.Health(); !h.Up || h.Problem != "" || h.Accepted != 1 {
			t.Errorf("it listens again: got %+v, want up", h)
		}
		if l := u.Lamps(); len(l) != 2 || !l[1].Sent || l[1].Brightness < 0.99 || l[1].At != 10 {
			t.Errorf("lamps: got %+v, want two, lit", l)
		}
	})
}

func TestProblemsAreInPlainWords(t *testing.T) {
	for want, err := range map[string]error{
		"nobody here knows a device of that name": &net.DNSError{},
		"No device answers to the address":        &net.OpError{Err: syscall.EHOSTUNREACH},
		"This machine is in no network with":      &net.OpError{Err: syscall.ENETUNREACH},
		"Art-Net cannot be sent to":               errors.New("sendto: operation not permitted"),
	} {
		u := universe(t, Config{Protocol: ArtNet, To: "192.0.2.9"})
		u.verdict = err
		if got := u.Health().Problem; !strings.Contains(got, want) || !strings.Contains(got, "192.0.2.9:6454") {
			t.Errorf("%v: got %q, want %q", err, got, want)
		}
	}
}

func TestUniversesGoToTheirMulticastGroup(t *testing.T) {
	u := universe(t, Config{Protocol: SACN, Universe: 0x0102})
	if got := u.To(); got != "239.255.1.2:5568" {
		t.Errorf("universe 258: got %s, want 239.255.1.2:5568", got)
	}
}

// BenchmarkFrame is a whole universe of RGB lamps in one zone.
func BenchmarkFrame(b *testing.B) {
	var fixtures []Fixture
	for at := 1; at+2 <= Size; at += 3 {
		fixtures = append(fixtures, Fixture{RGB, at})
	}
	u, err := New(Config{Protocol: SACN, Universe: 1, Zones: []Zone{{"stage", fixtures}}}, devices.Machine{}, quiet())
	if err != nil {
		b.Fatal(err)
	}
	if err := u.Do(b.Context(), show("stage", time.Now(), 1)); err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(period)
		slots, _, _ := u.frame(now)
		u.line.encoder.packet(1, &slots, false)
	}
}
