package parse

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Schema is the grammar of a rules file as a JSON Schema (draft 7), made from
// the types that read it, so that an editor completes and checks while one
// types. What only a whole file shows, such as a label nobody declared, is
// left to Rules.
func Schema() []byte {
	root := shapeOf(reflect.TypeFor[bookPart](), "", "")
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "Foyer rules"
	body, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic("parse: the schema: " + err.Error()) // it holds maps, lists and texts only
	}
	return append(body, '\n')
}

// shape is one node of a JSON Schema.
type shape = map[string]any

// shapeOf is what may be written where a value of type t stands at a path.
func shapeOf(t reflect.Type, path string, tag reflect.StructTag) shape {
	v := reflect.New(t)
	switch special := v.Interface().(type) {
	case located:
		return shapeOf(reflect.TypeOf(special.inner()).Elem(), path, tag)
	case ordered:
		entry, _ := t.Elem().FieldByName("Value")
		return shape{"type": "object", "additionalProperties": shapeOf(entry.Type, path+".*", "")}
	case *line:
		return shape{"type": "string"}
	case shaped:
		return anyOf(special, path, tag)
	case *time.Duration:
		return shape{"type": "string", "pattern": ourDuration.String(), "examples": []string{"45s", "10m", "1h30m"}}
	case *share:
		return shape{"type": []string{"string", "number"}, "examples": []string{"20%"}}
	case *clock:
		return shape{"type": "string", "pattern": clockShape.String(), "examples": []string{`"08:00"`}}
	case *localTime:
		return shape{"type": "string", "examples": []string{"2026-05-09T08:00"}}
	case *perPart:
		return shape{"type": "string", "examples": []string{"day", "45m"}}
	case scanned:
		return shape{"type": []string{"string", "number"}}
	}
	switch t.Kind() {
	case reflect.Slice:
		return shape{"type": "array", "items": shapeOf(t.Elem(), path, tag)}
	case reflect.Struct:
		return groupOf(t, path)
	default:
		return scalarOf(t, tag)
	}
}

// groupOf is a mapping with known keys.
func groupOf(t reflect.Type, path string) shape {
	keys, required := shape{}, []string{}
	for _, f := range fieldsOf(t) {
		if f.later {
			continue
		}
		at := strings.TrimPrefix(path+"."+f.name, ".")
		key := shapeOf(t.FieldByIndex(f.index).Type, at, f.tag)
		if meaning := meanings()[at]; meaning != "" {
			key["description"] = meaning
		}
		if keys[f.name] = key; f.required {
			required = append(required, f.name)
		}
	}
	group := shape{"type": "object", "properties": keys, "additionalProperties": false}
	if len(required) > 0 {
		group["required"] = required
	}
	return group
}

// anyOf is what can be written in several ways.
func anyOf(s shaped, path string, tag reflect.StructTag) shape {
	var ways []shape
	seen := map[string]bool{}
	for _, k := range []kind{text, number, list, mapping} {
		target := s.as(k)
		if target == nil || reflect.TypeOf(target) == reflect.TypeFor[*Later]() {
			continue
		}
		way := shapeOf(reflect.TypeOf(target).Elem(), path, tag)
		if said, _ := json.Marshal(way); !seen[string(said)] {
			seen[string(said)] = true
			ways = append(ways, way)
		}
	}
	if len(ways) == 1 {
		return ways[0]
	}
	return shape{"anyOf": ways}
}

// scalarOf is one word or number, within its bounds.
func scalarOf(t reflect.Type, tag reflect.StructTag) shape {
	out := shape{"type": "string"}
	switch t.Kind() {
	case reflect.Bool:
		out["type"] = "boolean"
	case reflect.Int, reflect.Int64:
		out["type"] = "integer"
	case reflect.Float64:
		out["type"] = "number"
	}
	if words, limited := tag.Lookup("words"); limited {
		out["enum"] = strings.Split(words, "|")
	}
	for bound, name := range map[string]string{"min": "minimum", "max": "maximum"} {
		if value, err := strconv.ParseFloat(tag.Get(bound), 64); err == nil {
			out[name] = value
		}
	}
	return out
}
