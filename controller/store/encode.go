package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// encodeDecision puts the outcome's letter first, so that the script need not
// read JSON. The ID is the field, so the value leaves it out.
func encodeDecision(d venue.Decision) ([]byte, error) {
	letter, ok := map[rules.Outcome]byte{rules.Done: 'd', rules.Held: 'h', rules.Dropped: 'x', rules.Shadowed: 's'}[d.Outcome]
	if !ok {
		return nil, fmt.Errorf("no outcome %q is known", d.Outcome)
	}
	d.ID = ""
	body, err := json.Marshal(d)
	return append([]byte{letter}, body...), err
}

func decodeDecision(id, value string) (venue.Decision, error) {
	if value == "" {
		return venue.Decision{}, fmt.Errorf("decision: nothing is stored")
	}
	d := venue.Decision{}
	if err := json.Unmarshal([]byte(value[1:]), &d); err != nil {
		return d, fmt.Errorf("decision: %w", err)
	}
	d.ID = id
	return d, nil
}

// encodeCode writes state|at|person; the person comes last, whatever it holds.
func encodeCode(m *venue.CodeMove) string {
	return string(m.State) + "|" + encodeTime(m.At) + "|" + string(m.Person)
}

func decodeCode(pool, code, value string) (venue.CodeMove, error) {
	m := venue.CodeMove{Pool: pool, Code: code}
	state, rest, _ := strings.Cut(value, "|")
	at, person, ok := strings.Cut(rest, "|")
	if !ok {
		return m, fmt.Errorf("pool %s: a code is stored as %q", pool, value)
	}
	m.State, m.Person = venue.CodeState(state), beacons.Person(person)
	var err error
	m.At, err = decodeTime(at)
	return m, err
}

func decodeMark(source, value string) (venue.Mark, error) {
	seq, boot, ok := strings.Cut(value, "|")
	n, err := strconv.ParseUint(seq, 10, 64)
	if !ok || err != nil {
		return venue.Mark{}, fmt.Errorf("mark of %s is stored as %q", source, value)
	}
	return venue.Mark{Source: beacons.Source(source), Boot: boot, Seq: n}, nil
}

func decodeVisit(values map[string]any) (beacons.Visit, error) {
	text := func(field string) string { s, _ := values[field].(string); return s }
	v := beacons.Visit{Person: beacons.Person(text("p")), Zone: beacons.Zone(text("z"))}
	var err error
	if v.From, err = decodeTime(text("f")); err == nil {
		v.To, err = decodeTime(text("t"))
	}
	return v, err
}

// decodeStop reads at|by; who stopped it comes last, whatever it holds.
func decodeStop(what, value string) (rules.Stop, error) {
	at, by, ok := strings.Cut(value, "|")
	when, err := decodeTime(at)
	if !ok || err != nil {
		return rules.Stop{}, fmt.Errorf("stop of %s is stored as %q", what, at)
	}
	return rules.Stop{What: rules.Stopped(what), By: by, At: when}, nil
}

// encodeTime writes Unix nanoseconds; nothing is the zero time.
func encodeTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixNano(), 10)
}

func decodeTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("a time is stored as %q", s)
	}
	return time.Unix(0, n).UTC(), nil
}
