package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// at is where a piece of the library's tree stands.
func (s *source) at(in ast.Node) Pos {
	token := in.GetToken()
	if token == nil || token.Position == nil {
		return Pos{1, 1, 2}
	}
	if m, ok := in.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return s.at(m.Values[0].Key)
	}
	first, _, _ := strings.Cut(token.Value, "\n")
	at := s.settle(Pos{Line: token.Position.Line, Column: token.Position.Column}, begin(token.Origin, first))
	at.EndColumn = at.Column + utf8.RuneCountInString(first)
	return s.inside(at)
}

// begin is what must stand at a token's place.
func begin(origin, value string) string {
	origin = strings.TrimLeft(origin, " \t\r\n")
	if strings.HasPrefix(origin, "'") || strings.HasPrefix(origin, "\"") {
		return origin[:1]
	}
	word, _, _ := strings.Cut(value, " ")
	return word
}

// settle checks a position of the library against the text, because some of
// them are off after escapes and comments, and looks near it when it is wrong.
func (s *source) settle(at Pos, word string) Pos {
	at = s.inside(at)
	if word == "" || s.has(at.Line, at.Column, word) {
		return at
	}
	for _, line := range []int{at.Line, at.Line - 1, at.Line + 1} {
		for column := range s.width(line) {
			if s.has(line, column+1, word) {
				return Pos{Line: line, Column: column + 1}
			}
		}
	}
	return at
}

func (s *source) width(line int) int {
	if line < 1 || line > len(s.lines) {
		return 0
	}
	return len(s.lines[line-1])
}

func (s *source) scalar(in ast.Node) *node {
	n := &node{kind: text, at: s.at(in)}
	if s.masked[[2]int{n.at.Line, n.at.Column}] {
		n.kind, n.last = broken, n.at.Line
		return n
	}
	switch v := in.(type) {
	case *ast.StringNode:
		n.text = v.Value
	case *ast.LiteralNode:
		n.text, n.quote = v.Value.Value, '|'
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		n.kind, n.text = number, in.GetToken().Value
	case *ast.BoolNode:
		n.kind, n.text = truth, in.GetToken().Value
	case *ast.NullNode, *ast.CommentGroupNode, *ast.CommentNode, nil:
		n.kind = empty
	default:
		return s.refuse(in, "This part of YAML is not supported here.", "Write `key: value`.")
	}
	s.extent(n)
	return n
}

// extent finds where a scalar ends: at its closing quote, or with its text.
func (s *source) extent(n *node) {
	n.last = n.at.Line
	if n.quote == '|' {
		n.last += strings.Count(strings.TrimRight(n.text, "\n"), "\n") + 1
		return
	}
	line := s.lines[n.at.Line-1]
	for _, quote := range []rune{'"', '\''} {
		if n.kind == text && s.has(n.at.Line, n.at.Column, string(quote)) {
			n.quote = quote
			n.at.EndColumn = closing(line, n.at.Column, quote)
		}
	}
	n.at = s.inside(n.at)
}

// closing is the column after the quote that closes the one at a column, or
// the end of the line.
func closing(line []rune, column int, quote rune) int {
	for i := column; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quote == '"':
			i++
		case line[i] == quote && quote == '\'' && i+1 < len(line) && line[i+1] == quote:
			i++
		case line[i] == quote:
			return i + 2
		}
	}
	return len(line) + 1
}

// within is the place of some characters of a scalar's text in the file. It
// walks both and forgives what quoting and folding put between them.
func (s *source) within(n *node, from, length int) Pos {
	line, column := n.at.Line, n.at.Column
	if n.quote == '\'' || n.quote == '"' {
		column++
	}
	if n.quote == '|' {
		line, column = line+1, 1
	}
	for i, r := range []rune(n.text) {
		line, column = s.seek(line, column, r)
		if line == 0 {
			return n.at
		}
		if i == from {
			return s.inside(Pos{line, column, column + length})
		}
		column++
	}
	return s.inside(Pos{line, column, column + length})
}

// seek goes on to the next place where a character stands; 0, 0 when it is not
// to be found.
func (s *source) seek(line, column int, r rune) (int, int) {
	if r == '\n' {
		return line, column
	}
	for ; line <= len(s.lines); line, column = line+1, 1 {
		if r == ' ' && column > len(s.lines[line-1]) {
			return line, column
		}
		for ; column <= len(s.lines[line-1]); column++ {
			if s.lines[line-1][column-1] == r {
				return line, column
			}
		}
	}
	return 0, 0
}
