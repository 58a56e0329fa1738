package parse

import (
	"errors"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"foyer/rules"
)

// compile makes a judged condition ready to ask.
func (j *judge) compile(root ast.Node) func(rules.Asked) bool {
	if plain := j.plain(root); plain != nil {
		return plain
	}
	program, err := j.program()
	if err != nil {
		j.complain(err)
		return never
	}
	uses := j.used(root)
	return func(a rules.Asked) bool {
		if a.Person == nil && uses.person() {
			return false
		}
		held, err := vm.Run(program, uses.facts(a))
		yes, ok := held.(bool)
		return err == nil && ok && yes
	}
}

// program compiles the line against typed names, without the functions that a
// rule never needs.
func (j *judge) program() (program *vm.Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("unreadable")
		}
	}()
	options := []expr.Option{expr.Env(j.types()), expr.AsBool(), expr.MaxNodes(nodesAtMost), expr.DisableAllBuiltins()}
	for _, name := range functions() {
		options = append(options, expr.EnableBuiltin(name))
	}
	return expr.Compile(j.node.text, options...) //nolint:wrapcheck // complain wants the library's own error
}

// types are the names of a condition with their types, as the engine checks them.
func (j *judge) types() types.Map {
	all := types.Map{}
	for path, known := range j.names {
		root, called, _ := strings.Cut(path, ".")
		group, _ := all[root].(types.Map)
		if group == nil {
			group = types.Map{}
			all[root] = group
		}
		group[called] = known.typed()
	}
	return all
}

func (n name) typed() types.Type {
	switch {
	case n.sort == yesNo:
		return types.Bool
	case n.sort == words:
		return types.String
	case n.fraction:
		return types.Float
	default:
		return types.Int
	}
}

// uses are the names that one condition asks for.
type uses map[string]name

func (j *judge) used(root ast.Node) uses {
	u := uses{}
	ast.Walk(&root, memberFunc(func(n *ast.MemberNode) {
		path := about(n)
		if known, ok := j.names[path]; ok {
			u[path] = known
		}
	}))
	return u
}

// person tells whether a person is asked about.
func (u uses) person() bool {
	for path := range u {
		if strings.HasPrefix(path, "person.") {
			return true
		}
	}
	return false
}

type memberFunc func(*ast.MemberNode)

// Visit implements ast.Visitor.
func (f memberFunc) Visit(n *ast.Node) {
	if member, ok := (*n).(*ast.MemberNode); ok {
		f(member)
	}
}

// facts are the values of the names, as the engine wants them.
func (u uses) facts(a rules.Asked) map[string]any {
	all := map[string]any{}
	for path, known := range u {
		root, called, _ := strings.Cut(path, ".")
		group, _ := all[root].(map[string]any)
		if group == nil {
			group = map[string]any{}
			all[root] = group
		}
		group[called] = known.of(a)
	}
	return all
}

// of is the value of a name.
func (n name) of(a rules.Asked) any {
	switch {
	case n.yes != nil:
		return n.yes(a)
	case n.words != nil:
		return n.words(a)
	case n.fraction:
		return n.amount(a)
	default:
		return int(n.amount(a))
	}
}
