package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/beacons/locate"
)

// officeVenue writes a venue on the floor of the recorded walks, divided into
// four rooms, each with the receivers that hang in it.
func officeVenue(t *testing.T, broker string) (file string) {
	t.Helper()
	rooms := []struct {
		id   string
		area [4]float64
	}{{"north-west", [4]float64{0, 0, 10, 8.8}}, {"north-east", [4]float64{10, 0, 20.7, 8.8}}, {"south-west", [4]float64{0, 8.8, 10, 18}}, {"south-east", [4]float64{10, 8.8, 20.7, 18}}}
	var zones, anchors strings.Builder
	for _, r := range rooms {
		a := r.area
		fmt.Fprintf(&zones, "  - {id: %s, kind: room, area: [[%v, %v], [%v, %v], [%v, %v], [%v, %v]]}\n", r.id, a[0], a[1], a[2], a[1], a[2], a[3], a[0], a[3])
	}
	for _, s := range office(t) {
		for _, r := range rooms {
			if s.x >= r.area[0] && s.x < r.area[2] && s.y >= r.area[1] && s.y < r.area[3] {
				fmt.Fprintf(&anchors, "  - {id: %s, zone: %s, at: [%.2f, %.2f]}\n", s.name, r.id, s.x, s.y)
			}
		}
	}
	dir := t.TempDir()
	text := fmt.Sprintf("schema: foyer.venue/v1\nvenue: office\nrules: rules.yaml\nbroker: {url: %q}\nplan: {width: 21, depth: 18, radio_map: radio-map.json}\nzones:\n%sanchors:\n%s",
		broker, zones.String(), anchors.String())
	for name, content := range map[string]string{"venue.yaml": text, "rules.yaml": siteRules} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "venue.yaml")
}

// calibrated runs the command.
func calibrated(t *testing.T, args ...string) (said string, err error) {
	t.Helper()
	var out bytes.Buffer
	err = calibrateCommand(t.Context(), args, &out)
	return out.String(), err
}

func venueOf(t *testing.T, file string) config {
	t.Helper()
	c, problems, err := readConfig(file)
	if err = errors.Join(err, failed(problems)); err != nil {
		t.Fatal(err)
	}
	return c
}

// rightOf is the share of seconds, after the first ten, in which an engine
// knows the room of a recorded walk.
func rightOf(t *testing.T, c config, m locate.Map, walk string) (right, seconds int) {
	t.Helper()
	var out bytes.Buffer
	lessons, err := readRecordings(c.plan(), []string{walk}, "", zonesOf(c), &out)
	if err != nil {
		t.Fatal(err)
	}
	engine, track, next := locate.New(c.plan()), locate.Track{}, 0
	engine.Use(m)
	heard := lessons[0]
	for now := heard[0].At.Add(time.Second); now.Before(heard[len(heard)-1].At); now = now.Add(time.Second) {
		for ; next < len(heard) && !heard[next].At.After(now); next++ {
			engine.Hear(&track, heard[next].Sighting)
		}
		if now.Sub(heard[0].At) < 10*time.Second {
			continue
		}
		seconds++
		if engine.Check(&track, now).Zone == heard[next-1].Zone {
			right++
		}
	}
	return right, seconds
}

func zonesOf(c config) []beacons.ZonePlan { return c.plan().Zones }

// mapOf is what a venue has learnt from recordings.
func mapOf(t *testing.T, venue string, files ...string) (config, locate.Map) {
	t.Helper()
	args := []string{"--venue", venue}
	for _, name := range files {
		args = append(args, "--from", recorded(t, name))
	}
	if said, err := calibrated(t, args...); err != nil {
		t.Fatalf("foyer calibrate: %v\n%s", err, said)
	}
	c := venueOf(t, venue)
	m, err := readMap(c)
	if err != nil || len(m.Spots) == 0 {
		t.Fatalf("the map that was stored: got %d spots, %v", len(m.Spots), err)
	}
	return c, m
}

// against counts the seconds of walks that are right with a map and without.
func against(t *testing.T, c config, m locate.Map, walks ...string) (with, without, seconds int) {
	t.Helper()
	for _, walk := range walks {
		a, n := rightOf(t, c, m, recorded(t, walk))
		b, _ := rightOf(t, c, locate.Map{}, recorded(t, walk))
		with, without, seconds = with+a, without+b, seconds+n
	}
	t.Logf("of %d s on walks that it did not learn from: %d right with the map, %d with the plan alone", seconds, with, without)
	return with, without, seconds
}

// The map is learnt by walking, as a technician learns it.
func TestCalibratingByWalkingBeatsThePlanOnOtherWalks(t *testing.T) {
	c, m := mapOf(t, officeVenue(t, "mqtt://127.0.0.1:1"), "tetam/tracks/straight_05.csv", "tetam/tracks/rectangular_with_rotation.csv")
	with, without, seconds := against(t, c, m, "tetam/tracks/straight_01.csv", "tetam/tracks/straight_02.csv", "tetam/tracks/straight_03.csv",
		"tetam/tracks/zigzagging_with_rotation.csv")
	if seconds < 100 || with <= without {
		t.Errorf("right of %d s: got %d with the map and %d without, want more with it", seconds, with, without)
	}
}

// The map is learnt mostly from still points, taken months before with another
// badge: that is worth less than walking, but never less than no map.
func TestCalibratingFromStillPointsDoesNotLoseToThePlan(t *testing.T) {
	c, m := mapOf(t, officeVenue(t, "mqtt://127.0.0.1:1"), "tetam/stationary_set_1.csv.gz", "tetam/tracks/straight_01.csv", "tetam/tracks/rectangular_with_rotation.csv")
	with, without, seconds := against(t, c, m, "tetam/tracks/straight_02.csv", "tetam/tracks/straight_03.csv", "tetam/tracks/straight_05.csv",
		"tetam/tracks/zigzagging_with_rotation.csv")
	if seconds < 100 || with < without {
		t.Errorf("right of %d s: got %d with the map and %d without, want as many or more", seconds, with, without)
	}
}

// lines is a recording of our own: each zone hears its own anchor best.
func lines(zones map[string]string, anchors ...string) string {
	var b strings.Builder
	at := time.Date(2026, 5, 9, 9, 0, 0, 0, time.UTC).UnixMilli()
	for zone, near := range zones {
		for i := range 40 {
			for _, a := range anchors {
				rssi := -85
				if a == near {
					rssi = -55
				}
				fmt.Fprintf(&b, `{"zone":%q,"tag":"b1","anchor":%q,"rssi":%d,"at":%d}`+"\n", zone, a, rssi, at+int64(i)*500)
			}
		}
		at += 60_000
	}
	return b.String()
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// smallVenue has a bar, a stage and an empty corner without an anchor.
func smallVenue(t *testing.T, extra string) string {
	t.Helper()
	dir := t.TempDir()
	text := "schema: foyer.venue/v1\nvenue: small\nrules: rules.yaml\n" + extra + "plan: {width: 20, depth: 10, radio_map: radio-map.json}\nzones:\n" +
		"  - {id: bar, kind: room, area: [[0, 0], [8, 0], [8, 10], [0, 10]]}\n  - {id: stage, kind: room, area: [[8, 0], [16, 0], [16, 10], [8, 10]]}\n" +
		"  - {id: corner, kind: room, area: [[16, 0], [20, 0], [20, 10], [16, 10]]}\n" +
		"anchors:\n  - {id: gw-bar, zone: bar, at: [4, 5]}\n  - {id: gw-stage, zone: stage, at: [12, 5]}\n"
	for name, content := range map[string]string{"venue.yaml": text, "rules.yaml": siteRules} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "venue.yaml")
}

func TestZoneWalkedAgainReplacesWhatWasKnownOfIt(t *testing.T) {
	venue := smallVenue(t, "")
	first := write(t, "first.jsonl", lines(map[string]string{"bar": "gw-bar", "stage": "gw-stage"}, "gw-bar", "gw-stage"))
	again := write(t, "again.jsonl", strings.ReplaceAll(lines(map[string]string{"bar": "gw-bar"}, "gw-bar", "gw-stage"), "-55", "-48"))
	for _, file := range []string{first, again} {
		if said, err := calibrated(t, "--venue", venue, "--from", file); err != nil {
			t.Fatalf("foyer calibrate --from %s: %v\n%s", filepath.Base(file), err, said)
		}
	}
	m, err := readMap(venueOf(t, venue))
	if err != nil {
		t.Fatal(err)
	}
	loudest := map[beacons.Zone]float32{}
	for _, s := range m.Spots {
		if s.Placed {
			continue // not heard, but concluded
		}
		loudest[s.Zone] = s.Levels[map[beacons.Zone]int{"bar": 0, "stage": 1}[s.Zone]]
	}
	if loudest["bar"] != -48 || loudest["stage"] != -55 {
		t.Errorf("levels after the bar was walked again, louder: got %v, want bar -48 and stage -55 as before", loudest)
	}
	leftovers, _ := filepath.Glob(filepath.Join(filepath.Dir(venue), ".radio-map-*"))
	if len(leftovers) > 0 {
		t.Errorf("drafts beside the map: got %v, want none", leftovers)
	}
}

func TestMapThatKnowsNothingOfAZoneIsNotStored(t *testing.T) {
	venue := smallVenue(t, "")
	only := write(t, "bar.jsonl", lines(map[string]string{"bar": "gw-bar"}, "gw-bar", "gw-stage"))
	said, err := calibrated(t, "--venue", venue, "--from", only)
	if err == nil || !strings.Contains(said, "knows nothing of stage") {
		t.Errorf("calibrating the bar alone: got %v and %q, want it refused for the stage", err, said)
	}
	if m, _ := readMap(venueOf(t, venue)); len(m.Spots) > 0 {
		t.Error("a refused map was stored")
	}
	if said, err := calibrated(t, "--venue", venue, "--from", only, "--partial"); err != nil {
		t.Errorf("the same with --partial: got %v, want it stored\n%s", err, said)
	}
}

func TestBadRecordingsSayWhatIsWrongAndWhere(t *testing.T) {
	good := `{"zone":"bar","tag":"b","anchor":"gw-bar","rssi":-60,"at":1778349600000}`
	for _, row := range []struct{ name, file, content, want string }{
		{"no zone", "a.jsonl", good + "\n" + `{"tag":"b","anchor":"gw-bar","rssi":-60,"at":1}`, "a.jsonl:2: `zone` is missing"},
		{"unknown zone", "a.jsonl", strings.Replace(good, "bar", "baar", 1), `a.jsonl:1: there is no zone "baar"; there are bar, stage, corner`},
		{"no rssi", "a.jsonl", `{"zone":"bar","tag":"b","anchor":"gw-bar","at":1}`, "`rssi` is missing"},
		{"no time", "a.jsonl", `{"zone":"bar","tag":"b","anchor":"gw-bar","rssi":-60}`, "`at` is missing"},
		{"no json", "a.jsonl", "zone=bar", "a.jsonl:1: this is not one sighting"},
		{"strange anchors", "a.jsonl", strings.ReplaceAll(good, "gw-bar", "gw-x"), "nothing in it fits the venue's plan"},
		{"too short", "a.jsonl", good, "too little was heard to learn from"},
		{"missing column", "a.csv", "t_s,receiver,x_m,y_m\n", "a.csv:1: there is no column rssi_dbm; it has t_s, receiver, x_m, y_m"},
		{"not a number", "a.csv", "t_s,receiver,rssi_dbm,x_m,y_m\n1,gw-bar,loud,1,1\n", "a.csv:2: t_s, rssi_dbm, x_m and y_m must be numbers"},
		{"not packed", "a.csv.gz", "t_s,receiver,rssi_dbm,x_m,y_m", "a.csv.gz: gzip: invalid header"},
		{"another kind", "a.pcap", "x", "must be a .jsonl, .csv or .csv.gz file"},
	} {
		t.Run(row.name, func(t *testing.T) {
			said, err := calibrated(t, "--venue", smallVenue(t, ""), "--from", write(t, row.file, row.content))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("calibrating from %q: got %v, want %q\n%s", row.content, err, row.want, said)
			}
		})
	}
}

func TestBrokenMapIsRefusedWithItsReason(t *testing.T) {
	good := locate.Map{Anchors: []beacons.Anchor{"gw-bar"}, Offset: 1.5, Floor: -100, Spots: []locate.Spot{{Zone: "bar", Spread: 1, Levels: []float32{-60}}}}
	for _, row := range []struct {
		name string
		bend func(m *locate.Map)
		want string
	}{
		{"no spots", func(m *locate.Map) { m.Spots = nil }, "it knows no spot"},
		{"foreign zone", func(m *locate.Map) { m.Spots[0].Zone = "attic" }, `spot 1 of 1: there is no zone "attic" on the plan`},
		{"too many levels", func(m *locate.Map) { m.Spots[0].Levels = []float32{-1, -2} }, "it has 2 levels for 1 anchors"},
		{"absurd level", func(m *locate.Map) { m.Spots[0].Levels[0] = 99 }, "a level of 99 dBm at gw-bar cannot be"},
		{"no floor", func(m *locate.Map) { m.Floor = 0 }, "its floor of 0 dBm"},
	} {
		t.Run(row.name, func(t *testing.T) {
			venue, m := smallVenue(t, ""), good
			m.Spots = []locate.Spot{{Zone: "bar", Spread: 1, Levels: []float32{-60}}}
			row.bend(&m)
			text, _ := json.Marshal(m)
			broken(t, venue, string(text), row.want)
		})
	}
	broken(t, smallVenue(t, ""), `{"anchors": [`, "it cannot be read")
}

// broken checks a venue with this radio map.
func broken(t *testing.T, venue, radio, want string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(filepath.Dir(venue), "radio-map.json"), []byte(radio), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readMap(venueOf(t, venue)); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "radio-map.json") {
		t.Errorf("reading the map %.60s: got %v, want the file and %q", radio, err, want)
	}
}

func TestTechnicianIsLedThroughTheZones(t *testing.T) {
	broker := brokertest.Start(t)
	venue := smallVenue(t, fmt.Sprintf("broker: {url: %q}\n", broker.URL))
	ctx, stop := context.WithCancel(t.Context())
	air := link.New(link.Options{URL: broker.URL, Client: "air", Clean: true})
	ended := make(chan error, 2)
	go func() { ended <- air.Run(ctx) }()
	go func() { ended <- chatter(ctx, air) }()
	said, err := calibrated(t, "--venue", venue, "--tag", "b1", "--stay", "2s", "--between", "10ms")
	stop()
	if err = errors.Join(err, <-ended, <-ended); err != nil {
		t.Fatalf("foyer calibrate: %v\n%s", err, said)
	}
	for _, want := range []string{"1 of 2: go to bar (bar)", "2 of 2: go to stage (stage)", "0 s left: gw-bar -55 dBm (", "gw-stage -80 dBm ("} {
		if !strings.Contains(said, want) {
			t.Errorf("what the technician reads: want %q in\n%s", want, said)
		}
	}
	if m, err := readMap(venueOf(t, venue)); err != nil || len(unknownZones(m, venueOf(t, venue).plan())) > 0 {
		t.Errorf("the map of the walk: got %d spots, %v, want some in each zone", len(m.Spots), err)
	}
}

// chatter lets both gateways hear the badge, and another one, until ctx ends.
func chatter(ctx context.Context, air *link.Link) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		for gateway, rssi := range map[string]int{"gw-bar": -55, "gw-stage": -80} {
			for _, tag := range []string{"b1", "other"} {
				body := fmt.Appendf(nil, `{"tag":%q,"rssi":%d}`, tag, rssi)
				_ = air.Publish(ctx, link.Message{Topic: "foyer/small/sighting/" + gateway, Body: body}) // it may not be there yet
			}
		}
	}
}

func TestCalibratingWithoutABrokerSaysWhereItLooked(t *testing.T) {
	venue := smallVenue(t, "broker: {url: \"mqtt://somebody:secret@127.0.0.1:1\"}\n")
	said, err := calibrated(t, "--venue", venue, "--tag", "b1")
	if err == nil || !strings.Contains(err.Error(), "the broker at 127.0.0.1:1 cannot be heard") || strings.Contains(said+err.Error(), "secret") {
		t.Errorf("calibrating without a broker: got %v, want its address and no password", err)
	}
}
