// Package people reads who is who. It takes the organizer's list of
// registrations and gives enrolments, with every row that cannot be taken
// reported by its line and reason while the others are taken. It is pure, and
// takes nothing that no rule uses: e-mail addresses stay in the file.
package people

import (
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/beacons/frame"
	"foyer/controller/venue"
	"foyer/rules"
)

// Problem is one row that was not taken, or a field of it that was left out.
type Problem struct {
	Line   int // in the file, the heading is line 1
	Reason string
}

// String is "line 7: ...".
func (p Problem) String() string { return fmt.Sprintf("line %d: %s", p.Line, p.Reason) }

// columns are the headings of a registrations file; id alone must be there.
const columns = "id,email,first_name,badge,badge_key,phone,apns_token,favourite_colour,favourite_music,staff,sponsor,consents"

// since is a column for whoever knows when an app registered its token: RFC 3339.
const since = "apns_token_at"

// Read takes a registrations file: CSV with a heading line of the columns
// above, in any order. Of two rows with one id or one badge the first is taken.
// The error is of the file as a whole; a bad row is a Problem.
func Read(r io.Reader) ([]venue.Enrolment, []Problem, error) {
	table := csv.NewReader(skipBOM(r))
	table.FieldsPerRecord = -1
	heading, err := table.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("registrations: the heading line: %w", err)
	}
	l := list{table: table, column: map[string]int{}, taken: map[string]int{}}
	if err := l.head(heading); err != nil {
		return nil, nil, err
	}
	for l.next() {
	}
	return l.enrolments, l.problems, nil
}

type list struct {
	table      *csv.Reader
	column     map[string]int
	taken      map[string]int // "id x", "badge x" -> line
	enrolments []venue.Enrolment
	problems   []Problem
}

func (l *list) head(heading []string) error {
	known := strings.Split(columns+","+since, ",")
	for i, name := range heading {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(known, name) {
			return fmt.Errorf("registrations: line 1: there is no column %q; the columns are %s", name, columns)
		}
		if _, twice := l.column[name]; twice {
			return fmt.Errorf("registrations: line 1: the column %q stands twice", name)
		}
		l.column[name] = i
	}
	if _, ok := l.column["id"]; !ok {
		return errors.New("registrations: line 1: the column `id` is missing; the columns are " + columns)
	}
	return nil
}

// next reads one row; false at the end.
func (l *list) next() bool {
	fields, err := l.table.Read()
	if errors.Is(err, io.EOF) {
		return false
	}
	if parse, bad := errors.AsType[*csv.ParseError](err); bad {
		l.problem(parse.StartLine, "this row is not CSV: "+parse.Err.Error())
		return true
	}
	if err != nil {
		l.problem(0, err.Error())
		return false
	}
	line, _ := l.table.FieldPos(0)
	if len(fields) != len(l.column) {
		l.problem(line, fmt.Sprintf("this row has %d fields, the heading has %d", len(fields), len(l.column)))
		return true
	}
	l.row(line, fields)
	return true
}

func (l *list) row(line int, fields []string) {
	get := func(name string) string {
		if i, ok := l.column[name]; ok {
			return strings.TrimSpace(fields[i])
		}
		return ""
	}
	if refusal := l.refusal(get); refusal != "" {
		l.problem(line, refusal)
		return
	}
	consents, unknown := purposes(get("consents"))
	if unknown != "" {
		l.problem(line, fmt.Sprintf("there is no consent %q; the row was not taken, so that nobody is taken to agree to what they did not", unknown))
		return
	}
	colour, ok := Colour(get("favourite_colour"))
	if !ok {
		l.problem(line, fmt.Sprintf("%q is not a colour; write a name, #rrggbb or rgb(r, g, b). The rest of the row was taken", get("favourite_colour")))
	}
	token := strings.ToLower(get("apns_token"))
	if token != "" && !isToken(token) {
		l.problem(line, "the apns_token is not 64 to 200 hex digits. The rest of the row was taken")
		token = ""
	}
	e := venue.Enrolment{Profile: rules.Profile{
		Person: beacons.Person(get("id")), FirstName: get("first_name"), Colour: colour, Music: get("favourite_music"),
		PushToken: token, Registered: true, Staff: yes(get("staff")), Sponsor: yes(get("sponsor")), Consents: consents,
	}}
	if at := get(since); at != "" {
		var err error
		if e.Profile.PushSince, err = time.Parse(time.RFC3339, at); err != nil {
			l.problem(line, "the "+since+" is not a time such as 2026-05-09T08:00:00Z. The rest of the row was taken")
		}
	}
	if key := get("badge_key"); key != "" {
		l.key(line, get("badge"), key, &e)
	}
	for _, name := range []string{"badge", "phone"} {
		if tag := get(name); tag != "" {
			e.Tags = append(e.Tags, beacons.Tag(tag))
			l.taken[name+" "+tag] = line
		}
	}
	l.taken["id "+get("id")] = line
	l.enrolments = append(l.enrolments, e)
}

// rotation is how badges change their identifier unless told otherwise: every
// 2^10 seconds, 17 minutes, as most are delivered.
const rotation = 10

// key takes the identity key of a badge, AES-128 in 32 hex digits. Whoever has
// it is the badge, so a reason never repeats it.
func (l *list) key(line int, badge, text string, e *venue.Enrolment) {
	var key frame.Key
	n, err := hex.Decode(key[:], []byte(text[:min(len(text), 2*len(key))]))
	first, twice := l.taken["key "+strings.ToLower(text)]
	switch {
	case err != nil || n != len(key) || len(text) != 2*len(key):
		l.problem(line, "the badge_key is not 32 hex digits. The rest of the row was taken")
	case badge == "":
		l.problem(line, "there is a badge_key and no badge. The rest of the row was taken")
	case twice:
		l.problem(line, fmt.Sprintf("the badge_key stands in line %d already. The rest of the row was taken", first))
	default:
		l.taken["key "+strings.ToLower(text)] = line
		e.Badges = append(e.Badges, venue.Badge{Tag: beacons.Tag(badge), Key: key, Exponent: rotation})
	}
}

// refusal says why a row cannot be taken at all.
func (l *list) refusal(get func(string) string) string {
	if get("id") == "" {
		return "the id is empty"
	}
	for _, name := range []string{"id", "badge", "phone"} {
		value := get(name)
		if strings.ContainsAny(value, "|") || len(value) > 64 {
			return fmt.Sprintf("the %s %q is longer than 64 bytes or has a |", name, value)
		}
		if first, ok := l.taken[name+" "+value]; ok && value != "" {
			return fmt.Sprintf("the %s %s stands in line %d already", name, value, first)
		}
	}
	for _, name := range []string{"staff", "sponsor"} {
		if value := get(name); !yes(value) && !no(value) {
			return fmt.Sprintf("%s says %q; write yes, or leave it empty", name, value)
		}
	}
	return ""
}

func (l *list) problem(line int, reason string) {
	l.problems = append(l.problems, Problem{Line: line, Reason: reason})
}

func yes(s string) bool {
	return strings.EqualFold(s, "yes") || strings.EqualFold(s, "true") || s == "1"
}

func no(s string) bool {
	return s == "" || strings.EqualFold(s, "no") || strings.EqualFold(s, "false") || s == "0"
}

// purposes reads "location;push".
func purposes(s string) (agreed []rules.Purpose, unknown string) {
	known := []rules.Purpose{rules.Location, rules.PushNote, rules.Lights, rules.Music, rules.Social, rules.Sponsors}
	for name := range strings.SplitSeq(s, ";") {
		purpose := rules.Purpose(strings.ToLower(strings.TrimSpace(name)))
		switch {
		case purpose == "":
		case !slices.Contains(known, purpose):
			return nil, string(purpose)
		case !slices.Contains(agreed, purpose):
			agreed = append(agreed, purpose)
		}
	}
	return agreed, ""
}

func isToken(s string) bool {
	return len(s) >= 64 && len(s) <= 200 && strings.Trim(s, "0123456789abcdef") == ""
}
