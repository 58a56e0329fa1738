package locate

import "time"

const (
	minSilence = 10_000  // ms; a body in the way is shorter
	usualMax   = 120_000 // ms; a tag that was heard well cannot be silent longer
	maxSilence = 300_000 // ms; nobody may be silent longer and still be here
	maxGap     = maxSilence
	firstGap   = 7_500  // ms; believed of a tag heard only once
	nextGap    = 4_000  // ms; and of one heard twice
	forgetGap  = 60_000 // ms in which a pause of old fades
	known      = 2      // pauses of its own that a tag must have been heard for, to be known
	gaps       = 4      // pauses of its own that a tag may miss
	barely     = -76    // dBm that are barely heard
	barelyMore = 4
)

// silence is how long the person may go unheard: four times the longest pause
// that the liveliest thing they carry has made of late. Whom we barely hear we
// lose without their leaving, and wait longer for.
func (t *Track) silence() int64 {
	longest := int64(gaps * firstGap)
	known := false
	for i := range t.source {
		s := &t.source[i]
		if s.used && t.heard-s.at < maxSilence {
			if own := int64(gaps * s.gap); !known || own < longest {
				longest, known = own, true
			}
		}
	}
	if t.loudest < barely {
		return min(max(longest*barelyMore, minSilence), maxSilence)
	}
	return min(max(longest, minSilence), usualMax)
}

// gone tells whether the person has been unheard for too long at now.
func (e *Engine) gone(t *Track, now int64) bool {
	return now-t.heard > minSilence && now-t.heard > e.silence(t)
}

// silence is how long the person may go unheard, ms. It is not their silence
// when the anchor that heard them best is off.
func (e *Engine) silence(t *Track) int64 {
	if len(e.off) > 0 && e.deafened(t) {
		return maxSilence
	}
	return t.silence()
}

// deafened tells whether the anchor that last heard the track best is off.
func (e *Engine) deafened(t *Track) bool {
	best := -1
	for i := range int(t.ears) {
		if best < 0 || t.ear[i].fast > t.ear[best].fast {
			best = i
		}
	}
	return best >= 0 && e.anchors[t.ear[best].anchor].off()
}

// leave forgets where the person was; they left when we last heard them.
func (e *Engine) leave(t *Track) {
	source := t.source
	since := t.since
	last := t.last
	if t.zone != 0 {
		since, last = t.heard, t.zone
	}
	*t = Track{since: since, source: source, last: last}
}

// Check says where the person is when nothing was heard: time alone can
// complete a dwell, and silence is how people leave.
func (e *Engine) Check(t *Track, now time.Time) Answer {
	at := now.UnixMilli()
	if t.heard == 0 {
		return e.answer(t)
	}
	if e.gone(t, at) {
		e.leave(t)
		return e.answer(t)
	}
	if at-t.looked >= beat {
		e.decide(t, at)
	}
	return e.answer(t)
}

// Due is when Check should be called if nothing is heard until then; zero
// means never.
func (e *Engine) Due(t *Track) time.Time {
	if t.heard == 0 {
		return time.Time{}
	}
	due := t.heard + e.silence(t) + 1
	if t.fresh > 0 && !t.sure {
		due = min(due, max(t.decided, t.looked)+beat)
	}
	if t.wake > 0 {
		due = min(due, max(t.wake, t.looked+beat))
	}
	if t.zone == 0 && t.beliefs > 0 && !t.waited {
		due = min(due, max(t.first+t.wait(), t.looked+beat))
	}
	return time.UnixMilli(due).UTC()
}
