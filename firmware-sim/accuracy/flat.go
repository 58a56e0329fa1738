package accuracy

import (
	"fmt"
	"path/filepath"
	"time"

	"foyer/beacons"
)

// loadFlat reads the flat: a robot drives a tag through five rooms among six
// receivers. A pause of a minute ends a drive.
func loadFlat(dir, where string) ([]Site, error) {
	plan, err := flatPlan(filepath.Join(where, "receivers.csv"))
	if err != nil {
		return nil, err
	}
	site := Site{Name: "flat", Plan: plan, Cut: []string{"robot"}} // each drive visits other rooms
	paths, err := globs(dir, "calibration.csv", "test_robot*.csv")
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		runs, err := flatRuns(path, plan)
		if err != nil {
			return nil, err
		}
		site.Runs = append(site.Runs, runs...)
	}
	return []Site{site}, nil
}

func flatPlan(path string) (beacons.Plan, error) {
	t, err := readTable(path)
	if err == nil {
		err = t.need("receiver", "x_m", "y_m", "zone")
	}
	if err != nil {
		return beacons.Plan{}, err
	}
	box := func(x0, y0, x1, y1 float64) [][2]float64 { return [][2]float64{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}} }
	plan := beacons.Plan{Width: 9.1, Depth: 7.1, Zones: []beacons.ZonePlan{
		{ID: "hall", Area: box(0, 0, 3.96, 2.1)},
		{ID: "bath", Area: box(3.96, 0, 6.3, 2.1)},
		{ID: "bedroom", Area: box(0, 2.1, 2.64, 7.1)},
		{ID: "living", Area: box(2.64, 2.1, 6.32, 7.1)},
		{ID: "alcove", Area: box(6.32, 4.2, 9.1, 7.1)},
	}}
	for _, row := range t.rows {
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{
			ID: beacons.Anchor(t.text(row, "receiver")), Zone: beacons.Zone(t.text(row, "zone")), At: t.spot(row),
		})
	}
	return plan, nil
}

func flatRuns(path string, plan beacons.Plan) ([]Run, error) {
	t, err := readTable(path)
	if err == nil {
		err = t.need("t_s", "x_m", "y_m", "zone")
	}
	if err != nil {
		return nil, err
	}
	var runs []Run
	var last time.Time
	for _, row := range t.rows {
		s, _ := t.number(row, "t_s")
		at := time.UnixMilli(int64(s * 1000)).UTC()
		if len(runs) == 0 || at.Sub(last) > time.Minute || at.Before(last) {
			name := fmt.Sprintf("%s drive %d", filepath.Base(path), len(runs)+1)
			runs = append(runs, Run{Name: name, Kind: "robot"})
		}
		last = at
		run := &runs[len(runs)-1]
		run.Truth = append(run.Truth, Truth{At: at, Zone: beacons.Zone(t.text(row, "zone")), Spot: t.spot(row), Placed: true})
		run.hearAll(t, row, at, plan, -120)
	}
	return runs, nil
}
