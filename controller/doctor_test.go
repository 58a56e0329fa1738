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

	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/firmware-sim/bridge"
	"foyer/firmware-sim/phones"
)

// clinic is a venue with everything real or pretended round it.
type clinic struct {
	t      *testing.T
	file   string
	bridge *bridge.Bridge
	air    *link.Link
}

// newClinic starts everything, and lets somebody publish until the test ends.
func newClinic(t *testing.T, speak func(ctx context.Context, air *link.Link)) *clinic {
	t.Helper()
	broker, redis := brokertest.Start(t), startRedis(t)
	b, err := bridge.Start("")
	if err != nil {
		t.Fatal(err)
	}
	phone, err := phones.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v := &clinic{t: t, bridge: b, air: link.New(link.Options{URL: broker.URL, Client: "air", Clean: true})}
	v.file = smallVenue(t, fmt.Sprintf("broker: {url: %q}\nstore: {redis: %q}\npeople: {registrations: registrations.csv}\n"+
		"lights:\n  - {id: stage, zone: stage, kind: hue, bridge: %q, group: \"1\", key: file:hue.key}\n"+
		"push:\n  apns: {host: https://127.0.0.1:1, topic: t, team_id: TEAM, key_id: KEY, key: file:apns.p8}\ndj:\n  - {id: main, zone: stage}\n", broker.URL, redis, b.URL()))
	v.put("registrations.csv", "id,badge,consents\np1,b1,location\n")
	v.put("hue.key", b.Key())
	v.put("apns.p8", string(phone.Key()))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 3)
	go func() { ended <- b.Run(ctx) }()
	go func() { ended <- phone.Run(ctx) }()
	go func() { ended <- v.air.Run(ctx) }()
	go func() {
		for ctx.Err() == nil {
			speak(ctx, v.air)
			_ = rest(ctx, 50*time.Millisecond)
		}
	}()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, <-ended, <-ended); err != nil {
			t.Error(err)
		}
	})
	return v
}

func (v *clinic) put(name, content string) {
	v.t.Helper()
	if err := os.WriteFile(filepath.Join(filepath.Dir(v.file), name), []byte(content), 0o600); err != nil {
		v.t.Fatal(err)
	}
}

// utter publishes one message; the line may not be there yet.
func utter(ctx context.Context, air *link.Link, topic, body string) {
	_ = air.Publish(ctx, link.Message{Topic: topic, Body: []byte(body)})
}

func hearBoth(ctx context.Context, air *link.Link) {
	now := time.Now().UnixMilli()
	utter(ctx, air, "foyer/small/sighting/gw-bar", fmt.Sprintf(`{"tag":"b1","rssi":-60,"at":%d}`, now))
	utter(ctx, air, "foyer/small/sighting/gw-stage", fmt.Sprintf(`{"tag":"b1","rssi":-70,"at":%d}`, now))
}

func TestDoctorFindsNothingWrongWithAVenueThatIsWell(t *testing.T) {
	v := newClinic(t, hearBoth)
	var out bytes.Buffer
	err := doctorCommand(t.Context(), []string{"--venue", v.file, "--listen", "1s"}, &out)
	if err != nil {
		t.Errorf("foyer doctor on a venue that is well: got %v, want no complaint\n%s", err, out.String())
	}
	for _, want := range []string{"the bridge answers", "answers and grants", "writes an append-only file", "2 heard in 1.0 s", "2 anchors agree with ours", "0 failures"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("what it says: want %q in\n%s", want, out.String())
		}
	}
	if commands := v.bridge.Counters().Sent; commands != 0 {
		t.Errorf("lamp commands of the doctor: got %d, want none", commands)
	}
}

func TestDoctorNamesEverythingThatIsWrong(t *testing.T) {
	v := newClinic(t, func(ctx context.Context, air *link.Link) {
		early := time.Now().Add(90 * time.Second).UnixMilli()
		utter(ctx, air, "foyer/small/sighting/gw-bar", fmt.Sprintf(`{"tag":"b1","rssi":-60,"at":%d}`, early))
		utter(ctx, air, "foyer/small/sighting/gw-attic", `{"tag":"b1","rssi":-60}`)
		utter(ctx, air, "zigbee2mqtt/lamp/set", `{"state":"ON"}`)
	})
	v.put("registrations.csv", "id,badge,consents\np1,b1,telepathy\np2,b2,location\n")
	v.put("radio-map.json", `{"anchors":[`)
	v.put("apns.p8", "no key")
	v.bridge.Forget(v.bridge.Key())
	var out bytes.Buffer
	if err := doctorCommand(t.Context(), []string{"--venue", v.file, "--listen", "1s", "--json"}, &out); exit(err, &out) != 2 {
		t.Errorf("foyer doctor on a venue that is ill: got %v, want exit code 2", err)
	}
	var d diagnosis
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatalf("the JSON cannot be read: %v\n%s", err, out.String())
	}
	for _, want := range []struct {
		what string
		mark mark
		text string
	}{
		{"registrations", warning, "1 people; 1 rows were not taken whole, the first in lines 2"},
		{"radio map", failure, "it cannot be read"},
		{"lamps", failure, "unauthorized"},
		{"push", failure, "key"},
		{"anchors", warning, "1 of 2 gateways silent: gw-stage"},
		{"clocks", warning, "gw-bar 90."},
		{"refused input", warning, "unknown anchor"},
		{"unclaimed", warning, `zigbee2mqtt/lamp`},
	} {
		f, found := finding{}, false
		for _, f = range d.Findings {
			if found = f.What == want.what; found {
				break
			}
		}
		if !found || f.Mark != want.mark || !strings.Contains(f.Found, want.text) || f.Why == "" || f.Do == "" {
			t.Errorf("the finding about %s: got %+v, want a %s with %q, why it matters and what to do", want.what, f, want.mark, want.text)
		}
	}
}

func TestDoctorLooksBesideARunningController(t *testing.T) {
	v := newClinic(t, hearBoth)
	listen := "127.0.0.1:" + freePort(t)
	source, err := os.ReadFile(v.file)
	if err != nil {
		t.Fatal(err)
	}
	v.put("venue.yaml", string(source)+"listen: "+listen+"\n")
	foyer := startFoyer(t, binaries(t).foyer, v.file)
	var d *diagnosis
	waitFor(t, "the doctor to see the controller", func() bool {
		if d, err = diagnose(t.Context(), v.file, 1500*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Findings {
			if f.What == "controller" && f.Mark == well {
				return true
			}
		}
		return false
	})
	if d.verdict() != nil {
		t.Errorf("looking beside a running controller: got %+v, want no complaint", d.Findings)
	}
	stop(t, foyer) // it says so if it had lost its place
}

func TestDoctorSaysWhatAVenueWithoutItsServersLacks(t *testing.T) {
	file := smallVenue(t, "broker: {url: \"mqtt://127.0.0.1:1\"}\nstore: {redis: \"redis://127.0.0.1:1/0\"}\n")
	d, err := diagnose(t.Context(), file, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	var failures []string
	for _, f := range d.Findings {
		if f.Mark == failure {
			failures = append(failures, f.What)
		}
	}
	if got := strings.Join(failures, " "); got != "store broker" || !errors.Is(d.verdict(), errSick) {
		t.Errorf("failures of a venue without servers: got %q, want store and broker\n%+v", got, d.Findings)
	}
}

func TestDoctorOfAVenueFileThatCannotBeReadSaysSo(t *testing.T) {
	d, err := diagnose(t.Context(), write(t, "venue.yaml", "schema: [\n"), time.Second)
	if err != nil || len(d.Findings) != 1 || d.Findings[0].Mark != failure {
		t.Errorf("looking at a broken venue file: got %+v, %v, want one failure", d, err)
	}
}
