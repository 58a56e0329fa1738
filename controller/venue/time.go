package venue

import (
	"cmp"
	"container/heap"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// dueHeap holds members by when time alone may change something for them. An
// entry may be early: then the member is looked at, and put back.
type dueHeap []dueEntry

type dueEntry struct {
	at time.Time
	m  *member
}

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push adds an entry; it is for container/heap only.
func (h *dueHeap) Push(x any) { *h = append(*h, x.(dueEntry)) }

// Pop takes the last entry; it is for container/heap only.
func (h *dueHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = dueEntry{}
	*h = old[:len(old)-1]
	return last
}

// schedule makes sure that the member is looked at in time. A later due time
// than the entry's needs nothing: the entry finds out when it comes up.
func (v *Venue) schedule(m *member) {
	due := v.nextDue(m)
	if due.IsZero() || (!m.due.IsZero() && !due.Before(m.due)) {
		return
	}
	m.due = due
	heap.Push(&v.due, dueEntry{at: due, m: m})
}

func (v *Venue) nextDue(m *member) time.Time {
	return sooner(m.wait, v.silent(m))
}

// Wake says when Step should be told Waited if nothing happens before; zero =
// never.
func (v *Venue) Wake() time.Time {
	var wake time.Time
	if len(v.due) > 0 {
		wake = v.due[0].at
	}
	for _, z := range v.zones {
		wake = sooner(wake, sooner(z.settleDue, z.emptyDue))
	}
	for _, g := range v.gauges {
		wake = sooner(wake, g.due)
	}
	return sooner(sooner(wake, v.alarmDue()), v.closes)
}

// wait does whatever is due at now.
func (v *Venue) wait(now time.Time) {
	var due []*member
	for len(v.due) > 0 && !v.due[0].at.After(now) {
		entry := heap.Pop(&v.due).(dueEntry)
		if entry.m.due.Equal(entry.at) {
			entry.m.due = time.Time{}
			v.unheard(now, entry.m)
			due = append(due, entry.m)
		}
	}
	told, weight := len(v.batch.Told), v.batch.weight()
	rang := v.strike(now)
	rang = v.ring(now, due) || rang
	for _, z := range v.zones {
		rang = v.settleZone(now, z) || rang
	}
	rang = v.weigh(now) || rang
	if !v.closes.IsZero() && !v.closes.After(now) {
		v.closeDraws(now)
	}
	if rang || v.batch.weight() > weight {
		v.noteClock(now, told)
	}
	for _, m := range due {
		v.reschedule(now, m)
	}
}

// ring tells the rules of every wait that is over, in the order in which they
// were over, and whether there was one. The order depends on nothing else, so
// that a day that is lived again has it too.
func (v *Venue) ring(now time.Time, due []*member) (rang bool) {
	slices.SortFunc(due, func(a, b *member) int { return cmp.Or(a.wait.Compare(b.wait), a.index-b.index) })
	for _, m := range due {
		if !m.wait.IsZero() && !m.wait.After(now) {
			v.decide(now, m, rules.Fact{Kind: rules.CameDue, At: now})
			rang = true
		}
	}
	return rang
}

// reschedule puts a member back after a look. What is due but could not be
// done yet (no silence is believed before grace) is looked at again later.
func (v *Venue) reschedule(now time.Time, m *member) {
	due := v.nextDue(m)
	if due.IsZero() {
		return
	}
	if !due.After(now) {
		due = now.Add(time.Second)
		if v.grace.After(due) {
			due = v.grace
		}
	}
	if m.due.IsZero() || due.Before(m.due) {
		m.due = due
		heap.Push(&v.due, dueEntry{at: due, m: m})
	}
}

func (v *Venue) link(now time.Time, up bool) {
	if up && !v.linked {
		v.grace = now.Add(reconnectGrace)
	}
	v.linked = up
	if !up {
		return
	}
	for _, m := range v.order {
		v.schedule(m)
	}
	v.wait(now)
}

// relive steps through a backlog in the order of its own times, doing between
// two sightings what time alone would have done, as if it had come live.
func (v *Venue) relive(now time.Time, b Backlog) {
	var sightings []beacons.Sighting
	for _, h := range b.Heard {
		if v.fresh(h) {
			sightings = append(sightings, h.Sightings...)
		}
	}
	slices.SortStableFunc(sightings, func(a, b beacons.Sighting) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Tag, b.Tag), cmp.Compare(a.Anchor, b.Anchor))
	})
	if len(sightings) == 0 {
		return
	}
	was := v.linked
	v.grace = sightings[0].At.Add(reconnectGrace)
	for i := range sightings {
		at := sightings[i].At
		if at.After(now) {
			at = now
		}
		v.lag = now.Sub(at)
		// The first sighting shows that the line was up again by then.
		v.linked = true
		if i > 0 {
			v.wait(at)
		}
		v.hear(at, sightings[i:i+1])
	}
	v.linked, v.lag = was, 0
}

func sooner(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
