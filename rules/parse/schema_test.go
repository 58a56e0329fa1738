package parse

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// stale compares a page that is made with the one that lies there.
func stale(t *testing.T, file string, made []byte) {
	t.Helper()
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, made, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	there, err := os.ReadFile(file)
	if err != nil || string(there) != string(made) {
		t.Errorf("%s is not what the grammar says now (%v): make it anew with go test ./rules/parse -update, and read it", file, err)
	}
}

func TestTheReferenceAndTheSchemaAreNotStale(t *testing.T) {
	stale(t, "../REFERENCE.md", Reference())
	stale(t, "../rules.v1.json", Schema())
}

// TestTheSchemaTakesWhatWeTake asks a validator that we did not write.
func TestTheSchemaTakesWhatWeTake(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("rules.v1.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("rules.v1.json")
	if err != nil {
		t.Fatalf("the schema: %v", err)
	}
	for _, file := range []string{"testdata/full.yaml", "../../deploy/rules.yaml", "../../../shared/rules.example.yaml"} {
		if err := schema.Validate(fromYAML(t, file)); err != nil {
			t.Errorf("%s, which is right: %v", file, err)
		}
	}
	broken, refused := 0, 0
	files, _ := filepath.Glob("testdata/broken/*.problems")
	for _, file := range files {
		said, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if shapely.Match(said) && !strings.Contains(file, "merge-key") { // who resolves merge keys sees none
			broken++
			if schema.Validate(fromYAML(t, strings.TrimSuffix(file, ".problems")+".yaml")) != nil {
				refused++
			} else {
				t.Logf("the schema takes %s", file)
			}
		}
	}
	if broken < 10 || refused < broken {
		t.Errorf("files with a key that is none: the schema refuses %d of %d", refused, broken)
	}
}

// shapely are problems that every schema sees, at the beginning of a line.
var shapely = regexp.MustCompile(`(?m)^unknown-key `)

func fromYAML(t *testing.T, file string) any {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Skipf("%v", err)
	}
	var v any
	if err := yaml.Unmarshal(source, &v); err != nil {
		return nil
	}
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestEveryKeyHasItsMeaning(t *testing.T) {
	now, _ := grammar()
	told := meanings()
	for _, key := range slices.Sorted(maps.Keys(now)) {
		if told[key] == "" {
			t.Errorf("meanings.txt: got nothing about %s, want a sentence", key)
		}
		delete(told, key)
	}
	for _, key := range slices.Sorted(maps.Keys(told)) {
		t.Errorf("meanings.txt: %s is no key of the grammar", key)
	}
}
