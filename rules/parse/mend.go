package parse

import (
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Two traps of YAML can be mended in memory, so that the rest of the file is
// judged in the same pass: a value that begins with `!` and one that begins
// with a quote and goes on after it. The characters that mislead YAML are
// replaced by as many harmless ones, so that no column moves, and the value is
// remembered as complained about.
var (
	startsQuoted = regexp.MustCompile(`^(\s*(?:- )*\s*(?:[A-Za-z_]\w*:\s+)?)("[^"]*"|'[^']*')(\s+[^\s#:,\]}].*)$`)
	startsBang   = regexp.MustCompile(`((?:^|[\[{,:]|-\s)\s*)(!+)([^\s,\]}]*)`)
)

// mends is how many traps of one file are mended before we stop at the next.
const mends = 50

// mask hides characters from YAML and remembers where.
func (s *source) mask(line, from, to int, hide string) {
	for i := from - 1; i < to-1; i++ {
		if strings.ContainsRune(hide, s.lines[line-1][i]) {
			s.lines[line-1][i] = '_'
		}
	}
	if s.masked == nil {
		s.masked = map[[2]int]bool{}
	}
	s.masked[[2]int{line, from}] = true
}

// joined is the masked text, which the library reads.
func (s *source) joined() string {
	var b strings.Builder
	for _, line := range s.lines {
		b.WriteString(string(line))
		b.WriteByte('\n')
	}
	return b.String()
}

// quoted sees a value that begins with a quote and goes on after it.
func (s *source) quoted(at Pos) bool {
	found := startsQuoted.FindStringSubmatch(string(s.lines[at.Line-1]))
	if found == nil {
		return false
	}
	value := strings.TrimRight(found[2]+found[3], " ")
	column := len([]rune(found[1])) + 1
	place := Pos{at.Line, column, column + len([]rune(value))}
	s.say(place, "yaml-quote", "A line that starts with a quote ends, for YAML, at the next quote.",
		instead(place, "'"+strings.ReplaceAll(value, "'", "''")+"'", "Put the whole line in single quotes."))
	s.mask(place.Line, place.Column, place.EndColumn, "\"'")
	return true
}

// banged sees a value that begins with `!`, which YAML takes for the name of a
// type and drops, sometimes with the lines below it.
func (s *source) banged(at Pos) bool {
	line := string(s.lines[at.Line-1])
	found := startsBang.FindStringSubmatchIndex(line)
	if found == nil {
		return false
	}
	column := len([]rune(line[:found[4]])) + 1
	bangs, name := line[found[4]:found[5]], line[found[6]:found[7]]
	place := Pos{at.Line, column, column + len(bangs) + len([]rune(name))}
	what := hint("Put the text in quotes.")
	if len(bangs) == 1 {
		with := strings.TrimRight("not "+name, " ")
		what = instead(place, with, "Write `"+with+"`.")
	}
	s.say(place, "yaml-tag", "`!` at the start of a text means something else in YAML: the text would vanish.", what)
	s.mask(place.Line, place.Column, place.Column+len(bangs), "!")
	return true
}

// untag mends every tag of the library's tree, and tells whether there was one.
func (s *source) untag(file *ast.File) bool {
	var found tags
	for _, doc := range file.Docs {
		if doc.Body != nil {
			ast.Walk(&found, doc.Body)
		}
	}
	mended := false
	for _, tag := range found {
		mended = s.banged(s.at(tag)) || mended
	}
	return mended
}

type tags []ast.Node

// Visit implements ast.Visitor.
func (t *tags) Visit(n ast.Node) ast.Visitor {
	if tag, ok := n.(*ast.TagNode); ok {
		*t = append(*t, tag)
	}
	return t
}
