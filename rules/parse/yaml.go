package parse

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// The largest file we read, the most and longest lines and the deepest
// brackets: far more than anyone writes by hand, and too little to hurt. The
// library's time grows with the square of the lines.
const (
	largest = 256 << 10
	most    = 10_000
	longest = 10_000
	deepest = 64
)

// read turns the source into nodes; nil when it is no YAML at all, which has
// then been said.
func (s *source) read() *node {
	if len(s.problems) > 0 || s.tooMuch() {
		return nil
	}
	for range mends {
		file, err := parseYAML(s.joined())
		if err != nil {
			if s.mend(err) {
				continue
			}
			return nil
		}
		if !s.untag(file) {
			return s.document(file)
		}
	}
	return nil
}

// parseYAML guards against a panic in the library: it is not ours to trust.
func parseYAML(text string) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("unreadable")
		}
	}()
	file, err = parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, fmt.Errorf("reading yaml: %w", err)
	}
	return file, nil
}

func (s *source) tooMuch() bool {
	if s.size > largest || len(s.lines) > most {
		s.say(Pos{1, 1, 2}, "too-large", "This file is larger than 256 KiB, or longer than 10,000 lines.", nil)
		return true
	}
	depth := 0
	for i, line := range s.lines {
		if len(line) > longest {
			s.say(Pos{i + 1, 1, 2}, "too-large", "This line is longer than 10,000 characters.", nil)
			return true
		}
		depth = max(0, depth+nesting(line))
		if depth > deepest {
			s.say(Pos{i + 1, 1, 2}, "too-deep", "There are too many open brackets here.", nil)
			return true
		}
	}
	return false
}

// nesting is how much deeper a line leads: brackets it opens and does not close.
func nesting(line []rune) int {
	open := 0
	for _, r := range line {
		switch r {
		case '[', '{':
			open++
		case ']', '}':
			open--
		}
	}
	return open
}

// document takes the one document of a file.
func (s *source) document(file *ast.File) *node {
	var root *node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if d, ok := doc.Body.(*ast.DirectiveNode); ok {
			s.say(s.at(d), "yaml", "A line that begins with `%` means something else in YAML.", hint("Remove the line."))
			continue
		}
		next := s.node(doc.Body)
		if root != nil {
			s.say(next.at, "yaml", "A second document begins here, after `---`; only one is read.", hint("Remove the `---` line."))
			break
		}
		root = next
	}
	if root == nil {
		root = &node{kind: empty, at: Pos{1, 1, 2}}
	}
	return root
}

// node turns one piece of the library's tree into ours.
func (s *source) node(in ast.Node) *node {
	switch v := in.(type) {
	case *ast.MappingNode:
		return s.mapping(v, v.Values)
	case *ast.MappingValueNode:
		return s.mapping(v, []*ast.MappingValueNode{v})
	case *ast.SequenceNode:
		return s.sequence(v)
	case *ast.TagNode:
		return s.refuse(v, "`!` at the start means something else in YAML, and it is not supported here.", "Put the text in quotes.")
	case *ast.AnchorNode:
		return s.refuse(v, "`&` at the start means something else in YAML (a copy mark), and it is not supported here.", "Write the text in quotes, or the value out in each place.")
	case *ast.AliasNode:
		return s.refuse(v, "`*` at the start means something else in YAML (a copy), and it is not supported here.", "Write the text in quotes, or the value out again.")
	default:
		return s.scalar(in)
	}
}

// refuse notes something of YAML that we do not take.
func (s *source) refuse(in ast.Node, message, instead string) *node {
	n := &node{kind: broken, at: s.at(in)}
	s.say(n.at, "yaml", message, hint(instead))
	return n
}

func (s *source) sequence(in *ast.SequenceNode) *node {
	n := &node{kind: list, at: s.at(in)}
	for _, value := range in.Values {
		item := s.node(value)
		n.items = append(n.items, item)
		n.last = max(n.last, item.last)
	}
	n.last = max(n.last, n.at.Line)
	return n
}

func (s *source) mapping(in ast.Node, values []*ast.MappingValueNode) *node {
	n := &node{kind: mapping, at: s.at(in)}
	first := map[string]Pos{}
	for _, value := range values {
		e, ok := s.entry(value)
		if !ok {
			continue
		}
		if before, twice := first[e.key]; twice {
			s.say(e.at, "duplicate", fmt.Sprintf("`%s` stands here twice; the first is in line %d.", e.key, before.Line), hint("Keep one of the two."))
			continue
		}
		first[e.key] = e.at
		n.entries = append(n.entries, e)
		n.last = max(n.last, e.value.last, e.at.Line)
	}
	if len(n.entries) > 0 && !s.has(n.at.Line, n.at.Column, "{") {
		n.at = n.entries[0].at
	}
	n.last = max(n.last, n.at.Line)
	return n
}

func (s *source) entry(in *ast.MappingValueNode) (entry, bool) {
	if _, merge := in.Key.(*ast.MergeKeyNode); merge {
		s.say(s.at(in.Key), "yaml", "`<<` (take over keys from elsewhere) is not supported here.", hint("Write the keys out again."))
		return entry{}, false
	}
	key := s.node(in.Key)
	if key.kind != text && key.kind != number && key.kind != truth || strings.Contains(key.text, "\n") {
		s.say(key.at, "yaml", "This cannot be a key: a key is one plain word.", nil)
		return entry{}, false
	}
	value := s.node(in.Value)
	if value.kind == empty {
		value.at, value.last = key.at, key.at.Line
	}
	return entry{key: key.text, at: key.at, value: value}, true
}

// mend notes a syntax error. It tells whether it could mend the text in memory,
// so that the rest of the file can be judged too.
func (s *source) mend(err error) bool {
	var known yaml.Error
	if !errors.As(err, &known) || known.GetToken() == nil || known.GetToken().Position == nil {
		s.say(Pos{1, 1, 2}, "yaml", "This file cannot be read as YAML.", nil)
		return false
	}
	position := known.GetToken().Position
	at := s.inside(Pos{Line: position.Line, Column: position.Column})
	if s.quoted(at) || s.banged(at) {
		return true
	}
	message, what := plainWords(known.GetMessage())
	if strings.Count(string(s.lines[at.Line-1]), `"`)%2 == 1 {
		message, what = "A quote is missing in this line: the number of \" is odd.", "Close each text with the quote it begins with."
	}
	s.say(at, "yaml", message, hint(what))
	return false
}
