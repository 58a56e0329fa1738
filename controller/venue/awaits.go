package venue

import (
	"time"

	"foyer/beacons"
)

// Awaits is a person's present visit, and when hearing them will matter to a
// rule next; zero = they are nowhere, or it never will.
func (v *Venue) Awaits(p beacons.Person) (visit beacons.Visit, due time.Time) {
	m := v.people[p]
	if m == nil || !m.follow || m.zone == nil {
		return beacons.Visit{}, time.Time{}
	}
	visit = m.profile.Visit
	visit.Person = p
	return visit, m.stay
}
