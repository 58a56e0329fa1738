package hue

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"net"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amimof/huego"

	"foyer/devices"
	"foyer/devices/light"
	"foyer/firmware-sim/bridge"
)

// Each test below is about one known fault of huego v1.2.1: that it is worked
// around, or cannot be reached from here.

// answering is a bridge that gives one answer to everything.
func answering(t *testing.T, status int, body string) *Bridge {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})}
	var wg sync.WaitGroup
	wg.Go(func() { _ = s.Serve(l) })
	t.Cleanup(func() { _ = s.Close(); wg.Wait() })
	return driver(t, Config{URL: "http://" + l.Addr().String(), Key: "k", Zones: both(), Timeout: time.Second}, newHand())
}

func asked(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := request(t.Context(), "", time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestHuegoFault1NoCallWaitsWithoutABound(t *testing.T) {
	sim := serve(t, bridge.Config{})
	sim.Break(bridge.Hang)
	b := driver(t, Config{URL: sim.URL(), Key: sim.Key(), Timeout: 100 * time.Millisecond}, newHand())
	began := time.Now()
	b.step(t.Context())
	if gone := time.Since(began); gone > 2*time.Second || b.Traffic().Failed != 1 {
		t.Errorf("load from a hanging bridge: got %v and %+v, want a failure after 100 ms", gone, b.Traffic())
	}
	had := http.DefaultClient
	defer func() { http.DefaultClient = had }()
	http.DefaultClient = &http.Client{}
	if _, err := New(Config{URL: "http://127.0.0.1:1"}, newHand(), quiet()); !errors.Is(err, errNotInstalled) {
		t.Errorf("New without the transport: got %v, want %v", err, errNotInstalled)
	}
	if _, err := Pair(t.Context(), "http://127.0.0.1:1", newHand(), nil); !errors.Is(err, errNotInstalled) {
		t.Errorf("Pair without the transport: got %v, want %v", err, errNotInstalled)
	}
}

func TestHuegoFault2StatusIsLookedAt(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
	}{{503, "<html>"}, {429, ""}, {429, "[]"}} {
		b := answering(t, c.status, c.body)
		_, loadErr := b.load(asked(t))
		_, readErr := b.reconcile(asked(t))
		_, putErr := b.put(asked(t), "/lights/1/state", command{})
		for what, err := range map[string]error{"load": loadErr, "reconcile": readErr, "put": putErr, "probe": b.probe(asked(t))} {
			if busy, is := errors.AsType[*Busy](err); !is || busy.Status != c.status {
				t.Errorf("%s answered by %d %q: got %v, want busy", what, c.status, c.body, err)
			}
		}
	}
	for _, body := range []string{"[]", "", "{}", "null", `""`, "7"} {
		b := answering(t, 200, body)
		_, loadErr := b.load(asked(t))
		_, putErr := b.put(asked(t), "/lights/1/state", command{})
		for what, err := range map[string]error{"load": loadErr, "put": putErr, "probe": b.probe(asked(t))} {
			if err == nil {
				t.Errorf("%s answered by %q: got no error, want one", what, body)
			}
		}
	}
}

func TestHuegoFault3PanicsEndHere(t *testing.T) {
	for _, body := range []string{`[{"error":{"type":1}}]`, `[{"error":{}}]`, `[{"success":{}}]`, `[]`, `null`, `{"lights":7,"groups":[]}`} {
		b := answering(t, 200, body)
		if _, err := b.load(asked(t)); err == nil {
			t.Errorf("load answered by %s: got no error", body)
		}
		_, _ = b.reconcile(asked(t)) // must not panic; an empty list is an answer
		if got, err := Pair(t.Context(), b.config.URL, newHand(), func(string) {}); err == nil {
			t.Errorf("pair answered by %s: got %+v, want an error", body, got)
		}
	}
}

func TestHuegoFaults4And5OnIsLeftOutAndZeroIsSent(t *testing.T) {
	red := look{xy: light.XY{X: 0.64, Y: 0.33}, level: 0.5}
	blue, dim := look{xy: light.XY{X: 0.15, Y: 0.06}, level: 0.5}, look{xy: red.xy, level: 0.2}
	can := able{colour: true, white: true}
	for _, c := range []struct {
		from, to look
		sure     bool
		fade     time.Duration
		want     string
		messages float64
	}{
		{red, blue, true, 0, `{"xy":[0.15,0.06],"transitiontime":0}`, 1},
		{red, dim, true, 1500 * time.Millisecond, `{"bri":51,"transitiontime":15}`, 1},
		{red, look{xy: red.xy}, true, 0, `{"on":false,"transitiontime":0}`, 1},
		{look{xy: red.xy}, red, true, 0, `{"on":true,"bri":127,"transitiontime":0}`, 2},
		{red, red, false, 0, `{"on":true,"bri":127,"xy":[0.64,0.33],"transitiontime":0}`, 3},
		{red, white(370, 0.5), true, 0, `{"ct":370,"transitiontime":0}`, 1},
	} {
		got := towards(c.from, c.to, c.sure, can, c.fade)
		if string(got.body()) != c.want || got.messages() != c.messages {
			t.Errorf("command from %+v to %+v: got %s (%v messages), want %s (%v)", c.from, c.to, got.body(), got.messages(), c.want, c.messages)
		}
	}
}

func TestHuegoFault6ColoursAreInTheGamutAndOfThePolicysBrightness(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.begin(colours(dance, "#0000ff", "#000000", "#ff0000"))
	s.pass(5 * time.Second)
	for _, c := range s.sim.Told() {
		var sent command
		if err := json.Unmarshal([]byte(c.Body), &sent); err != nil || sent.XY == nil || sent.Bri == nil {
			t.Fatalf("command: got %s, want a colour and a brightness", c.Body)
		}
		p := light.XY{X: sent.XY[0], Y: sent.XY[1]}
		if q := light.GamutOf("C").Clamp(p); math.Hypot(p.X-q.X, p.Y-q.Y) > 0.06 || *sent.Bri < 76 {
			t.Errorf("command: got %s, want inside a gamut and at least 30 %% bright", c.Body)
		}
	}
}

func TestHuegoFault7OneBadFieldCostsOneLampAtMost(t *testing.T) {
	body := `{"lights":{"1":{"name":"a","state":{"on":true,"bri":12.5,"reachable":true}},"2":{"name":"b","state":{"on":true,"bri":300}},"3":{"name":"c","state":{"on":"yes"}}},
		"groups":{"1":{"name":"Lounge","lights":["1","2","3"]}},"scenes":7}`
	s, err := answering(t, 200, body).load(asked(t))
	if got := slices.Sorted(maps.Keys(s.lamps)); err != nil || !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("load with bad fields: got lamps %v, %v, want 1 and 2", got, err)
	}
	if l := s.lamps["2"].State.look(); l.bri() != full {
		t.Errorf("bri 300: got %d, want %d", l.bri(), full)
	}
}

func TestHuegoFault8PartOfACommandMayBeTaken(t *testing.T) {
	off, err := judge([]byte(`[{"success":{"/lights/1/state/bri":1}},{"error":{"type":201,"address":"/lights/1/state/xy","description":"off"}}]`))
	if !off || err != nil {
		t.Errorf("a mixed reply with 201: got off %v, %v, want off and no error", off, err)
	}
	_, err = judge([]byte(`[{"success":{"/lights/1/state/bri":1}},{"error":{"type":7,"address":"/lights/1/state/xy","description":"invalid"}}]`))
	if !devices.IsPermanent(err) {
		t.Errorf("a mixed reply with 7: got %v, want permanent", err)
	}
	if _, err = judge([]byte(`[{"error":{"type":901,"address":"/lights/1/state","description":"Internal error, 503"}}]`)); !isBusy(err) {
		t.Errorf("901: got %v, want busy", err)
	}
}

func TestHuegoFault9AddressNeedsItsScheme(t *testing.T) {
	for _, url := range []string{"192.168.1.20", "", "ftp://bridge", "http://", "127.0.0.1:8091"} {
		if _, err := New(Config{URL: url}, newHand(), quiet()); err == nil {
			t.Errorf("New with address %q: got no error", url)
		}
		if _, err := Pair(t.Context(), url, newHand(), func(string) {}); err == nil {
			t.Errorf("Pair with address %q: got no error", url)
		}
	}
}

func TestHuegoFault10LampsComeInOrder(t *testing.T) {
	s := newStage(t, bridge.Config{}, both()...)
	s.pass(time.Second)
	for i, l := range s.hue.Lamps() {
		if l.ID != i+1 {
			t.Fatalf("lamp at place %d: got %d", i, l.ID)
		}
	}
}

func TestHuegoFault11PairingAsksWithoutAUser(t *testing.T) {
	sim := serve(t, bridge.Config{})
	var said []string
	clock := devices.Machine{}
	got, err := Pair(t.Context(), sim.URL(), clock, func(s string) { said = append(said, s); sim.PressLink() })
	if err != nil || len(got.Key) != 40 || len(got.ClientKey) != 32 {
		t.Fatalf("pair: got %+v, %v, want a key and a client key", got, err)
	}
	if len(said) != 1 || !strings.Contains(said[0], "Press the round link button on the bridge at "+sim.URL()+" now (") {
		t.Errorf("while waiting: got %q, want what to do, once", said)
	}
	if _, err := huego.New(sim.URL(), got.Key).GetLightsContext(t.Context()); err != nil {
		t.Errorf("lights with the new key: %v", err)
	}
}

func TestHuegoFault12WhatItsTestsNeedIsNotLinked(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	if !strings.Contains(string(out), "github.com/amimof/huego") {
		t.Fatal("go list -deps: got no huego in it")
	}
	for _, old := range []string{"gopkg.in/yaml.v2", "github.com/stretchr/testify", "github.com/jarcoal/httpmock"} {
		if strings.Contains(string(out), old) {
			t.Errorf("%s is linked, want it only asked for by huego's own tests", old)
		}
	}
}

func TestPairingGivesUpAfterAMinute(t *testing.T) {
	sim := serve(t, bridge.Config{})
	clock := &leaping{newHand()}
	said := 0
	_, err := Pair(t.Context(), sim.URL(), clock, func(string) { said++ })
	if err == nil || !strings.Contains(err.Error(), "nobody pressed the link button") || said != 6 {
		t.Errorf("pair without a press: got %v after %d messages, want to give up after 6", err, said)
	}
}

// leaping is a clock that does not wait.
type leaping struct{ *hand }

func (l *leaping) Sleep(ctx context.Context, d time.Duration) error {
	l.turn(d)
	return ctx.Err()
}

func TestOtherRequestsAreLeftAlone(t *testing.T) {
	b := answering(t, 503, "busy")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.config.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("a request that is not ours: got %v, want its 503", err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 503 {
		t.Errorf("a request that is not ours: got %d, want its 503", res.StatusCode)
	}
}

func TestKeysStayOutOfErrors(t *testing.T) {
	sim := serve(t, bridge.Config{})
	b := driver(t, Config{URL: sim.URL(), Key: "secret-key"}, newHand())
	sim.Break(bridge.Cut)
	_, loadErr := b.load(asked(t))
	_, readErr := b.reconcile(asked(t))
	_, putErr := b.put(asked(t), "/lights/1/state", command{})
	for what, err := range map[string]error{"load": loadErr, "reconcile": readErr, "put": putErr, "probe": b.probe(asked(t))} {
		if err == nil || strings.Contains(err.Error(), "secret-key") {
			t.Errorf("%s over a cut connection: got %v, want an error without the key", what, err)
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add([]byte(`[{"success":{"/lights/1/state/bri":1}}]`))
	f.Add([]byte(`[{"error":{"type":901}}]`))
	f.Add([]byte(`[{}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if off, err := judge(raw); err == nil && !off && !strings.Contains(strings.ToLower(string(raw)), "success") {
			t.Fatalf("judge(%q): got no error for an answer without success", raw)
		}
	})
}
