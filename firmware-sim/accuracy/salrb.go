package accuracy

import (
	"path/filepath"
	"sort"
	"strings"
	"time"

	"foyer/beacons"
)

// loadSalrb reads the hall: a person and a car go in and out among ten
// receivers. The zones are outside and inside, told by light barriers.
func loadSalrb(dir, where string) ([]Site, error) {
	plan, err := salrbPlan(filepath.Join(where, "measurement_config.txt"))
	if err != nil {
		return nil, err
	}
	site := Site{Name: "sal-rb", Plan: plan, Cut: []string{"walk"}} // there is but one walk
	for _, kind := range []string{"walk", "car"} {
		paths, err := filepath.Glob(filepath.Join(dir, kind+"_*.csv"))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			run, err := salrbRun(path, kind, plan)
			if err != nil {
				return nil, err
			}
			site.Runs = append(site.Runs, run)
		}
	}
	return []Site{site}, nil
}

// salrbPlan reads where the receivers stand; the door is at x = 0.
func salrbPlan(path string) (beacons.Plan, error) {
	t, err := readTable(path)
	if err == nil {
		err = t.need("Label", "X", "Y")
	}
	if err != nil {
		return beacons.Plan{}, err
	}
	plan := beacons.Plan{Zones: []beacons.ZonePlan{{ID: "outside"}, {ID: "inside"}}}
	for _, row := range t.rows {
		x, _ := t.number(row, "X")
		y, _ := t.number(row, "Y")
		id, zone := t.text(row, "Label"), beacons.Zone("inside")
		if strings.HasPrefix(id, "O-") {
			zone = "outside"
		}
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(id), Zone: zone, At: [2]float64{x, y}})
	}
	return plan, nil
}

// salrbRun reads one drive or walk: a row each 100 ms, -100 dBm = not heard.
func salrbRun(path, kind string, plan beacons.Plan) (Run, error) {
	t, err := readTable(path)
	if err == nil {
		err = t.need("superframe", "Label")
	}
	if err != nil {
		return Run{}, err
	}
	run := Run{Name: filepath.Base(path), Kind: kind}
	for _, row := range t.rows {
		frame, ok := t.number(row, "superframe")
		if !ok {
			continue
		}
		at, zone := start().Add(time.Duration(frame)*100*time.Millisecond), beacons.Zone("inside")
		if t.text(row, "Label") == "0" {
			zone = "outside"
		}
		run.Truth = append(run.Truth, Truth{At: at, Zone: zone})
		run.hearAll(t, row, at, plan, -100)
	}
	run.tidy()
	return run, nil
}

// hearAll adds a row with a column for each anchor; a value at or below
// silence, or an empty one, was not heard.
func (r *Run) hearAll(t table, row []string, at time.Time, plan beacons.Plan, silence float64) {
	for _, a := range plan.Anchors {
		if rssi, ok := t.number(row, string(a.ID)); ok && rssi > silence {
			r.Heard = append(r.Heard, beacons.Sighting{Tag: "tag", Anchor: a.ID, At: at, RSSI: float32(rssi)})
		}
	}
}

// globs lists the files of several patterns in a folder, sorted.
func globs(dir string, patterns ...string) ([]string, error) {
	var out []string
	for _, p := range patterns {
		more, err := filepath.Glob(filepath.Join(dir, p))
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	sort.Strings(out)
	return out, nil
}
