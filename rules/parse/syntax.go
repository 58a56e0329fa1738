package parse

import (
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
