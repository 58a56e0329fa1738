package songs

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// errElement says that one XML element is too long to be a track.
var errElement = errors.New("an element is longer than 1 MiB")

// rekordbox reads DJ_PLAYLISTS/COLLECTION/TRACK (rekordbox, "XML format list").
// The TRACKs of PLAYLISTS only point to these. Entities of the file's own are
// refused, so that none can expand. XML that is broken ends the import there.
func (in *Import) rekordbox(r io.Reader) error {
	source := &rationed{from: r}
	d := xml.NewDecoder(source)
	d.CharsetReader = charset
	inside, seen, rows := false, false, 0
	for {
		source.left = maxElement
		token, err := d.Token()
		number, _ := d.InputPos()
		switch {
		case errors.Is(err, io.EOF) && seen:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("no COLLECTION in it: %w", ErrFormat)
		case err != nil:
			in.problem(number, "%s", short(err.Error()))
			return fmt.Errorf("line %d: %w: %w", number, ErrFormat, err)
		}
		switch e := token.(type) {
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(e), []byte("ENTITY")) {
				return fmt.Errorf("line %d: it declares entities: %w", number, ErrFormat)
			}
		case xml.StartElement:
			inside = inside || e.Name.Local == "COLLECTION"
			seen = seen || inside
			if !inside || e.Name.Local != "TRACK" {
				continue
			}
			if rows++; rows > maxRows {
				return ErrTooLong
			}
			if err := in.add(in.element(number, e.Attr)); err != nil {
				return err
			}
		case xml.EndElement:
			inside = inside && e.Name.Local != "COLLECTION"
		}
	}
}

// element takes what we know from a TRACK.
func (in *Import) element(number int, attributes []xml.Attr) Track {
	t := Track{Line: number}
	for _, a := range attributes {
		switch strings.ToLower(a.Name.Local) {
		case "name":
			t.Title = a.Value
		case "artist":
			t.Artist = a.Value
		case "tonality":
			t.Key = a.Value
		case "location":
			t.File = located(a.Value)
		case "averagebpm":
			t.BPM = in.tempo(number, a.Value)
		case "explicit": // not rekordbox's own; converters write it
			t.Explicit = yes(a.Value)
		}
	}
	return t
}

// located is the path in a file's URL: "file://localhost/C:/Music/a%20b.mp3".
func located(address string) string {
	at, err := url.Parse(address)
	if err != nil || at.Scheme != "file" {
		return address
	}
	return at.Path
}

// rationed gives so many bytes until it is told more: encoding/xml holds a
// whole element in memory.
type rationed struct {
	from io.Reader
	left int
}

func (r *rationed) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errElement
	}
	n, err := r.from.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

// charset reads the encodings that a file may say it has.
func charset(label string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-16", "utf-16le", "utf-16be", "utf8", "us-ascii":
		return r, nil // by its mark, it was made UTF-8 before
	case "iso-8859-1", "latin1", "windows-1252":
		return &narrow{from: r}, nil
	}
	return nil, fmt.Errorf("encoding %q is not known", short(label))
}

// narrow reads Windows-1252 and gives UTF-8.
type narrow struct{ from io.Reader }

func (w *narrow) Read(p []byte) (n int, err error) {
	raw := make([]byte, max(1, len(p)/3)) // no letter of it takes more than 3 bytes
	if len(p) < 3 {
		return 0, io.ErrShortBuffer
	}
	got, err := w.from.Read(raw)
	for _, c := range raw[:got] {
		n += copy(p[n:], string(windows(c)))
	}
	return n, err
}
