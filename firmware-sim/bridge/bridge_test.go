package bridge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amimof/huego"
)

// hand is a clock the test turns.
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

// start runs a bridge for the test.
func start(t *testing.T, c Config) (*Bridge, *hand) {
	t.Helper()
	clock := &hand{now: time.Date(2026, 5, 9, 20, 0, 0, 0, time.UTC)}
	c.Now = clock.Now
	b, err := c.Start()
	if err != nil {
		t.Fatalf("start a bridge: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := b.Run(ctx); err != nil {
			t.Errorf("run the bridge: %v", err)
		}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
	return b, clock
}

func call(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err.Error()
	}
	return res.StatusCode, string(raw)
}

func TestPairingNeedsTheLinkButton(t *testing.T) {
	b, clock := start(t, Config{})
	var wrong *huego.APIError
	if _, err := huego.New(b.URL(), "").CreateUserContext(t.Context(), "foyer#test"); !errors.As(err, &wrong) || wrong.Type != 101 {
		t.Fatalf("pair without the button: got %v, want error 101", err)
	}
	if status, text := call(t, http.MethodGet, b.URL()+"/linkbutton", ""); status != 200 || !strings.Contains(text, "30 seconds") {
		t.Fatalf("GET /linkbutton: got %d %q, want 200 and a word for humans", status, text)
	}
	got, err := huego.New(b.URL(), "").CreateUserWithClientKeyContext(t.Context(), "foyer#test")
	if err != nil || len(got.Username) != 40 || len(got.ClientKey) != 32 {
		t.Fatalf("pair with the button: got %+v, %v, want a key of 40 and a client key of 32", got, err)
	}
	if _, err := huego.New(b.URL(), got.Username).GetLightsContext(t.Context()); err != nil {
		t.Errorf("lights with the new key: %v", err)
	}
	clock.turn(31 * time.Second)
	if _, err := huego.New(b.URL(), "").CreateUserContext(t.Context(), "foyer#test"); !errors.As(err, &wrong) || wrong.Type != 101 {
		t.Errorf("pair after 31 s: got %v, want error 101", err)
	}
}

func TestHuegoReadsTheInventory(t *testing.T) {
	b, _ := start(t, Config{Scenes: []Scene{{ID: "abc", Name: "House", Group: "1", Mirek: 370, Bri: 200}}})
	h := huego.New(b.URL(), b.Key())
	lights, err := h.GetLightsContext(t.Context())
	if err != nil || len(lights) != 16 {
		t.Fatalf("lights: got %d, %v, want 16", len(lights), err)
	}
	groups, err := h.GetGroupsContext(t.Context())
	if err != nil || len(groups) != 2 {
		t.Fatalf("groups: got %d, %v, want 2", len(groups), err)
	}
	for _, g := range groups {
		if want := map[int]int{1: 6, 2: 10}[g.ID]; len(g.Lights) != want {
			t.Errorf("lamps of group %d %s: got %d, want %d", g.ID, g.Name, len(g.Lights), want)
		}
	}
	if scenes, err := h.GetScenesContext(t.Context()); err != nil || len(scenes) != 1 || scenes[0].Name != "House" {
		t.Errorf("scenes: got %+v, %v, want House", scenes, err)
	}
	if c, err := h.GetConfigContext(t.Context()); err != nil || c.ModelID != "BSB002" || len(c.Whitelist) != 1 {
		t.Errorf("config: got %+v, %v, want a BSB002 with one user", c, err)
	}
	if c, err := h.GetCapabilitiesContext(t.Context()); err != nil || c.Lights.Available != 63-16 {
		t.Errorf("capabilities: got %+v, %v, want 47 lamps free", c, err)
	}
	if _, err := h.GetFullStateContext(t.Context()); err != nil {
		t.Errorf("full state: %v", err)
	}
}

func TestHuegoSetsLampsAndGroups(t *testing.T) {
	b, clock := start(t, Config{})
	h := huego.New(b.URL(), b.Key())
	if _, err := h.SetLightStateContext(t.Context(), 3, huego.State{On: true, Bri: 100, Xy: []float32{0.2, 0.1}, TransitionTime: 10}); err != nil {
		t.Fatalf("set lamp 3: %v", err)
	}
	clock.turn(500 * time.Millisecond)
	if half := b.Lamps()[2]; math.Abs(half.Bri-177) > 2 || math.Abs(half.X-(0.4573+0.2)/2) > 0.01 {
		t.Errorf("lamp 3 in the middle of its fade: got %+v, want half way", half)
	}
	clock.turn(time.Second)
	if l := b.Lamps()[2]; l.Bri != 100 || l.X != 0.2 || l.Y != 0.1 {
		t.Errorf("lamp 3 after its fade: got %+v, want xy 0.2 0.1 and 100", l)
	}
	if _, err := h.SetGroupStateContext(t.Context(), 2, huego.State{On: false}); err != nil {
		t.Fatalf("switch group 2 off: %v", err)
	}
	clock.turn(time.Second)
	for _, l := range b.Lamps() {
		if want := l.Group == "1"; l.On != want {
			t.Errorf("lamp %s of group %s is on: got %v, want %v", l.ID, l.Group, l.On, want)
		}
	}
	if c := b.Counters(); c.Sent != 2 || c.Groups != 1 || len(b.Told()) != 2 {
		t.Errorf("counters: got %+v and %d told, want 2 sent, one of them to a group", c, len(b.Told()))
	}
}

func TestErrorsHaveTheShapesOfCLIP(t *testing.T) {
	b, _ := start(t, Config{})
	me := b.URL() + "/api/" + b.Key()
	call(t, http.MethodPut, me+"/lights/5/state", `{"on":false}`)
	for _, c := range []struct{ method, url, body, want string }{
		{"GET", b.URL() + "/api/nobody/lights", "", `[{"error":{"address":"/lights","description":"unauthorized user","type":1}}]`},
		{"PUT", me + "/lights/1/state", `{"on":`, `"type":2`},
		{"PUT", me + "/lights/99/state", `{"on":true}`, `[{"error":{"address":"/lights/99","description":"resource, /lights/99, not available","type":3}}]`},
		{"GET", me + "/nonsense", "", `"type":3`},
		{"DELETE", me + "/lights/1", "", `"type":4`},
		{"PUT", me + "/lights/1/state", `{}`, `"type":5`},
		{"PUT", me + "/lights/1/state", `{"glitter":1}`, `"type":6`},
		{"PUT", me + "/lights/1/state", `{"bri":300}`, `[{"error":{"address":"/lights/1/state/bri","description":"invalid value, 300, for parameter, bri","type":7}}]`},
		{"PUT", me + "/lights/1/state", `{"bri":12.5}`, `"type":7`},
		{"PUT", me + "/lights/1/state", `{"xy":[7,7]}`, `"type":7`},
		{"PUT", me + "/lights/5/state", `{"bri":10}`, `[{"error":{"address":"/lights/5/state/bri","description":"parameter, bri, is not modifiable. Device is set to off.","type":201}}]`},
		{"PUT", me + "/lights/5/state", `{"bri":10,"transitiontime":0}`, `{"success":{"/lights/5/state/transitiontime":0}}`},
		{"PUT", me + "/lights/1/state", `{"bri":10}`, `[{"success":{"/lights/1/state/bri":10}}]`},
		{"GET", b.URL() + "/api/config", "", `"bridgeid":"001788FFFE000001"`},
		{"GET", me + "/info/timezones", "", `"Europe/Berlin"`},
	} {
		status, got := call(t, c.method, c.url, c.body)
		if status != 200 || !strings.Contains(got, c.want) {
			t.Errorf("%s %s %s: got %d %s, want 200 with %s", c.method, strings.TrimPrefix(c.url, me), c.body, status, got, c.want)
		}
	}
}

func TestColoursAreClampedToTheLamp(t *testing.T) {
	b, _ := start(t, Config{Rooms: []Room{{"Bar", []string{"A", "B", "C"}}}})
	for id, kind := range map[string]string{"1": "A", "2": "B", "3": "C"} {
		_, got := call(t, http.MethodPut, b.URL()+"/api/"+b.Key()+"/lights/"+id+"/state", `{"xy":[0.05,0.9]}`)
		var answers []struct{ Success map[string][2]float64 }
		if err := json.Unmarshal([]byte(got), &answers); err != nil || len(answers) != 1 {
			t.Fatalf("lamp %s told a colour outside: got %s", id, got)
		}
		p := answers[0].Success["/lights/"+id+"/state/xy"]
		if g := gamut(kind)[1]; math.Hypot(p[0]-g.x, p[1]-g.y) > 0.001 {
			t.Errorf("gamut %s told to be greener than green: got %v, want its green %v", kind, p, g)
		}
	}
}

func TestRadioTakesTwentyFiveMessagesASecond(t *testing.T) {
	for overload, want := range map[int]string{901: `"type":901`, 429: "", 503: "<html>"} {
		b, clock := start(t, Config{Overload: overload})
		put := func() (int, string) {
			return call(t, http.MethodPut, b.URL()+"/api/"+b.Key()+"/lights/1/state", `{"on":true,"bri":9,"xy":[0.3,0.3]}`)
		}
		for range 16 { // 3 messages each: 48 of the buffer's 50
			if status, body := put(); status != 200 || strings.Contains(body, "error") {
				t.Fatalf("overload %d: command within the buffer: got %d %s", overload, status, body)
			}
		}
		status, body := put()
		if overload != 901 && status != overload || !strings.Contains(body, want) {
			t.Errorf("overload %d: command 17 at once: got %d %q, want %q", overload, status, body, want)
		}
		if got := b.Counters(); got.Refused != 1 || got.Sent != 16 || got.Behind < 1500*time.Millisecond {
			t.Errorf("overload %d: counters: got %+v, want 16 sent, 1 refused, and nearly two seconds behind", overload, got)
		}
		clock.turn(2 * time.Second)
		for range 100 { // 8 a second with 3 messages each stay below 25
			clock.turn(time.Second / 8)
			if status, body := put(); status != 200 || strings.Contains(body, "error") {
				t.Fatalf("overload %d: 8 commands a second: got %d %s, want all taken", overload, status, body)
			}
		}
	}
}

func TestUnreachableLampSaysYesAndDoesNothing(t *testing.T) {
	b, clock := start(t, Config{})
	b.Reach("2", false)
	before := b.Lamps()[1]
	if _, got := call(t, http.MethodPut, b.URL()+"/api/"+b.Key()+"/lights/2/state", `{"bri":1}`); !strings.Contains(got, "success") {
		t.Errorf("tell a lamp out of reach: got %s, want success, as real bridges say", got)
	}
	clock.turn(time.Second)
	if after := b.Lamps()[1]; after.Bri != before.Bri || after.Reachable {
		t.Errorf("lamp out of reach: got %+v, want as before: %+v", after, before)
	}
	if _, got := call(t, http.MethodGet, b.URL()+"/api/"+b.Key()+"/lights/2", ""); !strings.Contains(got, `"reachable":false`) {
		t.Errorf("lamp 2: got %s, want reachable false", got)
	}
}

func TestFaultsBreakAsRealBridgesDo(t *testing.T) {
	b, _ := start(t, Config{})
	url := b.URL() + "/api/" + b.Key() + "/lights/1/state"
	for fault, want := range map[Fault]struct {
		status int
		text   string
	}{
		TooMany: {429, ""}, Unavailable: {503, "<html>"}, Internal: {200, `"type":901`}, Garbage: {200, "not json"}, Half: {0, "unexpected EOF"}, Cut: {0, ""},
	} {
		b.Break(fault)
		if status, text := call(t, http.MethodPut, url, `{"bri":7}`); status != want.status || !strings.Contains(text, want.text) {
			t.Errorf("fault %s: got %d %.60q, want %d %q", fault, status, text, want.status, want.text)
		}
	}
	b.Break(Hang)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodPut, url, bytes.NewReader([]byte(`{"bri":7}`)))
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
		t.Error("fault hang: got an answer, want none")
	}
	b.Break(None)
	if status, text := call(t, http.MethodPut, url, `{"bri":7}`); status != 200 || !strings.Contains(text, "success") {
		t.Errorf("after the faults: got %d %s, want success", status, text)
	}
}

func TestSceneComesBackForItsRoom(t *testing.T) {
	b, clock := start(t, Config{Scenes: []Scene{{ID: "abc", Name: "House", Group: "1", Mirek: 200, Bri: 99}}})
	h := huego.New(b.URL(), b.Key())
	if _, err := h.RecallSceneContext(t.Context(), "abc", 1); err != nil {
		t.Fatalf("recall: %v", err)
	}
	clock.turn(time.Second)
	for _, l := range b.Lamps() {
		if got := l.Bri == 99; got != (l.Group == "1") {
			t.Errorf("lamp %s of group %s: got bri %v after the scene of group 1", l.ID, l.Group, l.Bri)
		}
	}
	if _, err := h.RecallSceneContext(t.Context(), "nope", 1); err == nil {
		t.Error("recall of a scene that does not exist: got no error")
	}
}
