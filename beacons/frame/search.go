package frame

import "foyer/beacons"

// strangers are identifiers that no badge is expected to show. Most are none of
// ours; one may be of a badge that has lost power, and its clock with it.
type strangers struct {
	unknown map[EID]int64 // when it was heard last
	queue   []EID         // oldest first
	cursor  int           // the next badge to be asked
}

// mostUnknown bounds the strangers that are looked for at a time.
const mostUnknown = 256

// note remembers a stranger for Search.
func (s *strangers) note(eid EID, at int64) {
	if _, known := s.unknown[eid]; !known {
		if len(s.queue) == mostUnknown {
			delete(s.unknown, s.queue[0])
			s.queue = s.queue[1:]
		}
		s.queue = append(s.queue, eid)
	}
	s.unknown[eid] = at
}

// Found is a stranger that turned out to be a badge's.
type Found struct {
	Tag beacons.Tag
	EID EID
	// Verdict is Genuine for a badge whose clock fell back, which is known
	// from now on, and Replayed for an identifier from before the badge was
	// heard last: that is a recording, or a badge that someone must enroll
	// anew.
	Verdict Verdict
}

// Search asks the next n badges whether a stranger is what they showed within
// the last Lapse, and does nothing when there are no strangers. A stranger that
// nobody knew is forgotten when the round ends; if it is still there it will be
// heard, and looked for, again.
func (r *Resolver) Search(n int) (found []Found) {
	for range min(n, len(r.badges)) {
		if len(r.unknown) == 0 {
			return found
		}
		if f, is := r.ask(int32(r.cursor)); is {
			found = append(found, f)
		}
		if r.cursor++; r.cursor >= len(r.badges) {
			r.cursor = 0
			r.turnAway()
		}
	}
	return found
}

// turnAway forgets the strangers: a whole round has asked everybody, and what
// is heard again will be looked for again.
func (r *Resolver) turnAway() {
	clear(r.unknown)
	r.queue = r.queue[:0]
}

// ask looks for the strangers among what one badge showed in the past.
func (r *Resolver) ask(i int32) (f Found, found bool) {
	b := &r.badges[i]
	now := max(r.now, b.synced)
	last, _ := b.window(now, now, r.slack)
	first := max(0, last-r.options.Lapse.Milliseconds()/b.period()-1)
	b.identifiers(max(first, last-mostLapse), last-1, func(eid EID, period uint32) {
		if at, wanted := r.unknown[eid]; wanted {
			f, found = Found{b.tag, eid, Replayed}, true
			if int64(period) > b.newest {
				f.Verdict = Genuine
				r.rewind(i, int64(period), at)
			}
		}
	})
	return f, found
}

// mostLapse bounds the periods that are looked at: a day of 21 seconds each.
const mostLapse = 4096

// rewind believes that a badge's clock has fallen back.
func (r *Resolver) rewind(i int32, period, at int64) {
	b := &r.badges[i]
	b.lo, b.hi = period*b.period()-at-r.slack, (period+2)*b.period()-at+r.slack
	b.synced = at
	r.unlist(i)
	r.list(i, max(r.now, at))
	r.forgetPages()
}
