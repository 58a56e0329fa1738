package history

import (
	"encoding/json"
	"io"
	"strconv"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// Writer writes one history, from one start of a venue to its end.
type Writer struct {
	to     io.Writer
	mask   *mask
	open   map[beacons.Person]beacons.Visit // the last visit a reader knows
	offset int                              // of the clock from UTC, seconds
	line   []byte
}

// Begin writes the first line: what the venue knew when it started at `at`.
func Begin(to io.Writer, name string, at time.Time, s venue.State) (*Writer, error) {
	w := &Writer{to: to, mask: newMask(), open: map[beacons.Person]beacons.Visit{}}
	_, w.offset = at.Zone()
	first, err := json.Marshal(header{Schema: Schema, Venue: name, From: at, State: w.mask.state(s)})
	if err == nil {
		_, err = to.Write(append(first, '\n'))
	}
	return w, err
}

func (m *mask) state(s venue.State) state {
	out := state{State: s}
	for _, saved := range s.Profiles {
		out.Profiles = append(out.Profiles, profile{saved.Person, m.covered(saved)})
	}
	for _, c := range s.Codes {
		c.Code = m.code(c.Pool, c.Code)
		out.Codes = append(out.Codes, c)
	}
	for _, e := range s.Out {
		if push, is := e.(rules.Push); is {
			push.Token, push.Title, push.Body, push.Why.Facts = "", "", "", nil
			push.Code = m.code(push.Pool, push.Code)
			out.Out = append(out.Out, push)
		}
	}
	return out
}

// covered is a saved profile without the phones that asked for songs, and
// without those that are pushed to.
func (m *mask) covered(saved venue.Saved) []byte {
	var p rules.Profile
	if json.Unmarshal(saved.JSON, &p) != nil {
		return []byte("{}") // the venue begins it anew too
	}
	for i := range p.Timers {
		p.Timers[i].Mention.To = someone(p.Timers[i].Mention.To)
	}
	p.Dead = m.buried(p.Dead, saved.Person)
	p.Browser = m.phone(p.Browser, saved.Person)
	return p.AppendJSON(nil)
}

// someone stands for a phone of which only matters that there is one.
func someone(phone beacons.Tag) beacons.Tag {
	if phone == "" {
		return ""
	}
	return "someone"
}

// Write writes what the rules were told.
func (w *Writer) Write(told []venue.Told) error {
	w.line = w.line[:0]
	for i := range told {
		if err := w.append(&told[i]); err != nil {
			return err
		}
	}
	_, err := w.to.Write(w.line)
	return err
}

func (w *Writer) append(t *venue.Told) error {
	w.line = appendMoment(append(w.line, `{"t":`...), t.At)
	if _, offset := t.At.Zone(); offset != w.offset {
		w.offset = offset
		w.line = strconv.AppendInt(append(w.line, `,"o":`...), int64(offset), 10)
	}
	var err error
	switch in := t.In.(type) {
	case venue.Visited:
		w.visit(t.At, in)
	case venue.Counted:
		w.text("z", string(in.Zone))
		w.line = strconv.AppendInt(append(w.line, `,"n":`...), int64(in.People), 10)
	case venue.Waited: // that it is written says all
	default:
		err = w.other(in)
	}
	w.line = append(w.line, '}', '\n')
	return err
}

// visit leaves out what a reader knows from the line before about the person.
func (w *Writer) visit(at time.Time, in venue.Visited) {
	person := in.Visit.Person
	w.text("p", string(person))
	if known := w.open[person]; known.Zone != in.Visit.Zone || !known.From.Equal(in.Visit.From) {
		w.text("z", string(in.Visit.Zone))
		w.ago("f", at, in.Visit.From)
	}
	if !in.Visit.Open() {
		w.ago("u", at, in.Visit.To)
		delete(w.open, person)
		return
	}
	if !in.Heard.Equal(in.Visit.From) {
		w.ago("h", at, in.Heard)
	}
	w.open[person] = in.Visit
}

// other writes an input that is rare.
func (w *Writer) other(in venue.Input) error {
	name, body, err := w.mask.encode(in)
	w.text("in", name)
	w.line = append(append(w.line, `,"is":`...), body...)
	return err
}

func (w *Writer) text(key, value string) {
	quoted, _ := json.Marshal(value) // a string always encodes
	w.line = append(append(append(append(w.line, ',', '"'), key...), '"', ':'), quoted...)
}

// ago writes how many seconds before at a moment was.
func (w *Writer) ago(key string, at, moment time.Time) {
	w.line = append(append(append(w.line, ',', '"'), key...), '"', ':')
	w.line = appendSeconds(w.line, int64(at.Sub(moment)/time.Second), int64(at.Sub(moment)%time.Second))
}

// appendMoment writes a time as seconds since 1970, exactly.
func appendMoment(b []byte, t time.Time) []byte {
	return appendSeconds(b, t.Unix(), int64(t.Nanosecond()))
}

// appendSeconds writes seconds and nanoseconds of one sign as a decimal number.
func appendSeconds(b []byte, seconds, nanos int64) []byte {
	if seconds < 0 || nanos < 0 {
		b, seconds, nanos = append(b, '-'), -seconds, -nanos
	}
	b = strconv.AppendInt(b, seconds, 10)
	if nanos == 0 {
		return b
	}
	fraction := strconv.AppendInt(nil, 1_000_000_000+nanos, 10)[1:]
	for fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	return append(append(b, '.'), fraction...)
}
