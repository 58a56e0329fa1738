package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The client repeats a command whose reply was lost, so every write is a
// script that may be repeated: no LPOP that loses a code, no INCR that counts
// twice. A file that knows the client may call what reads or manages, only.
func TestNothingIsWrittenOutsideScripts(t *testing.T) {
	allowed := regexp.MustCompile(`^(HGet|HLen|HScan|SMembers|ZRange|XRangeN|Ping|Info|ShutdownNoSave|BgRewriteAOF|Close)$`)
	seen := 0
	for name, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok || !isClient(call.X) {
				return true
			}
			seen++
			if !allowed.MatchString(call.Sel.Name) {
				t.Errorf("%s calls client.%s: write in a script that may be repeated", name, call.Sel.Name)
			}
			return true
		})
	}
	if seen < 10 {
		t.Fatalf("looking for uses of the client: got %d, want at least 10: has it another name now?", seen)
	}
}

// isClient tells whether an expression is a go-redis client of ours.
func isClient(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name == "client"
	case *ast.SelectorExpr:
		return x.Sel.Name == "client"
	}
	return false
}

func TestKeysAreWrittenInOnePlaceOnly(t *testing.T) {
	for name, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if ok && name != "keys.go" && strings.Contains(text.Value, "foyer:") {
				t.Errorf("%s holds the key %s: keys belong in keys.go", name, text.Value)
			}
			return true
		})
	}
}

func TestNothingExpires(t *testing.T) {
	expiry := regexp.MustCompile(`(?i)'(P?EXPIRE(AT)?|SETEX|PSETEX|HEXPIRE|EX|PX)'`)
	for _, script := range []string{fenceLua, takeLua, renewLua, releaseLua, commitLua, beginLua, putLua} {
		if found := expiry.FindString(script); found != "" {
			t.Errorf("a script says %s: a clock that steps would forget who was given what", found)
		}
	}
}

// sources are the files of this package, tests aside.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, entry := range names {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = file
	}
	return files
}
