package deploy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryDriverStandsInTheTableOfTheDevices finds the drivers by their one
// method.
func TestEveryDriverStandsInTheTableOfTheDevices(t *testing.T) {
	root := filepath.Join("..", "devices")
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| \\[`([a-z0-9/]+)`\\]\\(([a-z0-9/]+)\\) \\|").FindAllStringSubmatch(string(text), -1) {
		if shown[row[1]] = true; row[1] != row[2] {
			t.Errorf("devices/README.md: the row of %s leads to %s", row[1], row[2])
		}
		if _, err := os.Stat(filepath.Join(root, row[1])); err != nil {
			t.Errorf("devices/README.md has a row of %s: %v", row[1], err)
		}
	}
	drivers := driversBelow(t, root)
	if len(drivers) < 6 {
		t.Fatalf("drivers found: got %v; is their one method still Do?", drivers)
	}
	for _, driver := range drivers {
		if !shown[driver] {
			t.Errorf("devices/%s has a driver: add its row to the table in devices/README.md", driver)
		}
		if !promises(t, filepath.Join(root, driver)) {
			t.Errorf("devices/%s has a driver that no test holds to its promise: call devicetest.Run", driver)
		}
	}
}

// promises tells whether a test of the folder runs the suite of drivers.
func promises(t *testing.T, folder string) bool {
	t.Helper()
	tests, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(tests, func(file string) bool {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(source), "devicetest.Run(")
	})
}

// driversBelow are the packages with an exported type that has Do(ctx, effect)
// error, the wrappers and the suite aside.
func driversBelow(t *testing.T, root string) (drivers []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		folder, _ := filepath.Rel(root, filepath.Dir(path))
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "node_modules":
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go"), strings.HasSuffix(path, "_test.go"), folder == ".", folder == "devicetest":
			return nil
		case len(drivers) > 0 && drivers[len(drivers)-1] == folder:
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			if f, is := declared.(*ast.FuncDecl); is && drives(f) {
				drivers = append(drivers, filepath.ToSlash(folder))
				return nil
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return drivers
}

func drives(f *ast.FuncDecl) bool {
	if f.Recv == nil || f.Name.Name != "Do" || f.Type.Params.NumFields() != 2 {
		return false
	}
	receiver := f.Recv.List[0].Type
	if star, is := receiver.(*ast.StarExpr); is {
		receiver = star.X
	}
	name, plain := receiver.(*ast.Ident)
	return plain && name.IsExported()
}
