package hue

import (
	"errors"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

// red and blue are two looks of the lounge.
func inRed() rules.Light  { return colours(lounge, "#ff0000", "#ff0000", "#ff0000") }
func inBlue() rules.Light { return colours(lounge, "#4060ff", "#4060ff", "#4060ff") }

func TestFaultsAreTemporaryAndTheNewestLookFollows(t *testing.T) {
	for _, c := range []struct {
		fault   bridge.Fault
		up      bool
		problem string
	}{
		{bridge.TooMany, true, "was too busy"},
		{bridge.Unavailable, true, "was too busy"},
		{bridge.Internal, true, "was too busy"},
		{bridge.Hang, false, "has not answered for"},
		{bridge.Garbage, false, "does not speak as a Hue bridge does"},
		{bridge.Half, false, "has not answered for"},
		{bridge.Cut, false, "has not answered for"},
	} {
		t.Run(string(c.fault), func(t *testing.T) {
			s := newStageWithin(t, time.Second, bridge.Config{}, both()...)
			s.begin(inRed())
			s.pass(3 * time.Second)
			s.sim.Break(c.fault)
			w := s.begin(inBlue())
			s.pass(4 * time.Second)
			if err, ended := w.ended(); !ended || err == nil || devices.IsPermanent(err) {
				t.Errorf("light while %s: got ended %v, %v, want a temporary error", c.fault, ended, err)
			}
			if h := s.hue.Health(); h.Up != c.up || !strings.Contains(h.Problem, c.problem) {
				t.Errorf("health while %s: got up %v, %q, want up %v and %q", c.fault, h.Up, h.Problem, c.up, c.problem)
			}
			for range 20 { // what is wanted meanwhile is not sent later, but the last
				_, _ = s.hue.want(inRed())
				s.pass(time.Second)
				_, _ = s.hue.want(inBlue())
				s.pass(time.Second)
			}
			tries := len(s.sim.Told())
			s.sim.Break(bridge.None)
			s.pass(15 * time.Second)
			if n := wears(s.sim, "1", "#4060ff"); n < 4 {
				t.Errorf("lamps in the newest colour after %s: got %d, want all 4 that can", c.fault, n)
			}
			if after := len(s.sim.Told()) - tries; after > 8 {
				t.Errorf("commands to catch up after %s: got %d, want one a lamp", c.fault, after)
			}
			if h := s.hue.Health(); !h.Up {
				t.Errorf("health after %s: got %+v, want up", c.fault, h)
			}
		})
	}
}

func TestSilentBridgeIsNoticedWithinFiveSeconds(t *testing.T) {
	s := newStageWithin(t, time.Second, bridge.Config{}, both()...)
	s.pass(10 * time.Second)
	s.sim.Break(bridge.Hang)
	broke := s.clock.Now()
	for s.hue.Health().Up {
		s.pass(100 * time.Millisecond)
		if gone := s.clock.Now().Sub(broke); gone > 5*time.Second {
			t.Fatalf("nothing noticed %v after the bridge fell silent, want 5 s at most", gone)
		}
	}
	s.clock.turn(12 * time.Second)
	h := s.hue.Health()
	if want := "The bridge at " + strings.TrimPrefix(s.sim.URL(), "http://") + " has not answered for 1"; !strings.HasPrefix(h.Problem, want) {
		t.Errorf("problem: got %q, want %q...", h.Problem, want)
	}
}

func TestUnknownKeyIsForGoodUntilItIsKnown(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.begin(inRed())
	s.pass(3 * time.Second)
	s.sim.Forget(s.sim.Key())
	w := s.begin(inBlue())
	s.pass(time.Second)
	if err, ended := w.ended(); !ended || !devices.IsPermanent(err) {
		t.Errorf("light with a key the bridge forgot: got ended %v, %v, want permanent", ended, err)
	}
	if h := s.hue.Health(); !strings.Contains(h.Problem, "does not know our key") {
		t.Errorf("problem: got %q, want what to do", h.Problem)
	}
}

func TestBusyBridgeIsGivenHalfThePace(t *testing.T) {
	var p pace
	now := newHand().Now()
	p.spend(now, 2, false)
	if gap := p.next.Sub(now); gap != perLamp {
		t.Errorf("gap at full pace: got %v, want %v", gap, perLamp)
	}
	p.bad(now, &Busy{429})
	p.spend(now, 2, false)
	if gap := p.next.Sub(now); gap != 2*perLamp || p.rest.Sub(now) != busyRest {
		t.Errorf("gap after a 429: got %v and rest %v, want %v and %v", gap, p.rest.Sub(now), 2*perLamp, busyRest)
	}
	for range 10 {
		p.bad(now, &Busy{503})
	}
	if p.slow != slowest {
		t.Errorf("slowest pace: got 1/%d, want 1/%d", p.slow, slowest)
	}
	for range 10 {
		now = now.Add(penalty + time.Second)
		p.good(now)
	}
	if p.slow != 1 {
		t.Errorf("pace after all is well for long: got 1/%d, want full", p.slow)
	}
	p.bad(now, errors.New("connection refused"))
	if p.slow != 1 || p.rest.Sub(now) != firstRest {
		t.Errorf("after a lost connection: got pace 1/%d and rest %v, want full and %v", p.slow, p.rest.Sub(now), firstRest)
	}
}

func TestLampThatIsOffIsSwitchedOn(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.begin(inRed())
	s.pass(5 * time.Second)
	put(t, s.sim, "/lights/1/state", `{"on":false}`) // by somebody, unknown to us
	s.begin(inBlue())
	s.pass(8 * time.Second) // the first command is answered with 201
	if l := s.sim.Lamps()[0]; !l.On {
		t.Errorf("lamp 1, switched off by somebody: got %+v, want on", l)
	}
	if n := wears(s.sim, "1", "#4060ff"); n < 4 {
		t.Errorf("lamps in blue: got %d, want the 4 that can", n)
	}
}

// TestNoLightMakesALampFlash gives one lamp all the pace of the bridge and
// tells it dark and bright in turns, without a fade.
func TestNoLightMakesALampFlash(t *testing.T) {
	s := newStage(t, bridge.Config{Rooms: []bridge.Room{{Name: "Bar", Lamps: []string{"C"}}}}, Zone{lounge, "1"})
	l := colours(lounge, "#ffffff", "#ffffff", "#ffffff")
	l.Fade = -1
	var turns []time.Time
	last, way := 0.0, 0.0
	for i := range 20 * 40 { // 20 s
		l.Min, l.Max = 0.1, 0.1
		if i/4%2 == 0 { // every 100 ms the other
			l.Min, l.Max = 1, 1
		}
		if i%4 == 0 {
			s.begin(l)
		}
		s.pass(25 * time.Millisecond)
		now := s.sim.Lamps()[0].Bri
		if moves := now - last; moves*way < 0 || way == 0 && moves != 0 {
			turns, way = append(turns, s.clock.Now()), moves
		}
		last = now
	}
	for i := 6; i < len(turns); i++ {
		if gone := turns[i].Sub(turns[i-6]); gone < time.Second {
			t.Fatalf("seven changes of direction within %v, want at most six (three flashes) in a second", gone)
		}
	}
	if len(turns) < 20 {
		t.Errorf("changes of direction in 20 s: got %d, want the lamp to follow as far as it may", len(turns))
	}
}
