package songs

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxRowLines is how many lines one row of quoted cells may take.
const maxRowLines = 8

// columns says where in a row what stands; -1 = nowhere.
type columns struct {
	comma                                            byte
	title, artist, key, bpm, explicit, blocked, file int
}

// csv reads RFC 4180, and what spreadsheets make of it: commas, semicolons or
// tabs, a "sep=;" line, quotes inside of cells, rows of any length.
func (in *Import) csv(l *lines) error {
	head, err := header(l)
	if err != nil {
		return err
	}
	for {
		first, err := l.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case first.bad != "":
			in.problem(first.number, "%s", first.bad)
			continue
		case strings.TrimSpace(first.text) == "":
			continue
		}
		cells, ok := row(l, first, head.comma)
		if !ok {
			in.problem(first.number, "a quote is opened and not closed")
			continue
		}
		if err := in.add(in.track(head, first.number, cells)); err != nil {
			return err
		}
	}
}

// track takes what we know from a row.
func (in *Import) track(c columns, number int, cells []string) Track {
	cell := func(at int) string {
		if at < 0 || at >= len(cells) {
			return ""
		}
		return cells[at]
	}
	t := Track{
		Title: cell(c.title), Artist: cell(c.artist), Key: cell(c.key), Line: number,
		BPM: in.tempo(number, cell(c.bpm)), Explicit: yes(cell(c.explicit)), Blocked: yes(cell(c.blocked)),
		File: strings.TrimSpace(cell(c.file)),
	}
	if both := named(t.Title, number); c.artist < 0 { // one column for both
		t.Artist, t.Title = both.Artist, both.Title
	}
	return t
}

// header finds the first line with text, and which column is what.
func header(l *lines) (columns, error) {
	for {
		first, err := l.next()
		switch {
		case errors.Is(err, io.EOF):
			return columns{}, fmt.Errorf("no header line: %w", ErrFormat)
		case err != nil:
			return columns{}, err
		case first.bad != "":
			return columns{}, fmt.Errorf("line %d is %s: %w", first.number, first.bad, ErrFormat)
		}
		text := strings.TrimSpace(first.text)
		if text == "" || strings.HasPrefix(strings.ToLower(text), "sep=") {
			continue
		}
		c := columnsOf(text)
		if c.title < 0 {
			return c, fmt.Errorf("line %d: no column is called title; found %q: %w", first.number, short(text), ErrFormat)
		}
		return c, nil
	}
}

func columnsOf(head string) columns {
	comma := byte(',')
	for _, c := range []byte{';', '\t'} {
		if strings.Count(head, string(c)) > strings.Count(head, string(comma)) {
			comma = c
		}
	}
	cells, _ := split(head, comma)
	for i := range cells {
		cells[i] = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(cells[i], "_", " ")))
	}
	find := func(names ...string) int {
		for _, name := range names {
			if at := slices.Index(cells, name); at >= 0 {
				return at
			}
		}
		return -1
	}
	return columns{
		comma:    comma,
		title:    find("title", "track title", "track name", "song", "song title", "name", "track", "titel", "titre", "título", "titulo"),
		artist:   find("artist", "artists", "artist name(s)", "artist name", "track artist", "performer", "interpret", "artiste", "artista"),
		key:      find("key", "tonality", "musical key"),
		bpm:      find("bpm", "tempo", "average bpm", "averagebpm"),
		explicit: find("explicit"),
		blocked:  find("blocked", "do not play", "do-not-play", "block"),
		file:     find("file", "path", "location", "filename", "file name", "file path"),
	}
}

// yes reads a flag as people and programs write it.
func yes(cell string) bool {
	return slices.Contains([]string{"1", "true", "yes", "y", "x", "e", "explicit", "ja", "oui", "si", "sí"}, strings.ToLower(strings.TrimSpace(cell)))
}

// row is the cells of a row, which may go on over some lines. A quote that is
// never closed costs its own line: what was read to look for its end goes back.
func row(l *lines, first line, comma byte) (cells []string, ok bool) {
	text, taken := first.text, []line(nil)
	for {
		cells, open := split(text, comma)
		if !open {
			return cells, true
		}
		next, err := l.next()
		if err == nil {
			taken = append(taken, next)
		}
		if err != nil || next.bad != "" || len(taken) >= maxRowLines || len(text)+len(next.text) > maxLine {
			l.back(taken)
			return nil, false
		}
		text += "\n" + next.text
	}
}

// split takes a row apart. A quote counts only at a cell's beginning: 7" is a
// record. It says whether a quote is still open at the end.
func split(text string, comma byte) (cells []string, open bool) {
	var cell strings.Builder
	quoted, fresh := false, true
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quoted && c == '"' && i+1 < len(text) && text[i+1] == '"':
			cell.WriteByte('"')
			i++
		case c == '"' && (quoted || fresh):
			quoted, fresh = !quoted, false
		case c == comma && !quoted:
			cells = append(cells, cell.String())
			cell.Reset()
			fresh = true
		default:
			cell.WriteByte(c)
			fresh = fresh && c == ' '
		}
	}
	return append(cells, cell.String()), quoted
}
