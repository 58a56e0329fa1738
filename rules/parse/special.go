package parse

import (
	"encoding"
	"reflect"
	"time"
)

// Located is a value that remembers where it was written, for problems that
// only show later. At is zero when nothing was written.
type Located[T any] struct {
	Value T
	At    Pos

	good bool
}

// Good tells whether the value was written, and without a mistake.
func (l *Located[T]) Good() bool { return l.good }

// Written tells whether there is anything, right or wrong.
func (l *Located[T]) Written() bool { return l.At.Line > 0 }

func (l *Located[T]) inner() any      { return &l.Value }
func (l *Located[T]) locate(at Pos)   { l.At = at }
func (l *Located[T]) judge(good bool) { l.good = good }

// Map is a mapping in the order of the file.
type Map[T any] []Entry[T]

// Entry is one name of a Map with its value; Key is where the name stands.
type Entry[T any] struct {
	Name  string
	Key   Pos
	Value T

	good bool
}

func (m *Map[T]) add(name string, key Pos) any {
	*m = append(*m, Entry[T]{Name: name, Key: key})
	return &(*m)[len(*m)-1].Value
}

func (m *Map[T]) judge(good bool) { (*m)[len(*m)-1].good = good }

// line is a text whose characters can be found in the file again.
type line struct{ *node }

// Texts is one text, or a list of them.
type Texts struct {
	one  string
	many []string
}

func (t *Texts) wants() string { return "a text, or a list of texts" }

func (t *Texts) as(k kind) any {
	switch k {
	case text:
		return &t.one
	case list:
		return &t.many
	default:
		return nil
	}
}

// All are the texts as a list.
func (t Texts) All() []string {
	if t.one != "" {
		return []string{t.one}
	}
	return t.many
}

// Later is the type of a key that is known and not supported yet.
type Later struct{}

// located, ordered and shaped are the promises of special values.
type (
	located interface {
		inner() any
		locate(at Pos)
		judge(good bool)
	}
	ordered interface {
		add(name string, key Pos) any
		judge(good bool)
	}
	// shaped can be written in several ways: as says where to read a node of
	// some kind into, nil if it cannot be written so; wants says what it can be.
	shaped interface {
		as(k kind) any
		wants() string
	}
	// scanned is written as one word: scan reads it, or says what is wrong.
	scanned interface {
		scan(name, written string) *slip
	}
)

// slip is what is wrong with a word: a message, a hint, and what to write in
// its place when that is clear.
type slip struct{ code, message, hint, with string }

// special reads a node into a value that has its own way; done tells whether
// it has one.
func (d *decoder) special(n *node, v any, at spot) (done, ok bool) {
	switch v := v.(type) {
	case located:
		ok = d.value(n, reflect.ValueOf(v.inner()).Elem(), at)
		v.judge(ok)
	case *Later:
		d.later(n.at, at.name+": {...}")
	case *line:
		var ignored string
		if ok = d.text(n, reflect.ValueOf(&ignored).Elem(), at); ok {
			v.node = n
		}
	case ordered:
		ok = d.ordered(n, v, at)
	case shaped:
		ok = d.shaped(n, v, at)
	case *time.Duration:
		ok = d.word(n, at, "a time such as 45s or 10m", func(w string) *slip { return scanDuration(v, at.name, w) })
	case *time.Time:
		ok = d.word(n, at, "a date and time such as 2026-05-09T08:00:00Z", func(w string) *slip { return scanTime(v, at.name, w) })
	case scanned:
		ok = d.word(n, at, "one word", func(w string) *slip { return v.scan(at.name, w) })
	case encoding.TextUnmarshaler:
		ok = d.word(n, at, "one word", func(w string) *slip { return unmarshal(v, at, w) })
	default:
		return false, false
	}
	return true, ok
}

func unmarshal(v encoding.TextUnmarshaler, at spot, written string) *slip {
	if err := v.UnmarshalText([]byte(written)); err != nil {
		return &slip{code: "wrong-value", message: at.said() + ": " + err.Error() + "."}
	}
	return nil
}

func (d *decoder) ordered(n *node, v ordered, at spot) bool {
	if n.kind != mapping {
		return d.wrong(n, at, "a group of names, each with a colon")
	}
	good := true
	for i := range n.entries {
		e := &n.entries[i]
		target := reflect.ValueOf(v.add(e.key, e.at)).Elem()
		right := d.value(e.value, target, at.key(e.key, at.tag))
		v.judge(right)
		good = good && right
	}
	return good
}

func (d *decoder) shaped(n *node, v shaped, at spot) bool {
	target := v.as(n.kind)
	if target == nil {
		return d.wrong(n, at, v.wants())
	}
	return d.value(n, reflect.ValueOf(target).Elem(), at)
}

// word reads a scalar through scan and notes what is wrong with it.
func (d *decoder) word(n *node, at spot, want string, scan func(string) *slip) bool {
	if n.kind == list || n.kind == mapping {
		return d.wrong(n, at, want)
	}
	wrong := scan(n.text)
	if wrong == nil {
		return true
	}
	d.say(n.at, wrong.code, wrong.message, wrong.suggestion(n.at))
	return false
}

func (s *slip) suggestion(at Pos) *Suggestion {
	switch {
	case s.with != "":
		return instead(at, s.with, s.hint)
	case s.hint != "":
		return hint(s.hint)
	}
	return nil
}
