package accuracy

import (
	"fmt"
	"path/filepath"
	"time"

	"foyer/beacons"
)

// loadEsiiab reads the phone that heard six beacons in 28 sectors of two
// floors. Nobody knows where the beacons hang: without a radio map nothing can
// be said. The samples have no times; they are played one a second.
func loadEsiiab(dir, _ string) ([]Site, error) {
	site := Site{Name: "esiiab"}
	for i := range 28 {
		site.Plan.Zones = append(site.Plan.Zones, beacons.ZonePlan{ID: beacons.Zone(fmt.Sprint(i + 1))})
	}
	for i := range 6 {
		site.Plan.Anchors = append(site.Plan.Anchors, beacons.AnchorPlan{
			ID: beacons.Anchor(fmt.Sprintf("B%d", i+1)), Beacon: fmt.Sprintf("esiiab-0-%d", i+1),
		})
	}
	paths, err := globs(dir, "Tx*.csv")
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		runs, err := esiiabRuns(path, site.Plan)
		if err != nil {
			return nil, err
		}
		site.Runs = append(site.Runs, runs...)
	}
	return []Site{site}, nil
}

// esiiabRuns makes two runs of every sector, its first and its second half, so
// that one can be learnt from and the other scored.
func esiiabRuns(path string, plan beacons.Plan) ([]Run, error) {
	t, err := readTable(path)
	if err == nil {
		err = t.need("B1", "B6", "Sector")
	}
	if err != nil {
		return nil, err
	}
	bySector := make(map[string][][]string)
	for _, row := range t.rows {
		sector := t.text(row, "Sector")
		bySector[sector] = append(bySector[sector], row)
	}
	var halves [2][]Run
	for _, z := range plan.Zones {
		rows := bySector[string(z.ID)]
		half := len(rows) / 2
		for h, part := range [][][]string{rows[:half], rows[half:]} {
			run := Run{Name: fmt.Sprintf("%s sector %s half %d", filepath.Base(path), z.ID, h+1), Kind: "phone"}
			run.Truth = []Truth{{At: start(), Zone: z.ID}}
			for i, row := range part {
				run.hearAll(t, row, start().Add(time.Duration(i)*time.Second), plan, -120)
			}
			halves[h] = append(halves[h], run)
		}
	}
	return append(halves[0], halves[1]...), nil
}
