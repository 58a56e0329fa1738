package locate

const (
	floorDB   = -105 // level of a zone that hears nothing
	perDB     = 0.4  // log-odds per dB and second
	span      = 5    // how far behind a zone can fall, so that it can come back
	change    = 2    // lead that a new zone needs over the present one
	clear     = 1.0  // lead that a first place needs
	patience  = 3000 // ms after which a first place is given without it
	maxWeight = 3    // seconds that one decision may count for
	freeze    = 300_000
)

// decide weighs what the ears hear now, adds it to the leads, and moves the
// person when another zone is clearly ahead.
func (e *Engine) decide(t *Track, now int64) {
	if t.news {
		// Sightings arrive later than they were heard, and a gateway's clock may
		// be behind ours: what was heard since the last decision is news, even
		// when our clock was already past it. So decided is a sighting's time.
		weight := min(float32(now-t.decided)/1000, maxWeight)
		t.news, t.decided = false, min(now, t.heard)
		e.weigh(t, now)
		e.add(t, weight)
	}
	e.settle(t, now)
}

// weigh leaves in e.score the level at which each zone hears the person.
func (e *Engine) weigh(t *Track, now int64) {
	for i := range e.score {
		e.score[i] = floorDB
	}
	for i := range int(t.ears) {
		x := &t.ear[i]
		a := &e.anchors[x.anchor]
		e.score[a.zone] = max(e.score[a.zone], x.now(a, now))
	}
}

// now is the level of the ear at now: what it was, and less when it should
// have been heard again. A dead anchor's ear stays as it was for a while.
func (x *ear) now(a *anchor, now int64) float32 {
	age := float32(now - x.at)
	if a.dead && now-a.died < freeze {
		age = max(0, float32(a.died-x.at))
	}
	missed := age - 3*x.gap - beat
	if missed <= 0 {
		return x.level
	}
	return max(floorDB, x.level-6*missed/(x.gap+beat/2))
}

// add lets the scores of this beat move the leads.
func (e *Engine) add(t *Track, weight float32) {
	best := float32(floorDB)
	for z := 1; z < len(e.score); z++ {
		best = max(best, e.score[z])
	}
	for z := 1; z < len(e.score); z++ {
		if e.score[z] > floorDB {
			t.leadOf(uint16(z))
		}
	}
	top := float32(-1e9)
	for i := range int(t.leads) {
		l := &t.lead[i]
		l.odds += weight * perDB * (e.score[l.zone] - best)
		top = max(top, l.odds)
	}
	for i := range int(t.leads) {
		t.lead[i].odds = max(t.lead[i].odds-top, -span)
	}
}

// leadOf makes sure that a zone has a lead, in place of the hindmost if need be.
func (t *Track) leadOf(z uint16) {
	last := 0
	for i := range int(t.leads) {
		if t.lead[i].zone == z {
			return
		}
		if t.lead[i].odds < t.lead[last].odds {
			last = i
		}
	}
	odds := float32(0)
	if t.zone != 0 {
		odds = -span
	}
	if t.leads < maxLeads {
		t.lead[t.leads] = lead{z, odds}
		t.leads++
	} else if t.lead[last].zone != t.zone && t.lead[last].odds <= odds {
		t.lead[last] = lead{z, odds}
	}
}

// settle moves the person when the leads say so.
func (e *Engine) settle(t *Track, now int64) {
	first, second, home := t.order()
	if first.zone == 0 {
		return
	}
	if first.zone != t.rival {
		t.rival, t.rivalAt = first.zone, now
	}
	if t.zone == 0 {
		if first.odds-second >= clear || now-t.first >= patience {
			t.zone, t.since = first.zone, t.first
		}
		return
	}
	if first.zone != t.zone && first.odds-home >= change {
		t.zone, t.since = first.zone, max(t.since, t.rivalAt)
	}
}

// order finds the zone in front, the lead of the next, and that of the present.
func (t *Track) order() (first lead, second, home float32) {
	first.odds, second, home = -span-1, -span-1, -span-1
	for i := range int(t.leads) {
		l := t.lead[i]
		if l.zone == t.zone {
			home = l.odds
		}
		if l.odds > first.odds {
			first, second = l, first.odds
		} else if l.odds > second {
			second = l.odds
		}
	}
	return first, second, home
}
