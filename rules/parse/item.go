package parse

import (
	"strconv"

	"foyer/beacons"
	"foyer/rules"
)

// belongs refuses what only the other kind of reward can have.
func (b *builder) belongs(r *rewardPart) {
	for _, k := range []struct {
		key, kind string
		written   bool
		at        Pos
	}{
		{"pool", "code", r.Pool.Written(), r.Pool.At},
		{"reserve_for", "code", r.ReserveFor.Written(), r.ReserveFor.At},
		{"stock", "item", r.Stock.Written(), r.Stock.At},
		{"hand_out_at", "item", r.HandOutAt.Written(), r.HandOutAt.At},
	} {
		if k.written && k.kind != r.Kind.Value {
			b.say(k.at, "wrong-place", "`"+k.key+"` belongs to `kind: "+k.kind+"`.", hint("Remove it."))
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
	out.HandOutAt = b.handOut(&r.HandOutAt)
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
