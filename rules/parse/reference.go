package parse

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Reference is a page of every key of a rules file, what it can be and what it
// means, in Markdown, made from the same types as Schema.
func Reference() []byte {
	r := reference{meanings: meanings()}
	r.b.WriteString("# Every key of a rules file\n\nMade from the program that reads them; [README.md](README.md) teaches the language. A key marked * must be there.\n")
	r.group(shapeOf(reflect.TypeFor[bookPart](), "", ""), "")
	return []byte(r.b.String())
}

type reference struct {
	b        strings.Builder
	meanings map[string]string
}

// group writes a table of the keys of one mapping, and then of those inside.
func (r *reference) group(s shape, path string) {
	keys, _ := s["properties"].(shape)
	required, _ := s["required"].([]string)
	if len(keys) == 0 {
		return
	}
	title := "The file"
	if path != "" {
		title = "`" + path + "`"
	}
	fmt.Fprintf(&r.b, "\n## %s\n\n| key | can be | means |\n|---|---|---|\n", title)
	names := slices.Sorted(maps.Keys(keys))
	for _, name := range names {
		key, _ := keys[name].(shape)
		mark := ""
		if slices.Contains(required, name) {
			mark = "*"
		}
		at := strings.TrimPrefix(path+"."+name, ".")
		fmt.Fprintf(&r.b, "| `%s`%s | %s | %s |\n", name, mark, strings.ReplaceAll(canBe(key), "|", `\|`), r.meanings[at])
	}
	for _, name := range names {
		key, _ := keys[name].(shape)
		r.inside(key, strings.TrimPrefix(path+"."+name, "."))
	}
}

// inside finds the mappings that a key holds.
func (r *reference) inside(s shape, path string) {
	if items, ok := s["items"].(shape); ok {
		r.inside(items, path)
	}
	if named, ok := s["additionalProperties"].(shape); ok {
		r.inside(named, path+".*")
	}
	ways, _ := s["anyOf"].([]shape)
	for _, way := range ways {
		r.inside(way, path)
	}
	r.group(s, path)
}

// canBe says in a few words what may be written.
func canBe(s shape) string {
	if ways, ok := s["anyOf"].([]shape); ok {
		said := make([]string, 0, len(ways))
		for _, way := range ways {
			said = append(said, canBe(way))
		}
		return strings.Join(said, ", or ")
	}
	if words, ok := s["enum"].([]string); ok {
		return "`" + strings.Join(words, "` `") + "`"
	}
	if examples, ok := s["examples"].([]string); ok {
		return "such as `" + strings.Join(examples, "` `") + "`"
	}
	switch s["type"] {
	case "array":
		items, _ := s["items"].(shape)
		return "a list: " + canBe(items)
	case "object":
		if _, named := s["additionalProperties"].(shape); named {
			return "names, each with its keys"
		}
		return "keys, see below"
	case "integer", "number":
		return "a number" + bounds(s)
	case "boolean":
		return "`true` `false`"
	}
	return "a text"
}

func bounds(s shape) string {
	least, low := s["minimum"]
	most, high := s["maximum"]
	switch {
	case low && high:
		return fmt.Sprintf(", %v to %v", least, most)
	case low:
		return fmt.Sprintf(", %v or more", least)
	}
	return ""
}
