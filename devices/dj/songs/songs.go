// Package songs is the DJ's catalogue: it reads what DJ software exports and
// says which song a guest means. It promises that a bad row costs only itself
// and is reported, that its time and memory are bounded whatever it is given,
// and that two songs a request fits alike are both named. It never opens a file,
// keeps a list of requests, or plays anything.
package songs

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Track is one song of the DJ's.
type Track struct {
	Title    string  `json:"title"`            // as the DJ's software spells it, never empty
	Artist   string  `json:"artist,omitempty"` // empty = not known
	Key      string  `json:"key,omitempty"`    // musical key as exported: "8A", "Am"
	BPM      float64 `json:"bpm,omitempty"`    // beats a minute, 20 to 400; 0 = not known
	File     string  `json:"file,omitempty"`   // where the recording lies, as exported; empty = not known
	Explicit bool    `json:"explicit,omitempty"`
	Blocked  bool    `json:"blocked,omitempty"` // do not play
	Absent   bool    `json:"absent,omitempty"`  // only the do-not-play list has it
	Line     int     `json:"line,omitempty"`    // where it stands in the import, from 1
}

// Name is "Artist - Title", or the title alone.
func (t Track) Name() string {
	if t.Artist == "" {
		return t.Title
	}
	return t.Artist + " - " + t.Title
}

// Problem is what was found wrong at a line of an import.
type Problem struct {
	Line   int    `json:"line"` // from 1; 0 = of no line
	Reason string `json:"reason"`
}

// Import is what was read from one file.
type Import struct {
	Tracks   []Track   `json:"tracks"`
	Problems []Problem `json:"problems"` // in the order of their lines, the first 1,000
	Unsaid   int       `json:"unsaid"`   // how many more problems there are
}

// Format is how a file is written.
type Format string

// The formats that Read knows.
const (
	CSV       Format = "csv"       // a header line, then a track a line
	M3U       Format = "m3u"       // M3U and M3U8, with #EXTINF or without
	Rekordbox Format = "rekordbox" // the XML of rekordbox: DJ_PLAYLISTS/COLLECTION/TRACK
)

// FormatOf guesses the format from a file's name; "" = none of ours.
func FormatOf(name string) Format {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv", ".txt":
		return CSV
	case ".m3u", ".m3u8":
		return M3U
	case ".xml":
		return Rekordbox
	}
	return ""
}

// Bounds of one import and of one request.
const (
	maxTracks   = 250_000   // kept
	maxRows     = 1_000_000 // looked at, good or bad
	maxLine     = 64 << 10  // bytes of a line; a longer one is a problem, and skipped
	maxElement  = 1 << 20   // bytes of an XML element or comment
	maxText     = 300       // characters of a title, artist or request
	maxProblems = 1_000     // told
)

// The reasons for which an import ends early. What was read before stays.
var (
	// ErrTooLong says that a file has more rows than a catalogue may have.
	ErrTooLong = errors.New("too many rows: a catalogue has at most 250,000 tracks in 1,000,000 rows")
	// ErrFormat says that the file is not what it was said to be.
	ErrFormat = errors.New("not such a file")
)

// Read reads a catalogue. Text is UTF-8, UTF-16 with a byte order mark, or,
// where a line is no UTF-8, Windows-1252. A bad row is a Problem and the others
// are read. An error (ErrFormat, ErrTooLong, or the reader's, wrapped) says that
// the rest was not read; what came before is returned with it.
func Read(f Format, r io.Reader) (Import, error) {
	in := &Import{Tracks: []Track{}, Problems: []Problem{}}
	var err error
	switch f {
	case CSV:
		err = in.csv(newLines(decoded(r)))
	case M3U:
		err = in.m3u(newLines(decoded(r)))
	case Rekordbox:
		err = in.rekordbox(decoded(r))
	default:
		err = fmt.Errorf("%q is no format: %w", f, ErrFormat)
	}
	if err != nil {
		return *in, fmt.Errorf("songs: read %s: %w", f, err)
	}
	return *in, nil
}

// problem notes what is wrong at a line.
func (in *Import) problem(line int, format string, args ...any) {
	if len(in.Problems) >= maxProblems {
		in.Unsaid++
		return
	}
	in.Problems = append(in.Problems, Problem{Line: line, Reason: fmt.Sprintf(format, args...)})
}

// add takes a track, if it has a title.
func (in *Import) add(t Track) error {
	if len(in.Tracks) >= maxTracks {
		return ErrTooLong
	}
	t.Title, t.Artist, t.Key = visible(t.Title), visible(t.Artist), visible(t.Key)
	if t.Title == "" {
		in.problem(t.Line, "no title")
		return nil
	}
	t.Explicit = t.Explicit || marked(t.Title, "explicit")
	in.Tracks = append(in.Tracks, t)
	return nil
}

// tempo reads beats a minute; what cannot be one is reported and left out.
func (in *Import) tempo(line int, text string) float64 {
	text = strings.Replace(strings.TrimSpace(text), ",", ".", 1)
	if text == "" {
		return 0
	}
	bpm, err := parseFloat(text)
	switch {
	case err != nil:
		in.problem(line, "tempo %q is no number; the track is kept without it", short(text))
		return 0
	case bpm == 0: // rekordbox: not analysed
		return 0
	case !(bpm >= 20 && bpm <= 400): // the other way round, NaN would pass
		in.problem(line, "tempo %q is not between 20 and 400 beats a minute; the track is kept without it", short(text))
		return 0
	}
	return bpm
}
