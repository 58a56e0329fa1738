package wire

// deepest is how deep values may nest; encoding/json stops at the same depth.
const deepest = 10000

// reader walks over one JSON text, value by value, and builds nothing. Once
// the text turns out not to be JSON it is broken: every method then reads
// nothing, so that only the end has to ask.
type reader struct {
	text    []byte
	at      int
	broken  bool
	nest    []byte // closing brackets that skip still expects
	scratch []byte // the last string that could not be taken as it stands
	names   *names
}

func newReader() *reader { return &reader{names: newNames()} }

// load starts a new text.
func (r *reader) load(text []byte) { r.text, r.at, r.broken = text, 0, false }

// next is the first byte of what comes next, which stays unread; 0 at the end.
func (r *reader) next() byte {
	if r.at < len(r.text) && r.text[r.at] > ' ' {
		return r.text[r.at]
	}
	return r.nextAfterSpace()
}

func (r *reader) nextAfterSpace() byte {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; c {
		case ' ', '\n', '\t', '\r':
			r.at++
		default:
			return c
		}
	}
	return 0
}

// take reads c, which must come next.
func (r *reader) take(c byte) {
	if r.broken || r.next() != c {
		r.broken = true
		return
	}
	r.at++
}

// more steps to the next element of the array or object whose opening bracket
// is read, and tells whether there is one. After the last it has read the
// closing bracket. first is true before the first element.
func (r *reader) more(first *bool, end byte) bool {
	if r.broken {
		return false
	}
	if r.next() == end {
		r.at++
		return false
	}
	if !*first {
		r.take(',')
	}
	*first = false
	return !r.broken
}

// key reads the name of a field and its colon.
func (r *reader) key() []byte {
	if r.next() != '"' {
		r.broken = true
		return nil
	}
	name := r.str()
	r.take(':')
	return name
}

// word reads exactly w.
func (r *reader) word(w string) {
	if len(r.text)-r.at < len(w) || string(r.text[r.at:r.at+len(w)]) != w {
		r.broken = true
		return
	}
	r.at += len(w)
}

// whole tells whether the text was JSON and nothing but space is left of it.
func (r *reader) whole() bool {
	r.next()
	return !r.broken && r.at == len(r.text)
}
