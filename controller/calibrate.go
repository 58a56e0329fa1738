package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/beacons/locate"
)

const calibrateHelp = `foyer calibrate --venue venue.yaml --tag BADGE
foyer calibrate --venue venue.yaml --from RECORDING [--from RECORDING ...]

Teaches the venue what its anchors hear in each zone, and stores that as the
radio map that the venue file names (plan: radio_map: radio-map.json). Wear the
badge as a guest does, and walk slowly through all of each zone for a minute.
Nobody is told anything and nothing is rewarded; a running venue takes the new
map at its next start. Zones that are walked again replace what was known.

A recording is a file of lines {"zone":"bar","tag":"b1","anchor":"gw-bar",
"rssi":-61,"at":1778349600000} (at in Unix milliseconds; "x" and "y" in metres
may be added), or a table (.csv, .csv.gz) with the columns receiver, rssi_dbm,
x_m, y_m and t_s or t_ms, and perhaps point.`

// walkPlan is what the command line asked for.
type walkPlan struct {
	venue   string
	tag     string
	from    []string
	zones   []string
	stay    time.Duration
	between time.Duration
	partial bool
}

func calibrateCommand(ctx context.Context, args []string, out io.Writer) error {
	w, err := calibrateFlags(args, out)
	if err != nil {
		return err
	}
	c, problems, err := readConfig(w.venue)
	if err = errors.Join(err, failed(problems)); err != nil {
		return err
	}
	if c.Plan.RadioMap == "" {
		return fmt.Errorf("%s names no file for the radio map: write `radio_map: radio-map.json` into its plan", w.venue)
	}
	old, err := readMap(c)
	if err != nil {
		return err
	}
	lessons, err := w.lessons(ctx, c, out)
	if err != nil {
		return err
	}
	return w.learn(c, old, lessons, out)
}

func calibrateFlags(args []string, out io.Writer) (w walkPlan, err error) {
	set := flags("calibrate", calibrateHelp, out)
	set.StringVar(&w.venue, "venue", "venue.yaml", "the venue file")
	set.StringVar(&w.tag, "tag", "", "the badge or phone that is carried")
	set.DurationVar(&w.stay, "stay", time.Minute, "how long to walk in each zone")
	set.DurationVar(&w.between, "between", 20*time.Second, "how long the way to the next zone takes")
	set.BoolVar(&w.partial, "partial", false, "store the map though it knows nothing of some zones: nobody will be found there")
	set.Func("from", "a recording to learn from instead; may be given many times", func(s string) error {
		w.from = append(w.from, s)
		return nil
	})
	set.Func("zones", "only these zones, as bar,lounge (default: all that have an anchor)", func(s string) error {
		w.zones = strings.Split(s, ",")
		return nil
	})
	if err := parseFlags(set, args, 0); err != nil {
		return w, err
	}
	return w, w.judge(set)
}

func (w walkPlan) judge(set *flag.FlagSet) error {
	switch {
	case len(w.from) == 0 && w.tag == "":
		fmt.Fprintf(set.Output(), "%s: which badge is carried? Write --tag BADGE, or --from RECORDING\n", set.Name())
		return errMisused
	case w.stay < time.Second || w.between < 0:
		fmt.Fprintf(set.Output(), "%s: --stay must be 1 s or more, and --between not less than nothing\n", set.Name())
		return errMisused
	}
	return nil
}

// lessons gathers what was heard, and where that was.
func (w walkPlan) lessons(ctx context.Context, c config, out io.Writer) ([][]locate.Sample, error) {
	zones, err := w.chosen(c.plan())
	if err != nil {
		return nil, err
	}
	if len(w.from) > 0 {
		return readRecordings(c.plan(), w.from, beacons.Tag(w.tag), zones, out)
	}
	return w.walk(ctx, c, zones, out)
}

// chosen are the zones to calibrate, in the order of the plan.
func (w walkPlan) chosen(plan beacons.Plan) (zones []beacons.ZonePlan, err error) {
	for _, name := range w.zones {
		if _, known := plan.ZoneOf(beacons.Zone(name)); !known {
			return nil, fmt.Errorf("--zones: there is no zone %q; there are %s", name, zoneNames(plan))
		}
	}
	for _, z := range plan.Zones {
		heard := slices.ContainsFunc(plan.Anchors, func(a beacons.AnchorPlan) bool { return a.Zone == z.ID })
		if slices.Contains(w.zones, string(z.ID)) || len(w.zones) == 0 && heard {
			zones = append(zones, z)
		}
	}
	return zones, nil
}

func zoneNames(plan beacons.Plan) string {
	var names []string
	for _, z := range plan.Zones {
		names = append(names, string(z.ID))
	}
	return strings.Join(names, ", ")
}

// learn makes the map, judges it and stores it.
func (w walkPlan) learn(c config, old locate.Map, lessons [][]locate.Sample, out io.Writer) error {
	plan := c.plan()
	learnt := locate.Learn(plan, lessons)
	if len(learnt.Spots) == 0 {
		return errors.New("too little was heard to learn from: a zone needs some seconds of one badge; nothing was stored")
	}
	zones := summarize(lessons, learnt, out)
	m := mergeMap(old, learnt, zones)
	if missing := unknownZones(m, plan); len(missing) > 0 {
		fmt.Fprintf(out, "The map knows nothing of %s: nobody would be found there.\n", strings.Join(missing, ", "))
		if !w.partial {
			return errors.New("nothing was stored: calibrate these zones too, or say --partial")
		}
	}
	file := c.path(c.Plan.RadioMap)
	if err := writeMap(file, m); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d spots, %d anchors. It is used from the next start of foyer run.\n", file, len(m.Spots), len(m.Anchors))
	return nil
}

// summarize prints what was heard in each zone and gives the zones learnt.
func summarize(lessons [][]locate.Sample, m locate.Map, out io.Writer) (zones []beacons.Zone) {
	heard := map[beacons.Zone]map[beacons.Anchor]int{}
	count := map[beacons.Zone]int{}
	for _, lesson := range lessons {
		for _, s := range lesson {
			if heard[s.Zone] == nil {
				heard[s.Zone] = map[beacons.Anchor]int{}
			}
			heard[s.Zone][s.Anchor]++
			count[s.Zone]++
		}
	}
	fmt.Fprintf(out, "%-20s %10s %8s %6s\n", "zone", "sightings", "anchors", "spots")
	for _, zone := range slices.Sorted(maps.Keys(heard)) {
		spots := 0
		for _, s := range m.Spots {
			if s.Zone == zone {
				spots++
			}
		}
		fmt.Fprintf(out, "%-20s %10d %8d %6d\n", zone, count[zone], len(heard[zone]), spots)
		if spots > 0 {
			zones = append(zones, zone)
		}
	}
	return zones
}

// unknownZones are the zones with an anchor that the map has no spot of.
func unknownZones(m locate.Map, plan beacons.Plan) (missing []string) {
	for _, z := range plan.Zones {
		anchored := slices.ContainsFunc(plan.Anchors, func(a beacons.AnchorPlan) bool { return a.Zone == z.ID })
		mapped := slices.ContainsFunc(m.Spots, func(s locate.Spot) bool { return s.Zone == z.ID })
		if anchored && !mapped {
			missing = append(missing, string(z.ID))
		}
	}
	return missing
}
