package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"foyer/beacons"
	"foyer/beacons/locate"
)

// readMap reads the radio map that a venue file names. Without a name, or
// before the first calibration, it is empty, and people are located by the
// plan. A map that cannot be meant is an error.
func readMap(c config) (locate.Map, error) {
	if c.Plan.RadioMap == "" {
		return locate.Map{}, nil
	}
	source, err := os.ReadFile(c.path(c.Plan.RadioMap))
	if errors.Is(err, fs.ErrNotExist) {
		return locate.Map{}, nil
	}
	if err != nil {
		return locate.Map{}, fmt.Errorf("radio map: %w", err)
	}
	m, err := decodeMap(source, c.plan())
	if err != nil {
		return locate.Map{}, fmt.Errorf("radio map %s: %w: mend it, or move it away and run foyer calibrate", c.path(c.Plan.RadioMap), err)
	}
	return m, nil
}

// decodeMap reads a map and judges whether the plan can use it.
func decodeMap(source []byte, plan beacons.Plan) (m locate.Map, err error) {
	decoder := json.NewDecoder(bytes.NewReader(source))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return m, fmt.Errorf("it cannot be read: %w", err)
	}
	if decoder.More() {
		return m, errors.New("something follows after its end")
	}
	if len(m.Spots) == 0 {
		return m, errors.New("it knows no spot")
	}
	if m.Floor > -50 || m.Floor < -127 || m.Offset < 0 || m.Offset > 30 {
		return m, fmt.Errorf("its floor of %v dBm or its offset of %v dB cannot be", m.Floor, m.Offset)
	}
	for i, s := range m.Spots {
		if err := judgeSpot(m, s, plan); err != nil {
			return m, fmt.Errorf("spot %d of %d: %w", i+1, len(m.Spots), err)
		}
	}
	return m, nil
}

func judgeSpot(m locate.Map, s locate.Spot, plan beacons.Plan) error {
	if _, known := plan.ZoneOf(s.Zone); !known {
		return fmt.Errorf("there is no zone %q on the plan", s.Zone)
	}
	if len(s.Levels) != len(m.Anchors) {
		return fmt.Errorf("it has %d levels for %d anchors", len(s.Levels), len(m.Anchors))
	}
	for i, level := range s.Levels {
		if level < -127 || level > 20 {
			return fmt.Errorf("a level of %v dBm at %s cannot be", level, m.Anchors[i])
		}
	}
	if s.Spread < 0 || s.Spread > 100 {
		return fmt.Errorf("a spread of %v dB cannot be", s.Spread)
	}
	return nil
}

// strayAnchors are the anchors that only the plan knows, and those that only
// the map knows. Neither is an error: gateways are replaced.
func strayAnchors(m locate.Map, plan beacons.Plan) (unmapped, gone []beacons.Anchor) {
	for _, a := range plan.Anchors {
		if !slices.Contains(m.Anchors, a.ID) {
			unmapped = append(unmapped, a.ID)
		}
	}
	for _, a := range m.Anchors {
		if !slices.ContainsFunc(plan.Anchors, func(p beacons.AnchorPlan) bool { return p.ID == a }) {
			gone = append(gone, a)
		}
	}
	return unmapped, gone
}

// writeMap writes a map whole or not at all: a venue may start meanwhile.
func writeMap(file string, m locate.Map) (err error) {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("radio map: %w", err)
	}
	draft, err := os.CreateTemp(filepath.Dir(file), ".radio-map-*")
	if err != nil {
		return fmt.Errorf("radio map: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("radio map: %w", errors.Join(err, os.Remove(draft.Name())))
		}
	}()
	_, err = draft.Write(append(text, '\n'))
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), file)
}

// mergeMap is the old map with some zones known anew. What the old map knew of
// other zones stays; an anchor that it did not know is silent there.
func mergeMap(old, learnt locate.Map, zones []beacons.Zone) locate.Map {
	if len(old.Spots) == 0 {
		return learnt
	}
	had := map[beacons.Zone]bool{}
	var spots []locate.Spot
	for _, s := range old.Spots {
		had[s.Zone] = true
		if !slices.Contains(zones, s.Zone) {
			s.Levels = realign(s.Levels, old.Anchors, learnt.Anchors)
			spots = append(spots, s)
		}
	}
	for _, s := range learnt.Spots {
		if slices.Contains(zones, s.Zone) || !had[s.Zone] {
			spots = append(spots, s)
		}
	}
	learnt.Spots = spots
	return learnt
}

// realign puts levels into the order of other anchors.
func realign(levels []float32, from, to []beacons.Anchor) []float32 {
	out := make([]float32, len(to))
	for i, a := range to {
		out[i] = locate.Silent
		if j := slices.Index(from, a); j >= 0 {
			out[i] = levels[j]
		}
	}
	return out
}
