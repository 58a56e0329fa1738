package parse

import (
	"fmt"
	"slices"

	"foyer/beacons"
	"foyer/rules"
)

// happens reads one thing that happens in a test; false = there is none.
func (b *builder) happens(in *Located[givenPart], t *rules.Test) (rules.Given, bool) {
	g := &in.Value
	out := rules.Given{Line: in.At.Line, At: b.during(&g.stagePart), Who: b.who(&g.stagePart, t)}
	if in.Good() && !g.Who.Written() {
		b.say(in.At, "missing-key", "`who` is missing here.", hint("Write the id of one of the test's people."))
	}
	var found []deed
	for _, d := range deeds(g) {
		if d.at.Line > 0 {
			found = append(found, d)
		}
	}
	if len(found) == 0 {
		if in.Good() {
			b.say(in.At, "missing-key", "This does not say what happens.", hint("Write one of `visit`, `asks`, `stamps`, `redeems` and `consents`."))
		}
		return out, false
	}
	if len(found) > 1 {
		b.say(found[1].at, "one-of", "`"+found[0].key+"` and `"+found[1].key+"` are two things.", hint("Begin the second with a dash of its own."))
	}
	out.Kind = found[0].kind
	b.deed(g, &out, t)
	return out, true
}

// deed is one kind of thing that can happen.
type deed struct {
	key  string
	kind rules.GivenKind
	at   Pos
}

func deeds(g *givenPart) []deed {
	return []deed{
		{"visit", rules.Visits, g.Visit.At},
		{"asks", rules.Asks, g.Asks.At},
		{"stamps", rules.Stamps, g.Stamps.At},
		{"redeems", rules.Redeems, g.Redeems.At},
		{"consents", rules.Consents, g.Consents.At},
	}
}

func (b *builder) deed(g *givenPart, out *rules.Given, t *rules.Test) {
	if g.For.Written() && out.Kind != rules.Visits {
		b.say(g.For.At, "wrong-place", "`for` belongs to `visit`.", hint("Remove it."))
	}
	switch out.Kind {
	case rules.Visits:
		b.visit(g, out, t)
	case rules.Asks:
		out.Song = g.Asks.Value
	case rules.Stamps:
		out.Anchor = b.anchor(&g.Stamps)
	case rules.Redeems:
		out.Reward = b.handedIn(&g.Redeems)
	case rules.Consents:
		out.Agreed = b.purposes(&g.Consents, b.asked, "Nobody is asked for")
	}
}

func (b *builder) visit(g *givenPart, out *rules.Given, t *rules.Test) {
	out.Zone, out.For = b.zone(&g.Visit), g.For.Value
	switch {
	case !g.For.Written():
		b.say(g.Visit.At, "missing-key", "`for` is missing beside `visit`.", hint("Write how long it is, such as for: 2m."))
	case g.For.Good() && out.For <= 0:
		b.say(g.For.At, "wrong-value", "`for` is longer than nothing.", nil)
	}
	for i := range t.Given {
		a := &t.Given[i]
		if g.At.Good() && a.Kind == rules.Visits && a.Who == out.Who && a.At.Before(out.At.Add(out.For)) && out.At.Before(a.At.Add(a.For)) {
			b.say(g.At.At, "never", fmt.Sprintf("`%s` is in `%s` at that time, by line %d.", a.Who, a.Zone, a.Line), hint("Nobody is in two places; write another time."))
			return
		}
	}
}

// anchor is where a badge is held to: an anchor's id, or a zone that has one.
func (b *builder) anchor(in *Located[string]) beacons.Anchor {
	if !in.Good() {
		return ""
	}
	var all []string
	for _, a := range b.plan.Anchors {
		if string(a.ID) == in.Value || string(a.Zone) == in.Value {
			return a.ID
		}
		all = append(all, string(a.ID))
	}
	b.say(in.At, "unknown-anchor", "The venue has no zone or anchor `"+in.Value+"` that a badge can be held to.", meantOr(in.At, in.Value, append(all, b.zoneIDs()...), "Its anchors are"))
	return ""
}

func (b *builder) handedIn(in *Located[string]) string {
	all := namesOf(b.in.Rewards)
	if in.Good() && !slices.Contains(all, in.Value) {
		b.say(in.At, "unknown-reward", "There is no reward `"+in.Value+"`.", meantOr(in.At, in.Value, all, "The rewards are"))
	}
	return in.Value
}
