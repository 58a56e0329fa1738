package main

import (
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foyer/controller/console"
	"foyer/rules"
)

// stopped stops something, or lets it go on.
func (s *site) stopped(what rules.Stopped, on bool) {
	s.tb.Helper()
	if _, err := s.stop(s.tb.Context(), console.StopWish{What: string(what), On: on}); err != nil {
		s.tb.Fatal(err)
	}
}

// TestAStopHoldsWhereTheListGoesOn asks for a song while everything is stopped,
// and hears of it by OSC, as a post and as a webhook once each may go on.
func TestAStopHoldsWhereTheListGoesOn(t *testing.T) {
	outside := &elsewhere{}
	server := httptest.NewServer(outside)
	defer server.Close()
	lights, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lights.Close() }()
	s := newSite(t)
	s.end()
	file := filepath.Join(s.folder, "venue.yaml")
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const desk = "- {id: main, name: Main floor, zone: dance-floor"
	if !strings.Contains(string(source), desk) {
		t.Fatalf("the venue file has no %q", desk)
	}
	venue := strings.Replace(string(source), desk, desk+`, osc: "`+lights.LocalAddr().String()+`", webhook: crew, mastodon: {server: "`+server.URL+`", token: file:token}`, 1) +
		"\nwebhooks:\n  - {id: crew, url: \"" + server.URL + "/hook\", secret: file:secret, private: true}\n"
	if err := os.WriteFile(file, []byte(venue), 0o600); err != nil {
		t.Fatal(err)
	}
	s.add("token", "the-token\n")
	s.add("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
	s.set.clock, s.set.speed = scaledClock{start: time.Now(), epoch: time.Now(), speed: 5}, 5 // a list on top for some time is news
	s.start()
	packet := make([]byte, 1<<16)
	osc := func() string {
		_ = lights.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		n, _, err := lights.ReadFrom(packet)
		if err != nil {
			return ""
		}
		return string(packet[:n])
	}

	s.stopped(rules.Everything, true)
	for osc() != "" { // what went out before
	}
	d := s.gear.desks[0]
	ask := rules.Song{Head: rules.Head{ID: "1"}, Queue: d.id, Person: "ada", Song: "ABBA - Waterloo", At: s.set.clock.Now()}
	if err := d.list.Do(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the news is on its way", func() bool { return d.sinks.news[0].Depth() > 0 && d.sinks.news[1].Depth() > 0 })
	if told := osc(); told != "" {
		t.Errorf("OSC %q while everything is stopped, want nothing", told)
	}
	if posts, hooks := outside.all(); len(posts)+len(hooks) != 0 {
		t.Errorf("posts %q, webhooks %q while everything is stopped, want none", posts, hooks)
	}

	s.stopped(rules.StopChannel(rules.HookChannel), true)
	s.stopped(rules.Everything, false)
	waitFor(t, "the song by OSC", func() bool { return strings.Contains(osc(), "ABBA - Waterloo") })
	waitFor(t, "the post", func() bool { posts, _ := outside.all(); return len(posts) == 1 })
	waitFor(t, "the webhook is on its way", func() bool { return s.gear.hooks.posts[0].out.Depth() == 1 })
	if _, hooks := outside.all(); len(hooks) != 0 {
		t.Errorf("webhooks %q while webhooks are stopped, want none", hooks)
	}
	s.stopped(rules.StopChannel(rules.HookChannel), false)
	waitFor(t, "the webhook", func() bool { _, hooks := outside.all(); return len(hooks) == 1 })
}
