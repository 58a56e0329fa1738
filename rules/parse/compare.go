package parse

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/expr-lang/expr/ast"

	"foyer/beacons"
)

func (j *judge) binary(n *ast.BinaryNode) sort {
	if j.dashed(n) {
		return unknown
	}
	left, right := j.sort(n.Left), j.sort(n.Right)
	switch n.Operator {
	case "and", "&&", "or", "||":
		j.must(n.Left, left, yesNo, "`"+n.Operator+"` joins what is true or false")
		j.must(n.Right, right, yesNo, "`"+n.Operator+"` joins what is true or false")
		return yesNo
	case "==", "!=":
		j.constants(n)
		return j.same(n, left, right)
	case "<", "<=", ">", ">=":
		return j.ordered(n, left, right)
	case "+", "-", "*", "/", "%":
		j.must(n.Left, left, amount, "`"+n.Operator+"` reckons with numbers")
		return j.must(n.Right, right, amount, "`"+n.Operator+"` reckons with numbers")
	case "in":
		return j.in(n, left, right)
	case "contains", "startsWith", "endsWith", "matches":
		return j.search(n, left, right)
	default:
		return j.tell(j.place(n), "not-supported", "A condition has no `"+n.Operator+"`.", hint("Compare with ==, !=, <, <=, > or >=."))
	}
}

// same checks == and !=.
func (j *judge) same(n *ast.BinaryNode, left, right sort) sort {
	if left == unknown || right == unknown || left == right && left != several {
		return yesNo
	}
	return j.mixed(n, left, right)
}

// ordered checks <, <=, > and >=.
func (j *judge) ordered(n *ast.BinaryNode, left, right sort) sort {
	if left == unknown || right == unknown || left == amount && right == amount {
		return yesNo
	}
	return j.mixed(n, left, right)
}

// mixed says that two sorts cannot be compared, and mends a number in quotes.
func (j *judge) mixed(n *ast.BinaryNode, left, right sort) sort {
	message := fmt.Sprintf("`%s` is %s and `%s` is %s; `%s` cannot compare them.",
		j.written(n.Left), left.said(), j.written(n.Right), right.said(), n.Operator)
	at := j.span(n.Right)
	quoted, ok := n.Right.(*ast.StringNode)
	if ok && left == amount && plainNumber.MatchString(quoted.Value) {
		return j.tell(at, "wrong-sort", message, instead(at, quoted.Value, "Write "+quoted.Value+" without quotes."))
	}
	return j.tell(at, "wrong-sort", message, nil)
}

func (j *judge) in(n *ast.BinaryNode, left, right sort) sort {
	list, ok := n.Right.(*ast.ArrayNode)
	if right != unknown && !ok {
		return j.tell(j.span(n.Right), "wrong-sort", "`in` looks into a list.", hint("Write a list, such as [\"a\", \"b\"]."))
	}
	if !ok {
		return yesNo
	}
	for _, item := range list.Nodes {
		if got := plainSort(item); got != left && left != unknown {
			return j.tell(j.span(item), "wrong-sort", fmt.Sprintf("`%s` is %s, and this list holds something else.", j.written(n.Left), left.said()), nil)
		}
		j.constant(n.Left, item)
	}
	return yesNo
}

// plainSort is the sort of a constant.
func plainSort(n ast.Node) sort {
	switch n.(type) {
	case *ast.StringNode:
		return words
	case *ast.IntegerNode, *ast.FloatNode:
		return amount
	case *ast.BoolNode:
		return yesNo
	default:
		return unknown
	}
}

func (j *judge) search(n *ast.BinaryNode, left, right sort) sort {
	j.must(n.Left, left, words, "`"+n.Operator+"` searches a text")
	j.must(n.Right, right, words, "`"+n.Operator+"` searches for a text")
	pattern, ok := n.Right.(*ast.StringNode)
	if n.Operator == "matches" && ok {
		if _, err := regexp.Compile(pattern.Value); err != nil {
			return j.tell(j.place(pattern), "wrong-value", "This pattern cannot be read.", hint("Use `contains` for plain text."))
		}
	}
	return yesNo
}

// constants checks the texts that a zone is compared with.
func (j *judge) constants(n *ast.BinaryNode) {
	j.constant(n.Left, n.Right)
	j.constant(n.Right, n.Left)
}

func (j *judge) constant(asked, constant ast.Node) {
	text, ok := constant.(*ast.StringNode)
	member, about := asked.(*ast.MemberNode)
	if !ok || !about || text.Value == "" {
		return
	}
	property, named := member.Property.(*ast.StringNode)
	root, person := member.Node.(*ast.IdentifierNode)
	if !named || !person || root.Value != "person" || property.Value != "zone" {
		return
	}
	if _, ok := j.plan.ZoneOf(beacons.Zone(text.Value)); ok {
		return
	}
	at := j.place(text)
	var what *Suggestion
	if near := nearest(text.Value, j.zoneIDs()); near != "" {
		what = instead(at, strconv.Quote(near), "Did you mean \""+near+"\"?")
	}
	j.tell(at, "unknown-zone", "The venue has no zone `"+text.Value+"`.", what)
}

// dashed sees a zone's name without quotes, which reads as a subtraction.
func (j *judge) dashed(n *ast.BinaryNode) bool {
	if n.Operator != "-" {
		return false
	}
	whole := j.written(n)
	if !slices.Contains(j.zoneIDs(), whole) {
		return false
	}
	at := j.span(n)
	j.tell(at, "unknown-name", "`"+whole+"` is a text.", instead(at, strconv.Quote(whole), "Write "+strconv.Quote(whole)+"."))
	return true
}
