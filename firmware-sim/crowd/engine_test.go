package crowd

import (
	"time"

	"foyer/beacons"
)

// crude is an engine of thirty lines, only good enough to ask whether the oracle
// holds the radio's own doubts against it: the loudest anchor of the last
// fifteen seconds, changed after ten; a visit counts while it lasts.
type crude struct {
	plan   beacons.Plan
	owner  map[beacons.Tag]beacons.Person
	people map[beacons.Person]*located
	given  []Given
}

type located struct {
	level map[beacons.Anchor]heardLast
	zone  beacons.Zone
	next  beacons.Zone
	from  time.Time // in zone
	doubt time.Time // next is believed since
	count map[string]int
	last  map[string]time.Time
	dance time.Duration
	seen  time.Time
}

type heardLast struct {
	at   time.Time
	rssi float32
}

func newCrude(c *Crowd) *crude {
	e := &crude{plan: c.floor.plan, owner: map[beacons.Tag]beacons.Person{}, people: map[beacons.Person]*located{}}
	for i := range c.guests {
		if g := &c.guests[i]; g.barred() == "" && g.badge != "" {
			e.owner[g.badge] = g.id
			e.people[g.id] = &located{level: map[beacons.Anchor]heardLast{}, count: map[string]int{}, last: map[string]time.Time{}}
		}
	}
	return e
}

func (e *crude) hear(_ beacons.Anchor, list []beacons.Sighting) {
	for _, s := range list {
		person, known := e.owner[s.Tag]
		if !known {
			continue
		}
		l := e.people[person]
		if old, had := l.level[s.Anchor]; had && s.At.Sub(old.at) < 15*time.Second {
			s.RSSI = 0.5*s.RSSI + 0.5*old.rssi
		}
		l.level[s.Anchor] = heardLast{s.At, s.RSSI}
		e.locate(person, l, s.At)
	}
}

func (e *crude) locate(person beacons.Person, l *located, now time.Time) {
	if now.Sub(l.seen) > 30*time.Second {
		l.zone, l.next = "", ""
	}
	best, zone := float32(-200), beacons.Zone("")
	for _, a := range e.plan.Anchors {
		if h, had := l.level[a.ID]; had && now.Sub(h.at) < 15*time.Second && h.rssi > best {
			best, zone = h.rssi, a.Zone
		}
	}
	switch {
	case zone == l.zone:
		l.next = ""
	case zone != l.next:
		l.next, l.doubt = zone, now
	case now.Sub(l.doubt) >= 10*time.Second:
		l.zone, l.from, l.next = zone, now, ""
	}
	e.count(person, l, now)
	l.seen = now
}

func (e *crude) count(person beacons.Person, l *located, now time.Time) {
	zone, _ := e.plan.ZoneOf(l.zone)
	for _, w := range []struct {
		rule, kind string
		atLeast    time.Duration
	}{{"coffee-gift", "coffee", 45 * time.Second}, {"bacon-lover", "bacon", 30 * time.Second}} {
		if string(zone.Kind) == w.kind && now.Sub(l.from) >= w.atLeast && l.from.After(l.last[w.rule+"/from"]) && now.Sub(l.last[w.rule]) >= 10*time.Minute {
			l.last[w.rule], l.last[w.rule+"/from"] = now, l.from
			if l.count[w.rule]++; l.count[w.rule] == 3 {
				e.given = append(e.given, Given{Rule: w.rule, Person: person, At: now, Outcome: "done"})
			}
		}
	}
	if hour := now.Hour(); zone.Kind == "dance" && (hour >= 20 || hour < 2) {
		l.dance += min(now.Sub(l.seen), 30*time.Second)
	}
	if l.dance >= 30*time.Minute && l.count["party"] == 0 {
		l.count["party"]++
		y, m, d := now.Date()
		eight := time.Date(y, m, d, 8, 0, 0, 0, now.Location())
		if eight.Before(now) {
			eight = eight.AddDate(0, 0, 1)
		}
		e.given = append(e.given, Given{Rule: "recovery-kit", Person: person, At: eight, Outcome: "done"})
	}
}
