package accuracy

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
)

// start is when recordings without a date of their own begin.
func start() time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) }

// loadTetam reads the office floor: walks and still points of one badge among
// twelve receivers, as a game of four zones (the nearest hub) and of twelve
// (the nearest receiver). where holds receivers.csv; it may be another folder.
func loadTetam(dir, where string) ([]Site, error) {
	plan, err := tetamPlan(filepath.Join(where, "receivers.csv"))
	if err != nil {
		return nil, err
	}
	runs, err := tetamRuns(dir)
	if err != nil {
		return nil, err
	}
	hubs := func(a beacons.AnchorPlan) bool { return strings.HasSuffix(string(a.ID), "0") }
	all := func(beacons.AnchorPlan) bool { return true }
	return []Site{tetamGame("tetam-4", plan, runs, hubs), tetamGame("tetam-12", plan, runs, all)}, nil
}

// tetamGame divides the floor by the nearest of some anchors.
func tetamGame(name string, plan beacons.Plan, runs []Run, may func(beacons.AnchorPlan) bool) Site {
	p := plan
	p.Anchors = slices.Clone(plan.Anchors)
	for i, a := range p.Anchors {
		if may(a) {
			p.Zones = append(p.Zones, beacons.ZonePlan{ID: beacons.Zone(a.ID)})
		}
		p.Anchors[i].Zone = beacons.Zone(nearest(plan, a.At, may).ID)
	}
	site := Site{Name: name, Plan: p, Runs: slices.Clone(runs)}
	for i, r := range runs {
		truth := slices.Clone(r.Truth)
		for j := range truth {
			truth[j].Zone = beacons.Zone(nearest(plan, truth[j].Spot, may).ID)
		}
		site.Runs[i].Truth = truth
	}
	return site
}

func tetamPlan(path string) (beacons.Plan, error) {
	t, err := readTable(path)
	if err == nil {
		err = t.need("receiver", "x_m", "y_m")
	}
	if err != nil {
		return beacons.Plan{}, err
	}
	plan := beacons.Plan{Width: 20.7, Depth: 17.6}
	for _, row := range t.rows {
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(t.text(row, "receiver")), At: t.spot(row)})
	}
	return plan, nil
}

func tetamRuns(dir string) ([]Run, error) {
	var runs []Run
	still, err := filepath.Glob(filepath.Join(dir, "stationary_set_*.csv.gz"))
	if err != nil {
		return nil, err
	}
	for _, path := range still {
		more, err := tetamStill(path)
		if err != nil {
			return nil, err
		}
		runs = append(runs, more...)
	}
	walks, err := filepath.Glob(filepath.Join(dir, "tracks", "*.csv"))
	if err != nil {
		return nil, err
	}
	for _, path := range walks {
		run, err := tetamWalk(path)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// tetamStill makes one run of every point.
func tetamStill(path string) ([]Run, error) {
	t, err := readTable(path)
	if err == nil {
		err = t.need("point", "x_m", "y_m", "t_ms", "receiver", "rssi_dbm")
	}
	if err != nil {
		return nil, err
	}
	var runs []Run
	last := ""
	for _, row := range t.rows {
		ms, _ := t.number(row, "t_ms")
		at := start().Add(time.Duration(ms) * time.Millisecond)
		if point := t.text(row, "point"); point != last || len(runs) == 0 {
			last = point
			name := fmt.Sprintf("%s point %s", filepath.Base(path), point)
			runs = append(runs, Run{Name: name, Kind: "still", Truth: []Truth{{At: at, Spot: t.spot(row), Placed: true}}})
		}
		runs[len(runs)-1].hear(t, row, at)
	}
	for i := range runs {
		runs[i].tidy()
	}
	return runs, nil
}

// tetamWalk reads one walk; every reading tells the true place.
func tetamWalk(path string) (Run, error) {
	t, err := readTable(path)
	if err == nil {
		err = t.need("t_s", "receiver", "rssi_dbm", "x_m", "y_m")
	}
	if err != nil {
		return Run{}, err
	}
	run := Run{Name: filepath.Base(path), Kind: "walk"}
	for _, row := range t.rows {
		s, _ := t.number(row, "t_s")
		at := time.UnixMilli(int64(s * 1000)).UTC()
		run.Truth = append(run.Truth, Truth{At: at, Spot: t.spot(row), Placed: true})
		run.hear(t, row, at)
	}
	run.tidy()
	return run, nil
}

// hear adds a row of the columns receiver and rssi_dbm.
func (r *Run) hear(t table, row []string, at time.Time) {
	if rssi, ok := t.number(row, "rssi_dbm"); ok {
		r.Heard = append(r.Heard, beacons.Sighting{
			Tag: "tag", Anchor: beacons.Anchor(t.text(row, "receiver")), At: at, RSSI: float32(rssi),
		})
	}
}
