package rules

import (
	"fmt"
	"slices"
	"strconv"
)

// String says for whom, in a few words.
func (e Each) String() string {
	switch {
	case e.Top > 0 && e.Among != "":
		return fmt.Sprintf("the best %d by %s with %s", e.Top, e.By, e.Among)
	case e.Top > 0:
		return fmt.Sprintf("the best %d by %s", e.Top, e.By)
	case e.In != "":
		return "everyone in " + string(e.In)
	case e.With != "":
		return "everyone with " + e.With
	}
	return "everybody"
}

// meant says of a rule that acts for many whether the person is one of them.
// Who is before them in a ranking is not looked at: that may change until then.
func (e *explainer) meant(c Check) Check {
	each := e.rule.ForEach
	if each.None() {
		return c
	}
	c.Asks += ", for " + each.String()
	said := "is not in " + string(each.In)
	switch {
	case each.Top > 0:
		by, _ := each.Standing()
		value, _, has := by.Stands(e.p)
		said = "has no place by " + each.By
		if has {
			said = "stands there with " + strconv.Itoa(int(value))
		} else if each.Among != "" && !e.p.Has(each.Among) {
			said = "does not have " + each.Among
		}
	case each.With != "":
		said = map[bool]string{true: "has ", false: "does not have "}[e.p.Has(each.With)] + each.With
	case slices.ContainsFunc(e.floor.Present(each.In), func(p *Profile) bool { return p.Person == e.p.Person }):
		said = "is in " + string(each.In)
	}
	c.Because += "; " + said
	return c
}
