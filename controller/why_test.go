package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/venue"
)

const whyRules = `schema: foyer.rules/v1
event: {id: e, timezone: UTC, opens: 2026-01-01T00:00, closes: 2099-01-01T00:00}
traits:
  bar_visits: {count: visits, zone: bar, at_least: 30s, at_most_every: 5m}
labels:
  regular: {if: person.bar_visits >= 2}
rules:
  - id: greet
    title: Greet who comes again
    when: {label: regular, is: gained}
    if: [person.registered]
    then: [{staff: {text: "A regular is here."}}]
`

// TestWhyIsAnsweredByTheControllerAndThenByItsStore lives through two visits
// that count and one that is too short, and asks about them while the
// controller runs and after it has ended.
func TestWhyIsAnsweredByTheControllerAndThenByItsStore(t *testing.T) {
	file := whyVenue(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := runFor(ctx, t, file)
	c := venueOf(t, file)
	wait := time.Now().Add(20 * time.Second)
	var running *console.Why
	for running == nil || len(running.Decisions) == 0 {
		if time.Now().After(wait) {
			t.Fatalf("asking the running controller: got %+v, want a decision within 20 s", running)
		}
		_ = rest(ctx, 20*time.Millisecond)
		running, _ = askController(ctx, c, "b1", "greet")
	}
	said := whySays(t, file, "p1", "greet")
	for _, want := range []string{
		"greet: Greet who comes again", "It acted on", "woken by: became regular: person.bar_visits >= 2",
		"20 s, shorter than 30 s", "bar_visits is 2", "yes  if         person.registered: it is yes",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("foyer why p1 greet: got\n%s\nwant %q in it", said, want)
		}
	}
	if strings.Contains(said, "Secretname") {
		t.Errorf("foyer why p1 greet tells a first name:\n%s", said)
	}
	overHTTP(t, c)
	if got := dispatch(ctx, []string{"why", "--venue", file, "p1", "great"}, io.Discard, io.Discard); got != 1 {
		t.Errorf("foyer why p1 great, which is no rule: got exit code %d, want 1", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	resting, err := whyOf(t.Context(), c, "p1", "greet")
	if err != nil {
		t.Fatal(err)
	}
	if a, b := pastOf(t, running), pastOf(t, resting); a != b {
		t.Errorf("the store alone tells another history:\n%s\nand the running controller told\n%s", b, a)
	}
}

// pastOf is the part of an answer that does not move with the time.
func pastOf(t *testing.T, w *console.Why) string {
	body, err := json.Marshal([]any{w.Rule, w.Person, w.Decisions, w.Visits})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func whySays(t *testing.T, file, person, rule string) string {
	var out strings.Builder
	if code := dispatch(t.Context(), []string{"why", "--venue", file, person, rule}, &out, &out); code != 0 {
		t.Fatalf("foyer why %s %s: got exit code %d and %s", person, rule, code, out.String())
	}
	return out.String()
}

// overHTTP asks the other questions of the API.
func overHTTP(t *testing.T, c config) {
	t.Helper()
	for path, want := range map[string]string{
		"/api/decisions?person=p1&rule=greet&limit=1": `"outcome":"done"`,
		"/api/decisions?person=nobody":                `[]`,
		"/api/rules/reading":                          `When a person becomes a regular (their bar visits are 2 or more: visits of 30 s or more to bar`,
		"/api/why?person=p1&rule=nothing":             `There is no rule`,
		"/api/why?person=zoe&rule=greet":              `Nobody is registered`,
	} {
		reply, err := http.Get("http://" + c.Listen + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reply.Body)
		_ = reply.Body.Close()
		if err != nil || !strings.Contains(string(body), want) {
			t.Errorf("GET %s: got %d %s, %v, want %q in it", path, reply.StatusCode, body, err, want)
		}
		if known := !strings.Contains(want, "no rule") && !strings.Contains(want, "Nobody"); known != (reply.StatusCode == http.StatusOK) {
			t.Errorf("GET %s: got status %d", path, reply.StatusCode)
		}
	}
}

// whyVenue is a small venue with a store that outlives its controller.
func whyVenue(t *testing.T) (file string) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	file = smallVenue(t, fmt.Sprintf("listen: %s\nstore: {redis: %q}\npeople: {registrations: registrations.csv}\n", listen, startRedis(t)))
	for name, content := range map[string]string{
		"rules.yaml": whyRules, "registrations.csv": "id,first_name,badge,consents\np1,Secretname,b1,location\n",
	} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(file), name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

// runFor runs a controller and tells it of an hour that has just passed.
func runFor(ctx context.Context, t *testing.T, file string) (ended chan error) {
	t.Helper()
	c := venueOf(t, file)
	log := slog.New(slog.DiscardHandler)
	enrolled, err := loadPeople(c, log)
	if err != nil {
		t.Fatal(err)
	}
	f, err := assemble(ctx, c, settings{clock: wallClock(), speed: 1, owner: "test", people: enrolled, brokerAt: "127.0.0.1:0", log: log})
	if err != nil {
		t.Fatal(err)
	}
	ended = make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	t.Cleanup(func() { _ = f.close() })
	start := time.Now().Add(-time.Hour).Truncate(time.Second)
	var heard []beacons.Sighting
	for _, visit := range []struct{ after, stay time.Duration }{{0, time.Minute}, {10 * time.Minute, 20 * time.Second}, {20 * time.Minute, time.Minute}} {
		for d := time.Duration(0); d <= visit.stay; d += time.Second {
			heard = append(heard, beacons.Sighting{Tag: "b1", Anchor: "gw-bar", At: start.Add(visit.after + d), RSSI: -50})
		}
	}
	f.loop.inbox.put(venue.Backlog{Heard: []venue.Heard{{Sightings: heard}}}, nil)
	return ended
}
