package wire

import "bytes"

// looseField reads a field that should be a number and that some senders put
// in quotes.
func (r *reader) looseField(depth int, into *float64) Reason {
	if r.next() != '"' {
		return r.numberField(depth, into)
	}
	v, ok := numeral(r.str())
	if !ok {
		return WrongType
	}
	*into = v
	return understood
}

// numeral is the number that a text is, if it is one as JSON writes them.
func numeral(text []byte) (v float64, ok bool) {
	q := reader{text: bytes.TrimSpace(text)}
	v = q.number()
	return v, q.whole()
}

// word is a short text of a message, kept while the message is read.
type word struct {
	letters [tagLimit]byte
	size    int
}

func (w *word) text() []byte { return w.letters[:w.size] }

func (w *word) is(text string) bool { return string(w.text()) == text }

// wordField reads a field that should be a short text. One too long is as good
// as none, which the caller may overlook.
func (r *reader) wordField(depth int, into *word) Reason {
	s, why := r.stringField(depth)
	switch {
	case s == nil:
		return why
	case len(s) > tagLimit:
		into.size = 0
		return TagTooLong
	}
	into.size = copy(into.letters[:], s)
	return understood
}

// flagField reads a field that should be true or false, and may be null.
func (r *reader) flagField(depth int, into *bool) Reason {
	switch r.next() {
	case 't':
		r.word("true")
		*into = true
	case 'f':
		r.word("false")
		*into = false
	case 'n':
		r.word("null")
	default:
		r.skip(depth)
		return WrongType
	}
	return understood
}

// object reads an object inside depth open brackets, and lets field read the
// value of each of its fields. What is no object is skipped.
func (r *reader) object(depth int, field func(key []byte)) Reason {
	if r.next() != '{' {
		r.skip(depth)
		return WrongType
	}
	r.at++
	for first := true; r.more(&first, '}'); {
		field(r.key())
	}
	return understood
}
