package parse

import (
	"strconv"

	"github.com/expr-lang/expr/ast"

	"foyer/rules"
)

// values tells what the names of a judged condition stand for.
func (j *judge) values(root ast.Node) func(rules.Asked) []rules.Value {
	var paths []string
	known := j.used(root)
	seen := map[string]bool{}
	ast.Walk(&root, memberFunc(func(n *ast.MemberNode) {
		if path := about(n); !seen[path] && known[path].sort != unknown {
			paths, seen[path] = append(paths, path), true
		}
	}))
	if len(paths) == 0 {
		return nil
	}
	return func(a rules.Asked) []rules.Value {
		values := make([]rules.Value, 0, len(paths))
		for _, path := range paths {
			values = append(values, rules.Value{Name: path, Text: known[path].told(path, a)})
		}
		return values
	}
}

// told is the value of a name in words. A first name is for the person's own
// phone, not for whoever asks why.
func (n name) told(path string, a rules.Asked) string {
	switch {
	case path == "person.first_name":
		return "not told here"
	case n.yes != nil && n.yes(a):
		return "yes"
	case n.yes != nil:
		return "no"
	case n.amount != nil:
		return strconv.FormatFloat(n.amount(a), 'f', -1, 64)
	case n.words != nil:
		return strconv.Quote(n.words(a))
	}
	return ""
}
