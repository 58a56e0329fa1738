package parse

import (
	"errors"

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
		if a.Person == nil && len(uses.person) > 0 {
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
	person := types.Map{}
	for called, known := range j.names {
		person[called] = map[sort]types.Type{yesNo: types.Bool, amount: types.Int, words: types.String}[known.sort]
	}
	return types.Map{
		"person":  person,
		"zone":    types.Map{"people": types.Int},
		"mention": types.Map{"song": types.String},
	}
}

// uses are the names that one condition asks for.
type uses struct {
	person map[string]name
}

func (j *judge) used(root ast.Node) uses {
	u := uses{person: map[string]name{}}
	ast.Walk(&root, memberFunc(func(n *ast.MemberNode) {
		if root, property := about(n); root == "person" {
			u.person[property] = j.names[property]
		}
	}))
	return u
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
	person := make(map[string]any, len(u.person))
	for called, known := range u.person {
		person[called] = known.of(a.Person)
	}
	return map[string]any{
		"person":  person,
		"zone":    map[string]any{"people": a.ZonePeople},
		"mention": map[string]any{"song": a.Song},
	}
}

// of is the value of a name for a person.
func (n name) of(p *rules.Profile) any {
	switch {
	case n.yes != nil:
		return n.yes(p)
	case n.label != "":
		return p.Has(n.label)
	case n.words != nil:
		return n.words(p)
	default:
		return int(p.Trait(n.trait))
	}
}
