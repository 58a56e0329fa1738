package frame

import (
	"container/heap"
	"math"
	"slices"
	"time"
)

// holder is whose an identifier is, and of which period.
type holder struct {
	badge  int32
	period uint32
}

// table is what may be heard: now, before, and what was heard and is over.
type table struct {
	now   int64
	turns turns // when each badge is due to be listed anew
	live  map[EID]holder
	// spent is identifiers that were heard and whose time is over, to know a
	// replay at once; the oldest are forgotten.
	spent     map[EID]holder
	spentList []EID
	// pages is what could be heard in stretches of the past, for what gateways
	// have kept while the broker was away.
	pages    map[int64]map[EID]holder
	pageList []int64
}

const (
	briefest  = 8_000   // between two listings of a badge, ms
	past      = 60_000  // how far back the table of now reaches, ms
	page      = 1 << 20 // one stretch of the past, ms
	mostPages = 4       // kept
	mostSpent = 1 << 18 // remembered
)

// Advance lists what may be heard around now. The first call lists every badge;
// after that only those are touched that are due, so call it often.
func (r *Resolver) Advance(now time.Time) {
	r.now = max(r.now, now.UnixMilli())
	for len(r.turns) > 0 && r.turns[0].at <= r.now {
		i := r.turns[0].badge
		r.list(i, r.now)
		r.turns[0].at = r.now + r.badges[i].stride()
		heap.Fix(&r.turns, 0)
	}
}

// stride is how long a listing is good for.
func (b *tracked) stride() int64 { return max(briefest, b.period()/2) }

func (r *Resolver) schedule(i int32, at int64) { heap.Push(&r.turns, turn{at, i}) }

// list brings the listed identifiers of a badge up to now.
func (r *Resolver) list(i int32, now int64) {
	b := &r.badges[i]
	first, last := b.window(now-past, now+b.stride(), r.slack)
	keep := b.listed[:0]
	for _, l := range b.listed {
		if p := int64(l.period); p >= first && p <= last {
			keep = append(keep, l)
		} else {
			r.retire(i, l)
		}
	}
	b.listed = keep
	from := first
	if len(keep) > 0 {
		from = max(first, int64(keep[len(keep)-1].period)+1)
	}
	b.identifiers(from, last, func(eid EID, period uint32) {
		b.listed = append(b.listed, listed{eid: eid, period: period})
		r.live[eid] = holder{i, period}
	})
}

// unlist takes a badge out of the tables.
func (r *Resolver) unlist(i int32) {
	for _, l := range r.badges[i].listed {
		delete(r.live, l.eid)
	}
	r.badges[i].listed = nil
}

// retire takes an identifier out of the table of now.
func (r *Resolver) retire(i int32, l listed) {
	delete(r.live, l.eid)
	if !l.heard {
		return
	}
	if len(r.spentList) == mostSpent {
		delete(r.spent, r.spentList[0])
		r.spentList = r.spentList[1:]
	}
	r.spent[l.eid] = holder{i, l.period}
	r.spentList = append(r.spentList, l.eid)
}

// mark notes that an identifier was heard.
func (r *Resolver) mark(h holder) {
	for k := range r.badges[h.badge].listed {
		if l := &r.badges[h.badge].listed[k]; l.period == h.period {
			l.heard = true
		}
	}
}

// find looks an identifier up, wherever its time has left it.
func (r *Resolver) find(eid EID, at int64) (holder, bool) {
	if h, known := r.live[eid]; known {
		return h, true
	}
	if h, known := r.spent[eid]; known {
		return h, true
	}
	if at >= r.now-past || r.now == math.MinInt64 {
		return holder{}, false
	}
	h, known := r.pageOf(floor(at, page))[eid]
	return h, known
}

// pageOf makes or finds what could be heard in one stretch of the past.
func (r *Resolver) pageOf(number int64) map[EID]holder {
	if known, ok := r.pages[number]; ok {
		return known
	}
	if len(r.pageList) == mostPages {
		delete(r.pages, r.pageList[0])
		r.pageList = slices.Delete(r.pageList, 0, 1)
	}
	made := make(map[EID]holder, 3*len(r.badges))
	for i := range r.badges {
		b := &r.badges[i]
		first, last := b.window(number*page, (number+1)*page, r.slack)
		b.identifiers(first, last, func(eid EID, period uint32) { made[eid] = holder{int32(i), period} })
	}
	r.pages[number] = made
	r.pageList = append(r.pageList, number)
	return made
}

// forgetPages is for when a badge is not where the pages have it.
func (t *table) forgetPages() {
	clear(t.pages)
	t.pageList = t.pageList[:0]
}

// turn is when a badge is due.
type turn struct {
	at    int64
	badge int32
}

// turns is a heap of them, the earliest first.
type turns []turn

func (t turns) Len() int           { return len(t) }
func (t turns) Less(i, j int) bool { return t[i].at < t[j].at }
func (t turns) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }

// Push implements heap.Interface.
func (t *turns) Push(x any) { *t = append(*t, x.(turn)) }

// Pop implements heap.Interface.
func (t *turns) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}
