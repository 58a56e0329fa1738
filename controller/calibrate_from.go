package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/beacons/locate"
)

// readRecordings reads lessons from files. What no radio hears is left out and
// counted, as the venue does; what cannot be read is an error.
func readRecordings(plan beacons.Plan, files []string, tag beacons.Tag, zones []beacons.ZonePlan, out io.Writer) (all [][]locate.Sample, err error) {
	for _, file := range files {
		r := &recording{file: file, plan: plan, tag: tag, zones: zones}
		if err := r.read(); err != nil {
			return nil, err
		}
		taken := 0
		for _, lesson := range r.lessons {
			taken += len(lesson)
		}
		fmt.Fprintf(out, "%s: %d sightings taken", file, taken)
		for _, left := range []struct {
			n   int
			why string
		}{{r.strange, "of anchors that are not on the plan"}, {r.absurd, "with a level that no radio hears"}, {r.others, "of other tags or zones"}} {
			if left.n > 0 {
				fmt.Fprintf(out, ", %d left out %s", left.n, left.why)
			}
		}
		fmt.Fprintln(out, ".")
		if taken == 0 {
			return nil, fmt.Errorf("%s: nothing in it fits the venue's plan", file)
		}
		all = append(all, r.lessons...)
	}
	return all, nil
}

// recording is one file as it is read.
type recording struct {
	file  string
	plan  beacons.Plan
	tag   beacons.Tag // "" = any
	zones []beacons.ZonePlan

	lessons                 [][]locate.Sample
	open                    map[string]int // of lessons, by tag or point
	strange, absurd, others int
}

func (r *recording) read() error {
	source, err := os.ReadFile(r.file)
	if err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	r.open = map[string]int{}
	name, packed := strings.CutSuffix(r.file, ".gz")
	if packed {
		if source, err = unzip(source); err != nil {
			return fmt.Errorf("recording %s: %w", r.file, err)
		}
	}
	switch filepath.Ext(name) {
	case ".jsonl", ".ndjson":
		err = r.lines(source)
	case ".csv":
		err = r.table(source)
	default:
		return fmt.Errorf("recording %s: it must be a .jsonl, .csv or .csv.gz file", r.file)
	}
	for _, lesson := range r.lessons {
		slices.SortStableFunc(lesson, func(a, b locate.Sample) int { return a.At.Compare(b.At) })
	}
	return err
}

// unzipped bounds what a packed recording may become.
const unzipped = 1 << 30

func unzip(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, unzipped))
}

// mostMistakes is how many mistakes of a recording are told.
const mostMistakes = 5

// mistakes are what is wrong with a file, line by line.
type mistakes struct {
	file string
	told []error
	more int
}

func (m *mistakes) say(line int, format string, args ...any) {
	if len(m.told) == mostMistakes {
		m.more++
		return
	}
	m.told = append(m.told, fmt.Errorf("%s:%d: %s", m.file, line, fmt.Sprintf(format, args...)))
}

func (m *mistakes) err() error {
	if m.more > 0 {
		return errors.Join(append(m.told, fmt.Errorf("%s: and %d more mistakes", m.file, m.more))...)
	}
	return errors.Join(m.told...)
}

// heardLine is one line of our own format.
type heardLine struct {
	Zone   beacons.Zone   `json:"zone"`
	Tag    beacons.Tag    `json:"tag"`
	Anchor beacons.Anchor `json:"anchor"`
	RSSI   *float64       `json:"rssi"`
	At     int64          `json:"at"` // Unix ms
	X      *float64       `json:"x"`
	Y      *float64       `json:"y"`
}

func (r *recording) lines(source []byte) error {
	wrong := mistakes{file: r.file}
	scanner := bufio.NewScanner(bytes.NewReader(source))
	for line := 1; scanner.Scan(); line++ {
		text := bytes.TrimSpace(scanner.Bytes())
		if len(text) == 0 {
			continue
		}
		var h heardLine
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&h); err != nil {
			wrong.say(line, "this is not one sighting: %v", err)
			continue
		}
		if why := r.lineMistake(h); why != "" {
			wrong.say(line, "%s", why)
			continue
		}
		s := locate.Sample{Sighting: beacons.Sighting{Tag: h.Tag, Anchor: h.Anchor, At: time.UnixMilli(h.At).UTC(), RSSI: float32(*h.RSSI)}, Zone: h.Zone}
		if h.X != nil && h.Y != nil {
			s.Spot, s.Placed = [2]float64{*h.X, *h.Y}, true
		}
		r.take(string(h.Tag), s)
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("recording %s: %w", r.file, err)
	}
	return wrong.err()
}

func (r *recording) lineMistake(h heardLine) string {
	switch _, known := r.plan.ZoneOf(h.Zone); {
	case h.Zone == "":
		return "`zone` is missing"
	case !known:
		return fmt.Sprintf("there is no zone %q; there are %s", h.Zone, zoneNames(r.plan))
	case h.Anchor == "":
		return "`anchor` is missing"
	case h.RSSI == nil:
		return "`rssi` is missing"
	case h.At <= 0:
		return "`at` is missing: the time in Unix milliseconds"
	}
	return ""
}

// table reads a CSV file with a heading. The place says which zone it was.
func (r *recording) table(source []byte) error {
	rows := csv.NewReader(bytes.NewReader(source))
	rows.ReuseRecord, rows.FieldsPerRecord = true, -1
	heading, err := rows.Read()
	if err != nil {
		return fmt.Errorf("recording %s: the heading line: %w", r.file, err)
	}
	columns := map[string]int{}
	for i, name := range heading {
		columns[strings.ToLower(strings.TrimSpace(name))] = i
	}
	clock, scale := "t_s", float64(time.Second)
	if _, ms := columns["t_ms"]; ms {
		clock, scale = "t_ms", float64(time.Millisecond)
	}
	for _, name := range []string{"receiver", "rssi_dbm", "x_m", "y_m", clock} {
		if _, there := columns[name]; !there {
			return fmt.Errorf("%s:1: there is no column %s; it has %s", r.file, name, strings.Join(heading, ", "))
		}
	}
	return r.rows(rows, columns, clock, scale)
}

func (r *recording) rows(rows *csv.Reader, columns map[string]int, clock string, scale float64) error {
	wrong := mistakes{file: r.file}
	for {
		fields, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return wrong.err()
		}
		if parse, bad := errors.AsType[*csv.ParseError](err); bad {
			wrong.say(parse.StartLine, "this row is not CSV: %v", parse.Err)
			continue
		}
		line, _ := rows.FieldPos(0)
		if len(fields) != len(columns) {
			wrong.say(line, "this row has %d fields, the heading has %d", len(fields), len(columns))
			continue
		}
		if !r.row(fields, columns, clock, scale) {
			wrong.say(line, "%s, rssi_dbm, x_m and y_m must be numbers", clock)
		}
	}
}

// row takes one row of a table; false when its numbers are none.
func (r *recording) row(fields []string, columns map[string]int, clock string, scale float64) bool {
	var v [4]float64
	for i, name := range []string{clock, "rssi_dbm", "x_m", "y_m"} {
		n, err := strconv.ParseFloat(strings.TrimSpace(fields[columns[name]]), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return false
		}
		v[i] = n
	}
	point, spot := "", [2]float64{v[2], v[3]}
	if i, there := columns["point"]; there {
		point = fields[i]
	}
	r.take(point, locate.Sample{
		Sighting: beacons.Sighting{Tag: r.tag, Anchor: beacons.Anchor(fields[columns["receiver"]]), At: moment(v[0], scale), RSSI: float32(v[1])},
		Zone:     zoneAt(r.plan, spot), Spot: spot, Placed: true,
	})
	return true
}

// moment is a time of a table, whose clock may begin anywhere.
func moment(t, scale float64) time.Time {
	whole, part := math.Modf(t * scale / float64(time.Second))
	return time.Unix(int64(whole), int64(part*float64(time.Second))).UTC()
}

// take adds a sample to the lesson of one tag or point.
func (r *recording) take(run string, s locate.Sample) {
	switch {
	case !slices.ContainsFunc(r.plan.Anchors, func(a beacons.AnchorPlan) bool { return a.ID == s.Anchor }):
		r.strange++
		return
	case s.RSSI < -127 || s.RSSI > 20:
		r.absurd++
		return
	case r.tag != "" && s.Tag != r.tag, !slices.ContainsFunc(r.zones, func(z beacons.ZonePlan) bool { return z.ID == s.Zone }):
		r.others++
		return
	}
	i, begun := r.open[run]
	if !begun {
		i = len(r.lessons)
		r.open[run] = i
		r.lessons = append(r.lessons, nil)
	}
	r.lessons[i] = append(r.lessons[i], s)
}

// zoneAt is the zone of a place: by the areas of the plan, or else that of the
// nearest anchor.
func zoneAt(plan beacons.Plan, at [2]float64) beacons.Zone {
	for _, z := range plan.Zones {
		if within(z.Area, at) {
			return z.ID
		}
	}
	var zone beacons.Zone
	least := math.Inf(1)
	for _, a := range plan.Anchors {
		if d := math.Hypot(a.At[0]-at[0], a.At[1]-at[1]); d < least {
			zone, least = a.Zone, d
		}
	}
	return zone
}

// within tells whether a place is in a polygon, by counting the sides that a
// ray to the right crosses.
func within(area [][2]float64, at [2]float64) (in bool) {
	for i, a := range area {
		b := area[(i+1)%len(area)]
		if (a[1] > at[1]) != (b[1] > at[1]) && at[0] < (b[0]-a[0])*(at[1]-a[1])/(b[1]-a[1])+a[0] {
			in = !in
		}
	}
	return in
}
