package hue

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/light"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

func TestMain(m *testing.M) {
	http.DefaultClient = &http.Client{Transport: Transport(http.DefaultTransport)}
	os.Exit(m.Run())
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// hand is a clock the test turns; nobody sleeps by it.
type hand struct {
	mu  sync.Mutex
	now time.Time
}

func newHand() *hand { return &hand{now: time.Date(2026, 5, 9, 20, 0, 0, 0, time.UTC)} }

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

// serve runs a pretend bridge for the test.
func serve(t testing.TB, c bridge.Config) *bridge.Bridge {
	t.Helper()
	b, _ := serveUntil(t, c)
	return b
}

// serveUntil runs a pretend bridge until stop, or until the test ends.
func serveUntil(t testing.TB, c bridge.Config) (_ *bridge.Bridge, stop func()) {
	t.Helper()
	b, err := c.Start()
	if err != nil {
		t.Fatalf("start a pretend bridge: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := b.Run(ctx); err != nil {
			t.Errorf("run the pretend bridge: %v", err)
		}
	})
	stop = func() { cancel(); wg.Wait() }
	t.Cleanup(stop)
	return b, stop
}

const (
	dance  = beacons.Zone("dance-floor")
	lounge = beacons.Zone("lounge")
)

func both() []Zone { return []Zone{{dance, "2"}, {lounge, "1"}} }

func driver(t testing.TB, c Config, clock devices.Clock) *Bridge {
	t.Helper()
	b, err := New(c, clock, quiet())
	if err != nil {
		t.Fatalf("make the driver: %v", err)
	}
	return b
}

// run runs the driver with two requests at a time, as main does.
func run(t testing.TB, b *Bridge) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { _ = b.Run(ctx) })
	}
	t.Cleanup(func() { cancel(); wg.Wait() })
}

// stage is a driver and a pretend bridge on a clock the test turns: step by
// step, without waiting.
type stage struct {
	t     testing.TB
	clock *hand
	sim   *bridge.Bridge
	hue   *Bridge
}

func newStage(t testing.TB, c bridge.Config, zones ...Zone) *stage {
	t.Helper()
	return newStageWithin(t, 10*time.Second, c, zones...)
}

// newStageWithin is a stage whose driver waits so long for an answer, in real
// time: short where the bridge hangs.
func newStageWithin(t testing.TB, limit time.Duration, c bridge.Config, zones ...Zone) *stage {
	t.Helper()
	clock := newHand()
	c.Now = clock.Now
	sim := serve(t, c)
	return &stage{t, clock, sim, driver(t, Config{URL: sim.URL(), Key: sim.Key(), Zones: zones, Timeout: limit}, clock)}
}

// pass lets d go by, in steps in which the driver does all that is due.
func (s *stage) pass(d time.Duration) {
	s.t.Helper()
	const each = 25 * time.Millisecond
	for range max(1, int(d/each)) {
		for n := 0; ; n++ {
			if wait, _ := s.hue.step(s.t.Context()); wait > 0 {
				break
			}
			if n > 100 {
				s.t.Fatal("the driver does not come to rest: more than 100 requests in one moment")
			}
		}
		s.clock.turn(each)
	}
}

// begin makes the zone's light wanted and returns where Do would wait.
func (s *stage) begin(l rules.Light) *waiter {
	s.t.Helper()
	w, err := s.hue.want(l)
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

func colours(zone beacons.Zone, c ...rules.Colour) rules.Light {
	return rules.Light{Zone: zone, Colours: c, Fade: 500 * time.Millisecond, Min: 0.3, Max: 0.9}
}

// wears tells how many lamps of the group show about this colour.
func wears(sim *bridge.Bridge, group string, c rules.Colour) int {
	parsed, _ := light.Parse(c)
	lab := parsed.XY().Lab() // the same lightness as what is seen
	n := 0
	for _, l := range sim.Lamps() {
		seen := light.XY{X: l.X, Y: l.Y}
		if l.Group == group && l.On && light.Distance(seen.Lab(), lab) < 0.08 {
			n++
		}
	}
	return n
}

func TestLampsWearTheFavourites(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	w := s.begin(colours(dance, "#ff4000", "#ff4000", "#8040ff", "#40a0ff"))
	s.pass(3 * time.Second)
	if err, ended := w.ended(); err != nil || !ended {
		t.Fatalf("light after 3 s: got ended %v, %v, want done", ended, err)
	}
	if a, b, c := wears(s.sim, "2", "#ff4000"), wears(s.sim, "2", "#8040ff"), wears(s.sim, "2", "#40a0ff"); a < 4 || b < 2 || c < 2 || a+b+c != 10 {
		t.Errorf("lamps in orange, violet and blue: got %d, %d, %d, want about 5, 3, 2", a, b, c)
	}
	for _, l := range s.hue.Lamps() {
		if want := l.Zone == dance; l.Confirmed != want || !l.Reachable || l.Name == "" {
			t.Errorf("lamp on the page: got %+v, want confirmed %v", l, want)
		}
	}
	if h := s.hue.Health(); !h.Up || h.Problem != "" {
		t.Errorf("health: got %+v, want up without a problem", h)
	}
}

func TestNothingIsSentThatNobodyWouldSee(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	l := colours(dance, "#ff4000", "#40ff80", "#8040ff")
	s.begin(l)
	s.pass(5 * time.Second)
	sent := s.sim.Counters().Sent
	w := s.begin(l)
	s.pass(100 * time.Millisecond)
	if err, ended := w.ended(); err != nil || !ended {
		t.Errorf("the same light again: got ended %v, %v, want done at once", ended, err)
	}
	s.pass(60 * time.Second)
	if again := s.sim.Counters().Sent; again != sent || sent != 10 {
		t.Errorf("commands for a light and its repeat: got %d then %d, want 10 and no more", sent, again-sent)
	}
	for _, c := range s.sim.Told()[5:] {
		if strings.Contains(c.Body, `"on"`) {
			t.Errorf("command to a lamp that is on: got %s, want no on", c.Body)
		}
	}
}

func TestCommandsKeepThePaceOfTheBridge(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	for i := range 60 {
		c := []rules.Colour{"#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff"}
		s.begin(colours(dance, c[i%5], c[(i+1)%5], c[(i+2)%5]))
		s.begin(colours(lounge, c[(i+2)%5], c[(i+3)%5], c[(i+4)%5]))
		s.pass(time.Second)
	}
	told := s.sim.Told()
	for i := range told {
		n := 0
		for _, later := range told[i:] {
			if later.At.Sub(told[i].At) < time.Second {
				n++
			}
		}
		if n > 8 {
			t.Fatalf("commands in the second from %v: got %d, want at most 8", told[i].At, n)
		}
	}
	if c := s.sim.Counters(); c.Refused != 0 || c.Sent < 200 {
		t.Errorf("an hour's change in a minute: got %+v, want hundreds sent and none refused", c)
	}
}

func TestFewerThanThreeChangeNothing(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	w := s.begin(colours(lounge, "#ff0000", "#0000ff"))
	s.pass(2 * time.Second)
	if err, ended := w.ended(); err != nil || !ended {
		t.Errorf("light of two people: got ended %v, %v, want done", ended, err)
	}
	if n := s.sim.Counters().Sent; n != 0 {
		t.Errorf("commands for two people: got %d, want 0", n)
	}
}

func TestUnknownGroupNamesThoseThereAre(t *testing.T) {
	s := newStage(t, bridge.Config{}, Zone{dance, "7"})
	w := s.begin(colours(dance, "#ff0000", "#00ff00", "#0000ff"))
	s.pass(time.Second)
	err, _ := w.ended()
	if !devices.IsPermanent(err) || !strings.Contains(err.Error(), `no group 7; it has 1 "Lounge", 2 "Dance floor"`) {
		t.Errorf("light in an unknown group: got %v, want a permanent error with the groups", err)
	}
	if h := s.hue.Health(); !strings.Contains(h.Problem, `1 "Lounge", 2 "Dance floor"`) {
		t.Errorf("health: got %q, want it to name the groups", h.Problem)
	}
}

func TestHouseSceneIsWarmWhiteWhenTheBridgeHasNone(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.begin(colours(lounge, "#ff0000", "#00ff00", "#0000ff"))
	s.pass(5 * time.Second)
	s.begin(rules.Light{Zone: lounge, Scene: "house", Max: 0.5, Fade: time.Second})
	s.pass(5 * time.Second)
	warm := light.Warm(370)
	for _, l := range s.sim.Lamps()[:6] {
		if l.Bri != 127 || !warm.Near(light.XY{X: l.X, Y: l.Y}) {
			t.Errorf("lamp %s in the house look: got xy %.3f %.3f bri %.0f, want warm white at 127", l.ID, l.X, l.Y, l.Bri)
		}
	}
}

func TestSceneOfTheBridgeIsRecalledByOneCommand(t *testing.T) {
	s := newStage(t, bridge.Config{Scenes: []bridge.Scene{{ID: "x1", Name: "House", Group: "1", Mirek: 250, Bri: 99}}}, both()...)
	w := s.begin(rules.Light{Zone: lounge, Scene: "house"})
	s.pass(2 * time.Second)
	if err, ended := w.ended(); err != nil || !ended {
		t.Errorf("scene: got ended %v, %v, want done", ended, err)
	}
	if c := s.sim.Counters(); c.Sent != 1 || c.Groups != 1 || s.sim.Lamps()[0].Bri != 99 {
		t.Errorf("scene: got %+v and bri %.0f, want one group command and 99", c, s.sim.Lamps()[0].Bri)
	}
	s.pass(5 * time.Second)
	if l := s.hue.Lamps()[0]; l.Brightness < 0.38 || l.Brightness > 0.40 || l.Want != "" {
		t.Errorf("lamp after the scene: got %+v, want what the bridge says of it", l)
	}
	s.begin(colours(lounge, "#ff0000", "#00ff00", "#0000ff"))
	s.pass(5 * time.Second)
	if n := wears(s.sim, "1", "#ff0000"); n < 1 {
		t.Errorf("lamps in red after the scene: got %d, want some", n)
	}
}

func TestOneColourForManyLampsIsOneGroupCommand(t *testing.T) {
	room := bridge.Room{Name: "Hall", Lamps: strings.Split(strings.Repeat("C", 15)+"BBB", "")}
	s := newStage(t, bridge.Config{Rooms: []bridge.Room{room}}, Zone{dance, "1"})
	s.begin(colours(dance, "#40a0ff", "#40a0ff", "#40a0ff"))
	s.pass(3 * time.Second)
	if c := s.sim.Counters(); c.Sent != 1 || c.Groups != 1 {
		t.Errorf("one colour for 18 lamps: got %+v, want one group command", c)
	}
	if n := wears(s.sim, "1", "#40a0ff"); n < 15 {
		t.Errorf("lamps that wear it: got %d, want 15 and the nearest of gamut B", n)
	}
}

func TestOneBrightnessForManyLampsIsOneGroupCommand(t *testing.T) {
	room := bridge.Room{Name: "Hall", Lamps: strings.Split(strings.Repeat("C", 15)+"BBB", "")}
	s := newStage(t, bridge.Config{Rooms: []bridge.Room{room}}, Zone{dance, "1"})
	l := colours(dance, "#ff0000", "#00ff00", "#0000ff", "#8000ff")
	s.begin(l)
	s.pass(5 * time.Second)
	told := len(s.sim.Told())
	l.Min, l.Max = 0.5, 0.5
	w := s.begin(l)
	s.pass(time.Second)
	if err, ended := w.ended(); err != nil || !ended {
		t.Errorf("another brightness: got ended %v, %v, want done", ended, err)
	}
	if after := s.sim.Told()[told:]; len(after) != 1 || after[0].Path != "/groups/1/action" || !strings.HasPrefix(after[0].Body, `{"bri":127,`) {
		t.Errorf("another brightness for 18 lamps: got %+v, want one group command of brightness only", after)
	}
	s.pass(2 * time.Second)
	for _, l := range s.sim.Lamps() {
		if l.Bri != 127 {
			t.Errorf("lamp %s: got bri %.0f, want 127", l.ID, l.Bri)
		}
	}
}

func TestLampThatSomebodyElseChangedIsBroughtBack(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.begin(colours(lounge, "#40a0ff", "#40a0ff", "#40a0ff"))
	s.pass(5 * time.Second)
	put(t, s.sim, "/lights/1/state", `{"on":false}`)
	put(t, s.sim, "/lights/2/state", `{"xy":[0.6,0.35]}`)
	s.pass(40 * time.Second)
	if n := wears(s.sim, "1", "#40a0ff"); n < 4 {
		t.Errorf("lamps in blue after a look at them all: got %d, want the 4 that can", n)
	}
}

func put(t *testing.T, sim *bridge.Bridge, path, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, sim.URL()+"/api/"+sim.Key()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("put %s: %v", path, err)
	}
	_ = res.Body.Close()
}

func TestUnreachableLampIsShownAndHoldsNobodyUp(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.sim.Reach("3", false)
	w := s.begin(colours(lounge, "#ff0000", "#00ff00", "#0000ff"))
	s.pass(3 * time.Second)
	if err, ended := w.ended(); err != nil || !ended {
		t.Errorf("light with a lamp out of reach: got ended %v, %v, want done", ended, err)
	}
	if h := s.hue.Health(); !h.Up || h.Problem != "Lamp Lounge 3 is out of reach. Is it switched off at the wall?" {
		t.Errorf("health: got %+v, want the lamp named", h)
	}
	s.sim.Reach("3", true) // shines warm white at full
	s.pass(35 * time.Second)
	if l := s.hue.Lamps()[2]; !l.Confirmed {
		t.Errorf("lamp 3 when it is back: got %+v, want confirmed", l)
	}
	if n := wears(s.sim, "1", "#ff0000") + wears(s.sim, "1", "#00ff00") + wears(s.sim, "1", "#0000ff"); n < 4 {
		t.Errorf("lamps in the favourites: got %d, want the 4 that can", n)
	}
}

func TestOlderLightNeverReplacesANewerOne(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	newer, older := colours(lounge, "#0000ff", "#0000ff", "#0000ff"), colours(lounge, "#ff0000", "#ff0000", "#ff0000")
	newer.Why.At, older.Why.At = s.clock.Now(), s.clock.Now().Add(-time.Second)
	s.begin(newer)
	if w, err := s.hue.want(older); w != nil || err != nil {
		t.Errorf("older light: got %v, %v, want done at once", w, err)
	}
	s.pass(3 * time.Second)
	if n := wears(s.sim, "1", "#ff0000"); n != 0 {
		t.Errorf("lamps in the older colour: got %d, want 0", n)
	}
}

func TestChangesOfAZoneKeepTheirDistance(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	first, second := colours(lounge, "#0000ff", "#0000ff", "#0000ff"), colours(lounge, "#ff0000", "#ff0000", "#ff0000")
	second.Every = 10 * time.Second
	s.begin(first)
	s.pass(2 * time.Second)
	s.begin(second)
	s.pass(5 * time.Second)
	if n := wears(s.sim, "1", "#ff0000"); n != 0 {
		t.Errorf("lamps in the next look after 7 of 10 s: got %d, want 0", n)
	}
	s.pass(6 * time.Second)
	if n := wears(s.sim, "1", "#ff0000"); n < 4 {
		t.Errorf("lamps in the next look after 13 s: got %d, want all", n)
	}
}

func TestDriverKeepsThePromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[rules.Light] {
		sim := serve(t, bridge.Config{})
		wire := devicetest.NewWire(t, strings.TrimPrefix(sim.URL(), "http://"))
		b := driver(t, Config{URL: "http://" + wire.Addr(), Key: sim.Key(), Zones: both(), Timeout: 300 * time.Millisecond}, devices.Machine{})
		run(t, b)
		bad := colours("cellar", "#ff0000", "#00ff00", "#0000ff")
		return devicetest.Subject[rules.Light]{
			Driver: b, Good: colours(lounge, "#ff0000", "#00ff00", "#0000ff"), Bad: &bad, Wire: wire,
			Busy: func(on bool) {
				sim.Break(map[bool]bridge.Fault{true: bridge.TooMany}[on])
			},
			Close: http.DefaultClient.CloseIdleConnections,
		}
	})
}
