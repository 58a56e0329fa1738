package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/rules"
)

// spot is where an anchor hangs, and so the zone of its name.
type spot struct {
	name string
	x, y float64
}

// house is the house of the ESPresense capture; its owner publishes where the
// nodes hang (the example configuration of ESPresense-companion), but for the
// second one in the office, which is put beside the watch. Two floors lie on
// top of each other here.
func house() []spot {
	return []spot{
		{"master", 3.4, 10.4},
		{"bathroom", 1.2, 8.6},
		{"upstairs_hallway", 10.4, 6.4},
		{"garage", 1.2, 17.3},
		{"office", 6.8, 13.5},
		{"office_alt", 7, 15},
		{"family", 1.2, 1.2},
		{"dining", 16.3, 2.6},
		{"basement", 15.8, 11.5},
		{"laundry", 4.3, 7.6},
	}
}

// TestStillWatchGetsOneVisit replays two minutes of real traffic about a watch
// that lies still, as an ESPresense venue sends it, through a real mosquitto
// into the real program and a real Redis.
func TestStillWatchGetsOneVisit(t *testing.T) {
	nowhere := house()
	for i := range nowhere {
		nowhere[i].x, nowhere[i].y = 0, 0
	}
	file, bin := recorded(t, "espresense-capture/stationary.jsonl"), binaries(t)
	for name, spots := range map[string][]spot{"surveyed": house(), "places not told": nowhere} {
		t.Run(name, func(t *testing.T) {
			r := replayAt(t, bin, spots, []string{"watch:darrell"}, 10, file)
			r.accepted(1693, nil)
			stays := r.visits()["watch:darrell"]
			if len(stays) != 1 {
				t.Fatalf("a watch that lay still for two minutes: got %d visits, want 1:\n%v\nzones as they were published: %v", len(stays), stays, r.zones)
			}
			if office := stays[0].Zone; office != "office" && office != "office_alt" {
				t.Errorf("the watch that lay in the office: got a visit in %s", office)
			}
			if r.last.Visits != 1 || r.last.Unknown != 0 || r.last.Dropped != 0 {
				t.Errorf("the status after the run: got %+v, want one visit, nothing unknown, nothing dropped", r.last)
			}
		})
	}
}

// TestWalksAreHeardAsNativeSightings replays six real walks through an office
// with twelve receivers, no faster than a machine can follow that does other
// work as well: who walks is in no place for long.
func TestWalksAreHeardAsNativeSightings(t *testing.T) {
	walks := []string{"rectangular_with_rotation", "straight_01", "straight_02", "straight_03", "straight_05", "zigzagging_with_rotation"}
	r := replayAt(t, binaries(t), office(t), walks, 20, recorded(t, "tetam"))
	// Two readings say +42 dBm, which no radio hears.
	r.accepted(11_308-2, []console.Reason{{Reason: "rssi out of range", Count: 2}})
	all := r.visits()
	for _, walk := range walks {
		stays := all[beacons.Person(walk)]
		if len(stays) == 0 {
			t.Errorf("%s: got no visit of somebody who walked for a minute", walk)
		}
		for i := range stays {
			if i > 0 && stays[i].From.Before(stays[i-1].To) {
				t.Errorf("%s: got visits %v, want nobody in two zones at once", walk, stays)
			}
		}
	}
}

// office is the floor of the walks: a zone around each receiver.
func office(t *testing.T) (spots []spot) {
	t.Helper()
	list, err := os.ReadFile(recorded(t, "tetam/receivers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		fields := strings.Split(line, ",")
		var s spot
		if _, err := fmt.Sscan(fields[2]+" "+fields[3], &s.x, &s.y); err == nil {
			s.name = fields[0]
			spots = append(spots, s)
		}
	}
	return spots
}

// recorded is a file of the recorded data beside the checkout.
func recorded(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(file); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the recorded data is needed beside the checkout: %v", err)
		}
		t.Skipf("the recorded data is needed beside the checkout: %v", err)
	}
	return file
}

// replayed is what a venue made of a recording, and what it published.
type replayed struct {
	t     *testing.T
	redis string
	state console.State

	mu    sync.Mutex
	last  status
	zones []string // zones with people, in the order in which they were told
}

// replayAt replays a recording at a venue with an anchor in each spot, at so
// many times its speed, on a clock that runs as fast.
func replayAt(t *testing.T, bin built, spots []spot, tags []string, speed int, recording string) *replayed {
	t.Helper()
	redis, broker := newRedis(t), brokertest.Start(t)
	redis.start()
	listen := "127.0.0.1:" + freePort(t)
	start, pace := "--start=2026-05-09T12:00:00Z", fmt.Sprintf("--speed=%d", speed)
	r := &replayed{t: t, redis: redis.url()}
	r.listen(broker.URL)
	foyer := startFoyer(t, bin.foyer, writeSite(t, spots, tags, broker.URL, r.redis, listen), start, pace)
	waitFor(t, "the venue to hear", func() bool { return r.told().Up })
	out, err := exec.Command(bin.sim, "replay", "--broker", broker.URL, "--venue", "site", start, pace, recording).CombinedOutput()
	if err != nil {
		t.Fatalf("foyer-sim replay %s: %v\n%s", recording, err, out)
	}
	t.Logf("replayed: %s", out)
	r.settle(listen)
	stop(t, foyer)
	return r
}

// listen hears what the venue says of itself.
func (r *replayed) listen(url string) {
	ctx, cancel := context.WithCancel(r.t.Context())
	ear := link.New(link.Options{
		URL: url, Client: "ear", Clean: true, Log: slog.New(slog.DiscardHandler), Hear: r.hear,
		Subscribe: []link.Filter{{Topic: "foyer/site/status"}, {Topic: "foyer/site/zone/+"}},
	})
	ended := make(chan error, 1)
	go func() { ended <- ear.Run(ctx) }()
	r.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Errorf("the ear on the broker: %v", err)
		}
	})
}

func (r *replayed) hear(d link.Delivery) {
	r.mu.Lock()
	defer r.mu.Unlock()
	zone, isZone := strings.CutPrefix(d.Topic, "foyer/site/zone/")
	var count struct{ People int }
	switch {
	case !isZone:
		_ = json.Unmarshal(d.Body, &r.last)
	case json.Unmarshal(d.Body, &count) == nil && count.People > 0:
		r.zones = append(r.zones, zone)
	}
}

func (r *replayed) told() status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

// settle waits until the counters stand still, and asks the page for them.
func (r *replayed) settle(listen string) {
	r.t.Helper()
	before := status{}
	waitFor(r.t, "the counters to stand still", func() bool {
		now := r.told()
		still := now.At > before.At && now.Sightings > 0 && now.Sightings == before.Sightings
		if now.At > before.At {
			before = now
		}
		return still
	})
	answer, err := http.Get("http://" + listen + "/api/state")
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if err := json.NewDecoder(answer.Body).Decode(&r.state); err != nil {
		r.t.Fatalf("the page's state: %v", err)
	}
}

// accepted asserts what was taken and what was refused.
func (r *replayed) accepted(sightings uint64, refused []console.Reason) {
	r.t.Helper()
	if r.state.Sightings != sightings || r.told().Sightings != sightings {
		r.t.Errorf("sightings taken: got %d on the page, %d in the status, want %d", r.state.Sightings, r.told().Sightings, sightings)
	}
	if !slices.Equal(r.state.Refused, refused) {
		r.t.Errorf("refused: got %v, want %v", r.state.Refused, refused)
	}
}

// visits are all visits that Redis holds after the run, the open ones too, by
// person and in order.
func (r *replayed) visits() map[beacons.Person][]beacons.Visit {
	r.t.Helper()
	s, err := store.Open(r.t.Context(), store.Config{Redis: []string{r.redis}, Dir: r.t.TempDir(), Venue: "site", Owner: "test"}, slog.New(slog.DiscardHandler))
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	all := map[beacons.Person][]beacons.Visit{}
	keep := func(v beacons.Visit) error { all[v.Person] = append(all[v.Person], v); return nil }
	if err := s.Visits(r.t.Context(), keep); err != nil {
		r.t.Fatal(err)
	}
	state, err := s.Load(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, saved := range state.Profiles {
		var p rules.Profile
		if err := json.Unmarshal(saved.JSON, &p); err != nil {
			r.t.Fatalf("the profile of %s: %v", saved.Person, err)
		}
		if v := p.Visit; v.To.IsZero() && !v.From.IsZero() {
			v.Person = saved.Person
			_ = keep(v)
		}
	}
	return all
}

// writeSite writes a venue with a zone of two metres around each spot, and a
// person for each tag.
func writeSite(t *testing.T, spots []spot, tags []string, broker, redis, listen string) (file string) {
	t.Helper()
	var zones, anchors, people strings.Builder
	for _, s := range spots {
		fmt.Fprintf(&zones, "  - {id: %s, kind: room, area: [[%.2f, %.2f], [%.2f, %.2f], [%.2f, %.2f], [%.2f, %.2f]]}\n",
			s.name, s.x-1, s.y-1, s.x+1, s.y-1, s.x+1, s.y+1, s.x-1, s.y+1)
		fmt.Fprintf(&anchors, "  - {id: %s, zone: %s, at: [%.2f, %.2f]}\n", s.name, s.name, s.x, s.y)
	}
	for _, tag := range tags {
		fmt.Fprintf(&people, "%s,%s,location;music\n", tag, tag)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{
		"registrations.csv": "id,badge,consents\n" + people.String(),
		"rules.yaml":        siteRules,
		"venue.yaml": fmt.Sprintf("schema: foyer.venue/v1\nvenue: site\nrules: rules.yaml\nbroker: {url: %q}\nstore: {redis: %q}\nlisten: %s\n"+
			"plan: {width: 21, depth: 18}\nzones:\n%sanchors:\n%sproducers: {espresense: {}}\npeople: {registrations: registrations.csv}\n"+
			"dj:\n  - {id: main, zone: %s}\n", broker, redis, listen, zones.String(), anchors.String(), spots[0].name),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "venue.yaml")
}

const siteRules = `schema: foyer.rules/v1
event: {id: site, timezone: UTC, opens: 2026-05-09T08:00, closes: 2026-05-09T18:00}
traits:
  stays: {count: visits, zone: {kind: room}, at_least: 10s, at_most_every: 10s, window: event}
labels:
  there: {if: person.stays >= 1, keep: event}
rules:
  - id: there
    title: The DJ knows that somebody is there
    when: {label: there, is: gained}
    consent: [music]
    then:
      - dj: {taste: presence, weight: 1}
`
