package songs

import (
	"errors"
	"io"
	"net/url"
	"path"
	"strings"
)

// m3u reads a playlist. What #EXTINF says of a file goes before the file's
// name; a file without it is taken by its name, "01 - Artist - Title.mp3".
func (in *Import) m3u(l *lines) error {
	var told *Track // by #EXTINF, of the file to come
	take := func(t *Track) error {
		if t == nil {
			return nil
		}
		return in.add(*t)
	}
	for {
		next, err := l.next()
		text := strings.TrimSpace(next.text)
		switch {
		case errors.Is(err, io.EOF):
			return take(told)
		case err != nil:
			return err
		case next.bad != "":
			in.problem(next.number, "%s", next.bad)
			continue
		case text == "":
			continue
		}
		if err := take(in.listed(&told, text, next.number)); err != nil {
			return err
		}
	}
}

// listed is the track that a line ends, if it ends one.
func (in *Import) listed(told **Track, text string, number int) (done *Track) {
	name, info := extended(text)
	switch {
	case info:
		done, *told = *told, nil
		if strings.TrimSpace(name) != "" { // else its file may say more
			t := named(name, number)
			*told = &t
		}
	case text[0] == '#':
	case *told != nil:
		done, *told = *told, nil
		done.File = text
	default:
		t := named(fileName(text), number)
		t.File = text
		done = &t
	}
	return done
}

// extended is what stands behind the comma of #EXTINF:123 a="b,c",Artist - Title.
func extended(text string) (name string, ok bool) {
	const mark = "#EXTINF:"
	if len(text) < len(mark) || !strings.EqualFold(text[:len(mark)], mark) {
		return "", false
	}
	quoted := false
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ',' && !quoted:
			return text[i+1:], true
		}
	}
	_, name, _ = strings.Cut(text, ",") // a quote that does not close
	return name, true
}

// fileName is a file's name without folder, ending and track number. Folders
// are of Windows too, and names of URLs are escaped.
func fileName(text string) string {
	if strings.Contains(text, "://") {
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	text = path.Base(strings.ReplaceAll(text, `\`, "/"))
	if ending := path.Ext(text); len(ending) > 1 && len(ending) <= 5 && !strings.Contains(ending, " ") {
		text = strings.TrimSuffix(text, ending)
	}
	text = strings.ReplaceAll(text, "_", " ")
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if rest := text[digits:]; digits > 0 && digits <= 3 {
		for _, gap := range []string{" - ", ". ", ") "} {
			if after, found := strings.CutPrefix(rest, gap); found {
				return after
			}
		}
	}
	return text
}

// named takes "Artist - Title" apart.
func named(text string, number int) Track {
	text = strings.NewReplacer(" – ", " - ", " — ", " - ").Replace(text)
	if artist, title, found := strings.Cut(text, " - "); found && strings.TrimSpace(title) != "" {
		return Track{Artist: artist, Title: title, Line: number}
	}
	return Track{Title: text, Line: number}
}
