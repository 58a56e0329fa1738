package parse

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Positions says where the value at a path stands, such as "zones[3].id".
type Positions map[string]Pos

// At is the place of a path, or of the nearest thing around it that was written.
func (p Positions) At(path string) Pos {
	for {
		if at, ok := p[path]; ok {
			return at
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return p[""]
		}
		path = path[:cut]
	}
}

// Decode reads a YAML file strictly into v, a pointer to a struct. Fields are
// named by their tag: `yaml:"at_least"`, or `yaml:"id,required"`; a field
// without a tag is not read; an embedded struct lends its fields. `words:"a|b"`
// lists the texts a field may hold, `min:"1"` and `max:"9"` bound a number.
// Texts, numbers, booleans, time.Duration (45s, 10m, 1h30m), time.Time with an
// offset, lists, arrays, maps by text, pointers, Located, Map, Later and every
// encoding.TextUnmarshaler can be fields.
//
// All problems are told at once; what could be read has been set in v.
func Decode(file string, content []byte, v any) (Positions, []Problem) {
	s := newSource(file, content)
	root := s.read()
	if root == nil {
		return Positions{}, inOrder(s.problems)
	}
	positions := s.decode(root, v)
	return positions, inOrder(s.problems)
}

// decode reads a tree into v.
func (s *source) decode(root *node, v any) Positions {
	d := decoder{source: s, positions: Positions{}}
	if root.kind == empty {
		s.say(root.at, "empty", "This file is empty.", nil)
		return d.positions
	}
	d.value(root, reflect.ValueOf(v).Elem(), spot{})
	return d.positions
}

type decoder struct {
	*source
	positions Positions
}

// spot is what is being read: its path, its name for the writer, and the tag
// of the field it goes to.
type spot struct {
	path, name string
	tag        reflect.StructTag
}

func (s spot) item(i int) spot {
	return spot{path: s.path + "[" + strconv.Itoa(i) + "]", name: s.name, tag: s.tag}
}

func (s spot) key(name string, tag reflect.StructTag) spot {
	path := name
	if s.path != "" {
		path = s.path + "." + name
	}
	return spot{path: path, name: name, tag: tag}
}

// said names the spot in a sentence.
func (s spot) said() string {
	if s.name == "" {
		return "This file"
	}
	return "`" + s.name + "`"
}

// value reads a node into a value and tells whether all of it was right.
func (d *decoder) value(n *node, v reflect.Value, at spot) bool {
	d.positions[at.path] = n.at
	if v.CanAddr() {
		if l, ok := reflect.TypeAssert[located](v.Addr()); ok {
			l.locate(n.at)
		}
	}
	if n.kind == broken {
		return false
	}
	if n.kind == empty {
		d.nothing(n, at)
		return false
	}
	if v.CanAddr() {
		if done, ok := d.special(n, v.Addr().Interface(), at); done {
			return ok
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(n, v.Elem(), at)
	case reflect.Struct:
		return d.group(n, v, at)
	case reflect.Map:
		return d.table(n, v, at)
	case reflect.Slice, reflect.Array:
		return d.list(n, v, at)
	default:
		return d.scalar(n, v, at)
	}
}

// nothing notes a value that is not there: it would silently count for none.
func (d *decoder) nothing(n *node, at spot) {
	message := at.said() + " has nothing after it."
	if strings.HasSuffix(at.path, "]") {
		message = "This entry of " + at.said() + " is empty."
	}
	d.say(n.at, "empty", message, hint("Write a value, or remove the line."))
}

// group reads a mapping into a struct.
func (d *decoder) group(n *node, v reflect.Value, at spot) bool {
	fields := fieldsOf(v.Type())
	if n.kind != mapping {
		return d.wrong(n, at, "a group of keys: "+listed(fields.names()))
	}
	good, missing := true, fields
	for i := range n.entries {
		e := &n.entries[i]
		f, known := fields.find(e.key)
		if !known {
			missing = missing.without(d.unknown(n, e, fields))
			good = false
			continue
		}
		inner := at.key(e.key, f.tag)
		if f.later {
			d.later(e.at, e.key)
			good, missing = false, nil
			continue
		}
		good = d.value(e.value, v.FieldByIndex(f.index), inner) && good
	}
	return d.complete(n, missing, at) && good
}

// unknown notes a key that is none, and returns the one that was meant, if any.
func (d *decoder) unknown(n *node, e *entry, fields fields) string {
	var free []string
	for _, name := range fields.names() {
		if n.get(name) == nil {
			free = append(free, name)
		}
	}
	d.say(e.at, "unknown-key", "There is no `"+e.key+"` here.", meantOr(e.at, e.key, free, "What can stand here:"))
	return nearest(e.key, free)
}

// complete tells whether every required key is there.
func (d *decoder) complete(n *node, fields fields, at spot) bool {
	good := true
	for _, f := range fields {
		if f.required && n.get(f.name) == nil {
			message := "`" + f.name + "` is missing here."
			if at.path == "" {
				message = "This file has no `" + f.name + "`."
			}
			d.say(n.at, "missing-key", message, nil)
			good = false
		}
	}
	return good
}

// table reads a mapping into a map.
func (d *decoder) table(n *node, v reflect.Value, at spot) bool {
	if n.kind != mapping {
		return d.wrong(n, at, "a group of keys")
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.entries)))
	good := true
	for i := range n.entries {
		value := reflect.New(v.Type().Elem()).Elem()
		good = d.value(n.entries[i].value, value, at.key(n.entries[i].key, at.tag)) && good
		v.SetMapIndex(reflect.ValueOf(n.entries[i].key).Convert(v.Type().Key()), value)
	}
	return good
}

// list reads a list into a slice or an array.
func (d *decoder) list(n *node, v reflect.Value, at spot) bool {
	if n.kind != list {
		return d.notList(n, at)
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	} else if len(n.items) != v.Len() {
		d.say(n.at, "wrong-type", fmt.Sprintf("%s holds %d values, not %d.", at.said(), v.Len(), len(n.items)), nil)
		return false
	}
	good := true
	for i, item := range n.items {
		good = d.value(item, v.Index(i), at.item(i)) && good
	}
	return good
}

func (d *decoder) notList(n *node, at spot) bool {
	if n.kind == mapping {
		return d.wrong(n, at, "a list")
	}
	d.say(n.at, "wrong-type", at.said()+" is a list.", instead(n.at, "["+d.written(n)+"]", "Write ["+d.written(n)+"]."))
	return false
}

// written is a scalar as it stands in the file.
func (d *decoder) written(n *node) string {
	return string(d.lines[n.at.Line-1][n.at.Column-1 : min(n.at.EndColumn-1, d.width(n.at.Line))])
}

func (d *decoder) wrong(n *node, at spot, want string) bool {
	d.say(n.at, "wrong-type", fmt.Sprintf("%s is %s, not %s.", at.said(), want, n.kind.said()), nil)
	return false
}
