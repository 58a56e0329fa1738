package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons/link/brokertest"
	"foyer/controller/console"
	"foyer/rules/parse"
)

func TestSinksThatCannotBeMeantSayWhatToWrite(t *testing.T) {
	for line, want := range map[string]string{
		"osc: lights":                                                           "Where OSC is heard is written as 192.0.2.5:9000",
		"osc: 192.0.2.5:99999":                                                  "an address and a port",
		"mpd: {address: lounge}":                                                "Where MPD answers is written as 127.0.0.1:6600",
		"mpd: {address: 127.0.0.1:6600}":                                        "MPD plays files, and the catalogue says which",
		"mpd: {address: 127.0.0.1:6600, password: secret}":                      "A password is not written into the venue file",
		"webhook: crew":                                                         "There are no webhooks in this file",
		"mastodon: {server: http://m.example, token: file:a}":                   "unencrypted: write https",
		"mastodon: {server: m.example, token: file:a}":                          "write a server as https://mastodon.example",
		"mastodon: {server: https://m.example, token: abc}":                     "A token is not written into the venue file",
		"explicit: sometimes":                                                   "yes",
		"mastodon: {server: https://m.example}":                                 "token",
		"mastodon: {server: https://m.example, token: env:X, visibility: loud}": "unlisted",
	} {
		if text := fmt.Sprint(djProblems(line)); !strings.Contains(text, want) {
			t.Errorf("%s: %s, want %q", line, text, want)
		}
	}
}

func TestWhatADJMayBeIsTaken(t *testing.T) {
	for _, line := range []string{
		"explicit: no", "explicit: yes", "osc: 192.0.2.5:9000", "mpd: {address: 127.0.0.1:6600, auto: true, password: env:X}, catalogue: songs.csv",
		"mastodon: {server: https://m.example, token: env:X, visibility: unlisted}", "mastodon: {server: https://m.example, token: env:X, visibility: private}",
	} {
		if problems := djProblems(line); parse.Failed(problems) {
			t.Errorf("%s: got %v, want no mistake", line, problems)
		}
	}
}

// djProblems are those of a venue file whose DJ has the line.
func djProblems(line string) []parse.Problem {
	source := strings.Replace(fmt.Sprintf(askedVenue, "mqtt://127.0.0.1:1", "redis://127.0.0.1:1", "1"), "catalogue: songs.csv, never: never.txt", line, 1)
	_, problems := decodeConfig("venue.yaml", []byte(source))
	return problems
}

// elsewhere is what stands outside: a server of posts and a receiver of hooks.
type elsewhere struct {
	mu    sync.Mutex
	posts []string
	hooks []string
}

func (e *elsewhere) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path == "/hook" {
		e.hooks = append(e.hooks, string(body))
		return
	}
	var in struct{ Status string }
	_ = json.Unmarshal(body, &in)
	if r.URL.Path != "/api/v1/statuses" || r.Header.Get("Authorization") != "Bearer the-token" || r.Header.Get("Idempotency-Key") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	e.posts = append(e.posts, in.Status)
	_, _ = w.Write([]byte(`{"id":"1"}`))
}

func (e *elsewhere) all() (posts, hooks []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string(nil), e.posts...), append([]string(nil), e.hooks...)
}

// TestTheListGoesOut asks for a song over a real broker, and hears of it by
// OSC, as a post and as a webhook, once, over a restart.
func TestTheListGoesOut(t *testing.T) {
	redis, broker, port := newRedis(t), brokertest.Start(t), freePort(t)
	redis.start()
	outside := &elsewhere{}
	server := httptest.NewServer(outside)
	defer server.Close()
	lights, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lights.Close() }()
	sinks := fmt.Sprintf("catalogue: songs.csv, osc: %q, webhook: crew, mastodon: {server: %q, token: file:token}", lights.LocalAddr(), server.URL)
	venue := strings.Replace(fmt.Sprintf(askedVenue, broker.URL, redis.url(), port), "catalogue: songs.csv, never: never.txt", sinks, 1) +
		fmt.Sprintf("webhooks:\n  - {id: crew, url: %q, secret: file:secret, private: true}\n", server.URL+"/hook")
	dir := t.TempDir()
	for name, content := range map[string]string{
		"venue.yaml": venue, "rules.yaml": askedRules, "registrations.csv": "id,phone,consents\nada,phone-1,location;social\n",
		"songs.csv": "artist,title\nABBA,Waterloo\n", "token": "the-token\n", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	foyer := startFoyer(t, binaries(t).foyer, filepath.Join(dir, "venue.yaml"))
	phones := hearReplies(t, broker.URL)
	phones.ask("phone-1", "ask-1", "waterloo", "app")
	osc := func(want string) func() bool {
		packet := make([]byte, 1<<16)
		return func() bool {
			_ = lights.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
			n, _, err := lights.ReadFrom(packet)
			return err == nil && strings.HasPrefix(string(packet[:n]), "#bundle\x00") && strings.Contains(string(packet[:n]), want)
		}
	}
	waitFor(t, "the song by OSC", osc("/foyer/dj/top\x00\x00\x00,isif\x00\x00\x00\x00\x00\x00\x01ABBA - Waterloo"))
	wait(t, time.Minute, "the post and the webhook", func() bool { posts, hooks := outside.all(); return len(posts) > 0 && len(hooks) > 0 })
	stop(t, foyer)
	foyer = startFoyer(t, binaries(t).foyer, filepath.Join(dir, "venue.yaml"))
	defer stop(t, foyer)
	waitFor(t, "the song by OSC after a restart", osc("ABBA - Waterloo"))
	pressed(t, "http://127.0.0.1:"+port+"/api/dj", console.Press{Queue: "main", Do: "played", Song: "ABBA - Waterloo"})
	waitFor(t, "what plays by OSC", osc("/foyer/dj/playing\x00\x00\x00,s\x00\x00ABBA - Waterloo"))
	posts, hooks := outside.all()
	if len(posts) != 1 || posts[0] != "Most wanted on the floor now:\n1. ABBA - Waterloo" {
		t.Errorf("posts %q, want one", posts)
	}
	if len(hooks) != 1 || !strings.Contains(hooks[0], `"type":"dj.top"`) || !strings.Contains(hooks[0], `"song":"ABBA - Waterloo"`) {
		t.Errorf("webhooks %q, want one of type dj.top", hooks)
	}
}
