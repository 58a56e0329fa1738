package console

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestPairingIsToldLineByLine(t *testing.T) {
	var asked []string
	o := Options{Pair: func(_ context.Context, bridge string, say func(string)) error {
		asked = append(asked, bridge)
		say("Press the round link button.")
		if bridge == "http://away" {
			return errors.New("hue: pair with http://away: nobody pressed the link button")
		}
		return nil
	}}
	for _, c := range []struct {
		name, kind, body string
		edit             func(*http.Request)
		status           int
		says             string
	}{
		{"a bridge", "application/json", `{"bridge":"http://well"}`, nil, 200, "{\"text\":\"Press the round link button.\"}\n{\"text\":\"The bridge is paired. Its lamps follow now.\",\"over\":true,\"ok\":true}\n"},
		{"a bridge that is away", "application/json", `{"bridge":"http://away"}`, nil, 200, `{"text":"It did not work: pair with http://away: nobody pressed the link button.","over":true}`},
		{"a form", "application/x-www-form-urlencoded", `bridge=x`, nil, 415, "application/json"},
		{"a foreign page", "application/json", `{"bridge":"http://well"}`, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403, ""},
		{"a foreign name", "application/json", `{"bridge":"http://well"}`, func(r *http.Request) { r.Host = "evil.example" }, 421, ""},
	} {
		if w := post(o, "/api/pair", c.kind, c.body, c.edit); w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("pairing by %s: got %d %q, want %d with %q", c.name, w.Code, w.Body, c.status, c.says)
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked to pair with %q, want the two that were ours", asked)
	}
	if w := post(Options{}, "/api/pair", "application/json", `{"bridge":"http://well"}`, nil); w.Code != http.StatusNotFound {
		t.Errorf("pairing where there is nothing to pair: got %d, want 404", w.Code)
	}
}
