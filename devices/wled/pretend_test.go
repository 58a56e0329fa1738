package wled_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// pretend is a WLED that does not exist, as far as its JSON interface goes:
// what npm wled-client, which is not ours, makes of it is a test of its own.
type pretend struct {
	*httptest.Server

	mu     sync.Mutex
	state  map[string]any   // but its segments
	segs   []map[string]any // those it has
	told   []map[string]any // every state it was told, in order
	status int              // what it answers with; 0 = as it should
	terse  bool             // it answers "success" only, as old ones do
}

// serve starts a WLED of some segments, as it is after it was switched on.
func serve(t testing.TB, segments int) *pretend {
	t.Helper()
	p := &pretend{}
	p.boot(segments)
	mux := http.NewServeMux()
	for _, path := range []string{"/json", "/json/state", "/json/info"} {
		mux.HandleFunc("GET "+path, p.get)
		mux.HandleFunc("POST "+path, p.post)
	}
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// boot takes its power away and gives it back.
func (p *pretend) boot(segments int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = map[string]any{"on": true, "bri": 128.0, "transition": 7.0, "ps": -1.0}
	p.segs = nil
	for i := range segments {
		p.segs = append(p.segs, map[string]any{
			"id": float64(i), "start": float64(10 * i), "stop": float64(10*i + 10), "on": true, "bri": 255.0, "fx": 0.0,
			"col": []any{[]any{255.0, 160.0, 0.0, 0.0}, []any{0.0, 0.0, 0.0, 0.0}, []any{0.0, 0.0, 0.0, 0.0}},
		})
	}
}

// answer sets what it answers with from now on.
func (p *pretend) answer(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = status
}

func (p *pretend) get(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.say(w, p.whole(r.URL.Path))
}

func (p *pretend) post(w http.ResponseWriter, r *http.Request) {
	var told map[string]any
	body, _ := io.ReadAll(r.Body)
	if json.Unmarshal(body, &told) != nil {
		http.Error(w, `{"error":9}`, http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.status == 0 {
		p.told = append(p.told, told)
		p.take(told)
	}
	if told["v"] == true && !p.terse {
		p.say(w, p.whole(r.URL.Path))
		return
	}
	p.say(w, map[string]any{"success": true})
}

func (p *pretend) say(w http.ResponseWriter, what any) {
	w.Header().Set("Content-Type", "application/json")
	if p.status != 0 {
		w.WriteHeader(p.status)
		what = map[string]any{"error": 3}
	}
	_ = json.NewEncoder(w).Encode(what)
}

// whole is the state below its path; p.mu is held.
func (p *pretend) whole(path string) any {
	state := maps.Clone(p.state)
	state["seg"] = p.segs
	info := map[string]any{"ver": "0.14.4", "leds": map[string]any{"count": 10 * len(p.segs), "lc": 1}}
	switch {
	case strings.HasSuffix(path, "/state"):
		return state
	case strings.HasSuffix(path, "/info"):
		return info
	}
	return map[string]any{"state": state, "info": info, "effects": []string{"Solid"}, "palettes": []string{"Default"}}
}

// take changes what it was told to; a segment that is not there stays away.
func (p *pretend) take(told map[string]any) {
	for key, value := range told {
		if key != "seg" && key != "v" {
			p.state[key] = value
		}
	}
	segs, _ := told["seg"].([]any)
	for i, s := range segs {
		seg, _ := s.(map[string]any)
		id, named := seg["id"].(float64)
		if !named {
			id = float64(i)
		}
		if int(id) < len(p.segs) {
			p.fill(p.segs[int(id)], seg)
		}
	}
}

// fill changes one segment: of its three colours only those that are said.
func (p *pretend) fill(has, seg map[string]any) {
	for key, value := range seg {
		if key != "col" {
			has[key] = value
			continue
		}
		colours, said := has["col"].([]any), value.([]any)
		for i := range said {
			colours[i] = append(said[i].([]any), 0.0)[:4]
		}
	}
}

// heard is every state it was told.
func (p *pretend) heard() []map[string]any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]map[string]any{}, p.told...)
}
