package parse

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"

	"foyer/rules"
)

// A condition is one line of a few comparisons: more nodes or characters than
// these are a program, which a rule is not.
const (
	nodesAtMost = 200
	lineAtMost  = 1000
)

// condition reads one line of an `if`. Each line is judged by itself, so that
// five wrong lines are five problems.
func (b *builder) condition(n *node, at setting) rules.Condition {
	out := rules.Condition{Source: n.text, Line: n.at.Line, Holds: never}
	switch {
	case strings.TrimSpace(n.text) == "":
		b.say(n.at, "empty", "This condition is empty.", hint("Write one, or remove the line."))
		return out
	case utf8.RuneCountInString(n.text) > lineAtMost:
		b.say(n.at, "too-large", "This condition is too long.", hint("Split it into several lines; all of them must hold."))
		return out
	}
	j := judge{builder: b, node: n, at: at}
	tree, err := parseLine(n.text)
	if err != nil {
		j.complain(err)
		return out
	}
	if j.verdict(tree) {
		out.Holds, out.Values, out.Said = j.compile(tree), j.values(tree), j.english(tree)
	}
	return out
}

func never(rules.Asked) bool { return false }

// parseLine guards against a panic in the library: it is not ours to trust.
func parseLine(line string) (root ast.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("unreadable: %v", r)
		}
	}()
	config := conf.CreateNew()
	config.MaxNodes = nodesAtMost
	tree, err := parser.ParseWithConfig(line, config)
	if err != nil {
		return nil, fmt.Errorf("parsing a condition: %w", err)
	}
	return tree.Node, nil
}

// judge checks one condition: its names, its constants and its types.
type judge struct {
	*builder
	node  *node
	at    setting
	wrong bool
}

// tell notes an error at some characters of the condition.
func (j *judge) tell(at Pos, code, message string, what *Suggestion) sort {
	j.wrong = true
	j.say(at, code, message, what)
	return unknown
}

// place is where a node of the expression stands in the file.
func (j *judge) place(n ast.Node) Pos {
	l := n.Location()
	return j.within(j.node, l.From, l.To-l.From)
}

// span is where a whole part of the expression stands, from its first
// character to its last.
func (j *judge) span(n ast.Node) Pos {
	s := spanner{from: n.Location().From, to: n.Location().To}
	ast.Walk(&n, &s)
	return j.within(j.node, s.from, s.to-s.from)
}

type spanner struct{ from, to int }

// Visit implements ast.Visitor.
func (s *spanner) Visit(n *ast.Node) {
	l := (*n).Location()
	s.from, s.to = min(s.from, l.From), max(s.to, l.To)
}

// source is what was written for a part of the expression.
func (j *judge) written(n ast.Node) string {
	s := spanner{from: n.Location().From, to: n.Location().To}
	ast.Walk(&n, &s)
	runes := []rune(j.node.text)
	return string(runes[max(0, min(s.from, len(runes))):max(0, min(s.to, len(runes)))])
}

// verdict tells whether the whole line is something true or false.
func (j *judge) verdict(root ast.Node) bool {
	got := j.sort(root)
	if got == yesNo || got == unknown {
		return !j.wrong
	}
	what := hint("Compare it, such as " + j.written(root) + " >= 3.")
	if got != amount {
		what = hint("Compare it, such as " + j.written(root) + " == \"...\".")
	}
	j.tell(j.span(root), "not-a-condition", fmt.Sprintf("`%s` is %s, which is neither true nor false.", j.written(root), got.said()), what)
	return false
}

func (s sort) said() string {
	switch s {
	case yesNo:
		return "true or false"
	case amount:
		return "a number"
	case words:
		return "a text"
	case several:
		return "a list"
	default:
		return "unknown"
	}
}
