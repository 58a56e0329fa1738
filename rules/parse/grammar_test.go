package parse

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// keysOf walks the grammar: the keys one may write, and those that come later.
func keysOf(t reflect.Type, path string, now, later map[string]bool) {
	if t == reflect.TypeFor[Later]() {
		return
	}
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[located]()):
		value, _ := t.FieldByName("Value")
		keysOf(value.Type, path, now, later)
	case reflect.PointerTo(t).Implements(reflect.TypeFor[ordered]()):
		value, _ := t.Elem().FieldByName("Value")
		keysOf(value.Type, path+".*", now, later)
	case reflect.PointerTo(t).Implements(reflect.TypeFor[shaped]()):
		for f := range t.Fields() {
			keysOf(f.Type, path, now, later)
		}
	case t.Kind() == reflect.Slice:
		keysOf(t.Elem(), path, now, later)
	case t.Kind() == reflect.Struct:
		for _, f := range fieldsOf(t) {
			inner := strings.TrimPrefix(path+"."+f.name, ".")
			if f.later {
				later[inner] = true
				continue
			}
			now[inner] = true
			keysOf(t.FieldByIndex(f.index).Type, inner, now, later)
		}
	}
}

func grammar() (now, later map[string]bool) {
	now, later = map[string]bool{}, map[string]bool{}
	keysOf(reflect.TypeFor[bookPart](), "", now, later)
	return now, later
}

var (
	indexes = regexp.MustCompile(`\[\d+\]`)
	named   = regexp.MustCompile(`^(traits|labels|rewards|tests\.people\.variant|tests\.expect_total)\.[^.]+`)
	// shared is one part of the grammar that can stand in two places.
	shared = regexp.MustCompile(`^(policy\.holdout|rules\.experiment)\.success`)
)

func TestFullFileCoversEveryKeyOfTheGrammar(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var in bookPart
	positions, problems := Decode("full.yaml", content, &in)
	if len(problems) > 0 {
		t.Fatalf("decoding the full file: %v", problems)
	}
	written := map[string]bool{}
	for path := range positions {
		key := named.ReplaceAllString(indexes.ReplaceAllString(path, ""), "$1.*")
		written[shared.ReplaceAllString(key, "success")] = true
	}
	now, _ := grammar()
	for key := range now {
		if !written[shared.ReplaceAllString(key, "success")] {
			t.Errorf("the full file: got no %s, want every key of the grammar", key)
		}
	}
	if len(now) < 70 {
		t.Errorf("keys in the grammar: got %d, want 70 or more", len(now))
	}
}

// fileWith writes one key at a path of the grammar, and nothing else.
func fileWith(path string) string {
	var b strings.Builder
	indent := ""
	for key := range strings.SplitSeq(path, ".") {
		if key == "*" {
			key = "x"
		}
		b.WriteString("\n" + indent + key + ":")
		indent = strings.ReplaceAll(indent, "-", " ") + "  "
		if key == "rules" || key == "then" {
			indent += "- "
		}
	}
	return strings.TrimPrefix(b.String(), "\n") + " {a: 1}\n"
}

func TestKeysThatComeLaterSaySo(t *testing.T) {
	_, later := grammar()
	for path := range later {
		source := fileWith(path)
		var in bookPart
		_, problems := Decode("rules.yaml", []byte(source), &in)
		key := path[strings.LastIndexByte(path, '.')+1:]
		line := strings.Count(source, "\n")
		if !slices.ContainsFunc(problems, func(p Problem) bool {
			return p.Code == "not-supported" && p.Line == line && strings.Contains(p.Message, "`"+key+"`")
		}) {
			t.Errorf("a file with %s: got %v, want that it is not supported yet, in line %d of\n%s", path, problems, line, source)
		}
	}
}
