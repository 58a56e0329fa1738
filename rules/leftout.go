package rules

import "strings"

// leftOut is why some steps of a rule are left out while the others happen:
// what a person has not agreed to takes away only the step that needs it.
type leftOut struct{ push, taste string }

// unable says which steps cannot be for this person at all.
func (a *answer) unable(r *Rule) (out leftOut) {
	switch {
	case !r.tells():
	case !a.p.Agreed(PushNote):
		out.push = "has not agreed to push"
	case a.p.Phone() == "":
		out.push = "no phone is registered to tell them"
	}
	if !a.p.Agreed(Music) {
		out.taste = "has not agreed to music"
	}
	return out
}

// needed says why the rule cannot do without what is left out; "" = it can. A
// reward that only a push could tell is not given, but who takes part in a draw
// need not be told; and a rule of which nothing would be left does nothing.
func (o leftOut) needed(r *Rule, pools map[string]*Pool) string {
	if o.push != "" && r.tells() && r.gives(pools) {
		return o.push
	}
	refusal := ""
	for i := range r.Then {
		why := o.why(&r.Then[i])
		if why == "" {
			return ""
		}
		refusal = why
	}
	return refusal
}

// gives tells whether the rule gives a reward that somebody must be told of.
func (r *Rule) gives(pools map[string]*Pool) bool {
	for i := range r.Then {
		if name := r.Then[i].Reward; name != "" && (pools[name] == nil || pools[name].Draw == nil) {
			return true
		}
	}
	return false
}

// why is why a step is left out; "" = it is not.
func (o leftOut) why(then *Then) string {
	switch {
	case then.Push != nil:
		return o.push
	case then.DJ != nil && len(then.DJ.Taste.Parts) > 0:
		return o.taste
	}
	return ""
}

// said is what the decision tells of it.
func (o leftOut) said(r *Rule) string {
	var all []string
	for i := range r.Then {
		then := &r.Then[i]
		if why := o.why(then); why != "" {
			all = append(all, string(then.Channel())+" left out: "+why)
		}
	}
	return strings.Join(all, "; ")
}

// lasts tells whether the rule does something that stays when its push is
// refused: then it has acted, and its limit counts it.
func (r *Rule) lasts() bool {
	for i := range r.Then {
		if then := &r.Then[i]; then.DJ != nil || then.Points != nil || then.Label != "" || then.Publish != nil || then.Webhook != nil {
			return true
		}
	}
	return false
}

// Undo takes back what a push counted for that was refused for good: its cap,
// and its rule's limit unless the rule did something else that lasts. It tells
// whether the rule counts as not having acted.
func (d *Decider) Undo(p *Profile, push Push) (undone bool) {
	if r := d.rules[push.Why.Rule]; r != nil && r.lasts() {
		p.unreach(PushChannel, p.lastTime(r.ID, push.Per))
		return false
	}
	p.Undo(push.Why.Rule, push.Per)
	return true
}
