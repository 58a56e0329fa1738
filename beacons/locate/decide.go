package locate

const (
	stillBeta  = 0.1  // how much one beat of evidence counts, of somebody at rest: it says the same again
	walkBeta   = 0.7  // the same, of somebody on the move
	rareHold   = 4000 // ms that a new zone of a rare tag must have been the likeliest
	rareBeta   = 2.0  // the same, of a tag so rare that no sighting repeats another
	stillNeed  = 3    // times that a new zone must be likelier than the present one
	walkNeed   = 2
	confirm    = 900    // ms that a new zone must be the likelier for, one beat of evidence more ...
	surely     = 10     // ... unless it is so many times likelier
	atRest     = 0.9    // restlessness against noise, of somebody at rest
	onTheMove  = 1.5    // and of somebody who surely walks
	leastHum   = 0.5    // dB² of noise, for a radio that has none
	calm       = 3      // beats that the restlessness is smoothed over
	arrival    = 10_000 // ms that somebody is a newcomer
	often      = 1000   // ms between sightings that repeat each other ...
	seldom     = 4000   // ... and between those that each say something new
	clear      = 4      // times that a first place must be likelier than the next
	patience   = 3000   // ms that a first place waits for that ...
	patiences  = 8000   // ... and of somebody heard only
	few        = 3      // times
	likeliest  = 0.3    // share of belief that it needs then
	maxBeats   = 3      // beats that one decision may count for
	freeze     = 300_000
	asleep     = 0.2 // restlessness of somebody whose evidence can wait, if we are sure ...
	assured    = 0.9 // ... as we are with so much belief
	rarely     = 0.5 // part of the way from often to seldom, where tags are rare ...
	enoughNews = 0.5 // ... and wait until so many of their anchors have spoken
)

// decide moves the beliefs by what was heard, and the person when another zone
// is clearly likelier.
//
// Sightings arrive later than they were heard, and a gateway's clock may be
// behind ours: what was heard since the last decision is news, even when our
// clock was already past it. So evidence is weighed as of the newest sighting.
func (e *Engine) decide(t *Track, now int64) {
	t.looked = min(now, t.heard)
	if t.fresh > 0 && len(e.field.zone) > 0 {
		at := min(now, t.heard)
		beats := min(max(float32(at-t.decided)/beat, 0), maxBeats)
		news := min(max(beats, 1), float32(t.fresh)/float32(t.ears))
		r, rare := e.stir(t, at)
		if t.sure && beats < maxBeats && (r <= asleep || rare > rarely && news < enoughNews) {
			return // it says the same again: weighed later it costs less
		}
		e.learn(t, at, beats, news, r, rare)
	}
	e.settle(t, now)
}

// learn moves the beliefs.
func (e *Engine) learn(t *Track, at int64, beats, news, r, rare float32) {
	t.fresh, t.decided = 0, at
	e.predict(t, min(0.95, between(stillMove, walkMove, r)*beats))
	e.weigh(t, at, r)
	e.update(t, max(between(stillBeta, walkBeta*e.field.trust, r), rare*rareBeta)*news)
	t.need, t.hold = between(stillNeed, walkNeed, r), rare*rareHold
}

func between(still, walk, r float32) float32 { return still + r*(walk-still) }

// stir tells how much the person moves: 0 at rest, 1 on the move. Whoever
// moves is heard differently now than over the last seconds.
func (e *Engine) stir(t *Track, now int64) (r, rare float32) {
	var sum, hum, gap, n float32
	s := &e.scratch
	s.voices = 0
	for i := range int(t.ears) {
		x := &t.ear[i]
		a := &e.anchors[x.anchor]
		fast, slow := x.now(a, now)
		s.fast[i], s.slow[i] = fast, slow
		s.voices |= 1 << (x.source*groups + a.group)
		if slow > Silent {
			sum += (fast - slow) * (fast - slow)
			hum += x.waver()
			gap += x.gap
			n++
		}
	}
	if n == 0 {
		return 0, 0
	}
	t.restless += (sum/n - t.restless) / calm
	r = (t.restless/max(leastHum, t.noise*hum/n) - atRest) / (onTheMove - atRest)
	// What we hear of a newcomer is all new, and so is what comes rarely.
	arrived := 1 - float32(now-t.first)/arrival
	rare = min(1, max(0, (gap/n-often)/(seldom-often)))
	return min(1, max(0, r, arrived, rare)), rare
}

// settle moves the person when the beliefs say so.
func (e *Engine) settle(t *Track, now int64) {
	first, second, home := e.order(t)
	if first.zone == 0 {
		t.sure, t.wake = false, 0 // whatever was about to win, does no more
		t.waited = t.waited || now-t.first >= t.wait()
		return
	}
	zone := first.zone
	if zone != t.zone && !e.tellable(t, zone) {
		zone = 0
	}
	t.sure, t.wake = zone == t.zone && home >= assured, 0
	if first.zone != t.rival {
		t.rival, t.rivalAt = first.zone, now
	}
	switch {
	case t.zone == 0 && zone == 0:
		t.first, t.waited = now, false // as if they had not come yet
	case t.zone == 0:
		t.waited = now-t.first >= t.wait()
		if first.mass >= clear*second || t.waited && first.mass >= likeliest {
			t.zone, t.since = zone, t.first
		}
	case zone != t.zone && first.mass > t.need*home:
		t.wake = t.rivalAt + t.dwell(first.mass, home)
		if now >= t.wake {
			t.zone, t.since, t.wake = zone, max(t.since, t.rivalAt), 0
			if zone == 0 {
				t.first, t.waited = now, false // as if they had not come yet
			}
		}
	}
}

// tellable tells whether those who hear the track can tell that it is in a zone.
func (e *Engine) tellable(t *Track, zone uint16) bool {
	for i := range int(t.ears) {
		if e.field.tells[e.anchors[t.ear[i].anchor].group][zone] {
			return true
		}
	}
	return false
}

// dwell is how long another zone must have been the likeliest, ms: a body that
// passes between tag and anchor looks like a step aside, but not for long.
func (t *Track) dwell(rival, home float32) int64 {
	if rival > surely*home {
		return int64(t.hold)
	}
	return max(confirm, int64(t.hold))
}

// wait is how long a first place may wait for clear evidence, ms.
func (t *Track) wait() int64 {
	if t.sights < few {
		return patiences
	}
	return patience
}

// likely is a zone and the share of belief that is in it.
type likely struct {
	zone uint16
	mass float32
}

// order finds the likeliest zone, the share of the next, and of the present.
func (e *Engine) order(t *Track) (first likely, second, home float32) {
	share := e.scratch.zone
	for i := range int(t.beliefs) {
		share[e.field.zone[t.spot[i]]] += t.mass[i]
	}
	for i := range int(t.beliefs) {
		z := e.field.zone[t.spot[i]]
		m := share[z]
		share[z] = 0
		switch {
		case m > first.mass:
			first, second = likely{z, m}, first.mass
		case m > second:
			second = m
		}
		if z == t.zone && m > 0 {
			home = m
		}
	}
	return first, second, home
}
