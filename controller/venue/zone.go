package venue

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// zone is who is in one zone now, and when its rules look at it next.
type zone struct {
	id        beacons.Zone
	members   []*member // in order of enrolment
	counted   int       // people besides them, of whom we were only told the number
	turned    bool      // the number of people changed in this step
	moved     bool      // somebody came or went since its rules last answered
	at        time.Time // of the sighting that changed it
	settleDue time.Time
	emptyDue  time.Time
	answered  time.Time // when its rules last answered a change
}

func (v *Venue) join(now, at time.Time, m *member) {
	z := m.zone
	i, _ := slices.BinarySearchFunc(z.members, m.index, func(m *member, index int) int { return cmp.Compare(m.index, index) })
	z.members = slices.Insert(z.members, i, m)
	z.moved = true
	v.turn(now, at, z)
}

func (v *Venue) part(now, at time.Time, m *member) {
	z := m.zone
	z.members = slices.DeleteFunc(z.members, func(other *member) bool { return other == m })
	z.moved = true
	v.turn(now, at, z)
}

// turn notes that the zone's people changed. Its rules answer once for all
// changes within their settle time, counted from the first of them, so a busy
// floor is answered too.
func (v *Venue) turn(now, at time.Time, z *zone) {
	z.turned, z.at = true, at
	v.readZone(now, z)
	watch, asked := v.decider.Watch(z.id)
	if !asked {
		return
	}
	if z.settleDue.IsZero() {
		z.settleDue = now.Add(watch.Settle)
		if next := z.answered.Add(watch.Every); z.settleDue.Before(next) {
			z.settleDue = next
		}
	}
	z.emptyDue = time.Time{}
	if z.people() == 0 && watch.EmptyAfter > 0 {
		z.emptyDue = now.Add(watch.EmptyAfter)
	}
}

// settleZone lets the zone's rules answer when it is time, and tells whether
// one did that does more than set lamps.
func (v *Venue) settleZone(now time.Time, z *zone) (lasting bool) {
	if !z.settleDue.IsZero() && !z.settleDue.After(now) {
		z.settleDue, z.answered = time.Time{}, now
		lasting = v.answerZone(now, z, false)
	}
	if !z.emptyDue.IsZero() && !z.emptyDue.After(now) {
		z.emptyDue = time.Time{}
		v.answerZone(now, z, true)
	}
	return lasting
}

// answerZone takes the zone rules' effects. Lamps are state that is made anew,
// after a restart too, so decisions about them alone are not kept; whatever
// else a rule does, it does only when somebody came or went.
func (v *Venue) answerZone(now time.Time, z *zone, empty bool) (lasting bool) {
	for _, r := range v.decider.Changed(z.id) {
		call := v.decider.ChangedZone(now, r, v)
		lasting = lasting || r.Lasts()
		switch {
		case r.Lasts() && z.moved && !empty:
			v.callZone(now, call)
		case empty:
			v.lightZone(v.decider.CallZone(now, call, rules.Empty, v))
		default:
			v.lightZone(v.decider.CallZone(now, call, rules.Lamps, v))
		}
	}
	z.moved = z.moved && empty
	return lasting
}

func (v *Venue) lightZone(d rules.Decision) {
	if d.Outcome == rules.Done {
		v.effects = append(v.effects, d.Effects...)
	}
}

// tellZones publishes the number of people of every zone that changed.
func (v *Venue) tellZones() {
	for _, z := range v.zones {
		if z.turned {
			z.turned = false
			v.effects = append(v.effects, z.publish())
		}
	}
}

// TellZones publishes the number of people of every zone: a broker that was
// away may have forgotten them, and one that is new has never known.
func (v *Venue) TellZones(now time.Time) (all []rules.Effect) {
	for _, z := range v.zones {
		if z.at.IsZero() {
			z.at = now
		}
		all = append(all, z.publish())
	}
	return all
}

func (z *zone) publish() rules.Publish {
	body := append([]byte(`{"people":`), strconv.Itoa(z.people())...)
	body = append(body, `,"at":`...)
	body = strconv.AppendInt(body, z.at.UnixMilli(), 10)
	return rules.Publish{
		Head:  rules.Head{ID: "zone|" + string(z.id), Why: rules.Why{At: z.at}},
		Topic: "zone/" + string(z.id), Body: append(body, '}'), Retain: true,
	}
}

// People counts everybody in the zone, the unfollowed included.
func (v *Venue) People(id beacons.Zone) int {
	if z := v.zoneOf[id]; z != nil {
		return z.people()
	}
	return 0
}

func (z *zone) people() int { return len(z.members) + z.counted }

// strangers are those in the zone whom nobody may follow.
func (z *zone) strangers() int {
	n := z.counted
	for _, m := range z.members {
		if !m.follow {
			n++
		}
	}
	return n
}

// Present are the followed people in the zone, in order of enrolment.
func (v *Venue) Present(id beacons.Zone) []*rules.Profile {
	z := v.zoneOf[id]
	if z == nil {
		return nil
	}
	var present []*rules.Profile
	for _, m := range z.members {
		if m.follow {
			present = append(present, &m.profile)
		}
	}
	return present
}
