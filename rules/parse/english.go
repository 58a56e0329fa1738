package parse

import (
	"fmt"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// english says a condition as a sentence about "they". What has no such
// sentence is said as it was written.
func (j *judge) english(n ast.Node) string {
	switch n := n.(type) {
	case *ast.MemberNode:
		return j.is(n, true)
	case *ast.UnaryNode:
		if asked, ok := n.Node.(*ast.MemberNode); ok && (n.Operator == "not" || n.Operator == "!") {
			return j.is(asked, false)
		}
	case *ast.BinaryNode:
		return j.englishBinary(n)
	}
	return "`" + j.written(n) + "`"
}

func (j *judge) englishBinary(n *ast.BinaryNode) string {
	switch n.Operator {
	case "and", "&&":
		return j.english(n.Left) + " and " + j.english(n.Right)
	case "or", "||":
		return "either " + j.english(n.Left) + " or " + j.english(n.Right)
	}
	member, ok := n.Left.(*ast.MemberNode)
	if !ok {
		return "`" + j.written(n) + "`"
	}
	if text, ok := n.Right.(*ast.StringNode); ok {
		return j.compared(n, about(member), text.Value)
	}
	if how := howMany(n.Operator); how != "" && plainSort(n.Right) == amount {
		return j.numbered(about(member), fmt.Sprintf(how, j.written(n.Right)))
	}
	return "`" + j.written(n) + "`"
}

// is says what is true or false of them.
func (j *judge) is(n *ast.MemberNode, yes bool) string {
	path := about(n)
	not := map[bool]string{true: "", false: "not "}[yes]
	switch path {
	case "person.registered", "person.staff":
		return "they are " + not + strings.TrimPrefix(path, "person.")
	case "person.sponsor":
		return "they are " + not + "a sponsor"
	case "person.present":
		return "they are " + not + "here"
	case "person.checked_out":
		return "they have " + not + "checked out"
	case "stamp.first":
		return "it is " + not + "their first of this sponsor"
	case "stamp.near":
		return "they are " + not + "near the booth"
	}
	if label := j.names[path].label; label != "" {
		return "they are " + not + "a " + spaced(label)
	}
	return fmt.Sprintf("`%s` is %sso", path, not)
}

// compared says what a text is held against.
func (j *judge) compared(n *ast.BinaryNode, path, text string) string {
	equal, unlike := n.Operator == "==", n.Operator == "!="
	switch {
	case path == "person.zone" && text != "" && equal:
		return "they are in " + text
	case path == "person.zone" && text != "" && unlike:
		return "they are not in " + text
	case text == "" && unlike:
		return "their " + spaced(strings.TrimPrefix(path, "person.")) + " is known"
	case text == "" && equal:
		return "their " + spaced(strings.TrimPrefix(path, "person.")) + " is not known"
	}
	return "`" + j.written(n) + "`"
}

// numbered says how many, such as "3 or more".
func (j *judge) numbered(path, many string) string {
	root, called, _ := strings.Cut(path, ".")
	switch {
	case path == "zone.people":
		return "the zone holds " + many + " people"
	case root == "person":
		return "their " + spaced(called) + " are " + many
	}
	if path == "mention.song_match" {
		return "the song found fits to " + many
	}
	return "the " + root + "'s " + spaced(called) + " is " + many
}

// howMany is a comparison with a number in words.
func howMany(operator string) string {
	return map[string]string{
		">=": "%s or more", ">": "more than %s", "<=": "%s or fewer", "<": "fewer than %s", "==": "%s", "!=": "not %s",
	}[operator]
}

// spaced is a name as people say it.
func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }
