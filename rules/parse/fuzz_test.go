package parse_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"foyer/rules"
	"foyer/rules/parse"
)

// inside checks that every problem points into the file.
func inside(t *testing.T, source []byte, problems []parse.Problem) {
	t.Helper()
	lines := strings.Split(string(source), "\n")
	for _, p := range problems {
		if p.Line < 1 || p.Line > len(lines) {
			t.Fatalf("a file of %d lines: got a problem in line %d: %v", len(lines), p.Line, p)
		}
		width := utf8.RuneCountInString(lines[p.Line-1])
		if p.Column < 1 || p.Column > width+1 || p.EndColumn <= p.Column || p.EndColumn > width+2 {
			t.Fatalf("a line of %d characters: got columns %d to %d: %v", width, p.Column, p.EndColumn, p)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, file := range []string{"../../../shared/venue.example.yaml", "../../../shared/rules.example.yaml"} {
		if content, err := os.ReadFile(filepath.FromSlash(file)); err == nil {
			f.Add(content)
		}
	}
	for _, seed := range []string{
		"", "txt: a", "wait: 45", "whole: 010", "text: !x", "list: [!x, \"a\" b]", "text: &a b\nyes: *a", "inner: {<<: *a}",
		"? a\n: b", "---\n---\na: b", "text: \"\\u00e9\\n\" # c", "text: |\n  a\n  b\n", "\ufefftext: a\r\n", "start: 2026-05-09T08:00:00Z",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		var v every
		positions, problems := parse.Decode("f.yaml", source, &v)
		inside(t, source, problems)
		for path, at := range positions {
			inside(t, source, []parse.Problem{{Line: at.Line, Column: at.Column, EndColumn: at.EndColumn, Message: path}})
		}
	})
}

func FuzzRules(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "broken", "*.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(files, filepath.Join("testdata", "full.yaml"), filepath.Join(deployed, "rules.yaml")) {
		f.Add(read(f, file))
	}
	open := beside(filepath.Join("testdata", "pools"))
	f.Fuzz(func(t *testing.T, source []byte) {
		book, problems := parse.Rules("rules.yaml", source, smallPlan(), open)
		if !parse.Failed(problems) && (book == nil || len(book.Refused) > 0) {
			t.Fatalf("a file with problems %v: got book %v, want a whole one when there is no error", problems, book)
		}
		for _, p := range problems {
			if p.File == "rules.yaml" {
				inside(t, source, []parse.Problem{p})
			}
		}
		if book == nil {
			return
		}
		for _, rule := range book.Rules {
			for _, condition := range rule.If {
				condition.Holds(ada())
				condition.Holds(rules.Asked{})
			}
		}
	})
}
