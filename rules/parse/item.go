package parse

import (
	"strconv"

	"foyer/beacons"
	"foyer/rules"
)

// belongs refuses what only the other kind of reward can have.
func (b *builder) belongs(r *rewardPart) {
	for _, k := range []struct {
		key, kind, or string
		written       bool
		at            Pos
	}{
		{"pool", "code", "", r.Pool.Written(), r.Pool.At},
		{"reserve_for", "code", "", r.ReserveFor.Written(), r.ReserveFor.At},
		{"per_person", "code", "item", r.PerPerson.Written(), r.PerPerson.At},
		{"warn_below", "code", "item", r.WarnBelow.Written(), r.WarnBelow.At},
		{"when_empty", "code", "item", r.WhenEmpty.Staff.Written() || r.WhenEmpty.Rule.Written(), earlierPlace(r.WhenEmpty.Rule.At, r.WhenEmpty.Staff.At)},
		{"stock", "item", "", r.Stock.Written(), r.Stock.At},
		{"hand_out_at", "item", "draw", r.HandOutAt.Written(), r.HandOutAt.At},
		{"winners", "draw", "", r.Winners.Written(), r.Winners.At},
		{"draw_at", "draw", "", r.DrawAt.Written(), r.DrawAt.At},
		{"salt", "draw", "", r.Salt.Written(), r.Salt.At},
		{"seed_from", "draw", "", r.SeedFrom.Written(), r.SeedFrom.At},
	} {
		if k.written && k.kind != r.Kind.Value && k.or != r.Kind.Value {
			kinds := "`kind: " + k.kind + "`"
			if k.or != "" {
				kinds += " and `kind: " + k.or + "`"
			}
			b.say(k.at, "wrong-place", "`"+k.key+"` belongs to "+kinds+".", hint("Remove it."))
		}
	}
}

// items numbers a stock, so that each item is kept like a code.
func (b *builder) items(e *Entry[rewardPart], out *rules.Pool) {
	r := &e.Value
	if !r.Stock.Written() {
		b.say(e.Key, "missing-key", "The reward `"+e.Name+"` has no `stock`, so there is nothing to hand out.", hint("Write how many there are, such as `stock: 150`."))
	}
	if r.Stock.Good() {
		out.Stock = r.Stock.Value
	}
	for i := range out.Stock {
		out.Codes = append(out.Codes, strconv.Itoa(i+1))
	}
	if r.PerPerson.Good() && r.Stock.Good() && r.PerPerson.Value > r.Stock.Value {
		b.warn(r.PerPerson.At, "never", "One person may have more than there are.")
	}
}

// handOut is the name of the zone in which an item is handed out.
func (b *builder) handOut(at *Located[string]) string {
	if !at.Good() {
		return ""
	}
	zone, ok := b.plan.ZoneOf(beacons.Zone(at.Value))
	switch {
	case !ok:
		b.say(at.At, "unknown-zone", "The venue has no zone `"+at.Value+"`.", meantOr(at.At, at.Value, b.zoneIDs(), "Its zones are"))
		return ""
	case zone.Name == "":
		return at.Value
	}
	return zone.Name
}

// givenAs is the reward of a name, as it was written.
func (b *builder) givenAs(called string) *rewardPart {
	for i := range b.in.Rewards {
		if b.in.Rewards[i].Name == called {
			return &b.in.Rewards[i].Value
		}
	}
	return nil
}

// rewarded checks that the reward given before a text has what the text tells.
func (b *builder) rewarded(place Pos, called string, r *rewardPart) {
	switch {
	case r == nil || !r.Kind.Good():
	case called == "reward.code" && r.Kind.Value == "item":
		b.say(place, "no-reward", "An item has no code to tell.", instead(place, "reward.hand_out_at", "Write `reward.hand_out_at`."))
	case called == "reward.hand_out_at" && r.Kind.Value == "code":
		b.say(place, "no-reward", "A code is not handed out anywhere.", instead(place, "reward.code", "Write `reward.code`."))
	case called == "reward.hand_out_at" && !r.HandOutAt.Written():
		b.say(place, "no-reward", "The reward given before this text does not say where it is handed out.", hint("Write `hand_out_at` in the reward."))
	}
}

// earlierPlace is the first of two places, of those that were written.
func earlierPlace(a, b Pos) Pos {
	if a.Line == 0 || b.Line > 0 && b.before(a) {
		return b
	}
	return a
}
