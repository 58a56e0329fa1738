package wire

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string, whose quote comes next. The result lives until the next
// string is read.
func (r *reader) str() []byte {
	text, start := r.text, r.at+1
	for i := start; i < len(text); i++ {
		c := text[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			continue
		}
		r.at = i
		switch {
		case c == '"':
			r.at++
			return text[start:i]
		case c < ' ':
			r.broken = true
			return nil
		}
		return r.rewrite(start)
	}
	r.broken = true
	return nil
}

// rewrite reads the rest of a string that cannot be taken as it stands, because
// of an escape or of bytes that may not be UTF-8; from start to here it can.
func (r *reader) rewrite(start int) []byte {
	r.scratch = append(r.scratch[:0], r.text[start:r.at]...)
	for r.at < len(r.text) && !r.broken {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return r.scratch
		case c == '\\':
			r.escape()
		case c < ' ':
			r.broken = true
		default:
			r.glyph()
		}
	}
	r.broken = true
	return nil
}

// glyph copies one character; bytes that are not UTF-8 become U+FFFD.
func (r *reader) glyph() {
	c, size := utf8.DecodeRune(r.text[r.at:])
	r.scratch = utf8.AppendRune(r.scratch, c)
	r.at += size
}

// escape reads what a backslash begins.
func (r *reader) escape() {
	if r.at+1 == len(r.text) {
		r.broken = true
		return
	}
	if r.text[r.at+1] == 'u' {
		r.unicode()
		return
	}
	c := unescaped(r.text[r.at+1])
	r.broken = c == 0
	r.scratch = append(r.scratch, c)
	r.at += 2
}

// unescaped is the character that a backslash and c stand for; 0 if none.
func unescaped(c byte) byte {
	switch c {
	case '"', '\\', '/':
		return c
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return 0
}

// unicode reads \uXXXX, or two of them that make a surrogate pair. Half a pair
// becomes U+FFFD.
func (r *reader) unicode() {
	c := r.codeUnit(r.at)
	if c < 0 {
		r.broken = true
		return
	}
	r.at += 6
	if utf16.IsSurrogate(c) {
		c = utf16.DecodeRune(c, r.codeUnit(r.at))
		if c != unicode.ReplacementChar {
			r.at += 6
		}
	}
	r.scratch = utf8.AppendRune(r.scratch, c)
}

// codeUnit is what \uXXXX at i stands for; -1 if that is not what stands there.
func (r *reader) codeUnit(i int) rune {
	if len(r.text)-i < 6 || r.text[i] != '\\' || r.text[i+1] != 'u' {
		return -1
	}
	var c rune
	for _, h := range r.text[i+2 : i+6] {
		switch {
		case h-'0' <= 9:
			h -= '0'
		case h|0x20 >= 'a' && h|0x20 <= 'f':
			h = h | 0x20 - 'a' + 10
		default:
			return -1
		}
		c = c<<4 | rune(h)
	}
	return c
}
