package songs

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// decoded takes the byte order mark off, and makes UTF-8 of UTF-16.
func decoded(r io.Reader) *bufio.Reader {
	b := bufio.NewReader(r)
	mark, _ := b.Peek(3) // a short or broken file shows when it is read
	switch {
	case bytes.Equal(mark, []byte("\xef\xbb\xbf")):
		_, _ = b.Discard(3) // just peeked at
	case bytes.HasPrefix(mark, []byte("\xff\xfe")):
		_, _ = b.Discard(2)
		return bufio.NewReader(&wide{from: b})
	case bytes.HasPrefix(mark, []byte("\xfe\xff")):
		_, _ = b.Discard(2)
		return bufio.NewReader(&wide{from: b, big: true})
	}
	return b
}

// wide reads UTF-16 and gives UTF-8. Half a pair becomes U+FFFD.
type wide struct {
	from *bufio.Reader
	big  bool
	held rune // a unit that was read too far, if has
	has  bool
}

func (w *wide) Read(p []byte) (n int, err error) {
	for n+utf8.UTFMax <= len(p) {
		r, err := w.unit()
		if err != nil {
			return n, err
		}
		if utf16.IsSurrogate(r) {
			r = w.pair(r)
		}
		n += utf8.EncodeRune(p[n:], r)
	}
	if n == 0 && len(p) > 0 {
		return 0, io.ErrShortBuffer
	}
	return n, nil
}

func (w *wide) unit() (rune, error) {
	if w.has {
		w.has = false
		return w.held, nil
	}
	var two [2]byte
	if _, err := io.ReadFull(w.from, two[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, io.EOF // half a character at the end
		}
		return 0, err
	}
	if w.big {
		return rune(two[0])<<8 | rune(two[1]), nil
	}
	return rune(two[1])<<8 | rune(two[0]), nil
}

func (w *wide) pair(first rune) rune {
	second, err := w.unit()
	if err != nil {
		return utf8.RuneError
	}
	r := utf16.DecodeRune(first, second)
	if r == utf8.RuneError {
		w.held, w.has = second, true
	}
	return r
}

// lines reads lines of bounded length, and lets one look ahead.
type lines struct {
	from  *bufio.Reader
	ahead []line
	at    int
}

type line struct {
	number int
	text   string
	bad    string // why it cannot be used, if so
}

func newLines(r *bufio.Reader) *lines { return &lines{from: r} }

// next is the next line, io.EOF when there is none, ErrTooLong after maxRows.
func (l *lines) next() (line, error) {
	if len(l.ahead) > 0 {
		first := l.ahead[0]
		l.ahead = l.ahead[1:]
		return first, nil
	}
	if l.at >= maxRows {
		return line{}, ErrTooLong
	}
	raw, long, err := l.raw()
	if err != nil {
		return line{}, err
	}
	l.at++
	if long {
		return line{number: l.at, bad: "longer than 64 KiB"}, nil
	}
	text, ok := utf8OrWindows(raw)
	if !ok {
		return line{number: l.at, bad: "neither UTF-8 nor Windows-1252"}, nil
	}
	return line{number: l.at, text: text}, nil
}

// back puts lines back to be read again.
func (l *lines) back(again []line) { l.ahead = append(again, l.ahead...) }

// raw reads up to the line's end: \n, \r\n, or the \r of an old Mac.
func (l *lines) raw() (text []byte, long bool, err error) {
	for any := false; ; any = true {
		c, err := l.from.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && any:
			return text, long, nil
		case err != nil:
			return nil, false, err
		case c == '\r':
			if after, err := l.from.Peek(1); err == nil && after[0] == '\n' {
				continue
			}
			return text, long, nil
		case c == '\n':
			return text, long, nil
		case len(text) >= maxLine:
			long = true
		default:
			text = append(text, c)
		}
	}
}

// utf8OrWindows is the text of a line. Old M3U and spreadsheets write
// Windows-1252, whose letters are hardly ever UTF-8 by chance.
func utf8OrWindows(raw []byte) (string, bool) {
	if utf8.Valid(raw) {
		return string(raw), true
	}
	var b strings.Builder
	for _, c := range raw {
		r := windows(c)
		if r == utf8.RuneError {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

// windows is a byte of Windows-1252 (WHATWG Encoding, index windows-1252;
// its five empty places are U+FFFD here).
func windows(c byte) rune {
	if c < 0x80 || c > 0x9f {
		return rune(c)
	}
	return []rune("€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ")[c-0x80]
}

// visible is a text fit to be shown: one line, no control or direction signs.
func visible(text string) string {
	if len(text) > maxLine {
		text = text[:maxLine]
	}
	clean := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\u200c', unicode.IsGraphic(r) && r != utf8.RuneError: // U+200C is the half-space of Persian
			return r
		}
		return -1
	}, text)
	return short(strings.Join(strings.Fields(clean), " "))
}

// short is the first maxText characters.
func short(text string) string {
	count := 0
	for at := range text {
		if count++; count > maxText {
			return strings.TrimSpace(text[:at])
		}
	}
	return text
}

func parseFloat(text string) (float64, error) { return strconv.ParseFloat(text, 64) }
