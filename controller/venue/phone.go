package venue

import (
	"crypto/sha256"
	"encoding/hex"

	"foyer/rules"
)

// hangUp forgets a dead push address. A token that the registrations still
// hold stays dead until they bring another, or the same as registered later.
func (v *Venue) hangUp(in Unreachable) {
	for _, m := range v.order {
		p := &m.profile
		switch {
		case in.Token == "":
		case p.Browser == in.Token:
			p.Browser = ""
			v.touch(m)
		case p.PushToken == in.Token:
			if !in.Since.IsZero() && p.PushSince.After(in.Since) {
				continue // the app is back
			}
			p.PushToken, p.Dead = "", &rules.Dead{Mark: MarkOf(in.Token), Since: in.Since}
			v.touch(m)
		}
	}
}

// subscribe takes where a browser listens. Only who agreed to pushes can.
func (v *Venue) subscribe(in Subscribed) {
	m := v.people[in.Person]
	if m == nil || in.Browser != "" && !m.profile.Agreed(rules.PushNote) || m.profile.Browser == in.Browser {
		return
	}
	if in.Browser != "" { // who uses it now is told there, and nobody else
		for _, other := range v.order {
			if other.profile.Browser == in.Browser {
				other.profile.Browser = ""
				v.touch(other)
			}
		}
	}
	m.profile.Browser = in.Browser
	v.pressing = true
	v.touch(m)
}

// answerCalls brings what a new registration says of phones together with what
// happened to them.
func (v *Venue) answerCalls(m *member) {
	p := &m.profile
	if p.Browser != "" && !p.Agreed(rules.PushNote) {
		p.Browser = ""
		v.touch(m)
	}
	if p.Dead == nil || p.PushToken == "" {
		return
	}
	if p.Dead.Mark == MarkOf(p.PushToken) && !p.PushSince.After(p.Dead.Since) {
		p.PushToken = ""
		return
	}
	p.Dead = nil
	v.touch(m)
}

// MarkOf tells push addresses apart without keeping them.
func MarkOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:8])
}
