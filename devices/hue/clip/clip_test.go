package clip

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
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
	"foyer/devices/hue"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

func TestMain(m *testing.M) {
	http.DefaultClient = &http.Client{Transport: hue.Transport(http.DefaultTransport)} // for the lamps that are told one by one
	os.Exit(m.Run())
}

const (
	dance  = beacons.Zone("dance-floor")
	lounge = beacons.Zone("lounge")
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// serve runs a pretend bridge for the test.
func serve(t testing.TB, c bridge.Config) *bridge.Bridge {
	t.Helper()
	c.TLS = true
	b, err := c.Start()
	if err != nil {
		t.Fatalf("start a pretend bridge: %v", err)
	}
	behind(t, b.Run, b.Listen)
	return b
}

// behind runs something until the test ends, or until stop is called.
func behind(t testing.TB, runs ...func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, run := range runs {
		wg.Go(func() {
			if err := run(ctx); err != nil {
				t.Errorf("run: %v", err)
			}
		})
	}
	stop = func() { cancel(); wg.Wait() }
	t.Cleanup(stop)
	return stop
}

// paired is what pairing with the pretend bridge gives.
func paired(t testing.TB, b *bridge.Bridge) hue.Paired {
	t.Helper()
	line, err := tls.Dial("tcp", strings.TrimPrefix(b.URL(), "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatalf("look at the certificate: %v", err)
	}
	defer func() { _ = line.Close() }()
	leaf := line.ConnectionState().PeerCertificates[0]
	sum := sha256.Sum256(leaf.Raw)
	id := strings.ToLower(leaf.Subject.CommonName)
	return hue.Paired{Bridge: id, Key: b.Key(), ClientKey: b.ClientKey(), Pin: id + ":" + hex.EncodeToString(sum[:])}
}

func driver(t testing.TB, c Config, clock devices.Clock) *Bridge {
	t.Helper()
	b, err := New(c, clock, quiet())
	if err != nil {
		t.Fatalf("make the driver: %v", err)
	}
	t.Cleanup(b.Close)
	return b
}

func inScene() []Zone { return []Zone{{Zone: lounge, Mode: Scene, Group: "1"}} }
func onStage() []Zone {
	return []Zone{{Zone: dance, Mode: Stream, Group: "2", Area: "dance AREA"}}
}

// colours is a light with a favourite for each person.
func colours(zone beacons.Zone, favourites ...rules.Colour) rules.Light {
	return rules.Light{Zone: zone, Colours: favourites, Min: 0.3, Max: 0.9, Fade: time.Second}
}

func inRed(zone beacons.Zone) rules.Light  { return colours(zone, "#ff2020", "#ff2020", "#ff2020") }
func inBlue(zone beacons.Zone) rules.Light { return colours(zone, "#4060ff", "#4060ff", "#4060ff") }

// hand is a clock that goes on when somebody sleeps by it, or turns it.
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

func (h *hand) Sleep(ctx context.Context, d time.Duration) error {
	h.turn(max(d, 0))
	return ctx.Err()
}

// subject is the driver in one mode, over a wire.
func subject(t *testing.T, zones []Zone) devicetest.Subject[rules.Light] {
	sim := serve(t, bridge.Config{})
	wire := devicetest.NewWire(t, strings.TrimPrefix(sim.URL(), "https://"))
	b := driver(t, Config{URL: "https://" + wire.Addr(), Paired: paired(t, sim), Zones: zones, Streams: sim.StreamAddr()}, devices.Machine{})
	stop := behind(t, b.Run, b.Listen, b.Stream)
	bad := colours("nowhere", "#ff0000", "#00ff00", "#0000ff")
	return devicetest.Subject[rules.Light]{
		Driver: b, Good: inBlue(zones[0].Zone), Bad: &bad, Wire: wire, Close: func() { stop(); b.Close() },
		Busy: func(busy bool) {
			sim.Break(map[bool]bridge.Fault{true: bridge.TooMany, false: bridge.None}[busy])
		},
	}
}

func TestSceneKeepsThePromiseOfADriver(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[rules.Light] { return subject(t, inScene()) })
}

func TestStreamKeepsThePromiseOfADriver(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[rules.Light] { return subject(t, onStage()) })
}

func TestConfigThatCannotBeMeant(t *testing.T) {
	for _, c := range []struct {
		config Config
		says   string
	}{
		{Config{URL: "http://192.0.2.7"}, "need https://"},
		{Config{URL: "https://192.0.2.7", Paired: hue.Paired{Key: "k"}}, "pair again"},
		{Config{URL: "https://192.0.2.7", Zones: append(onStage(), Zone{Zone: lounge, Mode: Stream})}, "one stream"},
		{Config{URL: "https://192.0.2.7", Zones: append(inScene(), inScene()...)}, "lit twice"},
	} {
		if _, err := New(c.config, devices.Machine{}, quiet()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("New(%+v) = %v, want an error that says %q", c.config, err, c.says)
		}
	}
}

func TestHealthSaysWhatToDo(t *testing.T) {
	sim := serve(t, bridge.Config{})
	p := paired(t, sim)
	other := p
	other.Pin = fmt.Sprintf("%s:%064x", p.Bridge, 1)
	stranger := p
	stranger.Key = "nobody"
	for _, c := range []struct {
		name   string
		paired hue.Paired
		zones  []Zone
		fault  bridge.Fault
		up     bool
		says   string
	}{
		{"no key", hue.Paired{}, inScene(), bridge.None, false, "nobody has paired with it yet. Pair again: foyer pair."},
		{"a key it does not know", stranger, inScene(), bridge.None, true, "does not know our key. Pair again"},
		{"another certificate", other, inScene(), bridge.None, false, "another certificate than the bridge we paired with"},
		{"no such group", p, []Zone{{Zone: lounge, Mode: Scene, Group: "9"}}, bridge.None, true, `no group 9; it has 1 "Lounge", 2 "Dance floor"`},
		{"busy", p, inScene(), bridge.Unavailable, false, "has not been asked"},
		{"garbage", p, inScene(), bridge.Garbage, false, "does not speak as a Hue bridge does"},
		{"cut", p, inScene(), bridge.Cut, false, "has not answered for"},
		{"well", p, inScene(), bridge.None, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			sim.Break(c.fault)
			b := driver(t, Config{URL: sim.URL(), Paired: c.paired, Zones: c.zones}, newHand())
			for range 2 {
				err := b.Do(t.Context(), inRed(lounge))
				if (err == nil) != (c.name == "well") {
					t.Errorf("light: got %v", err)
				}
			}
			if h := b.Health(); h.Up != c.up || !strings.Contains(h.Problem, c.says) && c.fault != bridge.Unavailable {
				t.Errorf("health: got up %v, %q, want %v with %q", h.Up, h.Problem, c.up, c.says)
			}
		})
	}
}
