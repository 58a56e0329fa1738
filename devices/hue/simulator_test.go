package hue

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/rules"
)

// simulator is npm's hue-simulator: a bridge we did not write, and a hostile
// one. It says nothing at all to keys it does not know, and knows of old
// bridges only.
func simulator(t *testing.T) (url string) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	_ = free.Close()
	peer := devicetest.Node(t, "../devicetest/peers/node_modules/hue-simulator/bin/hue-simulator", fmt.Sprintf("--port=%d", port), "--hostname=127.0.0.1")
	for !strings.Contains(peer.Line(), "listening") {
	}
	return fmt.Sprintf("http://127.0.0.1:%d", port)
}

func TestSimulatorOfOthersGivesAKeyAtItsButton(t *testing.T) {
	t.Parallel()
	url := simulator(t)
	said := 0
	got, err := Pair(t.Context(), url, devices.Machine{}, func(string) { // it has said 101
		said++
		get(t, url+"/linkbutton")
	})
	if err != nil || got.Key == "" || got.Pin != "" || said != 1 {
		t.Errorf("pair: got %v, %v after %d messages, want a key after one", got, err, said)
	}
}

func TestSimulatorOfOthersLightsItsLamps(t *testing.T) {
	t.Parallel()
	url := simulator(t)
	b := driver(t, Config{URL: url, Key: "newdeveloper", Zones: []Zone{{lounge, "1"}}, Timeout: 10 * time.Second, Probe: time.Hour}, devices.Machine{})
	run(t, b)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	l := colours(lounge, "#ff0000", "#ff0000", "#ff0000")
	l.Min, l.Max = 0.5, 0.5
	if err := b.Do(ctx, l); err != nil {
		t.Fatalf("light: %v; traffic %+v", err, b.Traffic())
	}
	for _, id := range []string{"1", "2"} {
		var lamp struct {
			State struct {
				On  bool
				Bri int
				XY  [2]float64
			}
		}
		if err := json.Unmarshal(get(t, url+"/api/newdeveloper/lights/"+id), &lamp); err != nil {
			t.Fatal(err)
		}
		if s := lamp.State; !s.On || s.Bri != 127 || s.XY[0] < 0.6 || s.XY[1] > 0.35 {
			t.Errorf("lamp %s: got %+v, want it on, half bright and red", id, s)
		}
	}
}

func TestSimulatorOfOthersThatNeverAnswersIsLeft(t *testing.T) {
	t.Parallel()
	url := simulator(t)
	b := driver(t, Config{URL: url, Key: "nobody", Zones: []Zone{{lounge, "1"}}, Timeout: 300 * time.Millisecond}, devices.Machine{})
	run(t, b)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := b.Do(ctx, rules.Light{Zone: lounge, Colours: []rules.Colour{"#ff0000", "#00ff00", "#0000ff"}})
	if err == nil || devices.IsPermanent(err) || ctx.Err() != nil {
		t.Errorf("light to a bridge that never answers: got %v, want a temporary error before 20 s", err)
	}
	if h := b.Health(); h.Up || !strings.Contains(h.Problem, "has not answered for") {
		t.Errorf("health: got %+v, want that it does not answer", h)
	}
}

func get(t *testing.T, url string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := fetch(req)
	if err != nil {
		t.Fatalf("get %s: %v", url, err)
	}
	return raw
}
