package accuracy

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// reader reads one data folder; where is the folder that says where the
// receivers are (the training folder, when the scored one holds recordings only).
type reader func(dir, where string) ([]Site, error)

// Load reads the recordings under a folder: of the folder itself when it is
// named like a data set, otherwise of all its data sets. where is a folder of
// data sets with the receivers' places; "" = the same.
func Load(dir, where string) ([]Site, error) {
	names, readers := readers()
	if where == "" {
		where = dir
		if known(names, filepath.Base(dir)) {
			where = filepath.Dir(filepath.Clean(dir))
		}
	}
	if known(names, filepath.Base(dir)) {
		return readers[filepath.Base(dir)](dir, filepath.Join(where, filepath.Base(dir)))
	}
	var sites []Site
	for _, name := range names {
		sub := filepath.Join(dir, name)
		if _, err := os.Stat(sub); err != nil {
			continue
		}
		more, err := readers[name](sub, filepath.Join(where, name))
		if err != nil {
			return nil, err
		}
		sites = append(sites, more...)
	}
	if len(sites) == 0 {
		return nil, fmt.Errorf("%s holds no data set that we know: %v", dir, names)
	}
	return sites, nil
}

// readers are the data sets that we can read, in the order of the table.
func readers() ([]string, map[string]reader) {
	return []string{"tetam", "sal-rb", "flat", "esiiab", "espresense-capture"}, map[string]reader{
		"tetam": loadTetam, "sal-rb": loadSalrb, "flat": loadFlat, "esiiab": loadEsiiab, "espresense-capture": loadEspresense,
	}
}

func known(names []string, name string) bool {
	return slices.Contains(names, name)
}
