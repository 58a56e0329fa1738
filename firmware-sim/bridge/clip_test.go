package bridge

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"foyer/devices/devicetest"
)

// speaker speaks CLIP v2 to a bridge.
type speaker struct {
	t      *testing.T
	b      *Bridge
	key    string
	client *http.Client
}

func speak(t *testing.T, b *Bridge) speaker {
	t.Helper()
	wire := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	t.Cleanup(wire.CloseIdleConnections)
	return speaker{t, b, b.Key(), &http.Client{Transport: wire, Timeout: 10 * time.Second}}
}

func (s speaker) ask(method, path, body string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.b.URL()+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("hue-application-key", s.key)
	res, err := s.client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = res.Body.Close() }()
	if res.ProtoMajor != 2 {
		s.t.Errorf("%s %s came by %s, want HTTP/2", method, path, res.Proto)
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err.Error()
	}
	return res.StatusCode, string(raw)
}

// find is the resource of a type whose join to v1 is v1.
func (s speaker) find(kind, v1 string) object {
	s.t.Helper()
	_, body := s.ask(http.MethodGet, "/clip/v2/resource/"+kind, "")
	var all struct{ Data []object }
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		s.t.Fatalf("resources of type %s: %v in %.200s", kind, err, body)
	}
	for _, one := range all.Data {
		if one["id_v1"] == v1 {
			return one
		}
	}
	s.t.Fatalf("no %s with id_v1 %s in %.300s", kind, v1, body)
	return nil
}

const nineColours = `{"color":{"xy":{"x":0.2,"y":0.1}},"dimming":{"brightness":50}}`

func sceneOf(room any, colours int) string {
	palette := strings.TrimSuffix(strings.Repeat(nineColours+",", colours), ",")
	return `{"type":"scene","metadata":{"name":"Ours","appdata":"foyer"},"group":{"rid":"` + room.(string) + `","rtype":"room"},"speed":1,` +
		`"actions":[{"target":{"rid":"x","rtype":"light"},"action":{"on":{"on":true}}}],"palette":{"color":[` + palette + `],"dimming":[],"color_temperature":[],"effects":[]}}`
}

func TestClipAnswersWithTheStatusesOfARealBridge(t *testing.T) {
	b, clock := start(t, Config{TLS: true})
	s := speak(t, b)
	light := "/clip/v2/resource/light/" + s.find("light", "/lights/3")["id"].(string)
	scene := "/clip/v2/resource/scene"
	room := s.find("room", "/groups/2")["id"]
	stranger, nobody := s, s
	stranger.key, nobody.key = "unknown", ""
	for _, c := range []struct {
		who                speaker
		method, path, body string
		status             int
		holds              string
	}{
		{s, "GET", "/clip/v2/resource", "", 200, `"errors":[]`},
		{nobody, "GET", "/clip/v2/resource", "", 401, `"description"`},
		{stranger, "GET", "/clip/v2/resource/light", "", 403, `"description"`},
		{s, "GET", "/clip/v2/resource/lamp", "", 404, `"data":[]`},
		{s, "GET", "/clip/v2/resource/light/none", "", 404, ""},
		{s, "GET", "/clip/v2/resource/zone", "", 200, `"data":[]`},
		{s, "PUT", light, `{"dimming":{"brightness":101}}`, 400, "0 to 100"},
		{s, "PUT", light, `{"color":{"xy":{"x":0.2,"y":0.1}},"dimming":{"brightness":50}}`, 200, `"rtype":"light"`},
		{s, "PUT", "/clip/v2/resource/device/x", `{}`, 405, ""},
		{s, "POST", scene, sceneOf(room, 10), 400, "9 entries"},
		{s, "POST", scene, sceneOf("x", 3), 404, "group"},
		{s, "POST", scene, sceneOf(room, 9), 201, `"rtype":"scene"`},
		{s, "PUT", scene + "/none", `{"recall":{"action":"dynamic_palette"}}`, 404, ""},
		{s, "DELETE", scene + "/none", "", 404, ""},
	} {
		if status, body := c.who.ask(c.method, c.path, c.body); status != c.status || !strings.Contains(body, c.holds) {
			t.Errorf("%s %s %.60s: got %d %.200s, want %d with %s", c.method, c.path, c.body, status, body, c.status, c.holds)
		}
	}
	clock.turn(time.Second)
	if l := b.Lamps()[2]; l.X != 0.2 || l.Y != 0.1 || l.Bri != 127 {
		t.Errorf("lamp 3 as CLIP v2 told it: got %+v, want x 0.2, y 0.1, half bright", l)
	}
	b.Reach("3", false)
	if status, body := s.ask("PUT", light, `{"on":{"on":true}}`); status != 207 || !strings.Contains(body, "communication issues") {
		t.Errorf("a lamp out of reach: got %d %s, want 207 and why", status, body)
	}
	if link := s.find("zigbee_connectivity", "/lights/3"); link["status"] != "connectivity_issue" {
		t.Errorf("its radio: got %v, want connectivity_issue", link["status"])
	}
}

func TestClipComesOverTLSOnly(t *testing.T) {
	b, _ := start(t, Config{})
	if status, _ := call(t, "GET", b.URL()+"/clip/v2/resource", ""); status != 404 {
		t.Errorf("CLIP v2 over http: got %d, want 404", status)
	}
	if b.StreamAddr() != "" {
		t.Error("a bridge without TLS can be streamed to")
	}
}

func TestClipHasTheLimitsOfTheRadioAndOfRoom(t *testing.T) {
	b, clock := start(t, Config{TLS: true})
	s := speak(t, b)
	all := "/clip/v2/resource/grouped_light/" + s.find("grouped_light", "/groups/0")["id"].(string)
	last := 0
	for range 6 {
		last, _ = s.ask("PUT", all, `{"on":{"on":true}}`)
	}
	if last != 429 {
		t.Errorf("the sixth broadcast in one moment: got %d, want 429", last)
	}
	room := s.find("room", "/groups/1")["id"]
	for n := range 201 {
		clock.turn(time.Second)
		status, body := s.ask("POST", "/clip/v2/resource/scene", sceneOf(room, 1))
		if want := map[bool]int{true: 201, false: 507}[n < 200]; status != want {
			t.Fatalf("scene number %d: got %d %s, want %d", n+1, status, body, want)
		}
	}
}

func TestDynamicSceneMovesLampsByItselfUntilOneIsTold(t *testing.T) {
	b, clock := start(t, Config{TLS: true})
	s := speak(t, b)
	room := s.find("room", "/groups/1")["id"]
	body := strings.Replace(sceneOf(room, 2), `"x":0.2,"y":0.1`, `"x":0.5,"y":0.4`, 1)
	_, made := s.ask("POST", "/clip/v2/resource/scene", body)
	var answer struct{ Data []struct{ Rid string } }
	if json.Unmarshal([]byte(made), &answer) != nil || len(answer.Data) != 1 {
		t.Fatalf("make a scene: got %s", made)
	}
	at := "/clip/v2/resource/scene/" + answer.Data[0].Rid
	s.ask("PUT", at, `{"recall":{"action":"dynamic_palette","duration":1000,"dimming":{"brightness":40}}}`)
	clock.turn(900 * time.Millisecond)
	if _, got := s.ask("GET", at, ""); !strings.Contains(got, `"active":"dynamic_palette"`) {
		t.Errorf("status of the scene: got %s, want dynamic_palette", got)
	}
	before, told := b.Lamps()[0], len(b.Told())
	clock.turn(1500 * time.Millisecond)
	after := b.Lamps()[0]
	if before.X == after.X || len(b.Told()) != told || after.Bri < 100 || after.Bri > 103 {
		t.Errorf("lamp 1 by itself: from %+v to %+v, want another colour at 40 %%", before, after)
	}
	call(t, "PUT", b.URL()+"/api/"+b.Key()+"/lights/1/state", `{"on":true}`)
	s.ask("PUT", "/clip/v2/resource/light/"+s.find("light", "/lights/1")["id"].(string), `{"on":{"on":true}}`)
	if _, got := s.ask("GET", at, ""); !strings.Contains(got, `"active":"inactive"`) {
		t.Errorf("status after a lamp was told something else: got %s, want inactive", got)
	}
	if status, _ := s.ask("DELETE", at, ""); status != 200 {
		t.Errorf("delete the scene: got %d", status)
	}
}

func TestFaultsSpoilClipToo(t *testing.T) {
	b, _ := start(t, Config{TLS: true})
	s := speak(t, b)
	s.client.Timeout = time.Second
	for _, c := range []struct {
		fault  Fault
		status int
		holds  string
	}{
		{TooMany, 429, ""},
		{Unavailable, 503, "<html>"},
		{Garbage, 200, "not json"},
		{Half, 0, ""},
		{Cut, 0, ""},
		{Hang, 0, ""},
		{None, 200, `"errors":[]`},
	} {
		b.Break(c.fault)
		if status, body := s.ask("GET", "/clip/v2/resource/light", ""); status != c.status || !strings.Contains(body, c.holds) {
			t.Errorf("while %q: got %d %.80s, want %d", c.fault, status, body, c.status)
		}
	}
}

func TestCurlReadsResourcesAndIsRefused(t *testing.T) {
	b, _ := start(t, Config{TLS: true})
	say := `%{http_code} %{http_version} %{content_type}\n`
	run := func(args ...string) string {
		return devicetest.Start(t, nil, append([]string{"curl", "-sk", "--max-time", "10", "-w", say}, args...)...).Line()
	}
	key := "hue-application-key: " + b.Key()
	if got := run("-o", "/dev/null", "-H", key, b.URL()+"/clip/v2/resource"); got != "200 2 application/json" {
		t.Errorf("curl of everything: got %q, want 200 by HTTP/2", got)
	}
	if got := run("-o", "/dev/null", b.URL()+"/clip/v2/resource"); !strings.HasPrefix(got, "401") {
		t.Errorf("curl without a key: got %q, want 401", got)
	}
	if got := run("-o", "/dev/null", "-D", "-", "-H", key, b.URL()+"/auth/v1"); !strings.HasPrefix(got, "HTTP/2 200") {
		t.Errorf("curl of /auth/v1: got %q", got)
	}
}
