package main

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/beacons/link"
)

// recorded is one message and when it comes, counted from the first.
type recorded struct {
	after time.Duration
	link.Message
}

// between is the pause from one recording to the next, long enough for
// everybody to have left.
const between = 30 * time.Second

// recordings reads files, and all recordings of folders, one after the other.
// Start is when, at the venue, the first message comes.
func recordings(paths []string, venue string, start time.Time) ([]recorded, error) {
	var files []string
	for _, path := range paths {
		more, err := filesOf(path)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	var all []recorded
	offset := time.Duration(0)
	for _, file := range files {
		list, err := recording(file, venue, start.Add(offset))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for i := range list {
			list[i].after += offset
		}
		all = append(all, list...)
		offset = all[len(all)-1].after + between
	}
	return all, nil
}

// filesOf is the file itself, or what a folder holds that we can replay.
func filesOf(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	for _, pattern := range []string{"*.jsonl", "*.csv", "tracks/*.csv"} {
		found, _ := filepath.Glob(filepath.Join(path, pattern)) // the patterns are good
		files = append(files, found...)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return filepath.Base(f) == "receivers.csv" })
	if len(files) == 0 {
		return nil, fmt.Errorf("replay: %s holds no recording (*.jsonl, *.csv, tracks/*.csv)", path)
	}
	return files, nil
}

func recording(file, venue string, start time.Time) (list []recorded, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var in io.Reader = f
	name := file
	if rest, zipped := strings.CutSuffix(file, ".gz"); zipped {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
		name = rest
	}
	switch filepath.Ext(name) {
	case ".jsonl":
		list, err = capture(in)
	case ".csv":
		tag, _, _ := strings.Cut(filepath.Base(name), ".")
		list, err = walk(in, tag, venue, start)
	default:
		err = errors.New("neither .jsonl nor .csv")
	}
	if err == nil && len(list) == 0 {
		err = errors.New("holds no message")
	}
	return list, err
}

// capture reads messages as a broker's client wrote them down: one JSON object a
// line, with the arrival time, the topic and the body as it was.
func capture(in io.Reader) ([]recorded, error) {
	var list []recorded
	var first time.Time
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		var line struct {
			Tst, Topic string
			QoS        byte
			Retain     int
			Payload    json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		at, err := time.Parse("2006-01-02T15:04:05.999999-0700", line.Tst)
		if err != nil {
			return nil, fmt.Errorf("line %d: tst: %w", n, err)
		}
		if n == 1 {
			first = at
		}
		m := link.Message{Topic: line.Topic, Body: line.Payload, QoS: line.QoS, Retain: line.Retain != 0}
		list = append(list, recorded{at.Sub(first), m})
	}
	return inOrder(list), lines.Err()
}

// walk reads what the receivers of one badge wrote down, t_s or t_ms, receiver
// and rssi_dbm by column, and makes native sightings of it: each receiver is an
// anchor, and the badge has the name of the recording.
func walk(in io.Reader, tag, venue string, start time.Time) ([]recorded, error) {
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	at, unit := slices.Index(rows[0], "t_s"), time.Second
	if at < 0 {
		at, unit = slices.Index(rows[0], "t_ms"), time.Millisecond
	}
	receiver, rssi := slices.Index(rows[0], "receiver"), slices.Index(rows[0], "rssi_dbm")
	if at < 0 || receiver < 0 || rssi < 0 {
		return nil, errors.New("line 1: a walk needs the columns t_s (or t_ms), receiver and rssi_dbm")
	}
	list := make([]recorded, 0, len(rows)-1)
	var first float64
	for i, row := range rows[1:] {
		t, err := strconv.ParseFloat(row[at], 64)
		if err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", i+2, rows[0][at], err)
		}
		if i == 0 {
			first = t
		}
		if _, err := strconv.ParseFloat(row[rssi], 64); err != nil {
			return nil, fmt.Errorf("line %d: rssi_dbm: %w", i+2, err)
		}
		after := time.Duration((t - first) * float64(unit)).Round(time.Millisecond)
		body := fmt.Sprintf(`{"tag":%q,"rssi":%s,"at":%d}`, tag, row[rssi], start.Add(after).UnixMilli())
		list = append(list, recorded{after, link.Message{Topic: "foyer/" + venue + "/sighting/" + row[receiver], Body: []byte(body)}})
	}
	return inOrder(list), nil
}

func inOrder(list []recorded) []recorded {
	slices.SortStableFunc(list, func(a, b recorded) int { return int(a.after - b.after) })
	return list
}
