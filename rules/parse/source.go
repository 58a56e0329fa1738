package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Pos is where something stands: line and column from 1, columns in
// characters; EndColumn is the first column after it on the same line.
type Pos struct{ Line, Column, EndColumn int }

// source is a file cut into lines, and the problems found in it so far.
type source struct {
	file     string
	size     int // bytes
	lines    [][]rune
	masked   map[[2]int]bool // line and column of values hidden from YAML
	problems []Problem
}

func newSource(file string, content []byte) *source {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	text := strings.ReplaceAll(strings.ToValidUTF8(string(content), "\ufffd"), "\r\n", "\n")
	s := &source{file: file, size: len(text)}
	for line := range strings.SplitSeq(text, "\n") {
		s.lines = append(s.lines, []rune(line))
	}
	if !utf8.Valid(content) {
		s.say(s.find("\ufffd"), "encoding", "This character cannot be read: the file is not saved as UTF-8.", nil)
	}
	return s
}

// say notes an error.
func (s *source) say(at Pos, code, message string, hint *Suggestion) {
	s.note(Error, at, code, message, hint)
}

// warn notes a warning.
func (s *source) warn(at Pos, code, message string) { s.note(Warning, at, code, message, nil) }

func (s *source) note(severity string, at Pos, code, message string, hint *Suggestion) {
	at = s.inside(at)
	s.problems = append(s.problems, Problem{
		File: s.file, Line: at.Line, Column: at.Column, EndColumn: at.EndColumn,
		Code: code, Severity: severity, Message: message, Suggestion: hint,
	})
}

// inside moves a position that a library got wrong into the file.
func (s *source) inside(at Pos) Pos {
	at.Line = min(max(at.Line, 1), len(s.lines))
	width := len(s.lines[at.Line-1])
	at.Column = min(max(at.Column, 1), width+1)
	at.EndColumn = min(max(at.EndColumn, at.Column+1), max(width+1, at.Column+1))
	return at
}

// find is the first place of a text in the file.
func (s *source) find(text string) Pos {
	for i, line := range s.lines {
		if before, _, ok := strings.Cut(string(line), text); ok {
			column := utf8.RuneCountInString(before) + 1
			return Pos{i + 1, column, column + utf8.RuneCountInString(text)}
		}
	}
	return Pos{1, 1, 2}
}

// has tells whether a text stands at a place.
func (s *source) has(line, column int, text string) bool {
	if line < 1 || line > len(s.lines) || column < 1 || column > len(s.lines[line-1])+1 {
		return false
	}
	return strings.HasPrefix(string(s.lines[line-1][column-1:]), text)
}

// instead is a suggestion to write with in place of what stands at a position.
func instead(at Pos, with, text string) *Suggestion {
	return &Suggestion{Text: text, Replace: &Replace{Line: at.Line, Column: at.Column, Length: at.EndColumn - at.Column, With: with}}
}

// hint is a suggestion that no machine can carry out.
func hint(text string) *Suggestion { return &Suggestion{Text: text} }

// meant suggests the nearest of some names for the one at a position, or nil.
func meant(at Pos, found string, names []string) *Suggestion {
	name := nearest(found, names)
	if name == "" {
		return nil
	}
	return instead(at, name, "Did you mean `"+name+"`?")
}

// meantOr is meant, and lists what there is when nothing is near.
func meantOr(at Pos, found string, names []string, which string) *Suggestion {
	if near := meant(at, found, names); near != nil {
		return near
	}
	if len(names) == 0 || len(names) > 12 {
		return nil
	}
	return hint(which + " " + listed(names) + ".")
}

// listed joins names for a sentence: `a`, `b` and `c`.
func listed(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = "`" + name + "`"
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " and " + quoted[last]
}
