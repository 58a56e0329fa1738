package parse

import (
	"reflect"
	"slices"
	"strings"
)

// field is one key that a struct knows.
type field struct {
	name     string
	index    []int
	tag      reflect.StructTag
	required bool
	later    bool
}

type fields []field

// fieldsOf reads the tags of a struct, embedded structs included.
func fieldsOf(t reflect.Type) fields {
	var known fields
	for _, f := range reflect.VisibleFields(t) {
		tag, tagged := f.Tag.Lookup("yaml")
		if !tagged || tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		known = append(known, field{
			name: name, index: f.Index, tag: f.Tag,
			required: options == "required", later: f.Type == reflect.TypeFor[Later](),
		})
	}
	return known
}

func (f fields) find(name string) (field, bool) {
	for _, known := range f {
		if known.name == name {
			return known, true
		}
	}
	return field{}, false
}

// without leaves out one key: a mistyped one is not missing too.
func (f fields) without(name string) fields {
	return slices.DeleteFunc(slices.Clone(f), func(known field) bool { return known.name == name })
}

// names are the keys one may write now.
func (f fields) names() []string {
	var names []string
	for _, known := range f {
		if !known.later {
			names = append(names, known.name)
		}
	}
	return names
}
