package parse

import (
	"slices"

	"github.com/expr-lang/expr/ast"

	"foyer/rules"
)

// The shapes that nearly every condition has become plain comparisons, which
// cost no allocation; a shape that is not here is left to the engine.
type (
	yesFunc    func(rules.Asked) bool
	amountFunc func(rules.Asked) float64
	wordsFunc  func(rules.Asked) string
)

// plain turns a judged condition into a comparison; nil = not a plain shape.
func (j *judge) plain(n ast.Node) yesFunc {
	switch n := n.(type) {
	case *ast.BoolNode:
		return func(rules.Asked) bool { return n.Value }
	case *ast.MemberNode:
		return j.asksFor(n).yes
	case *ast.UnaryNode:
		if inner := j.plain(n.Node); inner != nil {
			return func(a rules.Asked) bool { return !inner(a) }
		}
	case *ast.BinaryNode:
		return j.plainBinary(n)
	}
	return nil
}

func (j *judge) plainBinary(n *ast.BinaryNode) yesFunc {
	switch n.Operator {
	case "and", "&&":
		if left, right := j.plain(n.Left), j.plain(n.Right); left != nil && right != nil {
			return func(a rules.Asked) bool { return left(a) && right(a) }
		}
	case "or", "||":
		if left, right := j.plain(n.Left), j.plain(n.Right); left != nil && right != nil {
			return func(a rules.Asked) bool { return left(a) || right(a) }
		}
	case "in":
		return j.plainIn(n)
	default:
		if left, right := j.plainAmount(n.Left), j.plainAmount(n.Right); left != nil && right != nil {
			return compareAmounts(n.Operator, left, right)
		}
		if left, right := j.plainWords(n.Left), j.plainWords(n.Right); left != nil && right != nil {
			return compareWords(n.Operator, left, right)
		}
	}
	return nil
}

// asksFor is the name that a node asks for; none has no way to ask.
func (j *judge) asksFor(n ast.Node) name {
	if member, ok := n.(*ast.MemberNode); ok {
		return j.names[about(member)]
	}
	return name{}
}

// about is the name a member asks for, such as "person.staff".
func about(n *ast.MemberNode) string {
	root, _ := n.Node.(*ast.IdentifierNode)
	property, _ := n.Property.(*ast.StringNode)
	if root == nil || property == nil {
		return ""
	}
	return root.Value + "." + property.Value
}

func (j *judge) plainAmount(n ast.Node) amountFunc {
	switch n := n.(type) {
	case *ast.IntegerNode:
		value := float64(n.Value)
		return func(rules.Asked) float64 { return value }
	case *ast.FloatNode:
		return func(rules.Asked) float64 { return n.Value }
	}
	return j.asksFor(n).amount
}

func (j *judge) plainWords(n ast.Node) wordsFunc {
	if text, ok := n.(*ast.StringNode); ok {
		return func(rules.Asked) string { return text.Value }
	}
	return j.asksFor(n).words
}

func compareAmounts(operator string, left, right amountFunc) yesFunc {
	switch operator {
	case ">=":
		return func(a rules.Asked) bool { return left(a) >= right(a) }
	case ">":
		return func(a rules.Asked) bool { return left(a) > right(a) }
	case "<=":
		return func(a rules.Asked) bool { return left(a) <= right(a) }
	case "<":
		return func(a rules.Asked) bool { return left(a) < right(a) }
	case "==":
		return func(a rules.Asked) bool { return left(a) == right(a) }
	case "!=":
		return func(a rules.Asked) bool { return left(a) != right(a) }
	default:
		return nil
	}
}

func compareWords(operator string, left, right wordsFunc) yesFunc {
	switch operator {
	case "==":
		return func(a rules.Asked) bool { return left(a) == right(a) }
	case "!=":
		return func(a rules.Asked) bool { return left(a) != right(a) }
	default:
		return nil
	}
}

// plainIn looks a text up in a list of constants.
func (j *judge) plainIn(n *ast.BinaryNode) yesFunc {
	list, ok := n.Right.(*ast.ArrayNode)
	asked := j.plainWords(n.Left)
	if !ok || asked == nil {
		return nil
	}
	var all []string
	for _, item := range list.Nodes {
		text, ok := item.(*ast.StringNode)
		if !ok {
			return nil
		}
		all = append(all, text.Value)
	}
	return func(a rules.Asked) bool { return slices.Contains(all, asked(a)) }
}
