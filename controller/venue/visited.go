package venue

import (
	"time"

	"foyer/beacons/locate"
)

// visited takes a visit that somebody else has found. From then on they alone
// say where the person is: silence in our own ears means nothing. What comes
// late, of a visit before the present one, changes nothing.
func (v *Venue) visited(now time.Time, in Visited) {
	m := v.people[in.Visit.Person]
	if m == nil {
		v.counts.Unknown++
		return
	}
	m.told, m.track = true, locate.Track{}
	present := m.profile.Visit
	switch {
	case in.Visit.Open() && (in.Visit.Zone == m.at || !in.Visit.From.Before(present.From)):
		v.arrive(now, m, in)
	case !in.Visit.Open() && in.Visit.Zone == m.at && !in.Visit.To.Before(present.From):
		v.depart(now, m, in.Visit.To)
	}
}

// arrive takes an open visit: a new one, or more of the present one.
func (v *Venue) arrive(now time.Time, m *member, in Visited) {
	from, heard := in.Visit.From, in.Heard
	if heard.Before(from) {
		heard = from
	}
	if m.follow && m.at == in.Visit.Zone && from.After(m.profile.Visit.From) {
		v.leave(now, heard, m, from) // back after a while of which nobody told us
	}
	v.place(now, heard, m, locate.Answer{Zone: in.Visit.Zone, Since: from})
	v.witness(now, m, heard)
}

// depart ends the present visit. Who left at `to` was there until then.
func (v *Venue) depart(now time.Time, m *member, to time.Time) {
	if m.follow && to.After(m.heard) {
		m.heard = to
	}
	v.leave(now, to, m, to)
}

// unheard asks our own engine where a person is of whom nothing was heard.
func (v *Venue) unheard(now time.Time, m *member) {
	if v.linked && !m.told && !now.Before(v.grace) {
		v.place(now, now, m, v.engine.Check(&m.track, now))
	}
}

// silent is when our own engine must be asked about a person of whom nothing
// was heard; zero = never.
func (v *Venue) silent(m *member) time.Time {
	if !v.linked || m.told {
		return time.Time{}
	}
	return v.engine.Due(&m.track)
}
