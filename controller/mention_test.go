package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
)

const askedVenue = `schema: foyer.venue/v1
venue: site
rules: rules.yaml
broker: {url: %q}
store: {redis: %q}
listen: 127.0.0.1:%s
plan: {width: 10, depth: 10}
zones:
  - {id: floor, kind: dance, area: [[0, 0], [9, 0], [9, 9]]}
anchors:
  - {id: floor, zone: floor, at: [5, 5]}
people: {registrations: registrations.csv}
dj:
  - {id: main, zone: floor, catalogue: songs.csv, never: never.txt}
`

const askedRules = `schema: foyer.rules/v1
event: {id: site, timezone: UTC, opens: 2026-01-01T08:00, closes: 2036-01-01T18:00}
rules:
  - id: request
    title: What is surely a song goes to the DJ
    when: {mention: dj, from: [app, mastodon]}
    if: [mention.song_match >= 0.8]
    consent: [social]
    then:
      - dj: {queue: main, song: "{{mention.song}}", same_song: upvote}
      - reply: {text: "{{mention.song}}: number {{dj.position}}."}
  - id: meant
    title: What may be one is asked back
    when: {mention: dj, from: [app, mastodon]}
    if: [mention.song_match >= 0.6 and mention.song_match < 0.8]
    consent: [social]
    then:
      - reply: {text: "Did you mean {{mention.song}}?"}
`

// TestAMisspeltSongIsFoundAndItsPlaceToldBack asks the real program over a
// real broker, as two phones would.
func TestAMisspeltSongIsFoundAndItsPlaceToldBack(t *testing.T) {
	redis, broker := newRedis(t), brokertest.Start(t)
	redis.start()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"venue.yaml": fmt.Sprintf(askedVenue, broker.URL, redis.url(), freePort(t)), "rules.yaml": askedRules,
		"registrations.csv": "id,phone,consents\nada,phone-1,location;social\nbea,phone-2,location;social\n",
		"songs.csv":         "artist,title\nDaft Punk,Around the World\nDaft Punk,One More Time\nABBA,Waterloo\nToto,Africa\n",
		"never.txt":         "Toto - Africa\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	foyer := startFoyer(t, binaries(t).foyer, filepath.Join(dir, "venue.yaml"))
	defer stop(t, foyer)
	phones := hearReplies(t, broker.URL)
	for i, ask := range []struct{ phone, said, from, want string }{
		{"phone-1", "arond the wrold", "app", "Daft Punk - Around the World: number 1."},
		{"phone-2", "#dj daft punk - one more time pls", "mastodon", "Daft Punk - One More Time: number 2."},
		{"phone-2", "Around The World", "app", "Daft Punk - Around the World: number 1."},
		{"phone-1", "one time", "app", "Did you mean Daft Punk - One More Time?"},
		{"phone-1", "africa by toto", "app", ""},
	} {
		phones.ask(ask.phone, fmt.Sprint("ask-", i), ask.said, ask.from)
		if ask.want != "" {
			waitFor(t, fmt.Sprintf("the answer %q to %q; heard %q", ask.want, ask.said, phones.last()), func() bool {
				return phones.last() == ask.phone+" "+ask.want
			})
		}
	}
	if got := phones.all(); len(got) != 4 {
		t.Errorf("answers: got %q, want four: what the DJ never plays is not answered with a place", got)
	}
}

// replied is what phones were told.
type replied struct {
	t    *testing.T
	line *link.Link
	mu   sync.Mutex
	told []string
	ids  map[string]bool
	ears bool // Foyer has said that it hears
}

func hearReplies(t *testing.T, url string) *replied {
	r := &replied{t: t, ids: map[string]bool{}}
	ctx, cancel := context.WithCancel(t.Context())
	r.line = link.New(link.Options{
		URL: url, Client: "phones", Clean: true, Log: slog.New(slog.DiscardHandler), Hear: r.hear,
		Subscribe: []link.Filter{{Topic: "foyer/site/reply/+", QoS: 1}, {Topic: "foyer/site/status", QoS: 1}},
	})
	ended := make(chan error, 1)
	go func() { ended <- r.line.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the phones' line: %v", err)
		}
	})
	waitFor(t, "Foyer on the phones' line", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.ears
	})
	return r
}

// hear keeps an answer once: it may come twice under its id.
func (r *replied) hear(d link.Delivery) {
	var said struct{ ID, Text string }
	r.mu.Lock()
	defer r.mu.Unlock()
	if strings.HasSuffix(d.Topic, "/status") {
		r.ears = true // it subscribes before it says how it is
	} else if json.Unmarshal(d.Body, &said) == nil && !r.ids[said.ID] {
		r.ids[said.ID] = true
		r.told = append(r.told, strings.TrimPrefix(d.Topic, "foyer/site/reply/")+" "+said.Text)
	}
	if d.Ack != nil {
		d.Ack()
	}
}

func (r *replied) ask(phone, id, song, from string) {
	body, _ := json.Marshal(map[string]string{"id": id, "song": song, "from": from})
	if err := r.line.Publish(r.t.Context(), link.Message{Topic: "foyer/site/ask/" + phone, Body: body, QoS: 1}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *replied) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.told...)
}

func (r *replied) last() string {
	if all := r.all(); len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}
