package accuracy

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// table is one CSV file, its columns found by name.
type table struct {
	path string
	cols map[string]int
	rows [][]string
}

// readTable reads a CSV file, gunzipped when its name says so.
func readTable(path string) (table, error) {
	f, err := os.Open(path)
	if err != nil {
		return table{}, err
	}
	defer func() { _ = f.Close() }()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return table{}, fmt.Errorf("reading %s: %w", path, err)
		}
	}
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return table{}, fmt.Errorf("reading %s: %w", path, err)
	}
	if len(rows) == 0 {
		return table{}, fmt.Errorf("reading %s: it is empty", path)
	}
	t := table{path: path, cols: make(map[string]int), rows: rows[1:]}
	for i, name := range rows[0] {
		t.cols[strings.TrimSpace(name)] = i
	}
	return t, nil
}

// need fails unless the table has all these columns.
func (t table) need(names ...string) error {
	for _, n := range names {
		if _, ok := t.cols[n]; !ok {
			return fmt.Errorf("reading %s: it has no column %q", t.path, n)
		}
	}
	return nil
}

// text is one cell; "" when the row is short.
func (t table) text(row []string, name string) string {
	i, ok := t.cols[name]
	if !ok || i >= len(row) {
		return ""
	}
	return row[i]
}

// number is one cell as a number; false when it is empty or no number.
func (t table) number(row []string, name string) (float64, bool) {
	v, err := strconv.ParseFloat(t.text(row, name), 64)
	return v, err == nil
}

// spot is the place in the columns x_m and y_m.
func (t table) spot(row []string) [2]float64 {
	x, _ := t.number(row, "x_m")
	y, _ := t.number(row, "y_m")
	return [2]float64{x, y}
}
