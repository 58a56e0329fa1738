package accuracy

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"foyer/beacons"
)

// capture is one line of a recorded ESPresense stream.
type capture struct {
	Tst     string `json:"tst"`
	Topic   string `json:"topic"`
	Payload struct {
		ID       string  `json:"id"`
		RSSI     float32 `json:"rssi"`
		Distance float32 `json:"distance"`
	} `json:"payload"`
}

// loadEspresense reads real traffic about a watch that lies still: nobody wrote
// down in which room, but every change is a false one.
func loadEspresense(dir, _ string) ([]Site, error) {
	name := filepath.Join(dir, "stationary.jsonl")
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	site := Site{Name: "espresense"}
	run := Run{Name: "stationary.jsonl", Kind: "still"}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c capture
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		at, err := time.Parse("2006-01-02T15:04:05.999999-0700", c.Tst)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		room := path.Base(c.Topic)
		addRoom(&site.Plan, room)
		run.Heard = append(run.Heard, beacons.Sighting{
			Tag: beacons.Tag(c.Payload.ID), Anchor: beacons.Anchor(room), At: at, RSSI: c.Payload.RSSI, Distance: c.Payload.Distance,
		})
	}
	run.tidy()
	site.Runs = []Run{run}
	return []Site{site}, nil
}

// addRoom adds a room with one anchor of the same name, unless it is there.
func addRoom(p *beacons.Plan, room string) {
	zone := beacons.Zone(room)
	if slices.ContainsFunc(p.Zones, func(z beacons.ZonePlan) bool { return z.ID == zone }) {
		return
	}
	p.Zones = append(p.Zones, beacons.ZonePlan{ID: zone})
	p.Anchors = append(p.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(room), Zone: zone})
}
