package venue

import (
	"slices"
	"time"

	"foyer/beacons"
)

// Told is one input, and when the venue was told it. A batch journals what its
// rules were told, so that the day can be lived again through another Step:
// the visits that were found and not the sightings they were found from.
type Told struct {
	At time.Time
	In Input
}

// journal notes an input as it came. Those that are left out are noted as what
// came of them: visits, counts, people one by one, a clock that changed
// something.
func (v *Venue) journal(now time.Time, in Input) {
	switch in.(type) {
	case Heard, Backlog, Visited, Counted, Enrolled, Turned, Linked, Waited, Answered: // the last wakes no rule
		return
	default:
		v.note(now, in)
	}
}

func (v *Venue) note(now time.Time, in Input) {
	v.batch.Told = append(v.batch.Told, Told{At: now, In: in})
}

// noteVisit notes where a followed person is, when that may wake a rule.
func (v *Venue) noteVisit(now time.Time, m *member, visit beacons.Visit, heard time.Time) {
	visit.Person = m.profile.Person
	v.note(now, Visited{Visit: visit, Heard: heard})
}

// noteStrangers notes how many people are in a zone of whom nothing else may
// be noted.
func (v *Venue) noteStrangers(now time.Time, z *zone) {
	v.note(now, Counted{Zone: z.id, People: z.strangers()})
}

// noteClock notes that the clock had its say after the first `before` notes,
// if anything came of it.
func (v *Venue) noteClock(now time.Time, before int) {
	v.batch.Told = slices.Insert(v.batch.Told, before, Told{At: now, In: Waited{}})
}

// counted takes the number of those in a zone whom nobody may follow, instead
// of those whom we have found there ourselves.
func (v *Venue) counted(now time.Time, in Counted) {
	z := v.zoneOf[in.Zone]
	if z == nil {
		return
	}
	before := z.people()
	for _, m := range z.members {
		if !m.follow {
			m.zone, m.at = nil, ""
		}
	}
	z.members = slices.DeleteFunc(z.members, func(m *member) bool { return !m.follow })
	z.counted = max(0, in.People)
	z.moved = z.moved || z.people() != before
	v.noteStrangers(now, z)
	v.turn(now, now, z)
}
