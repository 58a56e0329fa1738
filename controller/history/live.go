package history

import (
	"container/heap"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// Live lives the tape by a book from its start, or with nil by the books that
// were in force, and counts what the rules did. Each gets the same treatment,
// so that what differs is the rules' doing:
//
//   - A person is there without a gap from when they came until they left (or
//     were last heard, if that was found out to be later), so a
//     dwell is reached at the moment it is due. When a badge was really heard
//     depended on the rules of that day.
//   - A push ends as the history says; one that is not in it is taken by the
//     phone, unless the history has one of that person that was refused.
//   - Nothing is handed in at desks: who would have had what is not known.
func (t *Tape) Live(book *rules.Book, progress func(done int)) *Tally {
	l := life{tape: t, book: book, venue: venue.New(t.plan, t.state), now: t.From, tally: newTally(t, book), stays: make([]stay, 0, len(t.people))}
	l.visits = make([]present, len(t.people))
	for p, end := range t.resumed {
		l.visits[p].end = end
	}
	every := max(sealEvery, 8*len(t.people))
	for i := range t.notes {
		n := &t.notes[i]
		l.until(n.at)
		l.tell(n)
		if i%every == 0 {
			l.seal()
			progress(i)
		}
	}
	l.until(t.To.UnixNano())
	l.seal()
	progress(len(t.notes))
	return l.tally
}

// sealEvery is how many notes are lived through, at least, before what came of
// them is counted. Each time, the profiles that changed are written for a store
// that is not there.
const sealEvery = 500

// life is one run through a tape.
type life struct {
	tape   *Tape
	book   *rules.Book
	ruled  bool
	venue  *venue.Venue
	now    time.Time
	visits []present
	stays  stays
	tally  *Tally
	pushes []string
}

// present is somebody's present visit.
type present struct {
	visit beacons.Visit
	end   int64 // Unix ns; 0 or less = not known
	due   int64 // of their entry in stays; 0 = none
}

func (l *life) tell(n *note) {
	at := l.tape.time(n.at)
	switch n.kind {
	case arrived:
		p := &l.visits[n.person]
		p.visit = beacons.Visit{Person: l.tape.people[n.person], Zone: l.tape.zones[n.zone], From: l.tape.time(n.from)}
		p.end = n.end
		l.step(at, venue.Visited{Visit: p.visit, Heard: p.visit.From})
		l.expect(n.person)
	case left:
		visit := beacons.Visit{Person: l.tape.people[n.person], Zone: l.tape.zones[n.zone], From: l.tape.time(n.from), To: l.tape.time(n.end)}
		l.visits[n.person] = present{}
		l.step(at, venue.Visited{Visit: visit, Heard: visit.To})
	case other:
		l.other(at, l.tape.others[n.person].In)
	}
}

// other tells an input that is no visit. A draft is in force from the start,
// whatever was published later.
func (l *life) other(at time.Time, in venue.Input) {
	if _, is := in.(venue.Ruled); is && l.book != nil {
		if l.ruled {
			return
		}
		in, l.ruled = venue.Ruled{Book: l.book}, true
	}
	l.step(at, in)
	switch in := in.(type) {
	case venue.Ruled:
		for p := range l.visits {
			l.expect(uint32(p))
		}
	case venue.Enrolled:
		for i := range in.People {
			if p, known := l.tape.person[in.People[i].Profile.Person]; known {
				l.expect(p)
			}
		}
	default:
	}
}

// until lives through what is due before a moment, in order.
func (l *life) until(at int64) {
	for {
		wake := l.venue.Wake()
		switch {
		case len(l.stays) > 0 && l.stays[0].due <= at && (wake.IsZero() || l.stays[0].due <= wake.UnixNano()):
			l.stay(heap.Pop(&l.stays).(stay))
		case !wake.IsZero() && wake.UnixNano() <= at:
			l.step(l.after(wake), venue.Waited{})
		default:
			return
		}
	}
}

// stay lets somebody be heard at the moment at which a dwell of theirs is due.
func (l *life) stay(s stay) {
	p := &l.visits[s.person]
	if p.due != s.due {
		return // it was put off
	}
	p.due = 0
	due := l.tape.time(s.due)
	l.step(l.after(due), venue.Visited{Visit: p.visit, Heard: due})
	l.expect(s.person)
}

// expect notes when hearing somebody will matter next, if they are there then.
func (l *life) expect(person uint32) {
	p := &l.visits[person]
	visit, due := l.venue.Awaits(l.tape.people[person])
	p.visit = visit
	ns := due.UnixNano()
	if due.IsZero() || p.end > 0 && ns > p.end {
		p.due = 0
		return
	}
	if p.due != ns {
		p.due = ns
		heap.Push(&l.stays, stay{due: ns, person: person})
	}
}

// after is a moment, or now when that is later.
func (l *life) after(t time.Time) time.Time {
	if t.Before(l.now) {
		return l.now
	}
	return t
}

func (l *life) step(at time.Time, in venue.Input) {
	at = l.after(at)
	l.now = at
	l.pushes = l.pushes[:0]
	for _, e := range l.venue.Step(at, in) {
		switch e := e.(type) {
		case rules.Push:
			l.pushes = append(l.pushes, e.ID)
		case rules.Light:
			l.tally.light(at, e)
		default:
		}
	}
	for _, id := range l.pushes {
		l.venue.Step(at, venue.Settled{ID: id, Outcome: l.tape.ending(id)})
	}
}

// ending is how a push ended, or would have.
func (t *Tape) ending(id string) venue.Ending {
	if outcome, known := t.settled[id]; known {
		return outcome
	}
	if t.refused[personOf(id)] {
		return venue.Refused
	}
	return venue.Delivered
}

// personOf is whom an effect is about, by its id: rule|person|occurrence/step.
func personOf(id string) string {
	_, rest, _ := strings.Cut(id, "|")
	person, _, _ := strings.Cut(rest, "|")
	return person
}

func (l *life) seal() {
	if b := l.venue.Seal(); b != nil {
		l.tally.add(b)
	}
}

// stay is when hearing a person will matter.
type stay struct {
	due    int64
	person uint32
}

// stays are a heap, the next first.
type stays []stay

func (s stays) Len() int { return len(s) }
func (s stays) Less(i, j int) bool {
	return s[i].due < s[j].due || s[i].due == s[j].due && s[i].person < s[j].person
}
func (s stays) Swap(i, j int) { s[i], s[j] = s[j], s[i] }

// Push adds an entry; it is for container/heap only.
func (s *stays) Push(x any) { *s = append(*s, x.(stay)) }

// Pop takes the last entry; it is for container/heap only.
func (s *stays) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}
