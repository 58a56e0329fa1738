package wire

import "foyer/beacons"

// redeem is a reward handed in at the desk that the topic names: a code, or
// what the carrier of a badge was given of a reward.
func (n *native) redeem(in *incoming, sender string, m *Message) Reason {
	desk, why := phoneOf(sender)
	if why != understood {
		return why
	}
	got, why := n.note(in)
	switch {
	case why != understood:
		return why
	case got.code == "" && (got.tag == "" || got.reward == ""):
		return NoCode
	}
	live := liveClock(in.now)
	m.Kind = RedeemKind
	m.Redeem = Redeem{ID: got.id, Desk: string(desk), Code: got.code, Tag: beacons.Tag(got.tag), Reward: got.reward, At: live.at(got.at)}
	return understood
}
