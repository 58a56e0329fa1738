package wled_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/wled"
	"foyer/rules"
)

const lounge = beacons.Zone("lounge")

func inGreen() rules.Light { return in("#00ff00", "#00ff00", "#00ff00") }
func inBlue() rules.Light  { return in("#0000ff", "#0000ff", "#0000ff") }

func in(c ...rules.Colour) rules.Light {
	return rules.Light{Zone: lounge, Colours: c, Fade: 500 * time.Millisecond, Min: 0.5, Max: 0.5}
}

// strip makes a driver of two segments.
func strip(t testing.TB, address string, more ...func(*wled.Config)) *wled.Strip {
	t.Helper()
	c := wled.Config{URL: address, Zone: lounge, Segments: 2, Timeout: 10 * time.Second, Check: 20 * time.Millisecond}
	for _, m := range more {
		m(&c)
	}
	s, err := wled.New(c, devices.Machine{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("make the driver: %v", err)
	}
	t.Cleanup(s.Close)
	return s
}

// hangs is for a strip that is left without an answer, and is to find out soon.
func hangs(c *wled.Config) { c.Timeout = 2 * time.Second }

func TestStripKeepsTheDriversPromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[rules.Light] {
		sim := serve(t, 2)
		wire := devicetest.NewWire(t, sim.Listener.Addr().String())
		s := strip(t, "http://"+wire.Addr(), hangs)
		elsewhere := inGreen()
		elsewhere.Zone = "bar"
		busy := func(on bool) { sim.answer(map[bool]int{true: http.StatusServiceUnavailable}[on]) }
		return devicetest.Subject[rules.Light]{Driver: s, Good: inGreen(), Bad: &elsewhere, Busy: busy, Wire: wire, Close: s.Close}
	})
}

func TestSegmentsWearTheFavourites(t *testing.T) {
	sim := serve(t, 2)
	s := strip(t, sim.URL)
	do(t, s, in("#ff0000", "#ff0000", "#0000ff", "#0000ff"))
	want := `{"bri":128,"on":true,"seg":[` +
		`{"bri":255,"col":[[255,0,0]],"fx":0,"id":0,"on":true},{"bri":255,"col":[[0,0,255]],"fx":0,"id":1,"on":true}],"transition":10,"v":true}`
	turned := strings.NewReplacer("255,0,0", "0,0,255", "0,0,255", "255,0,0").Replace(want)
	if got := told(sim, 0); got != want && got != turned {
		t.Errorf("what the WLED was told:\ngot  %s\nwant %s", got, want)
	}
	for _, l := range s.Lamps() {
		if !l.Confirmed || !l.Reachable || l.Brightness < 0.5 || l.Colour != "#ff0000" && l.Colour != "#0000ff" {
			t.Errorf("a lamp on the page: got %+v, want it confirmed in red or blue at half its light", l)
		}
	}
	if h := s.Health(); !h.Up || h.Problem != "" || h.Accepted != 1 {
		t.Errorf("health: got %+v, want up, without a problem, one light", h)
	}
}

func TestNobodysColourIsShownToTwo(t *testing.T) {
	sim := serve(t, 2)
	do(t, strip(t, sim.URL), in("#00ff00", "#0000ff"))
	if n := len(sim.heard()); n != 0 {
		t.Errorf("commands for the colours of two people: got %d, want none", n)
	}
}

func TestLightOfAnOlderMomentChangesNothing(t *testing.T) {
	sim := serve(t, 2)
	s := strip(t, sim.URL)
	newer, older := inGreen(), inBlue()
	newer.Why.At = time.Date(2026, 5, 9, 20, 0, 1, 0, time.UTC)
	older.Why.At = newer.Why.At.Add(-time.Second)
	do(t, s, newer)
	do(t, s, older)
	if n := len(sim.heard()); n != 1 {
		t.Errorf("commands for a light and an older one: got %d, want 1", n)
	}
}

func TestZoneIsLeftAloneForAsLongAsItsRuleSays(t *testing.T) {
	s := strip(t, serve(t, 2).URL)
	l := inGreen()
	l.Every, l.ID = time.Hour, "rule|ana|1/0"
	do(t, s, l)
	do(t, s, l) // a retry of what is shown is done
	l.ID = "rule|ben|1/0"
	err := s.Do(t.Context(), l)
	if wait := devices.NotBefore(err); devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) || wait < 50*time.Minute {
		t.Errorf("a second light within the hour: got %v, wait %v; want it put off for most of the hour", err, wait)
	}
}

func TestOldWLEDThatSaysNoMoreThanSuccessIsUnderstood(t *testing.T) {
	sim := serve(t, 2)
	sim.terse = true
	s := strip(t, sim.URL)
	do(t, s, inGreen())
	if h := s.Health(); !h.Up || h.Problem != "" {
		t.Errorf("health: got %+v, want up without a problem", h)
	}
}

func TestFaultsAreTemporaryAndToldInPlainWords(t *testing.T) {
	for _, c := range []struct {
		status  int
		up      bool
		outcome devices.Outcome
		problem string
	}{
		{http.StatusTooManyRequests, true, devices.Refused, "too busy"},
		{http.StatusServiceUnavailable, true, devices.Refused, "too busy"},
		{http.StatusNotFound, false, devices.Refused, "does not speak as a WLED does"},
		{http.StatusFound, false, devices.Refused, "does not speak as a WLED does"},
		{http.StatusInternalServerError, false, devices.Unknown, "does not speak as a WLED does"},
	} {
		t.Run(http.StatusText(c.status), func(t *testing.T) {
			sim := serve(t, 2)
			s := strip(t, sim.URL)
			sim.answer(c.status)
			err := s.Do(t.Context(), inGreen())
			if err == nil || devices.IsPermanent(err) || devices.OutcomeOf(err) != c.outcome {
				t.Errorf("light: got %v (%v), want it temporary and %v", err, devices.OutcomeOf(err), c.outcome)
			}
			if h := s.Health(); h.Up != c.up || !strings.Contains(h.Problem, c.problem) || !strings.Contains(h.Problem, "The WLED at 127.0.0.1") {
				t.Errorf("health: got up %v, %q; want up %v and %q", h.Up, h.Problem, c.up, c.problem)
			}
			sim.answer(0)
			do(t, s, inGreen())
		})
	}
}

func TestNewestLookFollowsWhenTheWLEDIsBack(t *testing.T) {
	sim := serve(t, 2)
	wire := devicetest.NewWire(t, sim.Listener.Addr().String())
	s := strip(t, "http://"+wire.Addr(), hangs)
	run(t, s)
	do(t, s, inGreen())
	wire.Set(devicetest.Hung)
	if err := s.Do(t.Context(), inBlue()); err == nil {
		t.Fatal("light at a hung WLED: got nil, want an error")
	}
	devicetest.Until(t, "the page says that it does not answer", func() bool {
		h := s.Health()
		return !h.Up && strings.Contains(h.Problem, "does not answer. Has it power")
	})
	sim.boot(2)
	wire.Set(devicetest.Pass)
	devicetest.Until(t, "it shows the newest look, which nobody asks for again", func() bool {
		return s.Lamps()[0].Confirmed && strings.Contains(told(sim, len(sim.heard())-1), "[[0,0,255]]")
	})
}

func TestLookIsGivenBackUnlessItIsHeld(t *testing.T) {
	sim := serve(t, 2)
	var mu sync.Mutex
	held, asked := true, 0
	s := strip(t, sim.URL, func(c *wled.Config) {
		c.Held = func(rules.Light) bool {
			mu.Lock()
			defer mu.Unlock()
			asked++
			return held
		}
	})
	do(t, s, inGreen())
	sim.boot(2)
	run(t, s)
	devicetest.Until(t, "it is asked three times whether the light is held", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return asked >= 3
	})
	if n := len(sim.heard()); n != 1 {
		t.Errorf("commands while lights are stopped: got %d, want only the first", n)
	}
	mu.Lock()
	held = false
	mu.Unlock()
	devicetest.Until(t, "it shows its look again", func() bool { return s.Lamps()[0].Confirmed })
}

func TestSegmentsThatAreNotThereAreTold(t *testing.T) {
	s := strip(t, serve(t, 1).URL)
	if _, err := s.Check(t.Context()); err == nil {
		t.Error("a check of a WLED with one segment of two: got nil, want what is wrong")
	}
	do(t, s, inGreen())
	if got, want := s.Health().Problem, "has 1 segments, and the venue file says 2: add them on its own page, or write `segments: 1`."; !strings.HasSuffix(got, want) {
		t.Errorf("problem: got %q, want ...%q", got, want)
	}
	if l := s.Lamps(); !l[0].Reachable || l[1].Reachable {
		t.Errorf("lamps: got %+v, want the first reachable and the second not", l)
	}
}

// TestForeignClientUnderstandsWhatWeHaveTold holds our pretend WLED to what
// npm wled-client knows of real ones, and us to what that reads.
func TestForeignClientUnderstandsWhatWeHaveTold(t *testing.T) {
	sim := serve(t, 2)
	_, port, _ := strings.Cut(sim.Listener.Addr().String(), ":")
	peer := devicetest.Node(t, "testdata/wled-client.cjs", port)
	s := strip(t, sim.URL)
	do(t, s, inBlue())
	const want = `{"version":"0.14.4","on":true,"brightness":128,"transition":10,"segments":[` +
		`{"id":0,"on":true,"effect":0,"colour":[0,0,255,0]},{"id":1,"on":true,"effect":0,"colour":[0,0,255,0]}]}`
	_, _ = fmt.Fprintln(peer.In, "look")
	if got := peer.Line(); got != want {
		t.Errorf("npm wled-client after a light:\ngot  %s\nwant %s", got, want)
	}
	_, _ = fmt.Fprintln(peer.In, "tamper")
	if got := peer.Line(); !strings.Contains(got, `"brightness":77`) || !strings.Contains(got, `{"id":0,"on":true,"effect":9,"colour":[1,2,3,0]}`) {
		t.Errorf("npm wled-client after it has changed the first segment: got %s", got)
	}
	run(t, s)
	devicetest.Until(t, "the strip has its look back", func() bool {
		_, _ = fmt.Fprintln(peer.In, "look")
		return peer.Line() == want
	})
}

func TestAddressIsChecked(t *testing.T) {
	for _, address := range []string{"", "192.0.2.8", "https://192.0.2.8", "http://"} {
		if _, err := wled.New(wled.Config{URL: address}, devices.Machine{}, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "http://192.0.2.8") {
			t.Errorf("address %q: got %v, want how one is written", address, err)
		}
	}
}

func do(t *testing.T, s *wled.Strip, l rules.Light) {
	t.Helper()
	if err := s.Do(t.Context(), l); err != nil {
		t.Fatalf("light: %v", err)
	}
}

// run runs the driver until the test ends.
func run(t *testing.T, s *wled.Strip) {
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() { _ = s.Run(ctx) })
	t.Cleanup(func() { cancel(); wait.Wait() })
}

// told is the n-th state that a WLED was told, as JSON with sorted keys.
func told(p *pretend, n int) string {
	body, _ := json.Marshal(p.heard()[n])
	return string(body)
}
