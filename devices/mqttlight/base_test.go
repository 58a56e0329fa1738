package mqttlight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/light"
	"foyer/rules"
)

const (
	bar    = beacons.Zone("bar")
	lounge = beacons.Zone("lounge")
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// hand is a clock the test turns; nobody sleeps by it.
type hand struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hand) turn(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *hand) Sleep(ctx context.Context, _ time.Duration) error {
	<-ctx.Done()
	return ctx.Err()
}

// told is one message that went out.
type told struct {
	at    time.Time
	topic string
	command
}

// stage is a driver whose clock and broker the test holds in its hand.
type stage struct {
	t     *testing.T
	clock *hand
	base  *Base
	told  []told
	fails error // what the broker answers; nil = it takes all
}

func newStage(t *testing.T, zones ...Zone) *stage {
	t.Helper()
	s := &stage{t: t, clock: &hand{now: time.Date(2026, 5, 9, 20, 0, 0, 0, time.UTC)}}
	var err error
	if s.base, err = New(Config{Base: "z2m", Zones: zones}, s.take, s.clock, quiet()); err != nil {
		t.Fatal(err)
	}
	s.base.Linked(true)
	return s
}

func (s *stage) take(_ context.Context, topic string, body []byte, retain bool) error {
	one := told{at: s.clock.Now(), topic: topic}
	if err := json.Unmarshal(body, &one.command); err != nil || retain {
		s.t.Errorf("published %s %s, retained %v, %v; want JSON that nobody keeps", topic, body, retain, err)
	}
	s.told = append(s.told, one)
	return s.fails
}

// pass lets d go by, in steps in which the driver does all that is due.
func (s *stage) pass(d time.Duration) {
	s.t.Helper()
	const each = 25 * time.Millisecond
	for range max(1, int(d/each)) {
		for n := 0; ; n++ {
			if wait, _ := s.base.step(s.t.Context()); wait > 0 {
				break
			}
			if n > 100 {
				s.t.Fatal("the driver does not come to rest: more than 100 messages in one moment")
			}
		}
		s.clock.turn(each)
	}
}

// begin makes the light wanted and returns where Do would wait.
func (s *stage) begin(l rules.Light) *waiter {
	s.t.Helper()
	w, err := s.base.want(l)
	if err != nil {
		s.t.Fatalf("want light %s: %v", l.Zone, err)
	}
	return w
}

// ended is how the wait ended, if it has.
func (w *waiter) ended() (err error, over bool) {
	select {
	case err := <-w.answer:
		return err, true
	default:
		return nil, false
	}
}

// says lets a lamp say what it shows.
func (s *stage) says(name, body string) { s.base.Hear("z2m/"+name, []byte(body)) }

// echo lets a lamp say what it was last told.
func (s *stage) echo(name string) {
	for i := range slices.Backward(s.told) {
		if s.told[i].topic == "z2m/"+name+"/set" {
			body, _ := json.Marshal(s.told[i].command)
			s.says(name, string(body))
			return
		}
	}
	s.t.Fatalf("lamp %s has not been told anything", name)
}

func in(zone beacons.Zone, c ...rules.Colour) rules.Light {
	return rules.Light{Zone: zone, Colours: c, Fade: 500 * time.Millisecond, Min: 0.5, Max: 0.5}
}

func inBlue() rules.Light  { return in(bar, "#2060ff", "#2060ff", "#2060ff") }
func inGreen() rules.Light { return in(bar, "#20c060", "#20c060", "#20c060") }

func atBar(names ...string) Zone { return Zone{bar, names} }

func (s *stage) problem() string { return s.base.Health().Problem }

func (s *stage) confirmed() (n int) {
	for _, l := range s.base.Lamps() {
		if l.Confirmed {
			n++
		}
	}
	return n
}

// shown tells whether lamps can show a colour, but for the last of four decimals.
func shown(xy light.XY) bool {
	can := light.GamutOf("C").Clamp(xy)
	return math.Hypot(xy.X-can.X, xy.Y-can.Y) < 2e-4
}

func TestLampsWearTheFavouritesWithinTheirGamut(t *testing.T) {
	s := newStage(t, atBar("bar-1", "bar-2"))
	w := s.begin(in(bar, "#0000ff", "#0000ff", "#ff8000", "#ff8000"))
	s.pass(time.Second)
	if err, over := w.ended(); err != nil || !over {
		t.Fatalf("the light: got over %v, %v", over, err)
	}
	topics := map[string]bool{}
	for _, m := range s.told {
		topics[m.topic] = true
		if m.State != "ON" || m.Bri != 127 || m.Fade != 1 || m.Colour == nil {
			t.Errorf("a lamp nobody knows was told %+v, want it on, half its light, a colour, and a glide of 1 s", m)
		} else if xy := (light.XY{X: m.Colour.X, Y: m.Colour.Y}); !shown(xy) {
			t.Errorf("colour %+v is outside of what lamps can show", xy)
		}
	}
	if len(s.told) != 2 || !topics["z2m/bar-1/set"] || !topics["z2m/bar-2/set"] || s.confirmed() != 2 {
		t.Errorf("told %+v, confirmed %d; want each of two lamps once", s.told, s.confirmed())
	}
}

func TestBrightnessIsNever255(t *testing.T) {
	for _, c := range []struct {
		level float64
		want  int
	}{{0, 0}, {-1, 0}, {0.001, 1}, {0.5, 127}, {0.999, 254}, {1, 254}, {1.5, 254}} {
		if got := (look{level: c.level}).bri(); got != c.want {
			t.Errorf("brightness of %v: got %d, want %d", c.level, got, c.want)
		}
	}
}

func TestNothingIsSentThatNobodyWouldSee(t *testing.T) {
	s := newStage(t, atBar("bar-1"))
	l := inBlue()
	s.begin(l)
	s.pass(3 * time.Second)
	w := s.begin(l)
	l.Min, l.Max = 0.505, 0.505
	s.begin(l)
	s.pass(time.Second)
	if err, over := w.ended(); err != nil || !over || len(s.told) != 1 {
		t.Errorf("the same look, and one a little brighter: got over %v, %v and %d commands in all, want 1", over, err, len(s.told))
	}
	l.Min, l.Max = 0.8, 0.8
	s.begin(l)
	s.pass(2 * time.Second)
	if last := s.told[len(s.told)-1]; len(s.told) != 2 || last.Colour != nil || last.Bri != 203 || last.State != "ON" {
		t.Errorf("brighter in the same colour: got %+v, want one more command without a colour", s.told)
	}
}

func TestNewestLookWinsAndTheRadioIsNotFlooded(t *testing.T) {
	var names []string
	for i := range 16 {
		names = append(names, fmt.Sprintf("bar-%d", i))
	}
	s := newStage(t, atBar(names...))
	looks := []rules.Light{inBlue(), inGreen(), in(bar, "#a040ff", "#a040ff", "#a040ff")}
	for i := range 60 { // a minute of a change a second
		s.begin(looks[i%3])
		s.pass(time.Second)
	}
	s.begin(looks[0])
	s.pass(6 * time.Second)
	for i := 8; i < len(s.told); i++ {
		if gone := s.told[i].at.Sub(s.told[i-8].at); gone < time.Second-25*time.Millisecond {
			t.Fatalf("nine commands within %v, want at most eight in a second", gone)
		}
	}
	if n := len(s.told); n < 400 || n > 8*67 {
		t.Errorf("commands in 66 s: got %d, want about eight a second", n)
	}
	if got := s.confirmed(); got != 16 {
		t.Errorf("lamps in the newest look: got %d of 16", got)
	}
}

func TestGroupIsToldOnceASecond(t *testing.T) {
	s := newStage(t, atBar("all"))
	s.base.Hear("z2m/bridge/devices", []byte(`[]`))
	s.base.Hear("z2m/bridge/groups", []byte(`[{"id":1,"friendly_name":"all"}]`))
	for i := range 20 {
		s.begin([]rules.Light{inBlue(), inGreen()}[i%2])
		s.pass(500 * time.Millisecond)
	}
	for i := 1; i < len(s.told); i++ {
		if gone := s.told[i].at.Sub(s.told[i-1].at); gone < time.Second {
			t.Fatalf("two commands to a group within %v, want a second", gone)
		}
	}
	if len(s.told) < 5 || s.problem() != "" {
		t.Errorf("commands to a group in 10 s: got %d, problem %q; want more, and none", len(s.told), s.problem())
	}
}

func TestLampThatSomebodyHasChangedIsToldAgainThreeTimesAtMost(t *testing.T) {
	s := newStage(t, atBar("bar-1"))
	s.begin(inBlue())
	s.pass(time.Second)
	s.echo("bar-1")
	s.pass(5 * time.Second)
	for i := range 6 {
		s.says("bar-1", `{"state":"ON","brightness":254,"color":{"x":0.5,"y":0.4},"color_mode":"xy"}`)
		s.pass(5 * time.Second)
		if want := min(2+i, 1+stubborn); len(s.told) != want {
			t.Fatalf("commands after it was changed %d times: got %d, want %d", i+1, len(s.told), want)
		}
	}
	if got := s.problem(); !strings.HasPrefix(got, "Lamp bar-1 does not show what it was told three times.") {
		t.Errorf("problem: got %q", got)
	}
	s.begin(inGreen())
	s.pass(time.Second)
	s.echo("bar-1")
	s.pass(5 * time.Second)
	if len(s.told) != 2+stubborn || s.problem() != "" || s.confirmed() != 1 {
		t.Errorf("the next look: got %d commands, problem %q; want one more, and none", len(s.told), s.problem())
	}
}

func TestWhatALampSaysInTheMiddleOfAFadeIsNotBelieved(t *testing.T) {
	s := newStage(t, atBar("bar-1"))
	s.begin(inBlue())
	s.pass(500 * time.Millisecond)
	s.says("bar-1", `{"state":"ON","brightness":3,"color":{"x":0.5,"y":0.4}}`)
	s.pass(time.Second)
	s.echo("bar-1") // it has arrived
	s.pass(10 * time.Second)
	if len(s.told) != 1 {
		t.Errorf("commands: got %d, want the one", len(s.told))
	}
}

func TestLampThatBendsAColourALittleIsLeftAlone(t *testing.T) {
	s := newStage(t, atBar("bar-1"))
	s.begin(inBlue())
	s.pass(5 * time.Second)
	c := s.told[0].Colour
	s.says("bar-1", fmt.Sprintf(`{"state":"ON","brightness":%d,"color":{"x":%f,"y":%f}}`, s.told[0].Bri-3, c.X+0.015, c.Y-0.015))
	s.says("bar-1", `{"linkquality":80}`)
	s.pass(5 * time.Second)
	if len(s.told) != 1 || s.problem() != "" {
		t.Errorf("got %d commands, problem %q; want the one, and none", len(s.told), s.problem())
	}
}

func TestLampThatIsBackIsToldAgain(t *testing.T) {
	for _, word := range []struct{ off, on string }{{`{"state":"offline"}`, `{"state":"online"}`}, {"offline", "online"}} {
		s := newStage(t, atBar("bar-1", "bar-2"))
		s.begin(inBlue())
		s.pass(2 * time.Second)
		s.says("bar-1/availability", word.off)
		w := s.begin(inGreen())
		s.pass(2 * time.Second)
		if err, over := w.ended(); err != nil || !over || len(s.told) != 3 {
			t.Errorf("with one lamp of two out of reach: got over %v, %v and %d commands, want done by the other", over, err, len(s.told))
		}
		if got, want := s.problem(), "Lamp bar-1 is out of reach. Is it switched off at the wall?"; got != want {
			t.Errorf("problem: got %q, want %q", got, want)
		}
		s.says("bar-1/availability", word.on)
		s.pass(2 * time.Second)
		if last := s.told[len(s.told)-1]; len(s.told) != 4 || last.topic != "z2m/bar-1/set" || last.Colour == nil || s.problem() != "" {
			t.Errorf("the lamp is back: got %+v, problem %q; want it told the newest look", last, s.problem())
		}
	}
}

func TestLineThatComesBackRepeatsNothing(t *testing.T) {
	s := newStage(t, atBar("bar-1", "bar-2"))
	s.begin(inBlue())
	s.pass(2 * time.Second)
	s.echo("bar-1")
	s.echo("bar-2")
	for range 5 {
		s.base.Linked(false)
		if h := s.base.Health(); h.Up || h.Problem != "The line to the broker is lost, so the lamps of z2m keep their colours." {
			t.Fatalf("health without a line: got %+v", h)
		}
		s.pass(10 * time.Second)
		s.base.Linked(true)
		s.says("bridge/state", `{"state":"online"}`)
		s.echo("bar-1")
		s.pass(2 * time.Second)
	}
	if len(s.told) != 2 {
		t.Errorf("commands after five breaks of the line: got %d, want the two of before", len(s.told))
	}
	s.base.Linked(false)
	if _, err := s.base.want(inGreen()); devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) {
		t.Errorf("a light without a line: got %v, want it temporary and certainly not done", err)
	}
	s.base.Linked(true)
	s.pass(2 * time.Second)
	if len(s.told) != 4 || s.confirmed() != 2 {
		t.Errorf("the line is back with a newer look: got %d commands, %d lamps as they should be; want 4 and 2", len(s.told), s.confirmed())
	}
}

func TestZigbee2MQTTThatWasStoppedHearsWhatItMissed(t *testing.T) {
	s := newStage(t, atBar("bar-1", "bar-2"))
	s.begin(inBlue())
	s.pass(2 * time.Second)
	s.echo("bar-1") // and bar-2 has not answered
	w := s.begin(inBlue())
	s.says("bridge/state", "offline")
	if _, over := w.ended(); !over {
		t.Error("who waits when zigbee2mqtt stops: still waiting, want an answer")
	}
	if h := s.base.Health(); h.Up || !strings.HasPrefix(h.Problem, "z2m is not running") {
		t.Errorf("health: got %+v", h)
	}
	s.pass(5 * time.Second)
	s.says("bridge/state", `{"state":"online"}`)
	s.pass(2 * time.Second)
	if last := s.told[len(s.told)-1]; len(s.told) != 3 || last.topic != "z2m/bar-2/set" {
		t.Errorf("commands: got %+v, want one more, to the lamp that had not answered", s.told)
	}
}

func TestNamesThatAreNotThereAreTold(t *testing.T) {
	const stock = `[{"friendly_name":"Coordinator","type":"Coordinator"},
	 {"friendly_name":"bar-1","type":"Router","definition":{"exposes":[{"type":"light","features":[{"name":"state"},{"name":"brightness"},{"name":"color_xy"}]}]}},
	 {"friendly_name":"plug","type":"Router","definition":{"exposes":[{"type":"switch","features":[{"name":"state"}]}]}},
	 {"friendly_name":"white","type":"Router","definition":{"exposes":[{"type":"light","features":[{"name":"state"},{"name":"brightness"}]}]}},
	 {"friendly_name":"new","type":"EndDevice","definition":null}]`
	for _, c := range []struct{ lamps, problem string }{
		{"bar-1 white", ""},
		{"bar-1 dance-3", "z2m has no lamp `dance-3`. It has: bar-1, floor, white."},
		{"plug", "z2m has no lamp `plug`. It has: bar-1, floor, white."},
		{"floor", ""},
	} {
		s := newStage(t, atBar(strings.Fields(c.lamps)...))
		s.says("bridge/devices", stock)
		s.says("bridge/groups", `[{"id":1,"friendly_name":"floor","members":[]}]`)
		if got := s.problem(); got != c.problem {
			t.Errorf("lamps %s: got %q, want %q", c.lamps, got, c.problem)
		}
	}
	s := newStage(t, atBar("dance-3"))
	s.says("bridge/devices", stock[:len(stock)-30])
	if got := s.problem(); got != "" {
		t.Errorf("a list that was cut: got %q, want nothing, because the lamp may stand in the rest", got)
	}
}

func TestLampWithoutColoursIsOnlyDimmed(t *testing.T) {
	s := newStage(t, atBar("bar-1", "white"))
	s.begin(inBlue())
	s.pass(2 * time.Second)
	s.told = nil
	s.says("bridge/devices", `[{"friendly_name":"bar-1","definition":{"exposes":[{"type":"light","features":[{"name":"color_xy"}]}]}},{"friendly_name":"white","definition":{"exposes":[{"type":"light"}]}}]`)
	s.pass(2 * time.Second)
	if len(s.told) != 0 {
		t.Errorf("commands because a lamp turned out to be white: got %+v, want none", s.told)
	}
	l := inGreen()
	l.Min, l.Max = 1, 1
	s.begin(l)
	s.pass(2 * time.Second)
	for _, m := range s.told {
		if white := m.topic == "z2m/white/set"; white != (m.Colour == nil) {
			t.Errorf("told %+v, want a colour only where there is one", m)
		}
	}
	if len(s.told) != 2 {
		t.Errorf("commands: got %d, want 2", len(s.told))
	}
}

func TestLampThatNeverSaysAnythingIsNamed(t *testing.T) {
	s := newStage(t, atBar("bar-1"))
	s.begin(inBlue())
	s.pass(time.Minute)
	if got, want := s.problem(), "Lamp bar-1 has never said anything below z2m. Is that its name?"; got != want {
		t.Errorf("problem: got %q, want %q", got, want)
	}
}

func TestFailedPublishIsToldAndTheLookStaysWanted(t *testing.T) {
	for name, fault := range map[string]error{"unknown": errors.New("nobody knows"), "unsent": devices.Unsent(errors.New("no line"))} {
		s := newStage(t, atBar("bar-1"))
		s.fails = fault
		w := s.begin(inBlue())
		s.pass(100 * time.Millisecond)
		err, over := w.ended()
		if !over || devices.OutcomeOf(err) != devices.OutcomeOf(fault) || devices.NotBefore(err) <= 0 {
			t.Errorf("%s: got over %v, %v; want it told, with a pause", name, over, err)
		}
		s.pass(20 * time.Second)
		if n := len(s.told); n < 5 || n > 12 {
			t.Errorf("%s: tries in 20 s: got %d, want a few, ever more slowly", name, n)
		}
		if got := s.problem(); got != "The broker does not take what the lamps of z2m are told." {
			t.Errorf("%s: problem: got %q", name, got)
		}
		s.fails = nil
		s.pass(6 * time.Second)
		if s.confirmed() != 1 || s.problem() != "" {
			t.Errorf("%s: when all is well again: got %d lamps as they should be, problem %q", name, s.confirmed(), s.problem())
		}
	}
}

func TestHeldLightWaitsAndSoDoesWhatIsOwed(t *testing.T) {
	s := newStage(t, atBar("bar-1"))
	held := false
	s.base.config.Held = func(rules.Light) bool { return held }
	s.begin(inBlue())
	s.pass(2 * time.Second)
	held = true
	s.says("bar-1", `{"state":"OFF"}`)
	w := s.begin(inGreen())
	s.pass(5 * time.Second)
	if err, over := w.ended(); !over || devices.OutcomeOf(err) != devices.Refused || len(s.told) != 1 {
		t.Errorf("while lights are stopped: got over %v, %v and %d commands, want it put off and one", over, err, len(s.told))
	}
	held = false
	s.pass(2 * time.Second)
	if s.confirmed() != 1 || len(s.told) != 2 {
		t.Errorf("let go on: got %d commands, want the newest look", len(s.told))
	}
}

func TestOlderLightAndAForeignZone(t *testing.T) {
	s := newStage(t, atBar("bar-1"))
	newer := inBlue()
	newer.Why.At = s.clock.Now()
	s.begin(newer)
	older := inGreen()
	older.Why.At = newer.Why.At.Add(-time.Second)
	if w, err := s.base.want(older); w != nil || err != nil {
		t.Errorf("an older light: got %v, %v; want it done", w, err)
	}
	if err := s.base.Do(t.Context(), in(lounge)); !devices.IsPermanent(err) {
		t.Errorf("a light of a zone without lamps: got %v, want it refused for good", err)
	}
}

// TestNoLightMakesALampFlash gives one lamp all the pace of the radio and
// tells it dark and bright in turns, without a fade.
func TestNoLightMakesALampFlash(t *testing.T) {
	s := newStage(t, atBar("bar-1"))
	l := in(bar, "#ffffff", "#ffffff", "#ffffff")
	l.Fade = -1
	for i := range 200 {
		l.Min, l.Max = 0.1+0.9*float64(i%2), 0.1+0.9*float64(i%2)
		s.begin(l)
		s.pass(100 * time.Millisecond)
	}
	var turns []time.Time
	last, way := 0, 0
	for _, m := range s.told {
		if moves := m.Bri - last; moves*way < 0 || way == 0 {
			turns, way = append(turns, m.at), moves
		}
		last = m.Bri
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

func TestConfigurationThatCannotBeMeant(t *testing.T) {
	for _, c := range []Config{
		{},
		{Base: "z2m/"},
		{Base: "z2m/#"},
		{Base: "z2m", Zones: []Zone{{bar, []string{"a+"}}}},
		{Base: "z2m", Zones: []Zone{{bar, []string{"a"}}, {lounge, []string{"a"}}}},
	} {
		if _, err := New(c, nil, devices.Machine{}, quiet()); err == nil {
			t.Errorf("%+v: got no error", c)
		}
	}
}

func FuzzHear(f *testing.F) {
	f.Add("bar-1", []byte(`{"state":"ON","brightness":1e300,"color":{"x":null,"y":-1}}`))
	f.Add("bridge/devices", []byte(`[{"friendly_name":"bar-1","definition":{"exposes":[{"type":"light","features":[{"name":"color_xy"}]}]}}`))
	f.Add("bar-1/availability", []byte(`{"state":7}`))
	f.Fuzz(func(t *testing.T, topic string, body []byte) {
		s := newStage(t, atBar("bar-1"))
		s.begin(inBlue())
		s.base.Hear("z2m/"+topic, body)
		s.base.Hear("z2m/bar-1", body)
		s.pass(5 * time.Second)
		for _, m := range s.told {
			if c := m.Colour; m.Bri > full || c != nil && !shown(light.XY{X: c.X, Y: c.Y}) {
				t.Errorf("after %s %q a lamp was told %+v", topic, body, m)
			}
		}
		_ = s.problem()
	})
}

func TestFadeIsNeverFasterThanAllowed(t *testing.T) {
	for fade, want := range map[time.Duration]string{0: `0`, time.Second: `1`, time.Second + 1: `1`, 1010 * time.Millisecond: `1.1`, 1040 * time.Millisecond: `1.1`} {
		c := towards(look{}, look{level: 1}, true, false, fade)
		if got := string(c.body()); !strings.HasSuffix(got, `"transition":`+want+`}`) {
			t.Errorf("a fade of %v: got %s, want a transition of %s", fade, got, want)
		}
	}
}
