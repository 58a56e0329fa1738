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
		return j.plainYes(n)
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

// about is the name a member asks for: "person" and "staff".
func about(n *ast.MemberNode) (root, property string) {
	r, _ := n.Node.(*ast.IdentifierNode)
	p, _ := n.Property.(*ast.StringNode)
	if r == nil || p == nil {
		return "", ""
	}
	return r.Value, p.Value
}

func (j *judge) plainYes(n *ast.MemberNode) yesFunc {
	root, property := about(n)
	known := j.names[property]
	switch {
	case root != "person":
		return nil
	case known.yes != nil:
		return func(a rules.Asked) bool { return a.Person != nil && known.yes(a.Person) }
	case known.label != "":
		return func(a rules.Asked) bool { return a.Person != nil && a.Person.Has(known.label) }
	}
	return nil
}

func (j *judge) plainAmount(n ast.Node) amountFunc {
	switch n := n.(type) {
	case *ast.IntegerNode:
		value := float64(n.Value)
		return func(rules.Asked) float64 { return value }
	case *ast.FloatNode:
		return func(rules.Asked) float64 { return n.Value }
	case *ast.MemberNode:
		root, property := about(n)
		if root == "zone" {
			return func(a rules.Asked) float64 { return float64(a.ZonePeople) }
		}
		if trait := j.names[property].trait; root == "person" && trait != "" {
			return func(a rules.Asked) float64 { return traitOf(a, trait) }
		}
	}
	return nil
}

func traitOf(a rules.Asked, trait string) float64 {
	if a.Person == nil {
		return 0
	}
	return a.Person.Trait(trait)
}

func (j *judge) plainWords(n ast.Node) wordsFunc {
	switch n := n.(type) {
	case *ast.StringNode:
		return func(rules.Asked) string { return n.Value }
	case *ast.MemberNode:
		root, property := about(n)
		if root == "mention" {
			return func(a rules.Asked) string { return a.Song }
		}
		if known := j.names[property]; root == "person" && known.words != nil {
			return func(a rules.Asked) string { return wordsOf(a, known.words) }
		}
	}
	return nil
}

func wordsOf(a rules.Asked, of func(*rules.Profile) string) string {
	if a.Person == nil {
		return ""
	}
	return of(a.Person)
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
