package rules

// mode is there only when the rule is not simply live.
func (e *explainer) mode() {
	c := Check{Gate: ModeGate, Asks: "is live", Holds: true}
	switch barred := e.rule.Barred(e.p.Person); {
	case barred != "":
		c.Holds, c.Because, c.Would = false, barred, "the organizer makes it live"
	case e.rule.Mode.Kind == Shadow:
		c.Holds, c.Because, c.Would = false, "the rule is in shadow: it decides, records what it would do, and does nothing", "the organizer makes it live"
	case e.rule.Mode.Share > 0:
		c.Asks, c.Because = "is live for them", "the lot has chosen them for the trial"
	default:
		return
	}
	e.add(c)
}
