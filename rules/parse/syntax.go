package parse

import (
	"regexp"
	"strings"
)

// plainWords says a complaint of the YAML library as an organizer would.
func plainWords(complaint string) (message, what string) {
	for _, known := range []struct{ part, message, what string }{
		{"found character '\t'", "There is a tab in the indentation.", "Indent with spaces."},
		{"end character of double-quoted", "This text begins with \" and does not end.", "Close it with \"."},
		{"end character of single-quoted", "This text begins with ' and does not end.", "Close it with '."},
		{"'@' is a reserved", "A text cannot begin with @ here.", "Put it in quotes."},
		{"'`' is a reserved", "A text cannot begin with ` here.", "Put it in quotes."},
		{"directive value", "A text cannot begin with % here.", "Put it in quotes."},
		{"mapping value is not allowed", "There is a second colon in this line, or the line is indented too far.", "Put the text in quotes, or indent the line like the one above it."},
		{"',' or ']' must be", "A list that begins with [ is not closed before this.", "Close it with ]."},
		{"',' or '}' must be", "A group that begins with { is not closed before this.", "Close it with }."},
		{"sequence end token ']'", "A list that begins with [ is not closed.", "Close it with ]."},
		{"flow map", "A group that begins with { is not closed.", "Close it with }."},
		{"block sequence entries", "A list cannot begin in this line.", "Begin it in the next line."},
		{"unexpected key name", "This line stands neither in the list above it nor beside it.", "Indent it like the lines it belongs to."},
		{"value is not allowed", "This line does not fit the ones above it.", "Indent it like the lines it belongs to."},
	} {
		if strings.Contains(complaint, known.part) {
			return known.message, known.what
		}
	}
	return "This line cannot be read.", "Look at its indentation, quotes, brackets and colons."
}

// startsQuoted is a value that begins with a quoted word and goes on after it.
var startsQuoted = regexp.MustCompile(`^(\s*(?:- )*\s*(?:[A-Za-z_]\w*:\s+)?)("[^"]*"|'[^']*')(\s+[^\s#:,\]}].*)$`) //nolint:gochecknoglobals // a compiled pattern is a constant

// quoted sees a line that begins with a quote and goes on after it, says so and
// mends the text by hiding the line's value, so that the rest can be read.
func (s *source) quoted(at Pos) bool {
	line := string(s.lines[at.Line-1])
	found := startsQuoted.FindStringSubmatch(line)
	if found == nil {
		return false
	}
	value := strings.TrimRight(found[2]+found[3], " ")
	column := len([]rune(found[1])) + 1
	place := Pos{at.Line, column, column + len([]rune(value))}
	s.say(place, "yaml-quote", "A line that starts with a quote ends, for YAML, at the next quote.",
		instead(place, "'"+strings.ReplaceAll(value, "'", "''")+"'", "Put the whole line in single quotes."))
	s.hide(place)
	return true
}

// hidden stands in the mended text where a value was that has been complained
// about already.
const hidden = "!mended"

// hide replaces a value in the text that the library reads; the lines that
// positions are checked against stay as they were written.
func (s *source) hide(at Pos) {
	lines := strings.Split(s.text, "\n")
	runes := []rune(lines[at.Line-1])
	lines[at.Line-1] = string(runes[:at.Column-1]) + hidden
	s.text = strings.Join(lines, "\n")
}
