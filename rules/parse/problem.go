package parse

import (
	"cmp"
	"fmt"
	"slices"
)

// The severities of a Problem.
const (
	Error   = "error"   // the file cannot be used
	Warning = "warning" // it can, but hardly means what it says
)

// Problem is one mistake in a file, in the words of who wrote it. Lines and
// columns count from 1, columns in characters; EndColumn is the first column
// after the mistake, on the same line.
type Problem struct {
	File       string      `json:"file"`
	Line       int         `json:"line"`
	Column     int         `json:"column"`
	EndColumn  int         `json:"end_column"`
	Rule       string      `json:"rule,omitempty"`
	Code       string      `json:"code"`
	Severity   string      `json:"severity"`
	Message    string      `json:"message"`
	Suggestion *Suggestion `json:"suggestion,omitempty"`
}

// Suggestion is what would do instead. Replace is nil when there is no single
// edit that a machine could make.
type Suggestion struct {
	Text    string   `json:"text"`
	Replace *Replace `json:"replace,omitempty"`
}

// Replace is one edit: Length characters from Line and Column become With.
type Replace struct {
	Line   int    `json:"from"`
	Column int    `json:"col"`
	Length int    `json:"len"`
	With   string `json:"with"`
}

// String is the problem as one line: file:line:column, what was found and what
// would do.
func (p Problem) String() string {
	text := fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
	if p.Severity == Warning {
		text += "warning: "
	}
	text += p.Message
	if p.Suggestion != nil {
		text += " " + p.Suggestion.Text
	}
	return text
}

// Failed tells whether one of the problems is an error.
func Failed(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity != Warning })
}

// inOrder sorts problems as they stand in the file and drops repetitions.
func inOrder(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.CompactFunc(problems, func(a, b Problem) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.Message == b.Message
	})
}
