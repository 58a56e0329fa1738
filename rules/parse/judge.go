package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// sort finds what a part of a condition is; it notes what is wrong in it.
func (j *judge) sort(n ast.Node) sort {
	switch n := n.(type) {
	case *ast.BoolNode:
		return yesNo
	case *ast.IntegerNode, *ast.FloatNode:
		return amount
	case *ast.StringNode:
		return words
	case *ast.NilNode:
		return j.tell(j.place(n), "not-supported", "Nothing a rule knows is ever `nil`.", hint("Compare with \"\" or 0."))
	case *ast.IdentifierNode:
		return j.bare(n)
	case *ast.MemberNode:
		return j.member(n)
	case *ast.UnaryNode:
		return j.unary(n)
	case *ast.BinaryNode:
		return j.binary(n)
	case *ast.ArrayNode:
		return j.array(n)
	case *ast.ConditionalNode:
		return j.choice(n)
	case *ast.BuiltinNode:
		return j.builtin(n)
	default:
		return j.tell(j.place(n), "not-supported", "A condition cannot do this.", hint("Compare names with `and`, `or`, `not`, `in` and `contains`."))
	}
}

// bare sees a name that stands behind nothing.
func (j *judge) bare(n *ast.IdentifierNode) sort {
	at, called := j.place(n), n.Value
	roots := j.names.roots()
	switch {
	case slices.Contains(roots, called):
		return j.tell(at, "unknown-name", "`"+called+"` alone says nothing.", hint("Name what of it, such as "+called+"."+j.names.of(called)[0]+"."))
	case j.names["person."+called].sort != unknown:
		return j.tell(at, "unknown-name", "There is no `"+called+"` by itself.", instead(at, "person."+called, "Write `person."+called+"`."))
	case slices.Contains(j.zoneIDs(), called):
		return j.tell(at, "unknown-name", "`"+called+"` is a text.", instead(at, "\""+called+"\"", "Write \""+called+"\"."))
	}
	return j.tell(at, "unknown-name", "There is no `"+called+"`.", meantOr(at, called, roots, "A condition asks about"))
}

// member finds person.x, zone.people and mention.song.
func (j *judge) member(n *ast.MemberNode) sort {
	root, ok := n.Node.(*ast.IdentifierNode)
	property, named := n.Property.(*ast.StringNode)
	if !ok || !named || n.Optional {
		return j.tell(j.place(n), "not-supported", "Nothing stands behind this.", hint("Write `person.` and one name."))
	}
	at, path := j.place(n.Property), root.Value+"."+property.Value
	known, ok := j.names[path]
	switch {
	case !ok && comesLater(path):
		j.wrong = true
		j.later(at, path)
		return unknown
	case !ok:
		return j.unknownOf(root, at, property.Value)
	}
	if known.label != "" {
		j.labelled[known.label] = true
	}
	j.asks(known.asks)
	if wrong := known.absent(j.at); wrong != nil {
		return j.tell(at, wrong.code, wrong.message, wrong.suggestion(at))
	}
	return known.sort
}

// unknownOf notes a name that its root does not have.
func (j *judge) unknownOf(root *ast.IdentifierNode, at Pos, called string) sort {
	there := j.names.of(root.Value)
	switch len(there) {
	case 0:
		return j.bare(root)
	case 1:
		return j.tell(at, "unknown-name", "A "+root.Value+" has no `"+called+"`.", instead(at, there[0], "Write `"+root.Value+"."+there[0]+"`."))
	}
	return j.tell(at, "unknown-name", "A "+root.Value+" has no `"+called+"`.", meant(at, called, there))
}

func (j *judge) unary(n *ast.UnaryNode) sort {
	got := j.sort(n.Node)
	if got == unknown {
		return unknown
	}
	if n.Operator == "-" || n.Operator == "+" {
		return j.must(n.Node, got, amount, "`"+n.Operator+"` takes a number")
	}
	return j.must(n.Node, got, yesNo, "`not` takes something true or false")
}

// must checks that a part is of a sort, and is of it.
func (j *judge) must(n ast.Node, got, want sort, why string) sort {
	if got == want || got == unknown {
		return want
	}
	text := hint("Write `not (...)` around the whole comparison.")
	if want != yesNo || !strings.HasPrefix(why, "`not`") {
		text = nil
	}
	return j.tell(j.span(n), "wrong-sort", fmt.Sprintf("%s, and `%s` is %s.", why, j.written(n), got.said()), text)
}

func (j *judge) array(n *ast.ArrayNode) sort {
	for _, item := range n.Nodes {
		j.sort(item)
	}
	return several
}

func (j *judge) choice(n *ast.ConditionalNode) sort {
	condition, yes, no := j.sort(n.Cond), j.sort(n.Exp1), j.sort(n.Exp2)
	j.must(n.Cond, condition, yesNo, "`?` follows something true or false")
	if yes != unknown && no != unknown && yes != no {
		return j.tell(j.span(n.Exp2), "wrong-sort", fmt.Sprintf("One answer is %s and the other is %s.", yes.said(), no.said()), nil)
	}
	return yes
}

// functions are all that a condition may call.
func functions() []string { return []string{"lower", "upper", "trim"} }

func (j *judge) builtin(n *ast.BuiltinNode) sort {
	if !slices.Contains(functions(), n.Name) {
		return j.tell(j.place(n), "unknown-name", "A condition has no `"+n.Name+"`.", hint("It has "+listed(functions())+"."))
	}
	if len(n.Arguments) != 1 {
		return j.tell(j.place(n), "wrong-sort", "`"+n.Name+"` takes one text.", nil)
	}
	return j.must(n.Arguments[0], j.sort(n.Arguments[0]), words, "`"+n.Name+"` takes a text")
}
