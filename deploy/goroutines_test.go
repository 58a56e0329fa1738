package deploy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// joined are the places outside main that start goroutines and wait for them
// before they return: a Run whose workers are its own.
func joined() map[string]string {
	return map[string]string{
		"devices/outbox_run.go": "an outbox's workers end before its Run does",
	}
}

func TestGoroutinesStartInMainAndNowhereElse(t *testing.T) {
	allowed := joined()
	eachFile(t, func(path string, file *ast.File) {
		folder := filepath.ToSlash(filepath.Dir(path))
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(folder, "test") || file.Name.Name == "main" || allowed[path] != "" {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if startsGoroutine(n) {
				t.Errorf("%s starts a goroutine: offer a Run(ctx) error, which main starts", path)
			}
			return true
		})
	})
}

// startsGoroutine finds `go f()` and the Go method of a wait or error group.
func startsGoroutine(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return true
	case *ast.CallExpr:
		method, ok := n.Fun.(*ast.SelectorExpr)
		return ok && method.Sel.Name == "Go" && len(n.Args) == 1
	}
	return false
}

func TestNoTestSleepsOutsideABubble(t *testing.T) {
	eachFile(t, func(path string, file *ast.File) {
		if !strings.HasSuffix(path, "_test.go") {
			return
		}
		bubble := false
		for _, imported := range file.Imports {
			bubble = bubble || imported.Path.Value == `"testing/synctest"`
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && !bubble && isSleep(call) {
				t.Errorf("%s sleeps: wait for something, or use testing/synctest", path)
			}
			return true
		})
	})
}

func isSleep(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "Sleep" {
		return false
	}
	from, ok := f.X.(*ast.Ident)
	return ok && from.Name == "time"
}

func eachFile(t *testing.T, look func(path string, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil {
			look(filepath.ToSlash(strings.TrimPrefix(path, "../")), file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
