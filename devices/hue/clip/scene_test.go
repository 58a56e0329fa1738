package clip

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/light"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

// salon is a lounge in scene mode, on a clock that goes on when somebody sleeps.
type salon struct {
	t     *testing.T
	clock *hand
	sim   *bridge.Bridge
	clip  *Bridge
}

func newSalon(t *testing.T, c bridge.Config) *salon {
	t.Helper()
	clock := newHand()
	c.Now = clock.Now
	sim := serve(t, c)
	s := &salon{t: t, clock: clock, sim: sim}
	s.again()
	return s
}

// again is another process with the same bridge.
func (s *salon) again() {
	s.t.Helper()
	s.clip = driver(s.t, Config{URL: s.sim.URL(), Paired: paired(s.t, s.sim), Zones: inScene()}, s.clock)
}

func (s *salon) do(l rules.Light) {
	s.t.Helper()
	if err := s.clip.Do(s.t.Context(), l); err != nil {
		s.t.Fatalf("light %v: %v", l.Colours, err)
	}
}

// ask asks the pretend bridge as somebody else would.
func (s *salon) ask(method, path, body string) string {
	s.t.Helper()
	other := driver(s.t, Config{URL: s.sim.URL(), Paired: paired(s.t, s.sim), Zones: inScene()}, s.clock)
	var raw any
	if body != "" {
		raw = json.RawMessage(body)
	}
	_, _, got, err := other.send(s.t.Context(), method, root+path, raw)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(got)
}

// told counts the changes the bridge was asked for.
func (s *salon) told() int { return len(s.sim.Told()) }

// wears counts the lounge's lamps that are near a colour.
func (s *salon) wears(c rules.Colour) (n int) {
	want, _ := light.Parse(c)
	for _, l := range s.sim.Lamps() {
		is := light.XY{X: l.X, Y: l.Y}
		if l.Group == "1" && l.On && light.Distance(is.Lab(), want.XY().Lab()) < 0.1 {
			n++
		}
	}
	return n
}

func TestSceneIsMadeOnceAndMovesByItself(t *testing.T) {
	s := newSalon(t, bridge.Config{})
	s.do(colours(lounge, "#ff2020", "#ff2020", "#4060ff", "#20ff40"))
	s.clock.turn(time.Second)
	if n := s.told(); n != 2 {
		t.Errorf("requests for the first light: got %d, want 2", n)
	}
	red, blue := s.wears("#ff2020"), s.wears("#4060ff")
	if red == 0 || blue == 0 {
		t.Errorf("lamps in red and in blue: got %d and %d, want some of each", red, blue)
	}
	if l := s.sim.Lamps()[0]; l.Bri < 0.3*254-1 || l.Bri > 0.9*254+1 {
		t.Errorf("brightness by policy: got %.0f, want 30 to 90 %%", l.Bri)
	}
	before := s.sim.Lamps()
	s.clock.turn(90 * time.Second)
	moved := false
	for i, l := range s.sim.Lamps() {
		moved = moved || before[i].X != l.X
	}
	if !moved || s.told() != 2 {
		t.Errorf("after 90 s: moved %v with %d requests, want moved without another", moved, s.told())
	}
	s.do(colours(lounge, "#ff2020", "#ff2020", "#4060ff", "#20ff40"))
	if n := s.told(); n != 2 {
		t.Errorf("requests for the same people: got %d more, want none", n-2)
	}
	s.again()
	s.do(inBlue(lounge))
	if scenes := strings.Count(s.ask(http.MethodGet, "/scene", ""), `"Foyer lounge"`); scenes != 1 {
		t.Errorf("our scenes after another process: got %d, want the one of before", scenes)
	}
}

func TestSceneShowsNobodyAloneAndChangesSeldom(t *testing.T) {
	s := newSalon(t, bridge.Config{})
	s.do(colours(lounge, "#ff2020", "#4060ff"))
	if n := s.told(); n != 0 {
		t.Errorf("requests for two people: got %d, want none", n)
	}
	s.do(inRed(lounge))
	err := s.clip.Do(t.Context(), inBlue(lounge))
	if err == nil || devices.IsPermanent(err) || devices.NotBefore(err) < 3*time.Second || devices.OutcomeOf(err) != devices.Refused {
		t.Errorf("another look at once: got %v after %v, want it put off for some 4 s and not sent", err, devices.NotBefore(err))
	}
	s.clock.turn(devices.NotBefore(err))
	s.do(inBlue(lounge))
	old := inRed(lounge)
	old.Why.At = old.Why.At.Add(-time.Hour)
	s.clock.turn(time.Minute)
	told := s.told()
	s.do(old)
	if s.told() != told {
		t.Error("a light older than the newest was shown")
	}
}

func TestEmptyZoneIsWarmWhiteOrASceneOfItsName(t *testing.T) {
	s := newSalon(t, bridge.Config{Scenes: []bridge.Scene{{ID: "abc", Name: "House", Group: "1", Mirek: 370, Bri: 100}}})
	s.do(inRed(lounge))
	s.clock.turn(10 * time.Second)
	s.do(rules.Light{Zone: lounge, Scene: "house", Max: 0.5})
	s.clock.turn(2 * time.Second)
	if l := s.sim.Lamps()[0]; l.Bri != 100 {
		t.Errorf("lamp 1 in the bridge's own scene: got %+v, want brightness 100", l)
	}
	s.clock.turn(10 * time.Second)
	s.do(rules.Light{Zone: lounge, Scene: "closing", Max: 0.5})
	s.clock.turn(2 * time.Second)
	if l := s.sim.Lamps()[0]; l.Bri != 127 || l.X < 0.44 || l.X > 0.48 {
		t.Errorf("lamp 1 for a scene the bridge has not: got %+v, want warm white at half", l)
	}
}

func TestSceneThatOthersEndedIsPutBackUnlessHeld(t *testing.T) {
	s := newSalon(t, bridge.Config{})
	held := false
	s.clip.config.Held = func(rules.Light) bool { return held }
	s.do(inRed(lounge))
	other := `{"color":{"xy":{"x":0.2,"y":0.6}}}`
	lamp := "/light/" + s.clip.scenes[0].lights[0].ID
	s.clock.turn(10 * time.Second)
	s.ask(http.MethodPut, lamp, other)
	held = true
	told := s.told()
	mend := func() {
		t.Helper()
		if err := s.clip.load(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.clip.mend(t.Context())
	}
	mend()
	if s.told() != told {
		t.Error("a light that is held was put back")
	}
	held = false
	mend()
	s.clock.turn(10 * time.Second)
	if n := s.wears("#ff2020"); n != 6 {
		t.Errorf("lamps in red after one was changed by somebody: got %d, want all 6", n)
	}
	mend()
	if n := s.told() - told; n != 2 {
		t.Errorf("requests to put it back: got %d, want 2", n)
	}
	id := s.clip.scenes[0].id
	s.ask(http.MethodDelete, "/scene/"+id, "")
	if err := s.clip.Do(t.Context(), inRed(lounge)); err == nil {
		t.Error("light after our scene was deleted: got nil, want to be asked again")
	}
	s.clock.turn(10 * time.Second)
	s.do(inRed(lounge))
	if s.clip.scenes[0].id == id || s.wears("#ff2020") == 0 {
		t.Error("a deleted scene was not made again")
	}
}

func TestFullBridgeRefusesForGoodAndSaysWhatToDo(t *testing.T) {
	s := newSalon(t, bridge.Config{Scenes: make([]bridge.Scene, 200)})
	if err := s.clip.Do(t.Context(), inRed(lounge)); !devices.IsPermanent(err) || !strings.Contains(err.Error(), "delete some in the Hue app") {
		t.Errorf("light on a bridge with 200 scenes: got %v, want it refused with what to do", err)
	}
}

// TestBusyFloorAsksLittle lives ten minutes of 100 entries and exits a minute,
// by the clock, and counts what goes to the bridge.
func TestBusyFloorAsksLittle(t *testing.T) {
	s := newSalon(t, bridge.Config{})
	dice := rand.New(rand.NewPCG(1, 2))
	palette := []rules.Colour{"#ff2020", "#4060ff", "#20ff40", "#ffd020", "#c020ff", "#20e0ff", "#ff8020", "#ff60b0"}
	var floor []rules.Colour
	for range 30 {
		floor = append(floor, palette[dice.IntN(len(palette))])
	}
	reads := s.sim.Counters().Reads
	begin, asked := s.clock.Now(), 0
	for s.clock.Now().Sub(begin) < 10*time.Minute {
		if dice.IntN(2) == 0 && len(floor) > 3 {
			at := dice.IntN(len(floor))
			floor = append(floor[:at], floor[at+1:]...)
		} else {
			floor = append(floor, palette[dice.IntN(len(palette))])
		}
		l := colours(lounge, floor...)
		l.Every = 2 * time.Second
		asked++
		if err := s.clip.Do(t.Context(), l); err != nil && devices.NotBefore(err) == 0 {
			t.Fatalf("light %d: %v", asked, err)
		}
		s.clock.turn(600 * time.Millisecond)
	}
	c := s.sim.Counters()
	minutes := s.clock.Now().Sub(begin).Minutes()
	t.Logf("%.0f lights a minute: %.1f requests that change something and %.1f reads a minute, none refused: %d",
		float64(asked)/minutes, float64(c.Sent)/minutes, float64(c.Reads-reads)/minutes, c.Refused)
	if perMinute := float64(c.Sent) / minutes; perMinute > 2*60/restful.Seconds() || c.Refused != 0 {
		t.Errorf("changes asked for: got %.1f a minute and %d refused, want two in four seconds at most and none", perMinute, c.Refused)
	}
}
