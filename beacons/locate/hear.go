package locate

import (
	"math"
	"time"

	"foyer/beacons"
)

const (
	beat = 1000 // ms between two decisions about one track
	late = 5000 // ms; sightings older than that against the newest are history
)

// Hear takes one sighting of something the person of t carries and says where
// they are. Time is s.At; a sighting older than what the same anchor already
// told, or long overtaken by others, changes nothing. It decides at most once
// a second per track; between decisions it only remembers.
func (e *Engine) Hear(t *Track, s beacons.Sighting) Answer {
	a, known := e.anchorOf(s.Anchor)
	at := s.At.UnixMilli()
	if !known || at <= 0 || s.RSSI != s.RSSI {
		return e.answer(t)
	}
	at, sane := e.tell(a, at)
	if !sane || at < t.heard-late && !e.rewind(t, at) {
		return e.answer(t)
	}
	if t.heard != 0 && e.gone(t, at) {
		e.leave(t)
	}
	e.listen(t, a, at, &s)
	if at-t.looked >= beat {
		e.decide(t, at)
	}
	return e.answer(t)
}

// anchorOf finds an anchor: most often it is the one of the last sighting,
// which came in the same message.
func (e *Engine) anchorOf(id beacons.Anchor) (uint16, bool) {
	if id == e.spoke && id != "" {
		return e.spokeAt, true
	}
	a, known := e.index[id]
	if known {
		e.spoke, e.spokeAt = id, a
	}
	return a, known
}

// listen remembers the sighting.
func (e *Engine) listen(t *Track, a uint16, at int64, s *beacons.Sighting) {
	if t.ears == 0 { // the first of a new stay, or after a restart
		t.decided, t.looked = at, at
	}
	if t.first == 0 {
		t.first = at
		if t.since == 0 {
			t.since = at
		}
	}
	i := t.sourceOf(s.Tag)
	t.source[i].hear(s.Tag, at)
	miss, taken := t.earOf(a, i).hear(at, levelOf(s))
	if !taken {
		return
	}
	t.noise += (miss*miss - t.noise) / steady
	t.heard = max(t.heard, at)
	t.sights++
	t.fresh = min(t.fresh, math.MaxUint16-1) + 1
}

// hear keeps each carried thing's own interval.
func (s *source) hear(tag beacons.Tag, at int64) {
	if !s.used || s.tag != tag {
		*s = source{tag: tag, first: at, at: at, gap: firstGap, used: true}
		return
	}
	dt := at - s.at
	switch {
	case dt <= 0:
		return
	case dt > maxGap: // it was away: its interval may be another now
		s.first, s.gap = at, firstGap
	case float32(dt) > max(minSilence, gaps*s.gap) && float32(s.at-s.first) > known*s.gap:
		s.first = at // it was away, or nearly so, and its own interval is known
		s.gap *= 2
	case s.at == s.first:
		s.gap = max(float32(dt), nextGap)
	default:
		// The longest pause of late, forgotten slowly: bursts and body shadows
		// are pauses too, and a mean would not see them.
		s.gap = max(float32(dt), s.gap*(1-float32(dt)/forgetGap))
	}
	s.at = at
}

// sourceOf finds the entry of a tag, or the one that was silent longest.
func (t *Track) sourceOf(tag beacons.Tag) uint8 {
	oldest := 0
	for i := range t.source {
		s := &t.source[i]
		if !s.used || s.tag == tag {
			return uint8(i)
		}
		if s.at < t.source[oldest].at {
			oldest = i
		}
	}
	return uint8(oldest)
}

// earOf finds the ear of an anchor and a source, or gives it the place of the
// one silent longest.
func (t *Track) earOf(a uint16, source uint8) *ear {
	oldest := 0
	for i := range int(t.ears) {
		x := &t.ear[i]
		if x.anchor == a && x.source == source {
			return x
		}
		if x.at < t.ear[oldest].at {
			oldest = i
		}
	}
	if t.ears < maxEars {
		oldest = int(t.ears)
		t.ears++
	}
	t.ear[oldest] = ear{anchor: a, source: source}
	return &t.ear[oldest]
}

// Restore puts back an open visit that came from the store: the person is in
// zone since then and was last heard at heard. Pass the time of the restart as
// heard to give everybody one silence of grace. A zone that the plan no longer
// has is forgotten.
func (e *Engine) Restore(t *Track, zone beacons.Zone, since, heard time.Time) {
	z, known := e.zoneIdx[zone]
	if !known || z == 0 {
		return
	}
	*t = Track{zone: z, since: since.UnixMilli(), heard: heard.UnixMilli(), first: since.UnixMilli(), decided: heard.UnixMilli(), looked: heard.UnixMilli()}
	t.rival, t.rivalAt = z, t.since
}
