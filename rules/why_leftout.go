package rules

import "slices"

// stepConsents tells of what the steps need beside the rule's own consent.
func (e *explainer) stepConsents() {
	if e.rule.tells() && !slices.Contains(e.rule.Consent, PushNote) {
		e.add(e.spare(e.agreed(PushNote), &e.out.push))
	}
	if !slices.Contains(e.rule.Consent, Music) && slices.ContainsFunc(e.rule.Then, func(t Then) bool { return t.DJ != nil && len(t.DJ.Taste.Parts) > 0 }) {
		e.add(e.spare(e.agreed(Music), &e.out.taste))
	}
}

func (e *explainer) agreed(purpose Purpose) Check {
	c := Check{Gate: ConsentGate, Asks: "agreed to " + string(purpose), Holds: e.p.Agreed(purpose), Because: "has agreed"}
	if !c.Holds {
		c.Because, c.Would = "has not agreed", "they agree to "+string(purpose)
	}
	return c
}

// spare lets a gate hold that only takes away a step which the rule can do
// without.
func (e *explainer) spare(c Check, step *string) Check {
	if c.Holds {
		return c
	}
	*step = c.Because
	if e.out.needed(e.rule, e.pools) == "" {
		c.Holds, c.Would = true, ""
		c.Because += "; the step that needs it is left out"
	}
	return c
}
