package parse

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Show writes a problem for a terminal: where it is, the line it is in, and
// what is wrong under a row of carets. The source is that of the problem's file.
func Show(w io.Writer, source []byte, p Problem) {
	head := fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	if p.Rule != "" {
		head += "  " + p.Rule
	}
	margin := fmt.Sprintf("%5d | ", p.Line)
	blank := strings.Repeat(" ", len(margin)-2) + "| "
	line, p := window(lineOf(source, p.Line), p)
	under := blank + upTo(line, p.Column) + strings.Repeat("^", carets(line, p)) + " "

	_, _ = fmt.Fprintf(w, "%s\n%s%s\n%s%s\n", head, margin, line, under, p.said())
	if p.Suggestion != nil {
		_, _ = fmt.Fprintf(w, "%s%s\n", blank+strings.Repeat(" ", utf8.RuneCountInString(under)-len(blank)), p.Suggestion.Text)
	}
}

// window cuts a line that is too long for a terminal around the problem.
func window(line string, p Problem) (string, Problem) {
	const before, width = 60, 120
	runes := []rune(line)
	if len(runes) <= width+before {
		return line, p
	}
	from := min(max(0, p.Column-1-before), len(runes))
	to := min(from+width, len(runes))
	p.Column, p.EndColumn = p.Column-from, min(p.EndColumn-from, width+1)
	return string(runes[from:to]), p
}

func (p Problem) said() string {
	if p.Severity == Warning {
		return "(warning) " + p.Message
	}
	return p.Message
}

func lineOf(source []byte, number int) string {
	for line := range strings.Lines(string(source)) {
		if number--; number == 0 {
			return strings.TrimPrefix(strings.TrimRight(line, "\r\n"), "\ufeff")
		}
	}
	return ""
}

// upTo is blank space as wide as the line before a column: a tab stays a tab.
func upTo(line string, column int) string {
	var b strings.Builder
	for _, r := range line {
		if column--; column < 1 {
			break
		}
		if r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

func carets(line string, p Problem) int {
	rest := utf8.RuneCountInString(line) - p.Column + 1
	return max(1, min(p.EndColumn-p.Column, rest))
}
