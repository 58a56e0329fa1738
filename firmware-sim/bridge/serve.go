package bridge

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// inFlight is how many requests at a time the bridge stands; beyond it says 503.
const inFlight = 8

// reply is one answer of the bridge: JSON, with HTTP 200 if no status is named,
// or a bare status.
type reply struct {
	status int
	html   string
	body   any
}

func (a reply) bytes() []byte {
	if a.status != 0 && a.body == nil {
		return []byte(a.html)
	}
	raw, err := json.Marshal(a.body)
	if err != nil {
		return []byte("null")
	}
	return raw
}

func (a reply) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	if a.html != "" {
		w.Header().Set("Content-Type", "text/html")
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = w.Write(a.bytes())
}

func failure(kind int, address, format string, args ...any) map[string]any {
	return map[string]any{"error": map[string]any{"type": kind, "address": address, "description": fmt.Sprintf(format, args...)}}
}

func success(path string, value any) map[string]any {
	return map[string]any{"success": map[string]any{path: value}}
}

func failed(kind int, address, format string, args ...any) reply {
	return reply{body: []any{failure(kind, address, format, args...)}}
}

// ServeHTTP answers one request.
func (b *Bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/linkbutton" || r.URL.Path == "/" {
		b.forHumans(w, r)
		return
	}
	if b.events.are(r) {
		b.tellEvents(w, r)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		return
	}
	defer b.leave()
	if b.enter() > inFlight {
		b.refuse(w, r, Unavailable)
		return
	}
	answer := func() reply { return b.answer(r.Method, parts(r.URL.Path), body) }
	if b.isClip(r) {
		answer = func() reply { return b.clip(w, r, body) }
	}
	if !b.misbehave(w, r, answer) {
		answer().write(w)
	}
}

// enter counts the requests at work.
func (b *Bridge) enter() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.working++
	b.counters.Peak = max(b.counters.Peak, b.working)
	return b.working
}

func (b *Bridge) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.working--
}

// parts splits the path behind /api; nil when it is none.
func parts(path string) []string {
	all := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if len(all) == 0 || all[0] != "api" {
		return nil
	}
	return all
}

// clipPath is the path without /api and the user, as errors name it.
func clipPath(r *http.Request) string {
	all := parts(r.URL.Path)
	if len(all) < 2 {
		return "/"
	}
	return "/" + strings.Join(all[2:], "/")
}

func (b *Bridge) forHumans(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if r.URL.Path == "/linkbutton" {
		b.PressLink()
		_, _ = io.WriteString(w, "The link button is pressed. The bridge gives out keys for 30 seconds.\n")
		return
	}
	_, _ = io.WriteString(w, "A pretend Hue bridge. GET /linkbutton presses its button.\n")
	for _, l := range b.Lamps() {
		_, _ = fmt.Fprintf(w, "%3s  %-20s xy %.4f %.4f  bri %3.0f\n", l.ID, l.Name, l.X, l.Y, l.Bri)
	}
}

// answer is the whole of CLIP v1 that there is.
func (b *Bridge) answer(method string, path []string, body []byte) reply {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case path == nil:
		return reply{status: http.StatusNotFound, html: "<html><body>Not Found</body></html>"}
	case len(path) == 1 && method == http.MethodPost:
		return b.pair(body)
	case len(path) == 2 && path[1] == "config" && method == http.MethodGet:
		return reply{body: b.shortConfig()}
	case len(path) == 1:
		return failed(4, "/", "method, %s, not available for resource, /", method)
	}
	if _, known := b.users[path[1]]; !known {
		return failed(1, "/"+strings.Join(path[2:], "/"), "unauthorized user")
	}
	switch rest := path[2:]; method {
	case http.MethodGet:
		b.counters.Reads++
		return b.read(rest)
	case http.MethodPut:
		return b.put(rest, body)
	default:
		address := "/" + strings.Join(rest, "/")
		return failed(4, address, "method, %s, not available for resource, %s", method, address)
	}
}

// pair gives out a key while the button counts as pressed.
func (b *Bridge) pair(body []byte) reply {
	var ask struct {
		DeviceType string `json:"devicetype"`
		ClientKey  bool   `json:"generateclientkey"`
	}
	switch err := json.Unmarshal(body, &ask); {
	case err != nil:
		return failed(2, "/", "body contains invalid json")
	case ask.DeviceType == "":
		return failed(5, "/", "invalid/missing parameters in body")
	case len(ask.DeviceType) > 40:
		return failed(7, "/devicetype", "invalid value, %s, for parameter, devicetype", ask.DeviceType)
	case b.config.Now().After(b.link):
		return failed(101, "", "link button not pressed")
	}
	got := map[string]any{"username": b.enroll(ask.DeviceType)}
	if ask.ClientKey {
		got["clientkey"] = b.users[got["username"].(string)].clientKey
	}
	return reply{body: []any{map[string]any{"success": got}}}
}
